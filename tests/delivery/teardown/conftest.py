"""An environment in an account of this process, and a Terraform that only says what it is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.model import EnvironmentConfig
from delivery.account import Account
from delivery.teardown.steps import Teardown
from delivery.teardown.waiting import Clock
from terraform_json.types import Json
from tests.delivery.rights import every_call_is_allowed
from tests.delivery.stored import account_of, keep_state, write_stacks
from tests.fixtures.account import aws

__all__ = ["aws"]

STACKS: dict[str, Json] = {
    "networking": {"resource": {"aws_vpc": {"main": {}}}},
    "databases": {"resource": {"aws_rds_cluster": {"main": {}}}},
    "k8s": {
        "resource": {
            "aws_eks_cluster": {"main": {}},
            "helm_release": {
                "app": {"//": {"metadata": {"path": "k8s/apps/app/release"}}},
                "driver": {"//": {"metadata": {"path": "k8s/addons/driver/release"}}},
            },
            "kubernetes_ingress_v1": {
                "entry": {"//": {"metadata": {"path": "k8s/addons/load-balancer/ingress"}}}
            },
        }
    },
}
NEEDED = {"databases": ["networking"], "k8s": ["databases", "networking"]}
KNOWN: dict[str, dict[str, Json]] = {
    "networking": {"aws_vpc.main": {"id": "vpc-1"}},
    "databases": {"aws_rds_cluster.main": {"id": "platform-staging"}},
    "k8s": {
        "aws_eks_cluster.main": {"id": "platform-staging"},
        "helm_release.app": {"id": "app"},
        "helm_release.driver": {"id": "driver"},
        "kubernetes_ingress_v1.entry": {"id": "entry"},
    },
}


@pytest.fixture(autouse=True)
def _rights(monkeypatch: pytest.MonkeyPatch, staging_config: EnvironmentConfig) -> Iterator[None]:
    with every_call_is_allowed(monkeypatch, staging_config):
        yield


@dataclass
class FakeTerraform:
    """A Terraform that forgets what it is told to destroy.

    Attributes:
        account: The account with the states.
        folder: The folder of the stack at which it is at work.
        done: The stack and the addresses of each destruction; no address for all.
        known: What the states know.
    """

    account: Account
    folder: Path = Path()
    done: list[tuple[str, ...]] = field(default_factory=list)
    known: dict[str, dict[str, Json]] = field(
        default_factory=lambda: {name: dict(each) for name, each in KNOWN.items()}
    )

    def at(self, folder: Path) -> "FakeTerraform":
        """Be at work in a folder."""
        self.folder = folder
        return self

    def initialize(self) -> None:
        """Do nothing."""

    def destroy(self, *addresses: str) -> None:
        """Note it, and forget it in the state."""
        stack = self.folder.name
        self.done.append((stack, *addresses))
        for address in addresses or list(self.known[stack]):
            del self.known[stack][address]
        keep_state(self.account, stack, self.known[stack])


@pytest.fixture
def account(staging_config: EnvironmentConfig) -> Account:
    """Return the environment's account, with a state of each stack."""
    found = account_of(staging_config)
    for stack, resources in KNOWN.items():
        keep_state(found, stack, resources)
    return found


@pytest.fixture
def folder(tmp_path: Path, account: Account) -> Path:
    """Return the folder of the stacks."""
    return write_stacks(tmp_path / "cdktf.out", account.config, STACKS, NEEDED)


@pytest.fixture
def terraform(account: Account) -> FakeTerraform:
    """Return the Terraform of a teardown."""
    return FakeTerraform(account)


@pytest.fixture
def teardown(account: Account, folder: Path, terraform: FakeTerraform) -> Teardown:
    """Return a teardown that waits for nothing."""
    return Teardown(
        account=account,
        folder=folder,
        clock=Clock(deadline=0, pause=lambda: None),
        terraform=terraform.at,  # type: ignore[arg-type]
    )
