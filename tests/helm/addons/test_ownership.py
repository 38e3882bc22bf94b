"""The records by which external-dns knows its own, named as external-dns 0.21.0 names them.

registry/mapper/mapper.go, `ToTXTName`: the prefix with the type of the record, then the name, in
which the replacement stands for an asterisk.
"""

import pytest

from tests.helm.addons.values import at

DOMAIN = "shop.example.com"


def owner(name: str, kind: str) -> str:
    """Return the name of the TXT record that says whose a record is."""
    first, _, rest = name.partition(".")
    if first == "*":
        first = at("external-dns", "extraArgs")["txt-wildcard-replacement"]
    prefix: str = at("external-dns", "txtPrefix").replace("%{record_type}", kind)
    return f"{prefix}{first}.{rest}"


# AWS aliases are registered as `cname`; each has a twin for IPv6.
@pytest.mark.parametrize("kind", ["cname", "aaaa"])
@pytest.mark.parametrize("name", [DOMAIN, f"*.{DOMAIN}"])
def test_the_record_of_ownership_is_in_the_zone(name: str, kind: str) -> None:
    assert owner(name, kind).endswith(f".{DOMAIN}")


def test_no_two_records_have_one_owner() -> None:
    names = {owner(name, kind) for name in (DOMAIN, f"*.{DOMAIN}") for kind in ("cname", "aaaa")}
    assert len(names) == 4


@pytest.mark.parametrize("name", [DOMAIN, f"*.{DOMAIN}"])
def test_no_record_of_ownership_takes_a_host_out_of_the_wildcard(name: str) -> None:
    # A name that exists, or that others stand below, is none of the wildcard's (RFC 4592).
    between = owner(name, "cname").removesuffix(f".{DOMAIN}").split(".")
    assert all(label.startswith("_") for label in between)
