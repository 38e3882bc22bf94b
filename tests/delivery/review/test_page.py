"""What a change means for what is deployed."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.review.page import GONE, MOST_LINES, NOTHING, review_page
from delivery.review.review import reviews
from tests.delivery.review.support import deployment, release, reviewed, told, write

Json = dict[str, Any]


def vpc(**attributes: object) -> Json:
    return {"resource": {"aws_vpc": {"main": attributes}}}


def test_equal_syntheses_say_that_nothing_changes(tmp_path: Path) -> None:
    assert reviewed(tmp_path, release(deployment()), release(deployment())) == NOTHING


def test_a_resource_that_changes_is_told_by_its_attributes(tmp_path: Path) -> None:
    page = reviewed(tmp_path, vpc(cidr_block="10.0.0.0/16"), vpc(cidr_block="10.1.0.0/16"))

    assert page == (
        "## Review of `staging`\n\n"
        "### Resources\n"
        "- updated `aws_vpc.main` of `k8s`\n"
        "  - `cidr_block`: `10.0.0.0/16` → `10.1.0.0/16`\n"
    )


def test_another_order_of_the_work_is_no_change(tmp_path: Path) -> None:
    assert reviewed(tmp_path, vpc(), vpc(depends_on=["aws_eip.a"])) == NOTHING


def test_notes_of_cdktf_are_no_change(tmp_path: Path) -> None:
    assert reviewed(tmp_path, vpc(), vpc(**{"//": {"metadata": {}}})) == NOTHING


def test_what_goes_is_told_before_what_comes(tmp_path: Path) -> None:
    before: Json = {"resource": {"aws_vpc": {"old": {}}}}
    after: Json = {"resource": {"aws_vpc": {"new": {}}}}

    page = reviewed(tmp_path, before, after)

    assert page.index("destroyed `aws_vpc.old`") < page.index("created `aws_vpc.new`")


def test_a_release_is_told_by_its_objects_and_not_by_its_values(tmp_path: Path) -> None:
    page = reviewed(tmp_path, release(deployment("nginx:1")), release(deployment("nginx:2")))

    assert page == (
        "## Review of `staging`\n\n"
        "### Releases\n"
        "- `app1/app1`\n"
        "  - updated `Deployment app1`: **restarts its pods, one after another**\n"
        "    - `spec.template.spec.containers[0].image`: `nginx:1` → `nginx:2`\n\n"
        "### Versions\n"
        "- image `nginx of app1/app1`: `1` → `2`\n"
    )


def test_a_release_whose_chart_is_not_there_is_told_by_its_values(tmp_path: Path) -> None:
    theirs = {"chart": "theirs"}

    page = reviewed(
        tmp_path,
        release(deployment(replicas=3), **theirs),
        release(deployment(replicas=4), **theirs),
    )

    assert "- `app1/app1`\n  - `objects[0].spec.replicas`: `3` → `4`\n" in page


def test_a_release_that_comes_is_told_by_all_that_it_makes(tmp_path: Path) -> None:
    page = reviewed(tmp_path, {}, release(deployment()))

    assert "- created `helm_release.app1` of `k8s`\n" in page
    assert "  - created `Deployment app1`: **starts pods**\n" in page


def test_environments_that_change_alike_stand_together(tmp_path: Path) -> None:
    before, after = ({each: vpc(cidr_block=to) for each in ("a", "b")} for to in ("1", "2"))

    page = told(tmp_path, before, after)

    assert page.count("## Review of `a` and `b`") == 1
    assert page.count("updated `aws_vpc.main`") == 1


def test_an_environment_that_comes_is_all_new(tmp_path: Path) -> None:
    page = told(tmp_path, {"a": vpc()}, {"a": vpc(), "b": vpc()})

    assert page.startswith("## Review of `b`\n\n### Resources\n- created `aws_vpc.main`")


def test_an_environment_whose_file_goes_is_told_to_stay_in_aws(tmp_path: Path) -> None:
    page = told(tmp_path, {"a": vpc(), "b": vpc()}, {"a": vpc()})

    assert page == f"## Review of `b`\n\n{GONE}\n"


def test_objects_of_which_only_labels_change_are_told_in_one_line(tmp_path: Path) -> None:
    def service(name: str, version: str) -> dict[str, Any]:
        labels = {"app.kubernetes.io/version": version}
        return {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "labels": labels},
        }

    page = reviewed(
        tmp_path,
        release(service("a", "1"), service("b", "1")),
        release(service("a", "2"), service("b", "2")),
    )

    assert (
        "- `app1/app1`\n  - only labels with a version change: `Service a`, `Service b`\n" in page
    )


def test_what_comes_with_helm_s_tests_only_is_not_told(tmp_path: Path) -> None:
    pod: Json = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "app1-test", "annotations": {"helm.sh/hook": "test"}},
    }

    assert "app1-test" not in reviewed(tmp_path, {}, release(deployment(), pod))


def test_what_a_secret_holds_is_not_told(tmp_path: Path) -> None:
    def secret(value: str) -> dict[str, Any]:
        return {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "s"},
            "data": {"password": value},
        }

    page = reviewed(tmp_path, release(secret("b25l")), release(secret("dHdv")))

    assert "`data.password`: `(hidden)` → `(hidden)`" in page
    assert "b25l" not in page


def test_values_are_neither_markdown_nor_html(tmp_path: Path) -> None:
    page = reviewed(tmp_path, vpc(name="a"), vpc(name="`x`\n</details>"))

    assert "``" in page
    assert "\n</details>" not in page


def test_a_long_section_is_cut_and_says_so(tmp_path: Path) -> None:
    many: Json = {"resource": {"aws_vpc": {f"v{index}": {} for index in range(MOST_LINES + 5)}}}

    page = reviewed(tmp_path, {}, many)

    assert page.endswith("- and 5 more of these\n")


def test_the_gravest_resource_is_told_however_much_else_goes(tmp_path: Path) -> None:
    alarms: Json = {f"a{index}": {} for index in range(MOST_LINES + 5)}
    before: Json = {
        "resource": {"aws_cloudwatch_metric_alarm": alarms, "aws_rds_cluster": {"main": {}}}
    }

    assert "- destroyed `aws_rds_cluster.main`" in reviewed(tmp_path, before, {"resource": {}})


def test_the_gravest_objects_of_a_release_are_all_told(tmp_path: Path) -> None:
    def objects(value: str, replicas: int) -> list[Json]:
        maps = [
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": f"c{index}"},
                "data": {"a": value},
            }
            for index in range(MOST_LINES)
        ]
        return [*maps, deployment(replicas=replicas)]

    page = reviewed(tmp_path, release(*objects("a", 3)), release(*objects("b", 0)))

    assert "- `app1/app1`\n  - updated `Deployment app1`: **stops all pods**\n" in page
    assert "more objects, whose changes are milder" in page


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ({"locals": {"a": "x"}}, {"locals": {"a": "y"}}, "`locals.a`: `x` → `y`"),
        ({"output": {"a": {"value": 1}}}, {}, '`output`: `{"a": {"value": 1}}` → `(none)`'),
        (
            {"provider": {"aws": [{"region": "a"}]}},
            {"provider": {"aws": [{"region": "b"}]}},
            "`provider.aws[0].region`: `a` → `b`",
        ),
        ({}, {"removed": [{"from": "a.b"}]}, '`removed`: `(none)` → `[{"from": "a.b"}]`'),
        (
            {"terraform": {"backend": {"s3": {"key": "a"}}}},
            {"terraform": {"backend": {"s3": {"key": "b"}}}},
            "`terraform.backend.s3.key`: `a` → `b`",
        ),
    ],
)
def test_what_changes_beside_the_resources_is_told(
    before: Json, after: Json, line: str, tmp_path: Path
) -> None:
    page = reviewed(tmp_path, vpc() | before, vpc() | after)

    assert page == f"## Review of `staging`\n\n### Providers, state, data\n- `k8s` {line}\n"


def test_an_object_whose_own_labels_change_is_told_but_for_versions(tmp_path: Path) -> None:
    def namespace(level: str) -> Json:
        labels = {"pod-security.kubernetes.io/enforce": level}
        return {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": "apps", "labels": labels},
        }

    page = reviewed(tmp_path, release(namespace("restricted")), release(namespace("privileged")))

    assert "updated `Namespace apps`" in page
    assert "only labels" not in page
    assert (
        "### Guards that may weaken\n- `Namespace apps of app1/app1`:"
        " `pod-security.kubernetes.io/enforce: restricted → privileged`\n"
    ) in page


def compared(folder: Path, before: Json, after: Json) -> tuple[str, list[tuple[Path, Path]]]:
    """Return a review, and of which folders it asked what they survive."""
    asked = []

    def survival(base: Path, head: Path) -> list[str]:
        asked.append((base, head))
        return ["", "### Survival", "All of it."]

    write(folder / "base/staging", before)
    write(folder / "head/staging", after)
    found = reviews(folder / "base", folder / "head", compared=survival)
    return review_page(found), asked


def test_what_is_survived_is_told_of_each_environment_that_changes(tmp_path: Path) -> None:
    page, asked = compared(tmp_path, vpc(cidr_block="1"), vpc(cidr_block="2"))

    assert asked == [(tmp_path / "base/staging", tmp_path / "head/staging")]
    assert page.startswith("## Review of `staging`\n\n### Survival\nAll of it.\n\n### Resources\n")


def test_nothing_is_analysed_where_nothing_changes(tmp_path: Path) -> None:
    assert compared(tmp_path, vpc(), vpc()) == (NOTHING, [])


def test_a_risk_that_is_accepted_is_told_though_nothing_that_is_deployed_changes(
    tmp_path: Path,
) -> None:
    write(tmp_path / "base/staging", vpc())
    (tmp_path / "base/staging.yaml").write_text("resilience: {}")
    risk = "{rule: a, subject: b, reason: c, owner: d, expires: 2027-01-01}"
    (tmp_path / "head").mkdir()
    (tmp_path / "head/staging.yaml").write_text(f"resilience: {{accepted: [{risk}]}}")

    page = reviewed(tmp_path, vpc(), vpc())

    assert page == (
        "## Review of `staging`\n\n### Accepted risks\n"
        "- newly accepted: `a` of `b`, by `d` until `2027-01-01`: `c`\n"
    )


def test_environments_come_where_none_was(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()

    page = told(tmp_path, {}, {"b": vpc()})

    assert page.startswith("## Review of `b`\n\n### Resources\n- created `aws_vpc.main`")


@pytest.mark.parametrize("side", ["base", "head"])
def test_a_folder_without_a_synthesis_is_refused(side: str, tmp_path: Path) -> None:
    other = {"base": "head", "head": "base"}[side]
    write(tmp_path / other / "staging", vpc())

    done = CliRunner().invoke(app, ["review", str(tmp_path / "base"), str(tmp_path / "head")])

    assert done.exit_code == 2
    assert f"{tmp_path / side} holds no environment" in done.stderr
