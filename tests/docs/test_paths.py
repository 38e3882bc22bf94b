"""Paths and commands in the pages for those who change the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    "CONTRIBUTING.md",
    "README.md",
    "docs/architecture.md",
    "docs/availability.md",
    "docs/commands.md",
    "docs/environments.md",
    "docs/first-deployment.md",
    "docs/limits.md",
    "docs/pipelines.md",
    "docs/security.md",
    "docs/what-aws-does.md",
)
FOLDERS = ("docs", "helm", "lean_bindings", "terraform_json", ".github")
ALL_PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(each for f in FOLDERS for each in (ROOT / f).rglob("*.md")))
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


def links(page: str) -> set[str]:
    """Return what a page links to in the repository, such as `docs/security.md#states`."""
    text = re.sub(
        r"^```.*?^```", "", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    targets = re.findall(r"\]\(([^)]+)\)|^\[[^]]+\]: (\S+)", text, re.MULTILINE)
    return {target for found in targets for target in found if target and "://" not in target}


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def leads(page: str, target: str) -> bool:
    """Tell whether a link of a page leads to a file, and to a heading in it if it names one."""
    path, _, anchor = target.partition("#")
    file = (ROOT / page).parent / path if path else ROOT / page
    return file.exists() and (not anchor or anchor in anchors(file))


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    named = paths(page)
    # Here, the environments that the pages name are there, whatever a fork's owner has.
    missing = {path for path in named if not any(Path().glob(path))}
    assert named
    assert not missing, f"{page} names what is not there: {sorted(missing)}"


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_link_leads_to_a_file_and_its_heading(page: str) -> None:
    wrong = {target for target in links(page) if not leads(page, target)}
    assert not wrong, f"{page} links to what is not there: {sorted(wrong)}"


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
