"""Says what goes and what comes with a change of names: `python -m ops.renames BASE`.

Terraform knows an application, a cluster and a database by name: under a new one it makes it again,
empty. This compares the files that people write, at a Git revision and in the work tree, and says
in Markdown what their difference means. It needs no access to AWS.

Example: `python -m ops.renames origin/main`.

Exit status: 0, whatever it finds; 1 if Git is missing; 2 if the revision or a file of the work tree
cannot be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from config.applications.load import APPLICATIONS
from config.environment import ENVIRONMENTS
from config.errors import ConfigError
from config.yaml.source import load_yaml
from config.yaml.stray_files import is_stray
from config.yaml.text import read_text
from ops import git
from ops import rename_effects as effects
from ops.command import ends_well, run

Files = dict[Path, Any]

NOTHING: Final = "No application and no environment is renamed, moved, removed or switched off."


@dataclass(frozen=True)
class Asked:
    """The requests of an application to the platform, in any environment, and where it is off."""

    database: bool
    iam: bool
    off: frozenset[str]


def main(
    base: Annotated[str, typer.Argument(help="The Git revision to compare with.")],
) -> None:
    """Say what becomes of applications and environments that the work tree names otherwise."""
    with ends_well():
        changes = [*compared(files_at(base), files_here())]
        typer.echo("## Names\n")
        typer.echo("\n".join(f"- {change}" for change in changes) or NOTHING)


def compared(before: Files, now: Files) -> Iterator[str]:
    """Yield what each difference means.

    Args:
        before: The data of each YAML file, by its path in the repository.
        now: Likewise.
    """
    yield from _applications(_asked(before), _asked(now))
    old, new = _environments(before), _environments(now)
    for name in sorted(old.keys() - new.keys()):
        bucket = _at(old[name], ("state", "bucket"))
        yield f"Environment `{name}` goes. {effects.environment_goes(name, bucket)}"
    for name in sorted(new.keys() - old.keys()):
        yield f"Environment `{name}` comes. {effects.environment_comes(name)}"
    for name in sorted(old.keys() & new.keys()):
        for path, meaning in effects.KEYS.items():
            was, is_ = (_at(each[name], path) or effects.DEFAULTS.get(path) for each in (old, new))
            if was is not None and was != is_:
                yield (
                    f"Environment `{name}`: `{'.'.join(path)}` changes from `{was}` to `{is_}`."
                    f" {meaning}"
                )


def files_at(revision: str) -> Files:
    """Return the data of the YAML files that people write, as a Git revision has them.

    A file that cannot be read counts as empty: what it meant cannot be told any more.

    Raises:
        Refusal: Git knows no such revision here.
    """
    commit = git.commit_of(revision)
    folders = (str(ENVIRONMENTS), str(APPLICATIONS))
    names = git.answer("ls-tree", "-r", "-z", "--name-only", commit, "--", *folders).split("\0")
    files = {}
    for path in filter(_is_meant, map(Path, names)):
        try:
            files[path] = load_yaml(git.answer("show", f"{commit}:./{path}"), path).data
        except ConfigError:
            files[path] = None
    return files


def files_here() -> Files:
    """Return the data of the YAML files that people write, as the work tree has them.

    Raises:
        ConfigError: One of them cannot be read.
    """
    paths = [*ENVIRONMENTS.glob("*.yaml"), *APPLICATIONS.glob("*/*.yaml")]
    return {path: load_yaml(read_text(path), path).data for path in filter(_is_meant, paths)}


def _applications(before: dict[str, Asked], now: dict[str, Asked]) -> Iterator[str]:
    for name in sorted(before.keys() - now.keys()):
        meaning = effects.application_goes(
            name, database=before[name].database, iam=before[name].iam
        )
        yield f"Application `{name}` goes. {meaning}"
    for name in sorted(now.keys() - before.keys()):
        meaning = effects.application_comes(name, database=now[name].database)
        yield f"Application `{name}` comes. {meaning}"
    for name in sorted(before.keys() & now.keys()):
        yield from _switched(name, before[name], now[name])
        if before[name].database and not now[name].database:
            yield f"Application `{name}` asks for no database. {effects.database_goes(name)}"
        if now[name].database and not before[name].database:
            yield f"Application `{name}` asks for a database. {effects.database_comes(name)}"


def _switched(name: str, before: Asked, now: Asked) -> Iterator[str]:
    for environment in sorted(now.off - before.off):
        meaning = effects.application_goes(name, database=before.database, iam=before.iam)
        yield f"Application `{name}` is switched off in `{environment}`. {meaning}"
    for environment in sorted(before.off - now.off):
        meaning = effects.application_comes(name, database=now.database)
        yield f"Application `{name}` is switched on in `{environment}`. {meaning}"


def _asked(files: Files) -> dict[str, Asked]:
    """Return what each application asks for; `platform.<environment>.yaml` may ask as well."""
    asked = {}
    for name in {path.parent.name for path in files if path.parent.parent == APPLICATIONS}:
        folder = APPLICATIONS / name
        platforms = [
            data
            for path, data in files.items()
            if path.parent == folder and path.name.startswith("platform.")
        ]
        asked[name] = Asked(
            database=any(bool(_at(data, ("database",))) for data in platforms),
            iam=any(bool(_at(data, ("iam",))) for data in platforms),
            off=frozenset(each for each in _environments(files) if _is_off(files, folder, each)),
        )
    return asked


def _is_off(files: Files, folder: Path, environment: str) -> bool:
    """Return whether an application is off in an environment, whose file goes over the other."""
    names = (f"platform.{environment}.yaml", "platform.yaml")
    said = (_at(files.get(folder / name), ("enabled",)) for name in names)
    return next((each for each in said if each is not None), True) is False


def _environments(files: Files) -> dict[str, Any]:
    return {path.stem: data for path, data in files.items() if path.parent == ENVIRONMENTS}


def _is_meant(path: Path) -> bool:
    return path.suffix == ".yaml" and not any(is_stray(Path(part)) for part in path.parts)


def _at(data: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - it is what somebody wrote
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data


if __name__ == "__main__":
    run(main, __doc__)
