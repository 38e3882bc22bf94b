"""Builds the slim tarball: a provider's npm package with only some of its modules.

A prebuilt provider has one namespace per Terraform resource, in three spellings: the Python module
``eks_node_group``, the jsii namespace ``eksNodeGroup`` and the JavaScript folder
``eks-node-group``. How they belong together is read from the package, never derived.
"""

import gzip
import io
import json
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lean_bindings.report import NotUnderstoodError

_SCHEMA = "jsii/0.10.0"
_LAZY_EXPORT = re.compile(
    r"^Object\.defineProperty\(exports, '(\w+)', .*require\('\./([\w-]+)'\).*$", re.MULTILINE
)
_NEIGHBOUR = re.compile(rb"""require\(["']\.\./([^/"']*)""")
_SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
# The kernel never reads these (the index it makes of an assembly leaves docs and locations out),
# and they are more than half of an assembly.
_UNREAD = frozenset({"docs", "locationInModule", "readme"})


@dataclass(frozen=True)
class ProviderPackage:
    """A prebuilt provider as it is installed.

    Attributes:
        assembly: The name of its jsii assembly, such as ``@cdktf/provider-aws``.
        version: The assembly's version.
        tarball: The npm package that holds the assembly.
        folder: The Python package.
    """

    assembly: str
    version: str
    tarball: Path
    folder: Path


def build_slim_tarball(package: ProviderPackage, modules: Iterable[str]) -> bytes:
    """Build a provider's npm package with only some of its Python modules' types and code.

    Returns:
        The content of a ``.tgz`` file; the same for the same input.

    Raises:
        NotUnderstoodError: The package is not as known.
        OSError: A file cannot be read.
    """
    namespaces = set[str]().union(*(_namespaces(package, module) for module in modules))
    try:
        # Unpacked as a whole first, because seeking in a compressed file starts over each time.
        with gzip.open(package.tarball) as packed, tempfile.TemporaryFile() as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
            plain.seek(0)
            with tarfile.open(fileobj=plain) as archive:
                return _pack(_slim_files(archive, package, namespaces))
    except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, ValueError) as error:
        raise NotUnderstoodError(f"{package.tarball.name} cannot be read ({error})") from error


def slim_assembly(assembly: dict[str, Any], namespaces: Iterable[str]) -> dict[str, Any]:
    """Keep the types of some namespaces, and of those that they refer to.

    Providers that CDK Terrain generates have such a reference: from the provider to its functions.

    Args:
        assembly: A jsii assembly, the content of ``.jsii``.
        namespaces: The namespaces to keep, such as ``eksNodeGroup``.

    Returns:
        An assembly that declares every type of its own that it refers to.

    Raises:
        NotUnderstoodError: A kept type refers to one that the assembly lacks.
    """
    own = f"{assembly['name']}."
    types: dict[str, Any] = {}
    wanted = set(namespaces)
    while wanted:
        prefixes = tuple(f"{own}{namespace}." for namespace in wanted)
        added = {
            fqn: _without_unread(declaration)
            for fqn, declaration in assembly["types"].items()
            if fqn.startswith(prefixes)
        }
        types |= added
        referred = {
            text
            for declaration in added.values()
            for text in _strings(declaration)
            if text.startswith(own) and text not in types
        }
        if missing := referred - assembly["types"].keys():
            raise NotUnderstoodError(f"{assembly['name']} has no {min(missing)}, and refers to it")
        wanted = {_namespace(assembly, fqn) for fqn in referred}
    return assembly | {"types": types, "submodules": {}}


def _namespace(assembly: dict[str, Any], fqn: str) -> str:
    return fqn.removeprefix(f"{assembly['name']}.").partition(".")[0]


def _namespaces(package: ProviderPackage, module: str) -> set[str]:
    """Read from a Python module which jsii namespaces its classes stand for."""
    code = (package.folder / module / "__init__.py").read_text(encoding="utf-8")
    found = set(re.findall(rf'jsii_type="{re.escape(package.assembly)}\.(\w+)\.', code))
    if not found:
        raise NotUnderstoodError(f"{module} declares no type of a namespace of {package.assembly}")
    return found


def _slim_files(
    archive: tarfile.TarFile, package: ProviderPackage, namespaces: Iterable[str]
) -> dict[str, bytes]:
    manifest = json.loads(_read(archive, "package/package.json"))
    assembly = json.loads(_read(archive, "package/.jsii"))
    _check_format(package, manifest, assembly)
    lazy_index = _read(archive, "package/lib/lazy-index.js").decode()
    exports = {export[1]: export for export in _LAZY_EXPORT.finditer(lazy_index)}
    slim = slim_assembly(assembly, namespaces)
    needed = {*namespaces, *(_namespace(assembly, fqn) for fqn in slim["types"])}
    try:
        kept = [exports[namespace] for namespace in sorted(needed)]
    except KeyError as error:
        raise NotUnderstoodError(f"{package.tarball.name} exports no {error}") from error
    files = {
        "package/package.json": json.dumps(manifest).encode(),
        "package/.jsii": json.dumps(slim).encode(),
        "package/lib/index.js": "\n".join(export[0] for export in kept).encode(),
    }
    folders = tuple(f"package/lib/{export[2]}/" for export in kept)
    known = {export[2].encode() for export in kept}
    for path in sorted(archive.getnames()):
        if path.startswith(folders) and path.endswith(".js"):
            files[path] = _SOURCE_MAP.sub(b"", _read(archive, path))
            if not known >= {*_NEIGHBOUR.findall(files[path])}:
                raise NotUnderstoodError(f"{path} requires code of another namespace")
    return files


def _check_format(package: ProviderPackage, manifest: Any, assembly: Any) -> None:  # noqa: ANN401 - JSON
    """Refuse a package whose parts this module would miss."""
    identity = {"name": package.assembly, "version": package.version}
    if not (
        isinstance(assembly, dict)
        and isinstance(manifest, dict)
        and assembly.items() >= (identity | {"schema": _SCHEMA}).items()
        and manifest.items() >= (identity | {"main": "lib/index.js"}).items()
        and isinstance(assembly.get("types"), dict)
        and not assembly.get("bundled")
        and "exports" not in manifest
    ):
        raise NotUnderstoodError(f"{package.tarball.name} has an unknown format")


def _read(archive: tarfile.TarFile, path: str) -> bytes:
    try:
        file = archive.extractfile(path)
    except KeyError:
        file = None
    if file is None:
        raise NotUnderstoodError(f"the provider's npm package has no {path}")
    return file.read()


def _without_unread(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _without_unread(item) for key, item in value.items() if key not in _UNREAD}
    if isinstance(value, list):
        return [_without_unread(item) for item in value]
    return value


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _pack(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=content, mode="wb", filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path, data in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return content.getvalue()
