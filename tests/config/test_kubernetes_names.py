"""What applications may name is what charts and values of the addons make."""

from pathlib import Path
from typing import Any

import yaml

from config.applications.chart_values import CHART
from config.kubernetes_names import INGRESS_CLASS, SECRET_STORE


def values(file: Path) -> Any:  # noqa: ANN401 - YAML
    """Return a file of values."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def test_the_ingress_class_is_the_controllers() -> None:
    addon = values(Path("helm/addons/nginx-ingress/values.yaml"))
    assert addon["controller"]["ingressClass"]["name"] == INGRESS_CLASS


def test_the_secret_store_is_the_charts() -> None:
    assert values(Path("helm/secret-store/values.yaml"))["name"] == SECRET_STORE


def test_the_controller_takes_no_snippets() -> None:
    addon = values(Path("helm/addons/nginx-ingress/values.yaml"))
    assert not addon["controller"].get("enableSnippets")


def test_an_application_that_names_nothing_gets_what_exists() -> None:
    defaults = values(CHART / "values.yaml")
    assert defaults["ingressClassName"] == INGRESS_CLASS
    assert defaults["externalSecret"]["store"] == SECRET_STORE
