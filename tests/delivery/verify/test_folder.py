"""Stacks that others synthesized: the good ones pass, each hostile one is refused with why."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.environment import available_environments, load_environment
from config.errors import Mistake
from delivery.verify.folder import verify
from tests.delivery.conftest import CHART, Folder

Json = dict[str, Any]
Refused = Callable[[Callable[[Json], object]], list[Mistake]]

ROOT = Path(__file__).parents[3]
UNKNOWN_PROVIDER = "is a provider not known here"
OF_UNKNOWN_PROVIDER = "is of a provider not known here"
UNKNOWN_BLOCK = "is a block not known here"
DESTROYS = "does more than leave a resource in AWS"
LEFT = {"from": "aws_vpc.vpc", "lifecycle": {"destroy": False}}
UNKNOWN_DATA = "is a data source not known here"
DIFFERS = "is not what main's environment file makes it"
NOT_OUR_STATE = "is not the state of a stack of this environment"
NOT_OUR_RELEASE = "is not what releases of this platform say"
NOT_OUR_CHART = "is a chart not known here"
STRAY = "does not belong here"


def put(*path: str | int, value: object) -> Callable[[Json], None]:
    """Return a change that puts a value at a path."""

    def change(data: Any) -> None:  # noqa: ANN401 - JSON
        *parents, last = path
        for key in parents:
            data = data[key] if isinstance(key, int) else data.setdefault(key, {})
        data[last] = value

    return change


def say(expression: str) -> Callable[[Json], None]:
    """Return a change that puts an expression into an output."""
    return put("output", "said", "value", value=expression)


RELEASE = ("resource", "helm_release", "ours")
BACKEND = ("terraform", "backend", "s3")
STATE = ("data", "terraform_remote_state", "networking-state")
HELM = ("provider", "helm", 0, "kubernetes")
KUBERNETES = ("provider", "kubernetes", 0)

HOSTILE = {
    # Providers: what `terraform init` installs and starts.
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
    # Settings of providers: with which identity, and to whom a token goes.
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
    # State: what a plan reads, and where it writes.
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
    "another environment's state": (
        put(*STATE, "config", "key", value="prod/networking.tfstate"),
        NOT_OUR_STATE,
    ),
    "a state out of the environment": (
        put(*STATE, "config", "key", value="staging/../prod/networking.tfstate"),
        NOT_OUR_STATE,
    ),
    "an object that is no state": (put(*STATE, "config", "key", value="secrets"), NOT_OUR_STATE),
    "state of another bucket": (put(*STATE, "config", "bucket", value="other"), NOT_OUR_STATE),
    "state of the disk": (put(*STATE, "backend", value="local"), NOT_OUR_STATE),
    "a state without settings": (put(*STATE, "config", value=None), NOT_OUR_STATE),
    # Blocks and data sources: what a plan reads with its role.
    "a secret": (
        put("data", "aws_secretsmanager_secret_version", "a", value={"secret_id": "x"}),
        UNKNOWN_DATA,
    ),
    "a parameter": (put("data", "aws_ssm_parameter", "a", value={"name": "x"}), UNKNOWN_DATA),
    "a function that runs": (put("data", "aws_lambda_invocation", "a", value={}), UNKNOWN_DATA),
    "a Secret": (put("data", "kubernetes_secret_v1", "a", value={}), UNKNOWN_DATA),
    "a rendered chart": (put("data", "helm_template", "a", value={}), UNKNOWN_DATA),
    "a program": (put("data", "external", "a", value={"program": ["sh"]}), UNKNOWN_DATA),
    "a request": (put("data", "http", "a", value={"url": "http://evil"}), UNKNOWN_DATA),
    "an import": (put("import", value=[{"to": "aws_vpc.a", "id": "x"}]), UNKNOWN_BLOCK),
    "a module": (put("module", "a", value={"source": "git::http://evil"}), UNKNOWN_BLOCK),
    "a variable": (put("variable", "a", value={}), UNKNOWN_BLOCK),
    "a check": (put("check", "a", value={"data": {"http": {"a": {}}}}), UNKNOWN_BLOCK),
    "an ephemeral secret": (put("ephemeral", "aws_ssm_parameter", value={}), UNKNOWN_BLOCK),
    "a removal that destroys": (put("removed", value=[{"from": "aws_vpc.vpc"}]), DESTROYS),
    "a removal that says so": (put("removed", value=[LEFT | {"lifecycle": {}}]), DESTROYS),
    "a removal with a program": (
        put("removed", value=[LEFT | {"provisioner": [{"local-exec": {}}]}]),
        DESTROYS,
    ),
    "a removal of another form": (put("removed", value=LEFT | {"connection": {}}), DESTROYS),
    "a block that is to come": (put("action", value={}), UNKNOWN_BLOCK),
    "an object that the cluster gives back": (
        put("resource", "kubernetes_manifest", "a", value={}),
        "plans by a request that the cluster answers with the whole object",
    ),
    # Programs and files.
    "a provisioner": (
        put("resource", "aws_vpc", "vpc", "provisioner", value=[{"local-exec": {}}]),
        "starts programs",
    ),
    "a connection": (put("resource", "aws_vpc", "vpc", "connection", value={}), "starts programs"),
    "a program after rendering": (
        put(*RELEASE, "postrender", value={"binary_path": "sh"}),
        NOT_OUR_RELEASE,
    ),
    "a key ring": (put(*RELEASE, "keyring", value="/etc/passwd"), NOT_OUR_RELEASE),
    "a repository's certificate": (
        put(*RELEASE, "repository_ca_file", value="/etc/passwd"),
        NOT_OUR_RELEASE,
    ),
    "charts that nobody pinned": (put(*RELEASE, "dependency_update", value=True), NOT_OUR_RELEASE),
    "another repository": (put(*RELEASE, "repository", value="https://evil"), NOT_OUR_CHART),
    "a chart by its address": (put(*RELEASE, "chart", value="oci://evil/chart"), NOT_OUR_CHART),
    "a chart of the disk": (put(*RELEASE, "chart", value="/etc"), NOT_OUR_CHART),
    "a chart out of the folder": (put(*RELEASE, "chart", value="assets/../../.."), NOT_OUR_CHART),
    "a chart that is the folder": (put(*RELEASE, "chart", value="assets"), NOT_OUR_CHART),
    "a chart by an expression": (put(*RELEASE, "chart", value="assets/${path.cwd}"), NOT_OUR_CHART),
    "no chart": (put(*RELEASE, "chart", value=None), NOT_OUR_CHART),
    # Forms that Terraform reads, and that hide a block from who looks for objects.
    "resources as a list": (put("resource", value=[{"null_resource": {}}]), "has a form"),
    "names as a list": (put("resource", "aws_vpc", value=[{"a": {}}]), "has a form"),
    "a body as a list": (put("resource", "aws_vpc", "vpc", value=[{}]), "has a form"),
    "data as a list": (put("data", value=[{"external": {}}]), "has a form"),
    "locals as a list": (put("locals", value=[{"a": "b"}]), "has a form"),
    "an output as a list": (put("output", "a", value=[{"value": "b"}]), "has a form"),
    # Functions.
    "reads a file": (say('${file("/etc/passwd")}'), "calls the function `file`"),
    "reads a file's digest": (say('${filesha256("a")}'), "calls the function `filesha256`"),
    "lists files": (say('${fileset("/", "*")}'), "calls the function `fileset`"),
    "renders a file": (say('${templatefile("a", {})}'), "calls the function `templatefile`"),
    "renders a string": (say("${templatestring(local.a, {})}"), "calls the function"),
    "names a home": (say('${pathexpand("~")}'), "calls the function `pathexpand`"),
    "uncovers a secret": (say("${nonsensitive(local.a)}"), "calls the function `nonsensitive`"),
    "a function by its namespace": (say('${core::file("a")}'), "calls the function `core::file`"),
    "a provider's function": (say('${provider::aws::arn_parse("a")}'), "calls the function"),
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
}


@pytest.mark.parametrize(("spoil", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_stack_that_does_more_than_plan_is_refused_with_the_reason(
    spoil: Callable[[Json], object], reason: str, refused: Refused
) -> None:
    mistakes = refused(spoil)

    assert any(mistake.problem.startswith(reason) for mistake in mistakes)
    assert {mistake.file.name for mistake in mistakes} <= {
        "cdk.tf.json",
        "Chart.yaml",
        ".terraform.lock.hcl",
    }


def test_the_good_folder_passes(folder: Folder) -> None:
    assert folder.judged() == ("k8s", "networking")


@pytest.mark.parametrize("environment", available_environments())
def test_what_this_project_synthesizes_passes(environment: str, tmp_path: Path) -> None:
    chosen = {"PLATFORM_ENV": environment, "CDKTF_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=os.environ | chosen, check=True)

    assert verify(tmp_path, load_environment(environment)) == ("databases", "k8s", "networking")


def test_every_finding_is_reported_at_once_with_file_and_path(refused: Refused) -> None:
    def spoil(data: Json) -> None:
        say('${file("a")}')(data)
        put("import", value=[])(data)

    found = {(mistake.file.name, mistake.path) for mistake in refused(spoil)}

    assert found == {("cdk.tf.json", "output.said.value"), ("cdk.tf.json", "import")}


def test_two_settings_of_one_provider_pass_where_the_second_has_a_name(folder: Folder) -> None:
    folder.k8s["provider"]["aws"].append(folder.k8s["provider"]["aws"][0] | {"alias": "second"})
    put("resource", "aws_vpc", "vpc", "provider", value="aws.second")(folder.k8s)

    assert folder.judged()


def test_a_renamed_resource_passes(folder: Folder) -> None:
    put("moved", value=[{"from": "aws_vpc.a", "to": "aws_vpc.vpc"}])(folder.k8s)

    assert folder.judged()


def test_a_resource_that_is_left_in_aws_passes(folder: Folder) -> None:
    put("removed", value=[LEFT])(folder.k8s)

    assert folder.judged()


@pytest.mark.parametrize(
    "place",
    [
        "stacks/k8s/override.tf.json",
        "stacks/k8s/main_override.tf.json",
        "stacks/k8s/main.tf",
        "stacks/k8s/evil.auto.tfvars",
        "stacks/k8s/terraform.tfvars.json",
        "stacks/k8s/.terraform/providers/a",
        "stacks/k8s/terraform.tfstate",
        "stacks/k8s/assets/other/Chart.yaml",
        "stacks/k8s/assets/chart_1/ABCD/Chart.yaml",
        "stacks/other/cdk.tf.json",
        "stacks/networking/metadata.json",
        ".terraformrc",
        "cdktf.json",
    ],
)
def test_a_file_that_synthesis_does_not_write_is_refused(folder: Folder, place: str) -> None:
    folder.file(place, "{}")

    (mistake,) = folder.mistakes()

    assert (mistake.file, mistake.problem) == (folder.path / place, STRAY)


@pytest.mark.parametrize(
    "text",
    ["", 'provider "registry.terraform.io/evil/aws" {\n}\n', "\n"],
    ids=["none", "other", "blank"],
)
def test_a_lock_file_other_than_mains_is_refused(folder: Folder, text: str) -> None:
    folder.file("stacks/k8s/.terraform.lock.hcl", text)
    if not text:
        (folder.path / "stacks/k8s/.terraform.lock.hcl").unlink()

    (mistake,) = folder.mistakes()

    assert mistake.problem == "does not lock the stack's providers as main does"


def test_only_releases_bring_folders_along(folder: Folder) -> None:
    put("resource", "aws_vpc", "vpc", "chart", value="assets/other")(folder.k8s)
    folder.file("stacks/k8s/assets/other/a", "")

    assert [mistake.problem for mistake in folder.mistakes()] == [STRAY]


@pytest.mark.parametrize("place", [f"stacks/k8s/{CHART}/link", "stacks/link", "link"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(folder: Folder, place: str, target: str) -> None:
    (folder.path / place).symlink_to(target)

    (mistake,) = folder.mistakes()

    assert (mistake.file, mistake.problem) == (folder.path / place, "is no regular file")


def test_a_pipe_is_refused_before_anyone_reads_it(folder: Folder) -> None:
    os.mkfifo(folder.path / f"stacks/k8s/{CHART}/pipe")

    assert [mistake.problem for mistake in folder.mistakes()] == ["is no regular file"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"resource": {}, "resource": {}}', "more than once"),
        ('{"resource": {"a": {"b": {"c": 1, "c": 2}}}}', "more than once"),
        ('{"a": NaN}', "NaN is no JSON"),
        ("[]", "is no JSON object"),
        ("{", "cannot be read as JSON"),
        ('{"a": ' * 100_000, "cannot be read as JSON"),
    ],
)
def test_json_that_two_readers_could_understand_differently_is_refused(
    folder: Folder, text: str, reason: str
) -> None:
    (mistake,) = folder.mistakes(text)

    assert mistake.file.name == "cdk.tf.json"
    assert reason in mistake.problem


MANIFESTS = {
    "no stacks": put("stacks", value={}),
    "stacks as a list": put("stacks", value=[]),
    "no version": lambda data: data.pop("version"),
    "a folder elsewhere": put("stacks", "k8s", "workingDirectory", value="../.."),
    "a stack elsewhere": put("stacks", "k8s", "synthesizedStackPath", value="/etc/passwd"),
    "an unknown dependency": put("stacks", "k8s", "dependencies", value=["other"]),
    "dependencies that are none": put("stacks", "k8s", "dependencies", value=3),
    "dependencies of no names": put("stacks", "k8s", "dependencies", value=[[]]),
    "a command": put("stacks", "k8s", "content", value="x"),
    "another name": put("stacks", "k8s", "name", value="networking"),
}


@pytest.mark.parametrize("spoil", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_cdktf_would_not_write_is_refused(
    spoil: Callable[[Json], object], folder: Folder
) -> None:
    spoil(folder.manifest)

    (mistake,) = folder.mistakes()

    assert mistake.file == folder.path / "manifest.json"


@pytest.mark.parametrize("name", ["../k8s", "K8s", "k8s;id", "", "k8s\n"])
def test_a_stack_of_an_unusual_name_is_refused(name: str, folder: Folder) -> None:
    stack = folder.manifest["stacks"].pop("k8s")
    text = json.dumps(stack).replace("k8s", json.dumps(name)[1:-1])
    folder.manifest["stacks"][name] = json.loads(text)

    assert folder.mistakes()[0].file.name == "manifest.json"


def test_a_folder_without_a_manifest_is_refused(folder: Folder) -> None:
    assert folder.judged()
    (folder.path / "manifest.json").unlink()

    with pytest.raises(Exception, match="No such file"):
        verify(folder.path, folder.config)


def test_a_missing_stack_is_refused(folder: Folder) -> None:
    (folder.path / "stacks/networking/cdk.tf.json").unlink()

    assert "cannot be read as JSON" in folder.mistakes()[0].problem


def test_no_text_of_others_begins_a_line_which_github_would_take_for_a_command(
    folder: Folder,
) -> None:
    command = "\n::add-mask::x"
    folder.file(f"stacks/k8s/a{command}", "{}")
    put(command, value=[])(folder.k8s)
    put("resource", f"null_{command}", command, value={})(folder.k8s)
    put("provider", "aws", 0, command, value=command)(folder.k8s)
    say(f'${{file("a")}}{command}')(folder.k8s)

    report = "\n".join(str(mistake) for mistake in folder.mistakes())

    assert "add-mask" in report
    assert not any(line.strip().startswith("::") for line in report.splitlines())
