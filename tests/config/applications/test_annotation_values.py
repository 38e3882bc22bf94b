"""Values of an Ingress's annotations, which NGINX reads in one file with those of all others."""

from pathlib import Path

import pytest
import yaml

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_values import merge
from config.applications.rules.own_annotations import OWN_HOST
from config.errors import Mistake
from config.yaml.source import load_yaml
from tests.fixtures.annotations import REFUSED, TAKEN


def mistakes(**annotations: str) -> list[Mistake]:
    """Return the mistakes of an Ingress with annotations of F5, `_` for a hyphen."""
    named = {f"nginx.org/{key.replace('_', '-')}": value for key, value in annotations.items()}
    values = {"ingresses": [{"host": "shop.example.com", "annotations": named}]}
    merged = merge([load_yaml(yaml.safe_dump(values), Path("values.yaml"))])
    return list(rule_mistakes(merged, ()))


def test_every_annotation_has_a_value_that_is_taken() -> None:
    assert {f"nginx.org/{key}" for key in TAKEN} == set(OWN_HOST)


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in TAKEN.items() for value in values]
)
def test_what_nginx_takes_is_taken(key: str, value: str) -> None:
    assert mistakes(**{key: value}) == []


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in REFUSED.items() for value in values]
)
def test_what_nginx_does_not_take_is_refused(key: str, value: str) -> None:
    (mistake,) = mistakes(**{key: value})
    assert mistake.path == f"ingresses.0.annotations.nginx.org/{key}"
    assert mistake.problem.startswith("has a value that NGINX, which is for all, does not take")
    assert mistake.line is not None


@pytest.mark.parametrize(
    ("size", "buffers"),
    [("8k", None), ("14k", None), ("16k", "8 16k"), (None, "4 4k"), ("99k", "64 4k")],
)
def test_buffers_that_fit_together_are_taken(size: str | None, buffers: str | None) -> None:
    given = {"proxy_buffer_size": size, "proxy_buffers": buffers}
    assert mistakes(**{key: value for key, value in given.items() if value}) == []


@pytest.mark.parametrize(
    ("size", "buffers"), [("15k", None), ("64k", None), ("16k", "4 8k"), ("99k", "8 16k")]
)
def test_buffers_of_which_too_few_are_left_are_refused(size: str, buffers: str | None) -> None:
    given = {"proxy_buffer_size": size, **({"proxy_buffers": buffers} if buffers else {})}
    (mistake,) = mistakes(**given)
    assert mistake.path == "ingresses.0.annotations"
    assert mistake.problem == "has buffers that NGINX does not take together"
