from resilience.outcomes import Verdict
from resilience.survival.remains import remains_of
from terraform_json.types import Json
from tests.resilience.platforms import platform
from tests.resilience.survival.asked import step


def instances(stacks: dict[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = stacks["databases"]["resource"]["aws_rds_cluster_instance"]
    return found


def prefer_c(stacks: dict[str, Json]) -> None:
    instances(stacks)["eu-west-1a"]["promotion_tier"] = 9


def let_aws_choose(stacks: dict[str, Json]) -> None:
    del instances(stacks)["eu-west-1b"]["availability_zone"]


def name_another_host(stacks: dict[str, Json]) -> None:
    release = stacks["k8s"]["resource"]["helm_release"]["stock"]
    release["values"][-1] = "database:\n  host: db.example.com\n"


def names(model_path: str, name: str, *changes: object) -> list[str]:
    found = step(platform(changes=changes), model_path, name)
    return [strand.name for strand in found.strands]


def test_each_instance_can_be_the_writer() -> None:
    assert names("database/stock/writer", "database writer") == [
        "db-eu-west-1a (writer)",
        "db-eu-west-1b (takes over as writer)",
        "db-eu-west-1c (takes over as writer)",
    ]


def test_an_instance_whose_tier_is_an_expression_is_taken_for_the_last_to_write() -> None:
    def by_variable(stacks: dict[str, Json]) -> None:
        instances(stacks)["eu-west-1a"]["promotion_tier"] = "${var.tier}"

    found = names("database/stock/writer", "database writer", by_variable)
    assert found[-1] == "db-eu-west-1a (takes over as writer)"


def test_the_instance_of_the_lowest_tier_writes() -> None:
    found = names("database/stock/writer", "database writer", prefer_c)
    assert found[0] == "db-eu-west-1b (writer)"


def test_the_writer_reads_where_no_reader_is_left() -> None:
    found = names("database/stock/reader", "database reader")
    assert found[0] == "db-eu-west-1a (writer, if no reader is left)"


def test_an_instance_needs_its_zones_database_subnet() -> None:
    strand = step(platform(), "database/stock/writer", "database writer").strands[0]
    assert "networking:aws_subnet.database_eu-west-1a" in strand.elements


def test_an_instance_whose_zone_aws_chooses_makes_the_step_unknown() -> None:
    changed = platform(changes=[let_aws_choose])
    found = step(changed, "database/stock/writer", "database writer")
    assert found.unknown == (
        "the zone of databases:aws_rds_cluster_instance.eu-west-1b is not known"
    )


def name_what_no_stack_tells(stacks: dict[str, Json]) -> None:
    release = stacks["k8s"]["resource"]["helm_release"]["stock"]
    release["values"][-1] = 'database:\n  host: "${var.host}"\n'


def test_a_host_that_cannot_be_followed_makes_the_step_unknown() -> None:
    changed = platform(changes=[name_what_no_stack_tells])
    found = step(changed, "database/stock/writer", "database writer")
    assert found.unknown == "which database cluster it has is not known"


def drop_instances(stacks: dict[str, Json]) -> None:
    instances(stacks).clear()


def test_a_database_without_instances_breaks() -> None:
    found = step(platform(changes=[drop_instances]), "database/stock/writer", "database writer")
    assert remains_of(found).verdict is Verdict.BREAKS


def test_a_database_that_no_stack_has_breaks_the_step() -> None:
    changed = platform(changes=[name_another_host])
    found = step(changed, "database/stock/writer", "database writer")
    assert found.absent == "its host leads to no database cluster"
