"""Keeps the keys that a third-party chart knows: `python -m ops.chart_keys CHART`.

CHART is a folder, or an archive as `helm pull` makes it, of a chart that helm/addons pins. An
archive has to have the pin's digest; its own is printed. What is kept is one JSON tree in the
addon's folder: names only, nothing of the chart's text. A branch holds the keys below it; a leaf
says what may stand there: `value`, which takes no keys, or `any`.

A key is known when the chart's values.yaml has it or one of its templates asks for it: many keys
are only commented in values.yaml. Any keys may stand below one whose default is empty, or which a
template hands on whole, as it does with Kubernetes's own objects.

Example: `python -m ops.chart_keys charts/cluster-autoscaler-9.50.1.tgz`.

Exit status: 0 when the tree was written; 1 when it could not be; 2 when the chart was refused.
"""

import json
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from config.addons.addon_file import AddonFile, digest_of
from config.addons.chart_keys import ANY, VALUE, Tree, keys_file, keys_files
from config.addons.load import addon_pins
from config.addons.names import ADDONS
from ops.command import Refusal, ends_well, run

_PATH: Final = r"\$?\.Values((?:\.[A-Za-z_]\w*)+)"
_ASKED_FOR: Final = re.compile(_PATH)
# What a template prints as it is: by name, as the dot of a `with`, or key by key in a `range`.
_HANDED_ON: Final = (
    re.compile(rf"toYaml\s+\(?\s*{_PATH}"),
    re.compile(rf"with\s+{_PATH}[^}}]*}}}}(?:(?!{{{{-?\s*end).)*?toYaml\s+\.(?!\w)", re.DOTALL),
    re.compile(rf"range\s+\$\w+,\s*\$\w+\s*:=\s*{_PATH}"),
    re.compile(r'range\s+\$\w+,\s*\$\w+\s*:=\s*index\s+\$?\.Values\s+"([^"]+)"'),
)


def main(
    chart: Annotated[Path, typer.Argument(help="The folder of a chart, or its archive.")],
) -> None:
    """Write the tree of a chart in place of those of its other versions."""
    with ends_well():
        for file in write(chart):
            typer.echo(file)
        if chart.is_file():
            typer.echo(f"SHA-256 of {chart}, for its pin: {digest_of(chart)}")


def write(chart: Path) -> Iterator[Path]:
    """Write the tree of a chart into the folder of each addon that pins it; yield the files.

    Raises:
        ConfigError: A folder in helm/addons has mistakes.
        Refusal: It is no chart, not one that is pinned, an archive with another digest than its pin
            has, or charts that it consists of are missing.
    """
    with tempfile.TemporaryDirectory() as directory, _refused_unless_a_chart(chart):
        folder = _unpacked(chart, Path(directory))
        about = _yaml(folder / "Chart.yaml")
        pins = _pins(chart, str(about.get("name")), str(about.get("version")))
        tree = read(folder)
    for addon, pin in pins.items():
        for stale in keys_files(ADDONS / addon):
            stale.unlink()
        file = keys_file(ADDONS / addon, pin.version)
        file.write_text(json.dumps(tree, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        yield file


@contextmanager
def _refused_unless_a_chart(chart: Path) -> Iterator[None]:
    """Turn what reading a chart meets where it has another form than Helm's into a refusal."""
    try:
        yield
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            f"{chart} has another form than Helm's charts: {error!r}. Pull it again."
        ) from error


def _pins(chart: Path, name: str, version: str) -> dict[str, AddonFile]:
    """Return what pins a chart, by the names of the addons."""
    named = {addon: pin for addon, pin in addon_pins().items() if pin.chart == name}
    pins = {addon: pin for addon, pin in named.items() if pin.version == version}
    if not pins:
        pinned = ", ".join(pin.version for pin in named.values()) or "no chart of that name"
        raise Refusal(
            f"{chart} is {name} {version}; pinned is {pinned}: take that version, or change the"
            " pin in helm/addons first"
        )
    digests = {pin.digest for pin in pins.values()} - {None}
    found = digest_of(chart) if chart.is_file() else None
    if found and digests - {found}:
        raise Refusal(
            f"{chart} has the SHA-256 {found}; pinned is {', '.join(map(str, digests))}:"
            " pull it again, or take the digest from its publisher into helm/addons first"
        )
    return pins


def read(folder: Path) -> Tree:
    """Return the tree of the chart in a folder, with those of the charts that it consists of.

    Raises:
        Refusal: It is no chart, or charts that it consists of are missing.
    """
    tree = {key: _shape(value) for key, value in _yaml(folder / "values.yaml").items()}
    templates = "\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted((folder / "templates").rglob("*"))
        if file.suffix in {".yaml", ".yml", ".tpl"}
    )
    for found in _ASKED_FOR.finditer(templates):
        tree = _merge(tree, _branch(found[1].removeprefix(".").split(".")))
    for pattern in _HANDED_ON:
        for found in pattern.finditer(templates):
            # A name in quotes, which may have dots in it, is one key.
            path = found[1].removeprefix(".").split(".") if found[1][0] == "." else [found[1]]
            _open(tree, path)
    return _with_parts(folder, tree)


