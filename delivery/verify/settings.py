"""Where a stack's state lies, and what its providers are told: as main's environment file says."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from config.model import EnvironmentConfig
from config.state_keys import state_key
from delivery.verify.allowed import PROVIDERS
from delivery.verify.finding import Finding, joined
from terraform_json.types import Json

_ALIAS: Final = re.compile(r"[a-z][a-z0-9-]*")
_ENDPOINT: Final = re.compile(r"\$\{aws_eks_cluster\.[\w-]+\.endpoint\}", re.ASCII)
_AUTHORITY: Final = re.compile(
    r"\$\{base64decode\(aws_eks_cluster\.[\w-]+\.certificate_authority\[0\]\.data\)\}", re.ASCII
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings that an environment's stacks must have.

    A plan reads the state, and hands its token to the cluster, that the stack names: a stack of
    others must name ours.
    """

    config: EnvironmentConfig
    stack: str

    def backend(self) -> Json:
        """Return the S3 backend of the stack."""
        state = self.config.state
        return {
            **self.remote_state(self.stack),
            "dynamodb_table": state.lock_table,
            "encrypt": True,
            "use_lockfile": True,
        }

    def remote_state(self, stack: str) -> Json:
        """Return where the state of a stack of the environment is read."""
        return {
            "bucket": self.config.state.bucket,
            "key": state_key(self.config.name, stack),
            "region": self.config.region,
        }

    def findings(self, data: Json) -> Iterator[Finding]:
        """Yield what the blocks `terraform` and `provider` say otherwise."""
        terraform, providers = data.get("terraform", {}), data.get("provider", {})
        for path, value in (("terraform", terraform), ("provider", providers)):
            if not isinstance(value, dict):
                yield _differs(path, value, "an object")
                return
        for key in terraform.keys() - {"backend", "required_providers", "required_version"}:
            yield _differs(joined("terraform", key), terraform[key], "not there")
        backend = {"s3": self.backend()}
        if terraform.get("backend") != backend:
            yield _differs("terraform.backend", terraform.get("backend"), backend)
        yield from self._pins(terraform.get("required_providers", {}), providers)
        for name, blocks in providers.items():
            path = joined("provider", name)
            if not isinstance(blocks, list):
                yield _differs(path, blocks, "a list")
                continue
            for index, block in enumerate(blocks):
                yield from self._provider(joined(path, index), name, block)

    def _pins(self, required: Any, used: Collection[str]) -> Iterator[Finding]:  # noqa: ANN401
        path = "terraform.required_providers"
        if not isinstance(required, dict):
            yield _differs(path, required, "an object")
            return
        # Terraform takes the newest version of a provider that is used without a pin, and settings
        # from the process's environment for one that has none.
        if required.keys() != set(used):
            yield _differs(path, sorted(required), sorted(used))
        for name, pin in required.items():
            path = joined("terraform.required_providers", name)
            if name not in PROVIDERS:
                yield _unknown_provider(path, name)
            elif pin != (known := {"source": name, "version": PROVIDERS[name]}):
                yield _differs(path, pin, known)

    def _provider(self, path: str, name: str, block: Any) -> Iterator[Finding]:  # noqa: ANN401
        if not isinstance(block, dict):
            yield _differs(path, block, "an object")
            return
        said = dict(block)
        alias = said.pop("alias", "main")
        if not (isinstance(alias, str) and _ALIAS.fullmatch(alias)):
            yield _differs(joined(path, "alias"), alias, "a word")
        if name == "aws":
            yield from self._aws(path, said)
        else:
            yield from self._cluster(path, name, said)

    def _aws(self, path: str, said: Json) -> Iterator[Finding]:
        said.pop("default_tags", None)  # the owner's, and no more than tags
        expected = {
            "allowed_account_ids": [self.config.account_id],
            "region": self.config.region,
        }
        yield from _unequal(path, said, expected)

    def _cluster(self, path: str, name: str, said: Json) -> Iterator[Finding]:
        token = {
            "api_version": "client.authentication.k8s.io/v1beta1",
            "command": "aws",
            "args": [
                *("eks", "get-token", "--cluster-name", self.config.cluster_name),
                *("--region", self.config.region),
            ],
        }
        if name == "helm":
            nested = said.pop("kubernetes", None)
            yield from _unequal(path, said, {})
            path, said = joined(path, "kubernetes"), nested if isinstance(nested, dict) else {}
        for key, form in (("host", _ENDPOINT), ("cluster_ca_certificate", _AUTHORITY)):
            value = said.get(key)
            if not (isinstance(value, str) and form.fullmatch(value)):
                yield _differs(joined(path, key), value, "the stack's own cluster")
        rest = {k: v for k, v in said.items() if k not in {"host", "cluster_ca_certificate"}}
        yield from _unequal(path, rest, {"exec": token if name == "helm" else [token]})


def _unequal(path: str, said: Json, expected: Json) -> Iterator[Finding]:
    for key in sorted(said.keys() | expected.keys()):
        if said.get(key) != expected.get(key):
            yield _differs(joined(path, key), said.get(key), expected.get(key, "not there"))


def _differs(path: str, value: Any, allowed: object) -> Finding:  # noqa: ANN401 - JSON
    problem = "is not what main's environment file makes it"
    text = allowed if isinstance(allowed, str) else json.dumps(allowed)
    return Finding(path=path, value=value, problem=problem, allowed=text)


def _unknown_provider(path: str, name: str) -> Finding:
    return Finding(
        path=path, value=name, problem="is a provider not known here", allowed=", ".join(PROVIDERS)
    )
