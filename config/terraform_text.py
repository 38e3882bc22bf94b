"""Text of people on its way into Terraform's JSON, where a string is a template.

Terraform evaluates `${...}` and `%{...}` in every string, and its functions read files and the
environment of the process that plans. So whatever people write is made literal where it enters the
typed model (`config.sections.section.Section`, and the values of an application), before any
construct sees it. From there on, a `${` is always one of ours.
"""

from typing import Any


def literal(text: str) -> str:
    """Return text that Terraform passes on as it stands, whatever looks like a template in it.

    https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
    """
    return text.replace("${", "$${").replace("%{", "%%{")


def literal_data(data: Any) -> Any:  # noqa: ANN401 - it is what people wrote
    """Return plain data with every string made literal: values, keys, and items of lists.

    What is no plain data, such as a network or a member of an enum, is returned as it is.
    """
    if type(data) is str:
        return literal(data)
    if isinstance(data, dict):
        return {literal_data(key): literal_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(literal_data(item) for item in data)
    return data
