"""Folders of applications, for tests to break."""

from collections.abc import Callable, Mapping

from config.applications.application import Application
from config.applications.placeholders import Placeholders
from config.errors import Mistake

Files = Mapping[str, object]
Load = Callable[[Files], tuple[Application, ...]]
Refuse = Callable[[Files], dict[str, Mistake]]

PLACEHOLDERS = Placeholders(
    environment="staging",
    domain="staging.example.org",
    region="eu-west-3",
    account_id="012345678901",
)
IMAGE = {"repository": "registry.example.com/shop", "digest": f"sha256:{'0' * 64}"}
SHOP: dict[str, object] = {"shop/values.yaml": {"image": IMAGE}}
BASKET: dict[str, object] = {"basket/values.yaml": {"image": IMAGE}}

CALLS: dict[str, object] = {"shop/platform.yaml": {"peers": ["basket"]}}
CONSENT: dict[str, object] = {"basket/platform.yaml": {"callers": ["shop"]}}
