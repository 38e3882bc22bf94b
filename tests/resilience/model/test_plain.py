from resilience.model.plain import plain


def test_a_block_may_be_written_as_a_list_of_one() -> None:
    stack = {"resource": {"aws_eks_cluster": {"main": {"vpc_config": [{"subnet_ids": ["a"]}]}}}}
    assert plain(stack)["resource"]["aws_eks_cluster"]["main"] == {
        "vpc_config": {"subnet_ids": ["a"]}
    }


def test_lists_that_may_hold_more_stay_as_they_are() -> None:
    stack = {"resource": {"aws_eks_node_group": {"apps": {"taint": [{"key": "node"}]}}}}
    assert plain(stack) == stack


def test_a_null_is_as_if_nothing_were_written() -> None:
    stack = {"resource": {"helm_release": {"app1": {"name": "app1", "values": None}}}}
    assert plain(stack) == {"resource": {"helm_release": {"app1": {"name": "app1"}}}}


def test_a_stack_without_resources_stays_as_it_is() -> None:
    assert plain({"output": {}}) == {"output": {}}
