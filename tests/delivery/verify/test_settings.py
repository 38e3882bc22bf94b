"""Providers, their settings, and where the state lies: as main has them."""

import pytest

from tests.delivery.conftest import Folder
from tests.delivery.verify.spoiling import DIFFERS, Hostile, Refused, Spoil, assert_refused, put

UNKNOWN_PROVIDER = "is a provider not known here"
OF_UNKNOWN_PROVIDER = "is of a provider not known here"
BACKEND = ("terraform", "backend", "s3")
HELM = ("provider", "helm", 0, "kubernetes")
KUBERNETES = ("provider", "kubernetes", 0)

HOSTILE: Hostile = {
    # What `terraform init` installs and starts.
    "another provider": (
        put("terraform", "required_providers", "external", value={"source": "external"}),
        UNKNOWN_PROVIDER,
    ),
    "another source": (
        put("terraform", "required_providers", "aws", "source", value="evil/aws"),
        DIFFERS,
    ),
    "another version": (
        put("terraform", "required_providers", "helm", "version", value="2.0.0"),
        DIFFERS,
    ),
    "no pin": (put("terraform", "required_providers", value={}), DIFFERS),
    "pins as a list": (put("terraform", "required_providers", value=[]), DIFFERS),
    "a provider without settings": (
        lambda data: data["provider"].pop("kubernetes"),
        DIFFERS,
    ),
    "an implied provider": (put("resource", "null_resource", "a", value={}), OF_UNKNOWN_PROVIDER),
    "a local file": (put("resource", "local_file", "a", value={}), OF_UNKNOWN_PROVIDER),
    "a built-in provider": (put("resource", "terraform_data", "a", value={}), OF_UNKNOWN_PROVIDER),
    "a provider by its name": (
        put("resource", "aws_vpc", "vpc", "provider", value="http"),
        OF_UNKNOWN_PROVIDER,
    ),
    "a data source of a provider by its name": (
        put("data", "aws_autoscaling_group", "group", "provider", value="http"),
        OF_UNKNOWN_PROVIDER,
    ),
    "a provider that is no name": (
        put("resource", "aws_vpc", "vpc", "provider", value=["aws"]),
        OF_UNKNOWN_PROVIDER,
    ),
    # With which identity, and to whom a token goes.
    "other endpoints": (
        put("provider", "aws", 0, "endpoints", value=[{"s3": "http://evil"}]),
        DIFFERS,
    ),
    "another role": (
        put("provider", "aws", 0, "assume_role", value=[{"role_arn": "arn:aws:iam::1:role/a"}]),
        DIFFERS,
    ),
    "other keys": (put("provider", "aws", 0, "access_key", value="AKIA"), DIFFERS),
    "another account": (put("provider", "aws", 0, "allowed_account_ids", value=["1"]), DIFFERS),
    "any account": (lambda data: data["provider"]["aws"][0].pop("allowed_account_ids"), DIFFERS),
    "another region": (put("provider", "aws", 0, "region", value="us-east-1"), DIFFERS),
    "a provider that is no list": (put("provider", "aws", value={}), DIFFERS),
    "settings that are no object": (put("provider", "aws", 0, value="x"), DIFFERS),
    "an alias that is no word": (put("provider", "aws", 0, "alias", value="${x}"), DIFFERS),
    "Helm's token to another host": (put(*HELM, "host", value="https://evil"), DIFFERS),
    "a token to another host": (put(*KUBERNETES, "host", value="https://evil"), DIFFERS),
    "a host by a function": (
        put(*KUBERNETES, "host", value='${replace(aws_eks_cluster.c.endpoint, "a", "b")}'),
        DIFFERS,
    ),
    "another authority": (put(*HELM, "cluster_ca_certificate", value="PEM"), DIFFERS),
    "a cluster's certificate unchecked": (put(*KUBERNETES, "insecure", value=True), DIFFERS),
    "another program for tokens": (put(*HELM, "exec", "command", value="sh"), DIFFERS),
    "another cluster's token": (
        put(*KUBERNETES, "exec", 0, "args", value=["eks", "get-token", "--cluster-name", "other"]),
        DIFFERS,
    ),
    "variables for the program": (
        put(*KUBERNETES, "exec", 0, "env", value={"AWS_PROFILE": "x"}),
        DIFFERS,
    ),
    "no settings of the cluster": (put("provider", "helm", 0, value={}), DIFFERS),
    "renders in a plan": (
        put("provider", "helm", 0, "experiments", value={"manifest": True}),
        DIFFERS,
    ),
    # What a plan reads, and where it writes.
    "another bucket": (put(*BACKEND, "bucket", value="evil"), DIFFERS),
    "another key": (put(*BACKEND, "key", value="staging/networking.tfstate"), DIFFERS),
    "another backend": (
        put("terraform", "backend", value={"http": {"address": "http://evil"}}),
        DIFFERS,
    ),
    "state on the disk": (lambda data: data["terraform"].pop("backend"), DIFFERS),
    "state in a cloud": (put("terraform", "cloud", value={"organization": "evil"}), DIFFERS),
    "an endpoint of the state": (put(*BACKEND, "endpoints", value={"s3": "http://evil"}), DIFFERS),
    "settings as a list": (put("terraform", value=[{}]), DIFFERS),
}


@pytest.mark.parametrize(("spoil", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_setting_that_main_does_not_make_is_refused_with_the_reason(
    spoil: Spoil, reason: str, refused: Refused
) -> None:
    assert_refused(refused, spoil, reason)


def test_two_settings_of_one_provider_pass_where_the_second_has_a_name(folder: Folder) -> None:
    folder.k8s["provider"]["aws"].append(folder.k8s["provider"]["aws"][0] | {"alias": "second"})
    put("resource", "aws_vpc", "vpc", "provider", value="aws.second")(folder.k8s)

    assert folder.judged()
