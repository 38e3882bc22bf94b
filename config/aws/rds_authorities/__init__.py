"""The authorities that sign the certificates of RDS's servers, by region."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def database_authorities(region: str) -> str:
    """Return the root certificates of a region as PEM; an empty text where none are kept.

    No system's store holds them. AWS publishes them, and those of a further region belong into a
    file of its name here: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html
    """
    file = FOLDER / f"{region}.pem"
    return file.read_text(encoding="ascii") if file.exists() else ""
