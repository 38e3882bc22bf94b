"""The functions that strings of a stack call: those that see their arguments only."""

import pytest

from tests.delivery.verify.spoiling import Hostile, Refused, Spoil, assert_refused, put, say

RELEASE = ("resource", "helm_release", "ours")

HOSTILE: Hostile = {
    "reads a file": (say('${file("/etc/passwd")}'), "calls the function `file`"),
    "reads a file's digest": (say('${filesha256("a")}'), "calls the function `filesha256`"),
    "lists files": (say('${fileset("/", "*")}'), "calls the function `fileset`"),
    "renders a file": (say('${templatefile("a", {})}'), "calls the function `templatefile`"),
    "renders a string": (say("${templatestring(local.a, {})}"), "calls the function"),
    "names a home": (say('${pathexpand("~")}'), "calls the function `pathexpand`"),
    "uncovers a secret": (say("${nonsensitive(local.a)}"), "calls the function `nonsensitive`"),
    "a function by its namespace": (say('${core::file("a")}'), "calls the function `core::file`"),
    "a provider's function": (say('${provider::aws::arn_parse("a")}'), "calls the function"),
    "a provider's function with spaces": (
        say('${provider:: aws ::upper("a")}'),
        "calls the function `provider::aws::upper`",
    ),
    "a function after a space": (say('${file ("a")}'), "calls the function `file`"),
    "a function in a directive": (say('%{ if file("a") == "" }%{ endif }'), "calls the function"),
    "a function in a string in an expression": (say('${"${file("a")}"}'), "calls the function"),
    "a function after an escape": (say('$${a} ${file("a")}'), "calls the function `file`"),
    "a function after a comment": (say('${file/**/("a")}'), "holds a comment or a heredoc"),
    "a function in a key": (
        put("output", "a", "value", value={'${file("a")}': 1}),
        "calls the function `file`",
    ),
    "a function in a list": (
        put(*RELEASE, "values", value=["a", ['${file("a")}']]),
        "calls the function `file`",
    ),
    "a function in a local": (put("locals", "a", value='${file("a")}'), "calls the function"),
    "a function in a tag": (
        put("provider", "aws", 0, "default_tags", 0, "tags", "a", value='${file("a")}'),
        "calls the function `file`",
    ),
    "letters that look alike": (say('${ﬁle("a")}'), "holds letters that are not ASCII"),
    "an open end": (say('${file("a")'), "has an open end"),
    "more in each other than Terraform can read": (
        say(f"${{{'abs(' * 50_000}1{')' * 50_000}}}"),
        "has more than 50 brackets",
    ),
}


@pytest.mark.parametrize(("spoil", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_function_that_reads_more_than_its_arguments_is_refused_with_the_reason(
    spoil: Spoil, reason: str, refused: Refused
) -> None:
    assert_refused(refused, spoil, reason)
