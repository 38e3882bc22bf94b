import pytest
import yaml

from resilience.model.standins import values_with_stand_ins


def filled(text: str) -> object:
    (only,) = values_with_stand_ins({"values": [text]})
    return yaml.safe_load(only)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"a": "${aws_vpc.v.id}"', "stand-in"),
        ('"a": "x-${aws_vpc.v.id}-y"', "x-stand-in-y"),
        ('"a": ${aws_rds_cluster.c.port}', 1),
        ('"a": "${aws_iam_role.r.arn}"', "arn:aws:iam::000000000000:role/stand-in"),
        ('"a": "${aws_vpc.v.cidr_block}"', "10.0.0.0/8"),
        ('"a": "\\"quoted\\": ${aws_vpc.v.id}"', '"quoted": stand-in'),
        ('"a": "\\\\": ${x.y.z}'.replace(": ${x.y.z}", ""), "\\"),
        ('"a": "$${literal}"', "${literal}"),
        ('"a": "plain"', "plain"),
    ],
)
def test_a_stand_in_has_the_type_of_the_value(written: str, value: object) -> None:
    assert filled(written) == {"a": value}


def test_a_number_after_text_on_the_line_before_is_a_number() -> None:
    assert filled('"a": "${aws_vpc.v.id}"\n"b": ${aws_vpc.v.port}') == {"a": "stand-in", "b": 1}


def test_a_release_may_have_no_values() -> None:
    assert values_with_stand_ins({}) == []
