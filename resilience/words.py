"""Words that all sentences for people share: how many, and in which zone."""


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 path`, `3 paths`."""
    plural = f"{noun}es" if noun.endswith(("s", "x")) else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def short_zone(zone: str, region: str) -> str:
    """Return a zone without its region: `a` for `eu-west-1a`."""
    return zone.removeprefix(region) or zone
