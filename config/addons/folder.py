"""Reads the folder of one addon, and finds the mistakes that it has by itself."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from config.addons.addon_file import AddonFile
from config.applications.contents import RESERVED_NAMESPACES
from config.applications.placeholders import Placeholders
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.terraform_text import literal_data
from config.yaml.source import YamlDocument, read_yaml
from config.yaml.stray_files import is_stray

ADDON_FILE: Final = "addon.yaml"
VALUES_FILE: Final = "values.yaml"
# The name is that of a release: https://helm.sh/docs/chart_template_guide/builtin_objects/
_NAME: Final = re.compile(r"[a-z]([-a-z0-9]{0,51}[a-z0-9])?")
_FOR_ENVIRONMENT: Final = re.compile(r"values\..+\.ya?ml")


@dataclass(frozen=True, kw_only=True)
class Addon:
    """An addon of one environment, as its folder describes it.

    Attributes:
        name: The folder's name, which is the release's.
        file: What addon.yaml says.
        values: What values.yaml says, literal for Terraform.
        document: addon.yaml, for mistakes that show only with others' help.
        values_document: values.yaml, for the same.
    """

    name: str
    file: AddonFile
    values: Mapping[str, Any]
    document: YamlDocument
    values_document: YamlDocument

    @property
    def folder(self) -> Path:
        """The folder."""
        return self.document.file.parent


def read_addon(path: Path, placeholders: Placeholders) -> tuple[Addon | None, list[Mistake]]:
    """Return an addon, None where its addon.yaml is of no use, and the mistakes in its folder.

    Args:
        path: The folder.
        placeholders: The values that the environment fills in.
    """
    mistakes = [*_wrong_name(path), *_wrong_files(path)]
    document = _document(path / ADDON_FILE, placeholders, mistakes)
    values = _document(path / VALUES_FILE, placeholders, mistakes)
    try:
        file = AddonFile.model_validate(document.data) if document.data is not None else None
    except ValidationError as error:
        mistakes += explain(error, AddonFile, document)
        file = None
    if file is None:
        return None, mistakes
    mistakes += _wrong_namespace(document, file)
    addon = Addon(
        name=path.name,
        file=file,
        values=literal_data(values.data or {}),
        document=document,
        values_document=values,
    )
    return addon, mistakes


def _document(file: Path, placeholders: Placeholders, mistakes: list[Mistake]) -> YamlDocument:
    """Return a file's document, without data where there is no mapping; adds its mistakes."""
    empty = YamlDocument(file, None, {})
    try:
        document = read_yaml(file) if os.path.lexists(file) else empty
    except ConfigError as error:
        mistakes += error.mistakes
        return empty
    data = document.data
    if isinstance(data, dict) or (data is None and file.name == VALUES_FILE):
        filled, wrong = placeholders.fill(document)
        mistakes += wrong
        return filled
    if os.path.lexists(file):
        remedy = "write `key: value` lines"
        allowed = "keys with values"
        mistakes.append(document.mistake((), "is not a mapping", allowed=allowed, remedy=remedy))
    return empty


def _wrong_name(path: Path) -> Iterator[Mistake]:
    if not _NAME.fullmatch(path.name):
        yield _about(
            path,
            "is not a name for an addon",
            "up to 53 lower-case letters, digits and hyphens, a letter first and no hyphen last",
            "rename the folder",
        )


def _wrong_files(path: Path) -> Iterator[Mistake]:
    for name in (ADDON_FILE, VALUES_FILE):
        if not os.path.lexists(path / name):
            allowed = f"a folder with {ADDON_FILE} and {VALUES_FILE}, which may be empty"
            yield _about(path / name, "is missing", allowed, "add it")
    for file in path.iterdir():
        written = file.suffix.lower() in {".yaml", ".yml"} and not is_stray(file)
        if written and file.name not in (ADDON_FILE, VALUES_FILE):
            remedy = "name the file as one of these"
            if _FOR_ENVIRONMENT.fullmatch(file.name):
                remedy = (
                    "write what differs in an environment into that environment's file, as"
                    f" `addons.releases.{path.name}.values`"
                )
            yield _about(file, "is read by nobody", f"{ADDON_FILE}, {VALUES_FILE}", remedy)


def _wrong_namespace(document: YamlDocument, file: AddonFile) -> Iterator[Mistake]:
    namespace = file.namespace
    kubernetes = namespace.startswith("kube-") and namespace != SYSTEM_NAMESPACE
    if namespace in RESERVED_NAMESPACES or kubernetes:
        yield document.mistake(
            ("namespace",),
            "is a namespace that is taken",
            allowed=f"a namespace of the addon's own, that of another addon, or {SYSTEM_NAMESPACE}",
            remedy="choose another",
        )
    if namespace == SYSTEM_NAMESPACE:
        for key in sorted(file.model_fields_set & {"pod_security", "allows"}):
            yield document.mistake(
                (key,),
                f"is said of {SYSTEM_NAMESPACE}, which is the cluster's own",
                allowed="nothing here",
                remedy="remove it, or choose another namespace",
            )


def _about(path: Path, problem: str, allowed: str, remedy: str) -> Mistake:
    return Mistake(
        file=path,
        line=None,
        path="",
        value=None,
        problem=problem,
        allowed=allowed,
        remedy=remedy,
    )
