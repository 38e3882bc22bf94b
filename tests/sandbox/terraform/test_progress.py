"""Reading cdktf's output."""

from sandbox.terraform.progress import Blocks, DeploymentProgress, errors_in, plan_in

OUTPUT = """\
networking  Initializing the backend...
networking  Successfully configured the backend "s3"! Terraform will automatically
            use this backend unless the backend configuration changes.
databases   Initializing the backend...
networking  Terraform will perform the following actions:
            Plan: 3 to add, 1 to change, 2 to destroy.
networking  aws_vpc.vpc: Creating...
networking  aws_vpc.vpc: Still creating... [10s elapsed]
            aws_eip.nat: Creation complete after 4s [id=eipalloc-1]
networking  aws_subnet.old: Destruction complete after 0s
databases   aws_kms_key.key: Modifications complete after 1s [id=1]
networking  aws_vpc.vpc: Creation complete after 14s [id=vpc-1]
"""
DONE = "networking  Apply complete! Resources: 3 added, 1 changed, 2 destroyed."
FAILED = """\
networking  aws_vpc.vpc: Creating...
networking  Error: creating EC2 VPC: api error
            NotInSandbox: The sandbox lacks CreateVpc
              with aws_vpc.vpc,
              on cdk.tf.json line 52

0 Stacks deploying     0 Stacks done     1 Stack waiting
Invoking Terraform CLI failed with exit code 1
"""


def progress_after(output: str) -> DeploymentProgress:
    progress = DeploymentProgress()
    for line in output.splitlines():
        progress.read(line)
    return progress


def test_the_resources_of_each_stack_are_counted() -> None:
    progress = progress_after(OUTPUT)
    assert progress.planned == {"networking": 6}
    assert progress.done == {"networking": 3, "databases": 1}


def test_the_count_reads_as_so_many_of_so_many() -> None:
    assert str(progress_after(OUTPUT)) == "networking: 3 of 6 resources"


def test_the_count_says_what_is_waited_for() -> None:
    lines = (
        "networking  Plan: 3 to add, 0 to change, 0 to destroy.\n"
        "networking  aws_vpc.vpc_1 (vpc/vpc): Still creating... [10s elapsed]\n"
        "            aws_nat_gateway.nat: Still destroying... [id=nat-1, 10s elapsed]\n"
        "            aws_vpc.vpc_1 (vpc/vpc): Still creating... [20s elapsed]\n"
    )
    assert str(progress_after(lines)) == (
        "networking: 0 of 3 resources (waits for aws_vpc (vpc/vpc), 20s and 1 more)"
    )
    done = "            aws_vpc.vpc_1 (vpc/vpc): Creation complete after 25s [id=vpc-1]\n"
    assert str(progress_after(lines + done)) == (
        "networking: 1 of 3 resources (waits for aws_nat_gateway.nat, 10s)"
    )


def test_a_stack_that_is_deployed_has_the_seconds_that_it_took() -> None:
    assert progress_after(OUTPUT).seconds == {}
    assert progress_after(f"{OUTPUT}{DONE}\n").seconds.keys() == {"networking"}


def test_a_stack_has_ended_when_it_is_deployed_or_has_no_changes() -> None:
    assert progress_after(OUTPUT).ended == set()
    unchanged = "k8s         No changes. Your infrastructure matches the configuration.\n"
    assert progress_after(f"{OUTPUT}{DONE}\n{unchanged}").ended == {"networking", "k8s"}


def test_a_provider_that_died_is_noticed() -> None:
    assert not progress_after(FAILED).provider_died
    assert progress_after(f"{FAILED}networking  Error: Plugin did not respond\n").provider_died


def test_before_there_is_anything_to_count_the_last_step_is_told() -> None:
    progress = progress_after("networking  Initializing the backend...\nmore of this\n")
    assert str(progress) == "networking opens its state"
    assert str(DeploymentProgress()) == "synthesizing"


def test_each_step_is_told_once_with_its_stack() -> None:
    progress = DeploymentProgress()
    told = [progress.read(line) for line in [*OUTPUT.splitlines(), DONE]]
    assert [step for step in told if step] == [
        "networking opens its state",
        "databases opens its state",
        "networking has 6 resources to change",
        "networking is deployed",
    ]


def test_a_line_without_a_stack_belongs_to_the_one_before() -> None:
    blocks = Blocks()
    blocks.text("databases   first")
    assert (blocks.text("            second"), blocks.stack) == ("second", "databases")


def test_indentation_of_terraforms_own_stays() -> None:
    blocks = Blocks()
    blocks.text("networking  first")
    assert blocks.text("              second") == "  second"


def test_cdktfs_own_lines_stay_whole() -> None:
    blocks = Blocks()
    blocks.text("networking  first")
    assert blocks.text("Invoking Terraform CLI failed") == "Invoking Terraform CLI failed"


def test_an_error_is_shown_from_where_it_begins() -> None:
    assert errors_in(FAILED).splitlines()[:2] == [
        "Error: creating EC2 VPC: api error",
        "NotInSandbox: The sandbox lacks CreateVpc",
    ]


def test_without_an_error_of_terraforms_the_end_of_the_output_is_shown() -> None:
    output = "\n".join(f"line {number}" for number in range(100))
    assert errors_in(output).splitlines() == [f"line {number}" for number in range(85, 100)]


def test_a_long_error_is_cut() -> None:
    output = "Error: long\n" + "more\n" * 200
    assert len(errors_in(output).splitlines()) == 60


def test_a_plan_is_shown_without_what_leads_to_it_and_advice_that_follows() -> None:
    texts = [
        "Initializing the backend...",
        "aws_vpc.vpc: Refreshing state... [id=vpc-1]",
        "aws_eip.nat: Refreshing state... [id=eipalloc-1]",
        "Terraform will perform the following actions:",
        "Plan: 1 to add, 0 to change, 0 to destroy.",
        "─────────────",
        "Saved the plan to: plan",
    ]
    assert plan_in(texts) == texts[3:5]
