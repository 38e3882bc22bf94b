"""What changes of the risks that an environment accepts, as a reviewer reads it."""

from pathlib import Path

import pytest
import yaml

from delivery.review.acceptances import acceptances
from tests.delivery.review.support import Json

RISK = {
    "rule": "single-nat-gateway",
    "subject": "networking:aws_nat_gateway.*",
    "reason": "Staging may lose its way out",
    "owner": "platform-team",
    "expires": "2027-11-30",
}
NAME = "`single-nat-gateway` of `networking:aws_nat_gateway.*`"


def told(folder: Path, before: object, after: object) -> list[str]:
    """Return what is told of two sections `resilience`."""
    files = folder / "base.yaml", folder / "head.yaml"
    for file, section in zip(files, (before, after), strict=True):
        file.write_text(yaml.safe_dump({"resilience": section}), encoding="utf-8")
    return acceptances(*files)


def accepting(*risks: Json) -> Json:
    return {"accepted": list(risks)}


def test_a_risk_that_is_newly_accepted_is_told_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    assert told(tmp_path, {}, accepting(RISK)) == [
        (
            f"- newly accepted: {NAME}, by `platform-team` until `2027-11-30`:"
            " `Staging may lose its way out`"
        )
    ]


def test_another_last_day_or_reason_of_an_acceptance_is_told(tmp_path: Path) -> None:
    later = RISK | {"expires": "2029-01-01", "reason": "Nobody minds"}

    assert told(tmp_path, accepting(RISK), accepting(later)) == [
        (
            f"- accepted otherwise: {NAME}, `expires`: `2027-11-30` → `2029-01-01`,"
            " `reason`: `Staging may lose its way out` → `Nobody minds`"
        )
    ]


def test_an_acceptance_that_goes_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, accepting(RISK), None) == [f"- no longer accepted: {NAME}"]


def test_a_second_acceptance_of_the_same_finding_is_told(tmp_path: Path) -> None:
    (line,) = told(tmp_path, accepting(RISK), accepting(RISK, RISK | {"expires": "2029-01-01"}))

    assert line.startswith(f"- newly accepted: {NAME}, once more, ")


def test_which_findings_count_is_told_where_it_changes(tmp_path: Path) -> None:
    assert told(tmp_path, {}, {"fail_on": "never"}) == ["- `fail_on`: `(none)` → `never`"]


def test_acceptances_that_stay_are_not_told(tmp_path: Path) -> None:
    other = RISK | {"subject": "other"}

    assert told(tmp_path, accepting(RISK, other), accepting(other, RISK)) == []


def test_a_new_environment_s_acceptances_are_all_new(tmp_path: Path) -> None:
    told(tmp_path, {}, accepting(RISK))

    (line,) = acceptances(tmp_path / "nowhere.yaml", tmp_path / "head.yaml")

    assert line.startswith("- newly accepted")


@pytest.mark.parametrize("section", ["text", {"accepted": "text"}, {"accepted": ["text"]}])
def test_a_base_of_another_form_accepts_nothing(section: object, tmp_path: Path) -> None:
    assert told(tmp_path, section, accepting(RISK))[-1:] == told(tmp_path, {}, accepting(RISK))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    told(tmp_path, {}, accepting(RISK))
    (tmp_path / "base.yaml").write_text("resilience: [")

    (line,) = acceptances(tmp_path / "base.yaml", tmp_path / "head.yaml")

    assert line.startswith("- **It is not known** which risks are accepted: `")


def test_a_reason_is_neither_markdown_nor_another_line(tmp_path: Path) -> None:
    (line,) = told(tmp_path, {}, accepting(RISK | {"reason": "`x`\n## Approved"}))

    assert line.endswith("`` `x`\\n## Approved ``")
