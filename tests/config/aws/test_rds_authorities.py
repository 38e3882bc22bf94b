"""The root certificates of RDS, each of which is checked as a certificate."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from config.aws.partitions import supported_regions
from config.aws.rds_authorities import FOLDER, database_authorities

REGIONS = sorted(file.stem for file in FOLDER.glob("*.pem"))
KEYS = ("RSA2048", "RSA4096", "ECC384")
"""https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html"""


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest) -> str:
    """Return each region whose authorities are kept."""
    return str(request.param)


@pytest.fixture
def authorities(region: str) -> list[x509.Certificate]:
    """Return the certificates of a region."""
    return x509.load_pem_x509_certificates(database_authorities(region).encode())


def test_the_authorities_are_those_of_the_region_for_each_kind_of_key(
    region: str, authorities: list[x509.Certificate]
) -> None:
    names = [
        each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value for each in authorities
    ]
    assert names == [f"Amazon RDS {region} Root CA {key} G1" for key in KEYS]


def test_an_authority_is_a_root_that_has_signed_itself(authorities: list[x509.Certificate]) -> None:
    for each in authorities:
        each.verify_directly_issued_by(each)
        assert each.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_an_authority_is_good_for_decades(authorities: list[x509.Certificate]) -> None:
    assert all(each.not_valid_after_utc > datetime(2061, 1, 1, tzinfo=UTC) for each in authorities)


def test_each_file_is_of_a_region_that_may_be_deployed_to() -> None:
    assert set(REGIONS) <= set(supported_regions())


def test_a_region_without_a_file_has_no_authorities() -> None:
    assert database_authorities("cn-north-1") == ""
