"""Answers, in one place, where `terraform init` gets its providers from.

From a filesystem mirror that holds them, else from their registry. A mirror is a folder laid out as
`<host>/<namespace>/<type>/...`, such as `terraform providers mirror` writes. It is named by
`TF_PLUGIN_MIRROR`, or found where Terraform itself looks, or in a folder directly under /opt.
"""

import json
import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.command import Refusal

MIRROR_VARIABLE: Final = "TF_PLUGIN_MIRROR"
# Where images of machines keep what they add: https://refspecs.linuxfoundation.org/FHS_3.0
ADDED_TO_THE_SYSTEM: Final = Path("/opt")
CONFIGURATION: Final = Path(".cache/terraform/cli.tfrc")

# Terraform's names of the processors that Python names otherwise.
_ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """A folder that holds providers for this machine.

    Attributes:
        folder: The folder, absolute.
        providers: Their addresses, `<host>/<namespace>/<type>`.
    """

    folder: Path
    providers: tuple[str, ...]


def find_mirrors(named: str | None = None, searched: Iterable[Path] = ()) -> tuple[Mirror, ...]:
    """Return the mirrors that hold a provider for this machine.

    Args:
        named: The folder that the user named, if any.
        searched: Folders that may be mirrors.

    Raises:
        Refusal: The named folder holds no provider for this machine.
    """
    if named and not _mirror(Path(named)).providers:
        raise Refusal(
            f"{MIRROR_VARIABLE} names {named}, which holds no provider for {_target()}. Name a"
            " folder laid out as <host>/<namespace>/<type>/<version>/<system>, such as `terraform"
            " providers mirror` writes, or unset it."
        )
    folders = [Path(named), *searched] if named else [*searched]
    mirrors = (_mirror(folder) for folder in folders)
    return tuple(mirror for mirror in mirrors if mirror.providers)


def terraform_environment(configuration: Path = CONFIGURATION) -> dict[str, str]:
    """Return the variables under which Terraform finds its providers.

    Where a mirror is found, that takes a configuration of Terraform's command line, which is
    written; it stands in for the user's own. Otherwise the user's own settings hold.

    Args:
        configuration: The file to write.

    Raises:
        Refusal: `TF_PLUGIN_MIRROR` names a folder that is no mirror.
    """
    mirrors = find_mirrors(os.environ.get(MIRROR_VARIABLE), _likely_folders())
    variables = {"CHECKPOINT_DISABLE": "1"}
    if mirrors:
        _write(configuration, _installation(mirrors))
        variables["TF_CLI_CONFIG_FILE"] = str(configuration.resolve())
    return variables


def has_providers(*types: str) -> bool:
    """Tell whether Terraform can get providers, of HashiCorp's and by their types.

    Where there is no mirror the registry is asked, and has them. A mirror that holds other
    providers and not these stands in for a registry that is out of reach.

    Raises:
        Refusal: `TF_PLUGIN_MIRROR` names a folder that is no mirror.
    """
    mirrors = find_mirrors(os.environ.get(MIRROR_VARIABLE), _likely_folders())
    held = {provider.partition("/")[2] for mirror in mirrors for provider in mirror.providers}
    return not mirrors or {f"hashicorp/{each}" for each in types} <= held


def program_of(kind: str, version: str) -> Path | None:
    """Return the program of a provider of HashiCorp's, where a mirror holds it unpacked.

    Args:
        kind: Its type, such as `aws`.
        version: Its version.

    Raises:
        Refusal: `TF_PLUGIN_MIRROR` names a folder that is no mirror.
    """
    mirrors = find_mirrors(os.environ.get(MIRROR_VARIABLE), _likely_folders())
    programs = f"*/hashicorp/{kind}/{version}/{_target()}/terraform-provider-{kind}*"
    return next((file for mirror in mirrors for file in mirror.folder.glob(programs)), None)


def _mirror(folder: Path) -> Mirror:
    found = {path.parts[-5:-2] for path in folder.glob(f"*/*/*/*/{_target()}")} | {
        path.parts[-4:-1] for path in folder.glob(f"*/*/*/terraform-provider-*_{_target()}.zip")
    }
    return Mirror(
        folder=folder.resolve(),
        providers=tuple(sorted("/".join(address) for address in found)),
    )


def _target() -> str:
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"


def _likely_folders() -> Iterator[Path]:
    # https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
    data_home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    data_folders = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    yield Path("terraform.d/plugins")
    yield Path("~/.terraform.d/plugins").expanduser()
    for folder in (data_home, *data_folders.split(":")):
        yield Path(folder).expanduser() / "terraform/plugins"
    yield from sorted(ADDED_TO_THE_SYSTEM.glob("*/"))


def _installation(mirrors: tuple[Mirror, ...]) -> str:
    held = sorted({provider for mirror in mirrors for provider in mirror.providers})
    blocks = [
        f"  filesystem_mirror {{\n"
        f"    path    = {json.dumps(str(mirror.folder))}\n"
        f"    include = {json.dumps(mirror.providers)}\n"
        f"  }}\n"
        for mirror in mirrors
    ]
    direct = f"  direct {{\n    exclude = {json.dumps(held)}\n  }}\n"
    return f"provider_installation {{\n{''.join(blocks)}{direct}}}\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = file.with_suffix(f".{os.getpid()}")
    whole.write_text(text, encoding="utf-8")
    # At once, since another command may be reading it.
    whole.replace(file)
