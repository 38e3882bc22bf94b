from config.schema import SCHEMA, schema_text
from tests.fixtures.checkout import ROOT


def test_the_json_schema_is_current() -> None:
    remedy = "run `make schema`"
    assert (ROOT / SCHEMA).read_text(encoding="utf-8") == schema_text(), remedy
