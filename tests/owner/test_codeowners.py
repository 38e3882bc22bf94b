"""Who owns which file, as .github/CODEOWNERS has it."""

import re

import pytest

from tests.fixtures.checkout import ROOT
from tests.owner.found import APPLICATIONS, ENVIRONMENTS

CODEOWNERS = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8")


def lines(text: str) -> list[tuple[str, list[str]]]:
    """Return the patterns of a CODEOWNERS file with their owners."""
    split = [line.split("#")[0].split() for line in text.splitlines()]
    return [(pattern, owners) for pattern, *owners in filter(None, split)]


def fits(pattern: str, path: str) -> bool:
    """Return whether a pattern fits a file, in the part of Git's language that the file may use."""
    assert re.fullmatch(r"\*|/[\w./*-]+", pattern), f"{pattern}: teach this test to read it"
    assert "**" not in pattern
    if pattern == "*":
        return True
    form = re.escape(pattern).replace(r"\*", "[^/]*")
    return bool(re.match(f"{form}(?:$|{'' if pattern.endswith('/') else '/'})", f"/{path}"))


def owners_of(path: str, text: str = CODEOWNERS) -> list[str]:
    """Return who owns a file: the last line that fits decides."""
    return [owners for pattern, owners in lines(text) if fits(pattern, path)][-1]


@pytest.fixture
def platform() -> list[str]:
    """Return the owners of all that is nobody else's."""
    (owners,) = [owners for pattern, owners in lines(CODEOWNERS) if pattern == "*"]
    return owners


def test_an_application_has_a_line_for_its_values_or_is_the_platform_s() -> None:
    given = {pattern for pattern, _ in lines(CODEOWNERS) if pattern.startswith("/helm/apps/")}
    assert given <= {f"/helm/apps/{name}/values*.yaml" for name in APPLICATIONS}


@pytest.mark.parametrize("application", APPLICATIONS)
def test_an_application_s_values_have_the_same_owner_in_all_environments(application: str) -> None:
    files = ["values.yaml", *(f"values.{name}.yaml" for name in (*ENVIRONMENTS, "to-come"))]
    owners = [owners_of(f"helm/apps/{application}/{file}") for file in files]
    assert owners == [owners[0]] * len(files)


@pytest.mark.parametrize("application", APPLICATIONS)
@pytest.mark.parametrize(
    "file",
    ["platform.yaml", "platform.prod.yaml", "README.md", "values/a.yaml", "templates/a.yaml"],
)
def test_the_rest_of_an_application_s_folder_is_the_platform_s(
    application: str, file: str, platform: list[str]
) -> None:
    assert owners_of(f"helm/apps/{application}/{file}") == platform


def test_an_application_without_a_line_is_the_platform_s(platform: list[str]) -> None:
    assert owners_of("helm/apps/no-application/values.yaml") == platform


@pytest.mark.parametrize(
    "path",
    [
        ".github/CODEOWNERS",
        ".github/workflows/plan.yml",
        ".github/actions/stack/action.yml",
        "config/environments/prod.yaml",
        "config/model.py",
        "constructs/apps/application.py",
        "delivery/verify/allowed.py",
        "helm/addons/nginx-ingress/values.yaml",
        "helm/apps/README.md",
        "helm/microservice/values.yaml",
        "helm/secret-store/values.yaml",
        "main.py",
        "Makefile",
        "ops/bootstrap/bucket.py",
        "package-lock.json",
        "Pipfile.lock",
        "stacks/k8s.py",
        "tests/owner/test_codeowners.py",
    ],
)
def test_everything_else_is_the_platform_s(path: str, platform: list[str]) -> None:
    assert owners_of(path) == platform


def test_every_line_names_an_owner() -> None:
    assert all(owners for _, owners in lines(CODEOWNERS))


def test_the_last_line_that_fits_decides() -> None:
    text = "* @a\n/helm/ @b\n/helm/apps/x/values*.yaml @c # why\n/helm/apps/y @d\n"

    assert owners_of("main.py", text) == ["@a"]
    assert owners_of("helm/a/b.yaml", text) == ["@b"]
    assert owners_of("helm/apps/x/values.prod.yaml", text) == ["@c"]
    assert owners_of("helm/apps/xx/values.prod.yaml", text) == ["@b"]
    assert owners_of("helm/apps/y/z.yaml", text) == ["@d"]
