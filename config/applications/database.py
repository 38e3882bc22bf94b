"""The database of each application that asks for one in its platform.yaml."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from config.errors import Mistake
from config.yaml.source import YamlDocument

RESERVED: Final = ("none", "postgres", "public", "rdsadmin", "template0", "template1")
"""Names that PostgreSQL or RDS has taken."""


@dataclass(frozen=True, kw_only=True)
class ApplicationDatabase:
    """A database with the two roles that go with it.

    The underscore, which no application's name has, keeps the roles of all applications apart.

    Attributes:
        application: The application's name: lower-case letters, digits and hyphens.
        connections_per_pod: The most connections that one of its pods opens.
    """

    application: str
    connections_per_pod: int = 10

    @property
    def name(self) -> str:
        """The database."""
        return self.application

    @property
    def owner(self) -> str:
        """The role that owns the database and all in it; nobody logs in as the owner."""
        return f"{self.application}_owner"

    @property
    def login(self) -> str:
        """The role that the application logs in as, by IAM instead of a password."""
        return self.application


def reserved_name(platform: YamlDocument) -> Iterator[Mistake]:
    """Yield a mistake if no database can have the name of the application that asks for it.

    Args:
        platform: The application's platform.yaml, in the folder that names it.
    """
    name = platform.file.parent.name
    if name in RESERVED:
        yield platform.mistake(
            ("database",),
            f"asks for a database named {name}, which PostgreSQL or RDS has taken",
            allowed="any name but " + ", ".join(RESERVED),
            remedy="rename the application's folder, or ask for no database",
        )
