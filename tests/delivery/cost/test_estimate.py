"""The rough estimate of what an environment costs."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.cost.estimate import Estimate, difference, estimate, estimate_page
from delivery.cost.prices import HOURS_A_MONTH, prices_in
from tests.delivery.review.support import told, write

Json = dict[str, Any]
REGION = "eu-west-1"


def stack(region: str = REGION, **kinds: Json) -> Json:
    return {"provider": {"aws": [{"region": region}]}, "resource": kinds}


def nodes(*types: str, min_size: int = 1, **others: object) -> Json:
    return {
        "instance_types": list(types),
        "scaling_config": {"min_size": min_size},
        "launch_template": {"id": "${aws_launch_template.a.id}"},
        **others,
    }


def numbers(*stacks: Json) -> dict[str, int]:
    return dict(estimate(stacks).numbers)


def total(*stacks: Json) -> float:
    return estimate(stacks).total


def test_what_stands_all_month_costs_its_hours() -> None:
    made = estimate([stack(aws_nat_gateway={"a": {}, "b": {}})])

    assert made.total == pytest.approx(2 * prices_in(REGION)["NAT gateway"].usd * HOURS_A_MONTH)


def test_parts_of_all_stacks_count_together() -> None:
    keys = stack(aws_kms_key={"a": {}})

    assert numbers(keys, keys) == {"KMS key": 2}


def test_nodes_are_the_fewest_of_their_group_and_the_first_type_with_a_price() -> None:
    made = stack(aws_eks_node_group={"a": nodes("m7i.large", "m6i.large", min_size=3)})

    assert numbers(made) == {"m6i.large": 3}


def test_nodes_of_no_known_price_are_named_by_their_first_type() -> None:
    made = stack(aws_eks_node_group={"a": nodes("x9.large", "x8.large")})

    assert estimate([made]).unpriced == ("1 `x9.large`",)


def test_spot_nodes_have_no_known_price() -> None:
    made = stack(aws_eks_node_group={"a": nodes("m6i.large", capacity_type="SPOT")})

    assert estimate([made]).unpriced == ("1 `m6i.large (spot)`",)


def test_the_volumes_of_nodes_count_by_their_gigabytes() -> None:
    volumes = [
        {"ebs": {"volume_type": "gp3", "volume_size": 4}},
        {"ebs": {"volume_type": "gp3", "volume_size": 75}},
        {"ebs": {"volume_type": "io2", "volume_size": 1}},
    ]
    made = stack(
        aws_eks_node_group={"a": nodes("m6i.large", min_size=2)},
        aws_launch_template={"a": {"block_device_mappings": volumes}},
    )

    assert numbers(made)["gp3 volume"] == 158


def test_interface_endpoints_count_in_each_zone_and_gateways_not_at_all() -> None:
    endpoints = {
        "s3": {"vpc_endpoint_type": "Gateway"},
        "sts": {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b", "c"]},
    }

    assert numbers(stack(aws_vpc_endpoint=endpoints)) == {"interface endpoint": 3}


def test_a_part_without_a_price_is_named_and_not_guessed() -> None:
    made = estimate([stack(aws_rds_cluster_instance={"a": {"instance_class": "db.x"}})])

    assert made.total == 0
    page = estimate_page("staging", made)
    assert "about 0 USD a month, and what has no price here\n" in page
    assert "**No price is known here for** 1 `Aurora db.x`." in page


def test_prices_of_one_region_hold_in_no_other() -> None:
    made = estimate([stack("eu-central-1", aws_nat_gateway={"a": {}})])

    assert made.unpriced == ("1 `NAT gateway`",)


def test_the_page_has_the_source_and_the_date_of_each_price() -> None:
    page = estimate_page("staging", estimate([stack(aws_kms_key={"a": {}})]))

    price = prices_in(REGION)["KMS key"]
    assert "## Cost of `staging`: about 1 USD a month" in page
    assert f"| `KMS key` | 1 | 1.00 | [{price.date}]({price.source}) |" in page
    assert "Rough" in page


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"KMS key": 1}, {"KMS key": 1}, []),
        (
            {"KMS key": 1},
            {"KMS key": 3},
            [
                "- about 1 → 3 USD a month (+2), roughly",
                "  - `KMS key`: 1 → 3 (+2.00 USD)",
            ],
        ),
        (
            {"Aurora db.x": 2},
            {},
            [
                "- about 0 → 0 USD a month (+0), roughly",
                "  - `Aurora db.x`: 2 → 0, whose price is not known here",
            ],
        ),
    ],
)
def test_the_difference_is_told_part_by_part(
    before: dict[str, int], after: dict[str, int], lines: list[str]
) -> None:
    old, new = (Estimate(numbers=each, prices=prices_in(REGION)) for each in (before, after))

    assert difference(old, new) == lines


def test_a_new_environment_has_the_prices_of_its_region() -> None:
    new = estimate([stack(aws_nat_gateway={"a": {}})])

    assert not any("not known" in line for line in difference(estimate([]), new))
    assert not any("not known" in line for line in difference(new, estimate([])))


def test_a_name_is_neither_markdown_nor_a_cell_of_its_own() -> None:
    made = estimate([stack(aws_rds_cluster_instance={"a": {"instance_class": "x\n## Approved|"}})])

    assert "\n## Approved" not in estimate_page("staging", made)
    assert "\n## Approved" not in "\n".join(difference(estimate([]), made))


def test_the_review_tells_the_difference(tmp_path: Path) -> None:
    one, two = stack(aws_kms_key={"a": {}}), stack(aws_kms_key={"a": {}, "b": {}})

    page = told(tmp_path, {"staging": one}, {"staging": two})

    assert "### Cost\n- about 1 → 2 USD a month (+1), roughly\n" in page


def test_the_command_prints_the_estimate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, stack(aws_kms_key={"a": {}}))
    monkeypatch.setenv("PLATFORM_ENV", "staging")

    done = CliRunner().invoke(app, ["cost", str(tmp_path)])

    assert done.stdout.startswith("## Cost of `staging`: about 1 USD a month")


def test_a_pipeline_reads_it_as_json(tmp_path: Path) -> None:
    write(tmp_path, stack(aws_kms_key={"a": {}, "b": {}}))

    told = json.loads(CliRunner().invoke(app, ["cost", str(tmp_path), "--json"]).stdout)

    assert told["parts"]["KMS key"] == {"number": 2, "usd_a_month": 2.0}
    assert told["usd_a_month"] == 2.0


def test_every_price_has_a_source_of_aws() -> None:
    theirs = ("https://aws.amazon.com/", "https://pricing.us-east-1.amazonaws.com/")

    assert all(each.source.startswith(theirs) for each in prices_in(REGION).values())
