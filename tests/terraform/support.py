"""What the tests with the real Terraform do to it and to the local AWS."""

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from cdktf import App

from config.applications.database import ApplicationDatabase
from config.applications.load import APPLICATIONS, load_applications
from config.applications.placeholders import Placeholders
from config.model import EnvironmentConfig
from config.sections.database import DatabaseConfig
from config.sections.network import NetworkConfig
from sandbox import ending
from sandbox.terraform.aws_half import keep_aws_half
from sandbox.terraform.provider import REATTACHED
from stacks.base import StackName, StateBackend
from stacks.databases import DatabasesStack
from stacks.networking import NetworkingStack
from stacks.platform import build_platform
from terraform_json.manifest import STACK_FILE, Stack, read_manifest
from terraform_json.stack import resources
from tests import patience


def eventually(condition: Callable[[], object], running: subprocess.Popen[str]) -> None:
    """Wait for a condition that a running Terraform brings about."""

    def holds() -> object:
        held = condition()
        if not held and running.poll() is not None and running.stdout:
            pytest.fail(f"Terraform ended too early:\n{running.stdout.read()}")
        return held

    patience.eventually(holds)


def with_network(config: EnvironmentConfig, **changes: object) -> EnvironmentConfig:
    """Return an environment with changes to its network."""
    data = config.network.model_dump(mode="json") | changes
    network = NetworkConfig.model_validate(data)
    return config.model_copy(update={"network": network})


