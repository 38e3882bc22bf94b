"""The autoscaler's settings."""

import pytest

from sandbox.joints.autoscaler.options import Options, options_of


def deployed(*command: str, args: list[str] | None = None) -> Options:
    container = {"command": list(command), "args": args or []}
    return options_of({"spec": {"template": {"spec": {"containers": [container]}}}})


def test_without_flags_the_defaults_of_the_program_count() -> None:
    assert deployed("./cluster-autoscaler", "--cloud-provider=aws", "--v=4") == Options()


@pytest.mark.parametrize(
    ("duration", "seconds"), [("90s", 90), ("1h30m", 5400), ("1m0.5s", 60.5), ("500ms", 0.5)]
)
def test_flags_are_read_from_the_deployment(duration: str, seconds: float) -> None:
    found = deployed("./cluster-autoscaler", f"--scale-down-unneeded-time={duration}")
    assert found.scale_down_unneeded_time == seconds


def test_arguments_are_flags_too() -> None:
    found = deployed("./run", args=["--balance-similar-node-groups", "--scale-down-enabled=false"])
    assert found.balance_similar_node_groups
    assert not found.scale_down_enabled


def test_a_flag_may_be_given_twice() -> None:
    found = deployed("./run", "--balancing-ignore-label=one", "--balancing-ignore-label=two")
    assert found.balancing_ignore_label == ("one", "two")


def test_flags_that_make_no_sense_are_told(caplog: pytest.LogCaptureFixture) -> None:
    assert deployed("./run", "--scale-down-unneeded-time=soon") == Options()
    assert "scale-down-unneeded-time" in caplog.text


def test_without_a_deployment_the_values_of_the_platform_count() -> None:
    found = options_of(None)
    assert found.balance_similar_node_groups
    assert not found.skip_nodes_with_local_storage
    assert "eks.amazonaws.com/nodegroup-image" in found.balancing_ignore_label
