"""Guards of the cluster that may weaken."""

from pathlib import Path
from typing import Any

import pytest

from tests.delivery.review.support import release, reviewed, section

Json = dict[str, Any]


def policy(**spec: object) -> Json:
    return guard("ValidatingAdmissionPolicy", **spec)


def binding(**spec: object) -> Json:
    return guard("ValidatingAdmissionPolicyBinding", **spec)


def guards(page: str) -> str:
    return section(page, "Guards that may weaken")


def guard(kind: str, **spec: object) -> Json:
    api = "admissionregistration.k8s.io/v1"
    return {"apiVersion": api, "kind": kind, "metadata": {"name": "g"}, "spec": spec}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (
            binding(validationActions=["Deny"]),
            binding(validationActions=["Audit"]),
            'validationActions without ["Deny"]',
        ),
        (policy(validations=["a", "b"]), policy(validations=["a"]), 'validations without ["b"]'),
        (
            policy(failurePolicy="Fail"),
            policy(failurePolicy="Ignore"),
            'failurePolicy: "Fail" → "Ignore"',
        ),
        (policy(matchConditions=[]), policy(), "matchConditions: [] → null"),
    ],
)
def test_a_guard_that_refuses_less_is_told(
    before: Json, after: Json, change: str, tmp_path: Path
) -> None:
    page = reviewed(tmp_path, release(before), release(after))

    assert guards(page) == f"- `{before['kind']} g of app1/app1`: `{change}`\n"
    assert "other objects are admitted, at once" in page


def test_a_guard_that_goes_is_told(tmp_path: Path) -> None:
    page = reviewed(tmp_path, release(binding()), release())

    assert guards(page) == "- `ValidatingAdmissionPolicyBinding g of app1/app1`: `is gone`\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (binding(validationActions=["Audit"]), binding(validationActions=["Audit", "Deny"])),
        (policy(validations=["a"]), policy(validations=["a", "b"])),
        (policy(failurePolicy="Ignore"), policy(failurePolicy="Fail")),
    ],
)
def test_a_guard_that_refuses_more_is_not(before: Json, after: Json, tmp_path: Path) -> None:
    assert guards(reviewed(tmp_path, release(before), release(after))) == ""


def test_a_namespace_of_terraform_that_lets_more_pods_in_is_told(tmp_path: Path) -> None:
    def namespace(level: str) -> Json:
        labels = {"pod-security.kubernetes.io/enforce": level}
        return {"resource": {"kubernetes_namespace_v1": {"n": {"metadata": {"labels": labels}}}}}

    page = reviewed(tmp_path, namespace("restricted"), namespace("baseline"))

    assert guards(page).startswith("- `kubernetes_namespace_v1.n`: ")