@dataclass(kw_only=True)
class LocalAws:
    """A local AWS that has the state bucket and the lock table.

    Attributes:
        config: The environment it stands for.
        variables: The environment in which Terraform uses it.
        folder: Where folders for Terraform are made.
        log: What the server prints.
    """

    config: EnvironmentConfig
    variables: dict[str, str]
    folder: Path
    log: Path
    begun: list[subprocess.Popen[str]] = field(default_factory=list)

    def client(self, service: str) -> Any:  # noqa: ANN401 - one type a service
        """Return a client of the local AWS."""
        session = boto3.Session("sandbox", "sandbox", region_name=self.config.region)
        endpoint = self.variables["AWS_ENDPOINT_URL"]
        return session.client(service, endpoint_url=endpoint)  # type: ignore[call-overload]

    def networking(self, name: str, config: EnvironmentConfig | None = None) -> "Folder":
        """Return a folder with the networking stack, ready to plan."""
        app = App(outdir=str(self.folder / name))
        NetworkingStack(app, config=config or self.config)
        app.synth()
        return self.initialized(self.folder / name / "stacks" / "networking")

    def databases(self, name: str, **changes: object) -> "Folder":
        """Return a folder with the databases stack, with changes to `database`, ready to plan."""
        data = self.config.database.model_dump(mode="json") | changes
        config = self.config.model_copy(update={"database": DatabaseConfig.model_validate(data)})
        app = App(outdir=str(self.folder / name))
        applications = [ApplicationDatabase(application="orders")]
        DatabasesStack(
            app,
            config=config,
            networking=NetworkingStack(app, config=config),
            applications=applications,
        )
        app.synth()
        return self.initialized(self.folder / name / "stacks" / "databases")

    def cluster(self, name: str, config: EnvironmentConfig | None = None) -> "Folder":
        """Return a folder with the AWS half of the k8s stack, ready to plan."""
        return self.initialized(self.platform(name, config)["k8s"].folder)

    def platform(self, name: str, config: EnvironmentConfig | None = None) -> dict[str, Stack]:
        """Return the AWS half of every stack, by the stack's name; none is initialized."""
        config = config or self.config
        app = App(outdir=str(self.folder / name))
        build_platform(app, config, load_applications(APPLICATIONS, Placeholders.of(config)))
        app.synth()
        keep_aws_half(self.folder / name)
        return read_manifest(self.folder / name)

    def hand_over(self, stack: StackName, outputs: Mapping[str, object]) -> None:
        """Write the state that a stack would leave, with these outputs and nothing else."""
        path = self.folder / f"{stack}-outputs"
        path.mkdir()
        backend = StateBackend.of(self.config)
        state = {"bucket": backend.bucket, "key": backend.key(stack), "region": backend.region}
        data = {
            "terraform": {"backend": {"s3": state}},
            "output": {name: {"value": value} for name, value in outputs.items()},
        }
        (path / "main.tf.json").write_text(json.dumps(data), encoding="utf-8")
        self.initialized(path).succeeds("apply", "-auto-approve", "-input=false")

    def initialized(self, path: Path) -> "Folder":
        """Return a folder after `terraform init`."""
        folder = Folder(path=path, aws=self)
        folder.succeeds("init", "-input=false")
        return folder

    def vpcs(self) -> list[str]:
        """Return the ids of the VPCs, without AWS's default one."""
        vpcs = self.client("ec2").describe_vpcs()["Vpcs"]
        return [vpc["VpcId"] for vpc in vpcs if not vpc["IsDefault"]]

    def is_vpc_known(self) -> bool:
        """Tell whether Terraform has the VPC's id: it asks for DNS names once it does."""
        ec2, names = self.client("ec2"), "enableDnsHostnames"
        return any(
            ec2.describe_vpc_attribute(VpcId=each, Attribute=names)["EnableDnsHostnames"]["Value"]
            for each in self.vpcs()
        )

    def locks(self) -> set[str]:
        """Return which kinds of lock are held."""
        state = self.config.state
        items = self.client("dynamodb").scan(TableName=state.lock_table)["Items"]
        objects = self.client("s3").list_objects_v2(Bucket=state.bucket).get("Contents", [])
        # The table also keeps a digest of each state, an item without `Info`.
        in_table = {"DynamoDB" for item in items if "Info" in item}
        return in_table | {"S3" for one in objects if one["Key"].endswith(".tflock")}

    def state_versions(self) -> list[str]:
        """Return the versions of the state, newest first."""
        bucket = self.config.state.bucket
        versions = self.client("s3").list_object_versions(Bucket=bucket).get("Versions", [])
        return [one["VersionId"] for one in versions if one["Key"].endswith(".tfstate")]

    def stop_begun(self) -> None:
        """Stop every Terraform that is still running, with its providers."""
        for process in self.begun:
            if process.poll() is None:
                ending.stop(psutil.Process(process.pid), grace_seconds=0)
            process.communicate()


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder in which Terraform runs."""

    path: Path
    aws: LocalAws

    def terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Terraform to its end; `stdout` holds all that it printed."""
        return subprocess.run(
            ["terraform", *arguments],
            cwd=self.path,
            env=self.aws.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def succeeds(self, *arguments: str) -> str:
        """Run Terraform, expect success, and return what it printed."""
        done = self.terraform(*arguments)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start Terraform and leave it running, with a provider that hears and dies with it."""
        own = {name: v for name, v in self.aws.variables.items() if name != REATTACHED}
        # Where a provider is running for it, `init` installs none.
        init = ("terraform", "init", "-input=false")
        subprocess.run(init, cwd=self.path, env=own, check=True, capture_output=True)
        process = subprocess.Popen(
            ["terraform", *arguments],
            cwd=self.path,
            env=own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.aws.begun.append(process)
        return process

    def begin_apply(self) -> subprocess.Popen[str]:
        """Start an apply, and return once only the VPC is under way, which takes seconds.

        A request that is cut off may have been served all the same, so none other may be.
        """
        process = self.begin("apply", "-auto-approve", "-input=false")
        awaited = {"aws_iam_role.", "aws_eip.", "aws_cloudwatch_log_group.", "aws_s3_bucket."}
        for line in process.stdout or ():
            if "Creation complete" in line:
                awaited = {kind for kind in awaited if kind not in line}
            if not awaited:
                break
        eventually(self.aws.is_vpc_known, process)
        return process

    def declared(self) -> set[str]:
        """Return the addresses of the resources that the configuration declares."""
        data = json.loads((self.path / STACK_FILE).read_text(encoding="utf-8"))
        return set(resources(data))

    def managed(self) -> set[str]:
        """Return the addresses of the resources that the state knows, without what is only read."""
        known = self.succeeds("state", "list").split()
        return {address for address in known if not address.startswith("data.")}

    def planned(self) -> dict[str, list[str]]:
        """Return the actions that a plan holds, for each address."""
        self.succeeds("plan", "-input=false", "-out=plan")
        plan = json.loads(self.succeeds("show", "-json", "plan"))
        return {one["address"]: one["change"]["actions"] for one in plan["resource_changes"]}
