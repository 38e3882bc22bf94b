"""Paths and commands in the pages for those who change the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    "CONTRIBUTING.md",
    "README.md",
    "docs/architecture.md",
    "docs/first-deployment.md",
    "docs/security.md",
    "docs/what-aws-does.md",
)
# A word with a slash, or a file of the project's root.
PATH = re.compile(r"[\w.*-]+(/[\w.*-]*)+|[A-Za-z][\w-]*\.(py|md)")
# What synthesis writes is not there before; branches, and objects of the cluster, never are.
ELSEWHERE = ("cdktf.out", "kube-system/", "origin/", "service/")


def code_spans(page: str) -> list[str]:
    """Return what a page says in the type of code, in its text and in its blocks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [*re.findall(r"`([^`\n]+)`", plain), *blocks]


def paths(page: str) -> set[str]:
    """Return the paths that a page names, with `*` for what stands for any name."""
    words = [word for span in code_spans(page) for word in span.split()]
    named = [re.sub(r"<\w+>", "*", word.split("::")[0]) for word in words]
    found = {word for word in named if PATH.fullmatch(word)}
    return {word for word in found if not word.startswith(ELSEWHERE)}


def linked(page: str) -> set[Path]:
    """Return the files that a page links to."""
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    return {(ROOT / page).parent / target for target in targets}


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    named = paths(page)
    # Here, the environments that the pages name are there, whatever a fork's owner has.
    missing = {path for path in named if not any(Path().glob(path))}
    assert named
    assert not missing, f"{page} names what is not there: {sorted(missing)}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    missing = {str(target) for target in linked(page) if not target.exists()}
    assert not missing, f"{page} links to what is not there: {sorted(missing)}"


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_make_is_there(page: str) -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for span in code_spans(page) for name in re.findall(r"\bmake ([a-z-]+)", span)}
    assert named <= known, f"{page} names targets that the Makefile lacks: {sorted(named - known)}"


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_is_run_is_there(page: str) -> None:
    named = {name for span in code_spans(page) for name in re.findall(r"python -m ([\w.]+)", span)}
    files = {name: ROOT / name.replace(".", "/") for name in named}
    missing = {
        name
        for name, file in files.items()
        if not file.with_suffix(".py").exists() and not (file / "__main__.py").exists()
    }
    assert not missing, f"{page} runs modules that are not there: {sorted(missing)}"
