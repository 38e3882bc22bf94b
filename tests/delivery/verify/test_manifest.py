"""The manifest of a folder that others synthesized: as CDKTF writes it."""

import json

import pytest

from delivery.verify.folder import verify
from tests.delivery.conftest import Folder
from tests.delivery.verify.spoiling import Spoil, put

MANIFESTS = {
    "no stacks": put("stacks", value={}),
    "stacks as a list": put("stacks", value=[]),
    "no version": lambda data: data.pop("version"),
    "a folder elsewhere": put("stacks", "k8s", "workingDirectory", value="../.."),
    "a stack elsewhere": put("stacks", "k8s", "synthesizedStackPath", value="/etc/passwd"),
    "an unknown dependency": put("stacks", "k8s", "dependencies", value=["other"]),
    "dependencies that are none": put("stacks", "k8s", "dependencies", value=3),
    "dependencies of no names": put("stacks", "k8s", "dependencies", value=[[]]),
    "a command": put("stacks", "k8s", "content", value="x"),
    "another name": put("stacks", "k8s", "name", value="networking"),
}


@pytest.mark.parametrize("spoil", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_cdktf_would_not_write_is_refused(spoil: Spoil, folder: Folder) -> None:
    spoil(folder.manifest)

    (mistake,) = folder.mistakes()

    assert mistake.file == folder.path / "manifest.json"


@pytest.mark.parametrize("name", ["../k8s", "K8s", "k8s;id", "", "k8s\n"])
def test_a_stack_of_an_unusual_name_is_refused(name: str, folder: Folder) -> None:
    stack = folder.manifest["stacks"].pop("k8s")
    text = json.dumps(stack).replace("k8s", json.dumps(name)[1:-1])
    folder.manifest["stacks"][name] = json.loads(text)

    assert folder.mistakes()[0].file.name == "manifest.json"


def test_a_folder_without_a_manifest_is_refused(folder: Folder) -> None:
    assert folder.judged()
    (folder.path / "manifest.json").unlink()

    with pytest.raises(Exception, match="No such file"):
        verify(folder.path, folder.config)
