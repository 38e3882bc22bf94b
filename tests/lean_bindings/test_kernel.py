import gzip
import json
import shutil
from pathlib import Path

import pytest

from lean_bindings.assembly import ProviderPackage
from tests.lean_bindings.sample import (
    ACTIVATE,
    HELM_APP,
    HELM_IMPORTS,
    HELM_RELEASE,
    HELM_STACK,
    PROVIDER_IMPORT,
    Files,
    Project,
    pack,
    unpack,
)

pytestmark = pytest.mark.slow

Output = dict[str, bytes]

STOCK = "; using the stock bindings of cdktf_cdktf_provider_helm"
OTHER_REQUEST = """\
import attrs
import jsii._kernel.types

jsii._kernel.types.LoadRequest = attrs.make_class("LoadRequest", ["name", "version", "url"])
"""
OTHER_KERNEL_PROVIDER = """\
import jsii._runtime


class Provider:
    def __init__(self, real):
        self._real = real

    def __getattr__(self, name):
        return getattr(self._real, name)


jsii._runtime.kernel.provider = Provider(jsii._runtime.kernel.provider)
"""


def test_the_kernel_is_given_the_slim_tarball(project: Project) -> None:
    project.write(ACTIVATE, HELM_IMPORTS, HELM_APP)
    run = project.run(JSII_DEBUG_TIMING="1")
    (slim,) = project.cached
    assert f"tar.extract({slim})" in run.stdout


def test_the_program_goes_on_with_its_imports_while_the_kernel_starts(
    project: Project, stock_output: Output
) -> None:
    node = project.folder / "node"
    node.write_text('#!/bin/sh\nuntil [ -e imported ]; do sleep 0.05; done\nexec node "$@"\n')
    node.chmod(0o755)
    project.write(ACTIVATE, HELM_IMPORTS, "Path('imported').touch()\n", HELM_APP)
    run = project.run(JSII_NODE=str(node))
    assert run.output == stock_output, run.stderr


@pytest.mark.parametrize(("before", "after"), [("gc.enable()", True), ("gc.disable()", False)])
def test_garbage_is_collected_again_once_the_program_has_imported(
    project: Project, before: str, *, after: bool
) -> None:
    told = "print(gc.isenabled(), gc.get_freeze_count() > 0)\n"
    project.write(f"import gc\n{before}\n", ACTIVATE, HELM_IMPORTS, told, HELM_APP, told)
    assert project.run().stdout == f"False False\n{after} {after}\n"


def test_a_program_that_switches_the_collection_of_garbage_off_later_is_left_alone(
    project: Project,
) -> None:
    switch_off = "gc.disable()\ngc.unfreeze()\n"
    told = "print(gc.isenabled(), gc.get_freeze_count())\n"
    project.write("import gc\n", ACTIVATE, HELM_IMPORTS, HELM_STACK, switch_off, HELM_RELEASE, told)
    assert project.run().stdout == "False 0\n"


@pytest.mark.parametrize("jsii", [OTHER_REQUEST, OTHER_KERNEL_PROVIDER])
def test_a_jsii_that_is_built_differently_gets_the_stock_bindings(
    project: Project, stock_output: Output, jsii: str
) -> None:
    project.write(jsii, ACTIVATE, HELM_IMPORTS, HELM_APP)
    run = project.run()
    assert run.said == [
        "jsii is not as expected (unknown kernel interface); using the stock bindings"
    ]
    assert run.output == stock_output


def test_a_provider_in_another_format_gets_the_stock_bindings(
    project: Project, stock_output: Output, tmp_path: Path, helm_package: ProviderPackage
) -> None:
    copy = tmp_path / "site" / helm_package.folder.name
    shutil.copytree(helm_package.folder, copy)
    files = unpack(helm_package.tarball.read_bytes())
    files["package/.jsii.gz"] = gzip.compress(files["package/.jsii"])
    redirect = {"schema": "jsii/file-redirect", "compression": "gzip", "filename": ".jsii.gz"}
    files["package/.jsii"] = json.dumps(redirect).encode()
    (copy / "_jsii" / helm_package.tarball.name).write_bytes(pack(files))
    project.write(ACTIVATE, HELM_IMPORTS, HELM_APP)
    run = project.run(path=copy.parent)
    assert run.said[1:] == [f"{helm_package.tarball.name} has an unknown format{STOCK}"]
    assert run.output == stock_output


