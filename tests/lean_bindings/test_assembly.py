import importlib.util
import json
import re
import tarfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from lean_bindings.assembly import ProviderPackage, build_slim_tarball, slim_assembly
from lean_bindings.report import NotUnderstoodError
from tests.lean_bindings.sample import SEED, Files, pack, unpack


@pytest.fixture(scope="session")
def aws_assembly() -> dict[str, Any]:
    """Return the AWS provider's assembly: 120 MB of JSON, read once."""
    spec = importlib.util.find_spec("cdktf_cdktf_provider_aws")
    assert spec
    assert spec.submodule_search_locations
    (tarball,) = Path(spec.submodule_search_locations[0]).glob("_jsii/*.tgz")
    with tarfile.open(tarball, "r|gz") as archive:
        for member in archive:
            if member.name == "package/.jsii":
                file = archive.extractfile(member)
                assert file
                assembly: dict[str, Any] = json.load(file)
                return assembly
    pytest.fail(f"{tarball} has no assembly")


@seed(SEED)
# Published alone, no profile goes with it; how long an example takes is the machine's.
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_type_that_a_slim_assembly_refers_to_is_in_it(
    aws_assembly: dict[str, Any], data: st.DataObject
) -> None:
    namespaces = sorted(fqn.partition(".")[2] for fqn in aws_assembly["submodules"])
    used = data.draw(st.sets(st.sampled_from(namespaces), min_size=1, max_size=60))
    slim = slim_assembly(aws_assembly, used)
    referred = set(re.findall(r'"(@cdktf/provider-aws\.[^"]*)"', json.dumps(slim)))
    assert {fqn.split(".")[1] for fqn in slim["types"]} == used
    assert referred == slim["types"].keys()


def test_types_lose_nothing_that_the_kernel_reads(aws_assembly: dict[str, Any]) -> None:
    def without_docs(value: Any) -> Any:  # noqa: ANN401 - JSON
        text = json.dumps(value)
        return json.loads(
            text, object_hook=lambda item: {k: v for k, v in item.items() if k not in unread}
        )

    unread = {"docs", "locationInModule"}
    slim = slim_assembly(aws_assembly, {"vpc"})
    stock = {fqn: aws_assembly["types"][fqn] for fqn in slim["types"]}
    assert slim["types"] == without_docs(stock)


def test_a_namespace_that_a_type_refers_to_is_kept_as_well() -> None:
    types = {
        "x.a.A": {"fqn": "x.a.A", "properties": [{"type": {"fqn": "x.b.B"}}]},
        "x.b.B": {"fqn": "x.b.B", "base": "x.c.C"},
        "x.c.C": {"fqn": "x.c.C"},
        "x.c.D": {"fqn": "x.c.D"},
        "x.d.E": {"fqn": "x.d.E"},
    }
    kept = slim_assembly({"name": "x", "types": types}, {"a"})["types"]
    assert set(kept) == {"x.a.A", "x.b.B", "x.c.C", "x.c.D"}


def test_a_type_that_refers_to_none_that_is_there_is_not_understood() -> None:
    types = {"x.a.A": {"fqn": "x.a.A", "properties": [{"type": {"fqn": "x.b.B"}}]}}
    with pytest.raises(NotUnderstoodError, match=re.escape("x has no x.b.B")):
        slim_assembly({"name": "x", "types": types}, {"a"})