def _with_parts(folder: Path, tree: Tree) -> Tree:
    """Add the trees of the charts that a chart consists of, each below its name."""
    for part in _yaml(folder / "Chart.yaml").get("dependencies", ()):
        with tempfile.TemporaryDirectory() as directory:
            inner = read(_part(folder, part["name"], Path(directory)))
        key = part.get("alias", part["name"])
        tree[key] = _meet(inner, tree.get(key, {}))
        # `global` is one for all of them.
        tree["global"] = _meet(tree.get("global", {}), inner.get("global", {}))
    return tree


def _part(folder: Path, name: str, directory: Path) -> Path:
    found = folder / "charts" / name
    if found.is_dir():
        return found
    archives = sorted((folder / "charts").glob(f"{name}-[0-9]*.tgz"))
    if not archives:
        raise Refusal(
            f"{folder} lacks charts/{name}: run `helm dependency build` there, or use an archive"
        )
    return _unpacked(archives[0], directory)


def _unpacked(chart: Path, directory: Path) -> Path:
    """Return the folder of a chart, after unpacking it into a directory if it is an archive."""
    folder = chart
    if chart.is_file():
        try:
            with tarfile.open(chart) as archive:
                archive.extractall(directory, filter="data")
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise Refusal(f"{chart} is no archive of a chart: {error}. Pull it again.") from error
        folder = next(directory.iterdir(), directory)
    if not (folder / "Chart.yaml").is_file():
        raise Refusal(f"{chart} is no chart: name a folder with a Chart.yaml, or its archive")
    return folder


def _yaml(file: Path) -> dict[str, Any]:
    """Return the mapping that a file of a chart holds.

    Raises:
        Refusal: It cannot be read, or holds something else.
    """
    try:
        data = yaml.safe_load(file.read_bytes()) or {}
    except (OSError, yaml.YAMLError) as error:
        raise Refusal(f"{file} cannot be read, so this is no chart: {error}") from error
    if not isinstance(data, dict):
        raise Refusal(f"{file} holds no mapping, so this is no chart: {type(data).__name__}")
    return data


def _shape(default: Any) -> Tree | str:  # noqa: ANN401 - YAML
    if isinstance(default, dict) and default:
        return {key: _shape(value) for key, value in default.items()}
    return ANY if default is None or isinstance(default, (dict, list)) else VALUE


def _branch(path: list[str]) -> Tree:
    first, *rest = path
    return {first: _branch(rest) if rest else ANY}


def _merge(known: Tree, added: Tree) -> Tree:
    """Add keys where nothing is known yet; what is known decides."""
    both = {key: _meet(known[key], added[key]) for key in known.keys() & added.keys()}
    return {**known, **added, **both}


def _meet(known: Tree | str, added: Tree | str) -> Tree | str:
    if isinstance(known, dict) and isinstance(added, dict):
        return _merge(known, added)
    return ANY if known == VALUE and isinstance(added, dict) else known


def _open(tree: Tree, path: list[str]) -> None:
    """Let any keys stand below a path, if there is one."""
    *above, last = path
    for key in above:
        inner = tree.get(key)
        if not isinstance(inner, dict):
            return
        tree = inner
    tree[last] = ANY


if __name__ == "__main__":
    run(main, __doc__)