def test_stock_bindings_have_every_module(project: Project) -> None:
    names = "print(helm.data_helm_template.__name__, package.release.__name__, file=sys.stderr)\n"
    project.write(
        ACTIVATE,
        "import sys\nimport cdktf_cdktf_provider_helm.provider\n",
        "helm = cdktf_cdktf_provider_helm\n",
        HELM_STACK.replace("HelmProvider(", "helm.provider.HelmProvider("),
        "package = sys.modules['cdktf_cdktf_provider_helm']\n",
        "assert 'cdktf_cdktf_provider_helm.release' in sys.modules\n",
        names,
    )
    (project.folder / ".cache").touch()  # no place for a slim tarball
    assert project.run().stderr.splitlines()[-1] == (
        "cdktf_cdktf_provider_helm.data_helm_template cdktf_cdktf_provider_helm.release"
    )


LIBRARY_CODE = """\
import jsii
import library._jsii
from cdktf_cdktf_provider_helm.provider import HelmProvider


class Web(metaclass=jsii.JSIIMeta, jsii_type="library.Web"):
    @classmethod
    def release(cls, scope):
        return jsii.sinvoke(cls, "release", [scope])
"""
LIBRARY_LOADER = """\
import jsii
import cdktf_cdktf_provider_helm._jsii

jsii.JSIIAssembly.load("library", "1.0.0", "library", "library.tgz")
"""
LIBRARY_ASSEMBLY = {
    "name": "library",
    "version": "1.0.0",
    "schema": "jsii/0.10.0",
    "jsiiVersion": "5.0.0",
    "types": {
        "library.Web": {
            "fqn": "library.Web",
            "kind": "class",
            "methods": [
                {
                    "name": "release",
                    "static": True,
                    "parameters": [{"name": "scope", "type": {"fqn": "constructs.Construct"}}],
                    "returns": {"type": {"fqn": "@cdktf/provider-helm.release.Release"}},
                }
            ],
        }
    },
}
LIBRARY_JAVASCRIPT = """\
const { release } = require('@cdktf/provider-helm');
exports.Web = class {
  static release(scope) {
    const set = [{ name: 'replicas', value: '3' }];
    return new release.Release(scope, 'release', { name: 'web', chart: 'nginx', set });
  }
};
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Install a jsii library whose JavaScript uses the Helm provider; return where."""
    loader = tmp_path / "site" / "library" / "_jsii"
    loader.mkdir(parents=True)
    (loader.parent / "__init__.py").write_text(LIBRARY_CODE)
    (loader / "__init__.py").write_text(LIBRARY_LOADER)
    files: Files = {
        "package/package.json": b'{"name": "library", "version": "1.0.0", "main": "index.js"}',
        "package/.jsii": json.dumps(LIBRARY_ASSEMBLY).encode(),
        "package/index.js": LIBRARY_JAVASCRIPT.encode(),
    }
    (loader / "library.tgz").write_bytes(pack(files))
    return loader.parent.parent


def test_a_library_that_builds_on_a_provider_gets_its_stock_bindings(
    project: Project, stock_output: Output, library: Path
) -> None:
    use = "library.Web.release(stack)\napp.synth()\n"
    project.write(ACTIVATE, PROVIDER_IMPORT, "import library\n", HELM_STACK, use)
    run = project.run(path=library)
    assert run.said == [f"library builds on cdktf_cdktf_provider_helm{STOCK}"]
    assert run.output == stock_output, run.stderr


def test_a_library_that_comes_too_late_starts_the_program_again(
    project: Project, stock_output: Output, library: Path
) -> None:
    use = "import library\nlibrary.Web.release(stack)\napp.synth()\n"
    project.write(ACTIVATE, PROVIDER_IMPORT, HELM_STACK, use)
    run = project.run(path=library)
    assert run.said[1:] == [
        (
            "library builds on cdktf_cdktf_provider_helm and is first imported after a construct"
            " was made; starting again with the stock bindings (import it before to avoid this)"
        )
    ]
    assert run.output == stock_output, run.stderr
