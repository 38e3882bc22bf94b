"""Records what the real Terraform says of a small stack on the local AWS, for the tests to read.

`PYTHONPATH=. python tests/delivery/comment/recording.py` rewrites the files in `plans/`: a plan as
`terraform show -json` prints it, of which is kept what a comment is made of, and the text that
Terraform prints where it makes none.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from config.environment import load_environment
from ops.bootstrap.__main__ import bootstrap
from sandbox import local_aws
from sandbox.environment import sandbox_environment
from stacks.base import StackName, StateBackend
from tests.terraform.support import Folder, LocalAws

PLANS: Final = Path(__file__).parent / "plans"
KEPT: Final = ("format_version", "resource_changes", "resource_drift", "output_changes", "errored")

READ: Final = '"s3:GetObject"'

Json = dict[str, Any]

STACK: Final[Json] = {
    "variable": {"password": {"sensitive": True, "default": "correct horse battery staple"}},
    "resource": {
        "aws_vpc": {"main": {"cidr_block": "10.0.0.0/16", "tags": {"Name": "main"}}},
        "aws_subnet": {
            "a": {
                "vpc_id": "${aws_vpc.main.id}",
                "cidr_block": "10.0.1.0/24",
                "availability_zone": "eu-west-1a",
            }
        },
        "aws_s3_bucket": {"logs": {"bucket": "logs-of-the-recording"}},
        "aws_cloudwatch_log_group": {"flow": {"name": "flow", "retention_in_days": 14}},
        "aws_ssm_parameter": {
            "password": {"name": "password", "type": "SecureString", "value": "${var.password}"}
        },
        "aws_iam_role": {
            "app": {
                "name": "app",
                "assume_role_policy": json.dumps(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "pods.eks.amazonaws.com"},
                                "Action": "sts:AssumeRole",
                            }
                        ],
                    }
                ),
            }
        },
        "aws_iam_role_policy": {
            "app": {
                "name": "app",
                "role": "${aws_iam_role.app.id}",
                "policy": json.dumps(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
                        ],
                    }
                ),
            }
        },
    },
    "output": {"vpc_id": {"value": "${aws_vpc.main.id}"}},
}
"""A network, a bucket, a log, a secret and a role."""

READER: Final[Json] = {
    "resource": {
        "aws_subnet": {
            "b": {
                "vpc_id": "${data.terraform_remote_state.networking-state.outputs.vpc_id}",
                "cidr_block": "10.0.2.0/24",
            }
        }
    }
}
"""A stack that reads what another one hands over."""


def changed() -> Json:
    """Return the stack after a change of each kind."""
    stack = deepcopy(STACK)
    made = stack["resource"]
    made["aws_subnet"]["a"]["cidr_block"] = "10.0.3.0/24"
    made["aws_cloudwatch_log_group"]["flow"] |= {"name": "flow-logs"}
    made["aws_vpc"]["main"]["tags"] = {"Name": "main", "Team": "platform"}
    policy = made["aws_iam_role_policy"]["app"]
    policy["policy"] = policy["policy"].replace(
        '"s3:GetObject"', '["s3:GetObject", "s3:PutObject"]'
    )
    stack["variable"]["password"]["default"] = "Tr0ub4dor&3"
    stack["output"]["role"] = {"value": "${aws_iam_role.app.arn}"}
    return stack


def without_the_bucket() -> Json:
    """Return the stack without its bucket."""
    stack = deepcopy(STACK)
    del stack["resource"]["aws_s3_bucket"]
    return stack


def hostile() -> Json:
    """Return the stack with values that would change the page on which they are shown."""
    stack = deepcopy(STACK)
    stack["resource"]["aws_subnet"]["a"]["availability_zone"] = "eu-`west`\n</details>**1a**"
    stack["resource"]["aws_vpc"]["main"]["tags"] = {
        "Name": "</details><img src=x onerror=alert(1)>",
        "fence": "```\n~~~~\n# Heading\n\n~~~~~~",
        "link": "[free money](https://example.com) @everyone <!-- -->",
        "hidden": "left\u202eright\u0007",
    }
    return stack


def invalid() -> Json:
    """Return the stack with a value that the provider refuses."""
    stack = deepcopy(STACK)
    stack["resource"]["aws_subnet"]["a"]["cidr_block"] = "10.0.1.0/99"
    return stack


def record(aws: LocalAws) -> None:
    """Write every recording."""
    stack = folder(aws, StackName.NETWORKING, STACK)
    write_plan(stack, "create")
    reader = folder(aws, StackName.DATABASES, READER, reads=StackName.NETWORKING)
    write_error(reader, "deferred-first")
    stack.succeeds("apply", "-auto-approve", "-input=false")
    write_plan(stack, "no-op")
    write_plan(reader, "reader")
    missing = deepcopy(READER)
    missing["resource"]["aws_subnet"]["b"]["tags"] = {
        "zone": "${data.terraform_remote_state.networking-state.outputs.zone_id}"
    }
    write_error(folder(aws, StackName.DATABASES, missing, reads=StackName.NETWORKING), "deferred")
    write_plan(folder(aws, StackName.NETWORKING, changed()), "replace")
    write_plan(folder(aws, StackName.NETWORKING, without_the_bucket()), "destroy")
    write_plan(folder(aws, StackName.NETWORKING, hostile()), "hostile")
    write_error(folder(aws, StackName.NETWORKING, invalid()), "error")
    aws.client("logs").put_retention_policy(logGroupName="flow", retentionInDays=1)
    aws.client("s3").delete_bucket(Bucket="logs-of-the-recording")
    write_plan(folder(aws, StackName.NETWORKING, STACK), "drift")


def folder(aws: LocalAws, name: StackName, stack: Json, reads: StackName | None = None) -> Folder:
    """Return a folder with a stack, ready to plan."""
    backend = StateBackend.of(aws.config)
    data: Json = deepcopy(stack)
    data["provider"] = {"aws": [{"region": backend.region} | data.get("provider", {})]}
    aws_provider = {"source": "aws", "version": "5.100.0"}
    data["terraform"] = {
        "required_providers": {"aws": aws_provider},
        "backend": {"s3": state(backend, name)},
    }
    if reads:
        data["data"] = {
            "terraform_remote_state": {
                f"{reads}-state": {"backend": "s3", "config": state(backend, reads)}
            }
        }
    path = Path(tempfile.mkdtemp(dir=aws.folder))
    (path / "cdk.tf.json").write_text(json.dumps(data, indent=2), encoding="utf-8")
    return aws.initialized(path)


def state(backend: StateBackend, name: StackName) -> Json:
    """Return where the state of a stack is."""
    return {"bucket": backend.bucket, "key": backend.key(name), "region": backend.region}


def write_plan(stack: Folder, name: str) -> None:
    """Write a plan, and its text."""
    stack.succeeds("plan", "-input=false", "-out=plan")
    plan = json.loads(stack.succeeds("show", "-json", "plan"))
    kept = {key: plan[key] for key in KEPT if key in plan}
    settings = plan["configuration"]["provider_config"]["aws"]["expressions"]
    if "default_tags" in settings:
        kept["configuration"] = {"provider_config": {"aws": {"expressions": settings}}}
    for change in [*kept["resource_changes"], *kept.get("resource_drift", ())]:
        del change["provider_name"]  # it begins with the host of a registry
    (PLANS / f"{name}.json").write_text(printed(kept), encoding="utf-8")
    (PLANS / f"{name}.txt").write_text(stack.succeeds("show", "plan", "-no-color"), "utf-8")


def printed(plan: Json) -> str:
    """Return a plan in JSON, a line for each change, so that Git shows which one is another."""
    lists = {key: value for key, value in plan.items() if isinstance(value, list)}
    lines = [f" {json.dumps(k)}: {json.dumps(v)}" for k, v in plan.items() if k not in lists]
    for key, changes in lists.items():
        each = ",\n".join(f"  {json.dumps(change)}" for change in changes)
        lines.append(f" {json.dumps(key)}: [\n{each}\n ]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_error(stack: Folder, name: str) -> None:
    """Write what Terraform prints where it makes no plan."""
    done = stack.terraform("plan", "-input=false")
    assert done.returncode == 1, done.stdout
    (PLANS / f"{name}.txt").write_text(done.stdout, encoding="utf-8")


@contextmanager
def local() -> Iterator[LocalAws]:
    """Have a local AWS with a place for states, also for this process's own clients."""
    config = load_environment("staging")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory)
        file, log = path / "server.json", path / "server.log"
        server = local_aws.start(config, file, log)
        variables = sandbox_environment(config, server.endpoint)
        variables |= {f"TF_CLI_ARGS_{each}": "-no-color" for each in ("init", "plan", "apply")}
        aws = LocalAws(config=config, variables=variables, folder=path, log=log)
        try:
            os.environ.update(variables)
            list(bootstrap(config))
            yield aws
        finally:
            local_aws.stop(server, file)


if __name__ == "__main__":
    with local() as aws:
        record(aws)