def test_the_same_modules_make_the_same_tarball(
    helm_package: ProviderPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = build_slim_tarball(helm_package, ["release", "provider"])
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert build_slim_tarball(helm_package, ["provider", "release"]) == one


def test_a_tarball_holds_the_code_of_its_modules_alone(helm_package: ProviderPackage) -> None:
    files = unpack(build_slim_tarball(helm_package, ["data_helm_template"]))
    assert list(files) == [
        "package/package.json",
        "package/.jsii",
        "package/lib/index.js",
        "package/lib/data-helm-template/index.js",
    ]
    assert b"dataHelmTemplate" in files["package/lib/index.js"]
    assert b"release" not in files["package/lib/index.js"]
    assert b"sourceMappingURL" not in files["package/lib/data-helm-template/index.js"]


def test_a_tarball_holds_the_code_that_a_kept_type_refers_to(
    helm_package: ProviderPackage, tmp_path: Path
) -> None:
    files = unpack(helm_package.tarball.read_bytes())
    assembly = json.loads(files["package/.jsii"])
    release = assembly["types"]["@cdktf/provider-helm.release.Release"]
    release["properties"].append({"type": {"fqn": "@cdktf/provider-helm.provider.HelmProvider"}})
    files["package/.jsii"] = json.dumps(assembly).encode()
    files["package/lib/release/index.js"] += b'\nrequire("../provider/index");'
    tarball = tmp_path / "provider.tgz"
    tarball.write_bytes(pack(files))
    slim = unpack(build_slim_tarball(replace(helm_package, tarball=tarball), ["release"]))
    assert {"package/lib/provider/index.js", "package/lib/release/index.js"} <= slim.keys()
    assert b"'provider'" in slim["package/lib/index.js"]


def edit(path: str, **changes: object) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[path] = json.dumps(json.loads(files[path]) | changes).encode()

    return change


def require_a_neighbour(files: Files) -> None:
    files["package/lib/release/index.js"] += b'\nrequire("../provider");'


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit("package/.jsii", schema="jsii/1.0.0"), "unknown format"),
        (edit("package/.jsii", name="@cdktf/provider-other"), "unknown format"),
        (edit("package/.jsii", version="0.0.0"), "unknown format"),
        (edit("package/.jsii", types=[]), "unknown format"),
        (edit("package/.jsii", bundled={"left-pad": "1.0.0"}), "unknown format"),
        (edit("package/package.json", exports={".": "./lib/lazy-index.js"}), "unknown format"),
        (edit("package/package.json", main="dist/index.js"), "unknown format"),
        (edit("package/package.json", version="0.0.0"), "unknown format"),
        (lambda files: files.pop("package/.jsii"), "has no package/.jsii"),
        (lambda files: files.pop("package/lib/lazy-index.js"), "has no package/lib/lazy-index.js"),
        (lambda files: files.update({"package/lib/lazy-index.js": b""}), "exports no 'release'"),
        (lambda files: files.update({"package/.jsii": b"{"}), "cannot be read"),
        (lambda files: files.update({"package/.jsii": b"[]"}), "unknown format"),
        (require_a_neighbour, "requires code of another namespace"),
    ],
)
def test_a_package_of_another_format_is_not_understood(
    helm_package: ProviderPackage, tmp_path: Path, change: Callable[[Files], None], reason: str
) -> None:
    files = unpack(helm_package.tarball.read_bytes())
    change(files)
    tarball = tmp_path / "provider.tgz"
    tarball.write_bytes(pack(files))
    with pytest.raises(NotUnderstoodError, match=re.escape(reason)):
        build_slim_tarball(replace(helm_package, tarball=tarball), ["release"])


@pytest.mark.parametrize("damage", [lambda content: content[:5000], lambda _: b"not a tarball"])
def test_a_damaged_package_is_not_understood(
    helm_package: ProviderPackage, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    tarball = tmp_path / "provider.tgz"
    tarball.write_bytes(damage(helm_package.tarball.read_bytes()))
    with pytest.raises(NotUnderstoodError, match=re.escape("provider.tgz cannot be read")):
        build_slim_tarball(replace(helm_package, tarball=tarball), ["release"])


def test_a_python_module_without_jsii_types_is_not_understood(
    helm_package: ProviderPackage, tmp_path: Path
) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "__init__.py").write_text("Release = object")
    with pytest.raises(NotUnderstoodError, match="release declares no type"):
        build_slim_tarball(replace(helm_package, folder=tmp_path), ["release"])
