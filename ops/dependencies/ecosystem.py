"""A dependency, and all that one package manager looks after."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """One package, module, provider, chart or action.

    Attributes:
        name: As its ecosystem calls it.
        version: The one that is pinned.
        files: The files that pin it, from the folder of the checkout.
        licence: As its publisher says it; None where no file here says it.
    """

    name: str
    version: str
    files: tuple[str, ...]
    licence: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ecosystem:
    """The dependencies that one package manager looks after.

    Attributes:
        direct: What the project names itself.
        indirect: How many others these bring; None where no file here lists them.
    """

    direct: tuple[Dependency, ...]
    indirect: int | None = None
