"""Dollars in what people write arrive in the container as they wrote them."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from terraform_json.types import Json
from tests.helm.samples import DIGEST
from tests.helm.texts import written

# Every text of up to five of these characters.
TEXTS = ["".join(each) for size in range(6) for each in product("$(A)x", repeat=size)]


def arrived(text: str, variables: dict[str, str]) -> str:
    """Return what the kubelet makes of a text.

    The rules are those of
    https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go
    """
    made, place = "", 0
    while place < len(text):
        rest = text[place:]
        if rest.startswith("$$"):
            made, place = made + "$", place + 2
        elif rest.startswith("$(") and ")" in rest:
            name = rest[2 : rest.index(")")]
            made, place = made + variables.get(name, f"$({name})"), place + len(name) + 3
        else:
            made, place = made + rest[0], place + 1
    return made


def meant(text: str, variables: dict[str, str]) -> str:
    """Return what people mean: as it is written, but for what stands before a bracket."""
    made, place = "", 0
    while place < len(text):
        run = len(text[place:]) - len(text[place:].lstrip("$"))
        if run and text[place + run : place + run + 1] == "(":
            end = text.find(")", place)
            stop = end + 1 if run % 2 and end >= 0 else place + run + 1
            made, place = made + arrived(text[place:stop], variables), stop
        else:
            made, place = made + text[place : place + max(run, 1)], place + max(run, 1)
    return made


@pytest.fixture
def container(tool: Callable[..., Any], tmp_path: Path) -> Callable[[Json], Json]:
    """Return a function that gives the container that the chart makes of values."""

    def rendered(values: Json) -> Json:
        file = tmp_path / "values.yaml"
        image = {"repository": "example.com/shop", "digest": DIGEST.format("1" * 64)}
        file.write_text(written({"image": image} | values), encoding="utf-8")
        shown = ("--show-only", "templates/deployment.yaml")
        done = tool("helm", "template", "shop", "helm/microservice", f"-f{file}", *shown)
        made: Json = yaml.safe_load(done.stdout)["spec"]["template"]["spec"]["containers"][0]
        return made

    return rendered


def test_every_text_with_dollars_arrives_as_it_is_meant(container: Callable[[Json], Json]) -> None:
    probe = {"type": "exec", "command": TEXTS}
    made = container({"command": TEXTS, "args": TEXTS, "probes": {"liveness": probe}})
    variables = {"A": "$$x"}
    wanted = [meant(text, variables) for text in TEXTS]
    for texts in (made["command"], made["args"], made["livenessProbe"]["exec"]["command"]):
        assert [arrived(text, variables) for text in texts] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pa$$word", "pa$$word"),
        ("$$", "$$"),
        ("a$", "a$"),
        ("$$$x$$", "$$$x$$"),
        ("$(A)", "1"),
        ("$$(A)", "$(A)"),
        ("$(B)$HOME${HOME}", "$(B)$HOME${HOME}"),
        ("$$\n$$", "$$\n$$"),
    ],
)
def test_a_variable_arrives_as_it_is_written(
    container: Callable[[Json], Json], text: str, wanted: str
) -> None:
    (variable,) = container({"env": {"PASSWORD": text}})["env"]
    assert arrived(variable["value"], {"A": "1"}) == wanted
