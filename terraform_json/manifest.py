"""The folder that CDKTF writes: a manifest, and beside it a folder for each stack."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from terraform_json.json_object import read_object
from terraform_json.types import Json, TerraformJsonError

MANIFEST: Final = "manifest.json"
STACK_FILE: Final = "cdk.tf.json"

# What the manifest says about a stack, as far as it is read here, and in which type.
_FIELDS: Final = {
    "name": str,
    "constructPath": str,
    "dependencies": list,
    "synthesizedStackPath": str,
}
# The sections of a stack's JSON, and how many names deep each is an object of objects.
_SECTIONS: Final = {
    "terraform": 0,
    "provider": 0,
    "locals": 0,
    "output": 1,
    "data": 2,
    "resource": 2,
}


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack that was synthesized.

    Attributes:
        name: Its name.
        file: Its Terraform JSON.
        dependencies: The names of the stacks that have to be deployed before.
    """

    name: str
    file: Path
    dependencies: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The folder in which Terraform runs."""
        return self.file.parent

    def read(self) -> Json:
        """Return its Terraform JSON.

        Raises:
            TerraformJsonError: The file cannot be read, or is no stack of Terraform.
        """
        data = read_object(self.file)
        wrong = [
            f"  {path} is no object"
            for section, depth in _SECTIONS.items()
            for path in _no_objects(data.get(section, {}), section, depth)
        ]
        if wrong:
            raise TerraformJsonError("\n".join([f"{self.file} is no stack of Terraform:", *wrong]))
        return data


def read_manifest(folder: Path) -> dict[str, Stack]:
    """Return the stacks that CDKTF synthesized into a folder, by name and in the order of names.

    Raises:
        TerraformJsonError: The folder has no manifest that can be read, or the manifest lists no
            stacks, or a stack depends on one that it does not list.
    """
    file = folder / MANIFEST
    listed = read_object(file).get("stacks")
    if not isinstance(listed, dict):
        raise TerraformJsonError(f"{file} is not a manifest of CDKTF: it has no object `stacks`")
    if not listed:
        raise TerraformJsonError(f"{file} lists no stacks")
    wrong = [f"  {problem}" for name, stack in listed.items() for problem in _wrong(name, stack)]
    if wrong:
        raise TerraformJsonError("\n".join([f"{file} is not a manifest of CDKTF:", *wrong]))
    # A dependency is written as the path of a construct, which need not be the stack's name.
    names = {stack["constructPath"]: stack["name"] for stack in listed.values()}
    unknown = [
        f"  {stack['name']} depends on {path}"
        for stack in listed.values()
        for path in stack["dependencies"]
        if path not in names
    ]
    if unknown:
        only = ", ".join(sorted(names))
        raise TerraformJsonError("\n".join([f"{file} lists only {only}, but:", *unknown]))
    return {
        stack["name"]: Stack(
            name=stack["name"],
            file=folder / stack["synthesizedStackPath"],
            dependencies=tuple(names[path] for path in stack["dependencies"]),
        )
        for stack in sorted(listed.values(), key=lambda stack: str(stack["name"]))
    }


def _wrong(name: str, stack: object) -> list[str]:
    if not isinstance(stack, dict):
        return [f"stacks.{name} is no object"]
    wrong = [
        f"stacks.{name}.{field} is missing, or no {kind.__name__}"
        for field, kind in _FIELDS.items()
        if not isinstance(stack.get(field), kind)
    ]
    dependencies = stack.get("dependencies")
    if isinstance(dependencies, list) and not all(isinstance(each, str) for each in dependencies):
        wrong.append(f"stacks.{name}.dependencies holds what is no path")
    return wrong


def _no_objects(value: object, path: str, depth: int) -> Iterator[str]:
    if not isinstance(value, dict):
        yield path
    elif depth:
        for name, each in value.items():
            yield from _no_objects(each, f"{path}.{name}", depth - 1)
