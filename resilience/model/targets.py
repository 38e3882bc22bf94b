"""Which resources a value of a stack names, followed through locals, outputs and remote state.

`terraform_json` says what a part refers to. Here an index counts as well: of a map of subnets,
`node_subnet_ids["eu-west-1a"]` names one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from resilience.model.expressions import arguments
from terraform_json.order import Part, outputs_read
from terraform_json.references import Reference, sole_reference
from terraform_json.stack import blocks, outputs
from terraform_json.templates import Expression, Token, parts_of
from terraform_json.types import Json, TerraformJsonError

_TRANSPARENT: Final = (
    "compact",
    "concat",
    "distinct",
    "flatten",
    "join",
    "sort",
    "tolist",
    "toset",
)
"""Functions whose result names all that their arguments name."""
_EVERY: Final = "*"


class UnresolvedError(Exception):
    """A value of which nobody can tell which resources it names; the message says why."""


class Targets:
    """Follows values to the resources and data sources that they name.

    Args:
        stacks: Terraform's JSON of each stack, by name.
    """

    def __init__(self, stacks: Mapping[str, Json]) -> None:
        self._stacks = stacks
        self._blocks = {name: blocks(stack) for name, stack in stacks.items()}

    def of(self, stack: str, value: object) -> tuple[Part, ...]:
        """Return the resources and data sources that a value names, each once and in order.

        Args:
            stack: The stack in which the value stands.
            value: JSON: an expression, or a list or an object of them.

        Raises:
            UnresolvedError: A part of it is no reference that can be followed.
        """
        return tuple(dict.fromkeys(self._of(stack, value, ())))

    def _of(self, stack: str, value: Any, path: Sequence[str]) -> Iterator[Part]:  # noqa: ANN401 - JSON
        """Yield what stands at a path of a value; of an expression the path is a further part."""
        if isinstance(value, str):
            yield from self._in_text(stack, value, path)
        elif path and path[0] != _EVERY and isinstance(value, dict | list):
            yield from self._of(stack, _item(value, path[0]), path[1:])
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from self._of(stack, item, path[1:])
        else:
            raise UnresolvedError(f"{value!r} is no reference")

    def _in_text(self, stack: str, text: str, path: Sequence[str]) -> Iterator[Part]:
        parts = parts_of(text)
        if len(parts) != 1 or not isinstance(parts[0], Expression):
            raise UnresolvedError(f"{text!r} is no reference")
        yield from self._in_tokens(stack, parts[0].tokens, parts[0].text, path)

    def _in_tokens(
        self, stack: str, tokens: Sequence[Token], text: str, path: Sequence[str]
    ) -> Iterator[Part]:
        reference = sole_reference(Expression(text, tuple(tokens), is_directive=False))
        if reference:
            followed = Reference(reference.address, (*reference.path, *path))
            yield from self._follow(stack, followed)
        elif inner := arguments(tokens) or arguments(tokens, *_TRANSPARENT):
            for argument in inner:
                yield from self._in_tokens(stack, argument, text, path)
        elif [each.kind for each in tokens] != ["string"]:  # such as the first of `join`
            raise UnresolvedError(f"nobody evaluates ${{{text}}} here")

    def _follow(self, stack: str, reference: Reference) -> Iterator[Part]:
        address, path = reference.address, reference.path
        found = self._blocks[stack]
        if path[:1] == ("outputs",):
            yield from self._in_state(stack, reference)
        elif address.startswith("local.") and address in found:
            yield from self._of(stack, found[address], path)
        elif address in found:
            yield Part(stack, address)
        else:
            raise UnresolvedError(f"{stack} declares no {address}")

    def _in_state(self, stack: str, reference: Reference) -> Iterator[Part]:
        try:
            read = list(outputs_read(reference, stack, self._stacks))
        except TerraformJsonError as error:
            raise UnresolvedError(str(error)) from None
        if not read or len(reference.path) == 1:
            raise UnresolvedError(f"{reference.address} is the state of a stack that is not here")
        for output in read:
            name = output.address.removeprefix("output.")
            value = outputs(self._stacks[output.stack])[name].get("value")
            yield from self._of(output.stack, value, reference.path[2:])


def _item(value: Json | list[Any], name: str) -> object:
    if isinstance(value, dict) and name in value:
        return value[name]
    if isinstance(value, list) and name.isdigit() and int(name) < len(value):
        return value[int(name)]
    raise UnresolvedError(f"there is no {name} in {list(value)}")
