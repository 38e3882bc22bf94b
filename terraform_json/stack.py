"""The contents of a stack, each by its address.

Addresses are Terraform's, extended by those that its references have for what is no resource:

| address | what |
| --- | --- |
| `aws_vpc.main` | a resource |
| `data.aws_region.here` | a data source |
| `local.name` | a local value |
| `output.vpc_id` | an output |
| `provider.aws` | the configurations of a provider |

https://developer.hashicorp.com/terraform/language/expressions/references
"""

from typing import Any, Final

from terraform_json.types import Json

STATE: Final = "terraform_remote_state"
"""The type of the data source that reads another stack's outputs."""


def resources(stack: Json) -> dict[str, Json]:
    """Return every resource of a stack by its address, such as `aws_vpc.main`."""
    return _two_deep(stack.get("resource", {}))


def data_sources(stack: Json) -> dict[str, Json]:
    """Return every data source of a stack by its address, such as `data.aws_region.here`."""
    found = _two_deep(stack.get("data", {}))
    return {f"data.{address}": block for address, block in found.items()}


def outputs(stack: Json) -> dict[str, Json]:
    """Return every output of a stack by its name."""
    named: dict[str, Json] = stack.get("output", {})
    return named


def blocks(stack: Json) -> dict[str, Any]:
    """Return all of a stack that can refer to something, by its address."""
    return {
        **resources(stack),
        **data_sources(stack),
        **{f"local.{name}": value for name, value in stack.get("locals", {}).items()},
        **{f"output.{name}": block for name, block in outputs(stack).items()},
        **{f"provider.{name}": block for name, block in stack.get("provider", {}).items()},
    }


def provider_of(address: str) -> str:
    """Return the name of the provider of a resource or a data source.

    Terraform's default: the first word of the type.
    https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider
    """
    return address.removeprefix("data.").partition(".")[0].partition("_")[0]


def _two_deep(kinds: Json) -> dict[str, Json]:
    return {
        f"{kind}.{name}": block for kind, named in kinds.items() for name, block in named.items()
    }
