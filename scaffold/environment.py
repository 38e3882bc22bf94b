"""A new environment, of the kind that the others are: their project, region, zones and versions."""

from collections.abc import Collection, Iterable, Sequence
from ipaddress import IPv4Network

from config.aws.aurora import SERVERLESS, STORAGE_ZONES
from config.environment import (
    ENVIRONMENTS,
    available_environments,
    environment_name,
    load_environment,
)
from config.model import EnvironmentConfig
from config.platform import load_platform
from delivery.deploy.environments import WORKFLOW, turns, with_jobs
from ops.bootstrap.trust import Role, github_environment
from ops.command import Refusal
from scaffold.files import refuse_unless_name, rendered, replace, written_file


def new_environment(name: str) -> str:
    """Write the file of an environment and its job; return what to tell.

    What it shares with the others is that of the environment that commands take by default.

    Raises:
        Refusal: The name is wrong or taken, or an environment's file has mistakes.
    """
    refuse_unless_name(name)
    like = load_environment(environment_name())
    file = ENVIRONMENTS / f"{name}.yaml"
    network = free_network(each.network.cidr for each in _environments())
    with written_file(file, environment_text(name, like, network)):
        made = load_platform(name).config
        production = {each.name: each.production for each in _environments()}
        jobs = with_jobs(WORKFLOW.read_text(encoding="utf-8"), production)
        replace(WORKFLOW, jobs)
    github = " and ".join(f"`{github_environment(made, role)}`" for role in Role)
    return (
        f"{file}: every check passes, but its account and its domain are made up.\n"
        f"{WORKFLOW}: {', '.join(turns(production))}\n"
        f"Environments on GitHub: {github}; `.venv/bin/python -m delivery setup-github"
        " <owner>/<repository> --apply` makes them, and their variables.\n"
        f"Next: replace account and domain in {file.name}; docs/first-deployment.md goes on."
    )


def environment_text(name: str, like: EnvironmentConfig, network: IPv4Network) -> str:
    """Return the file of an environment.

    Args:
        name: Its name.
        like: The environment whose project, region, zones and versions it gets.
        network: Its VPC, a /16.
    """
    zones, instance_class = like.network.active_zones, like.database.instance_class
    storage = _storage_zones(zones, like.database.availability_zones or ())
    return rendered(
        "environment.yaml.j2",
        name=name,
        like=like,
        network=network,
        zones=_subnets(network, zones),
        # A serverless class asks for a section of its own.
        instance_class="db.r8g.large" if instance_class == SERVERLESS else instance_class,
        storage_zones=storage if len(zones) > STORAGE_ZONES else (),
        readers=len(storage) - 1,
    )


def free_network(taken: Iterable[IPv4Network]) -> IPv4Network:
    """Return the first /16 of 10.0.0.0/8, counted in tens, that overlaps with none.

    Raises:
        Refusal: There is none.
    """
    used = [*taken]
    tens = (IPv4Network(f"10.{number}.0.0/16") for number in range(10, 256, 10))
    for network in tens:
        if not any(network.overlaps(each) for each in used):
            return network
    raise Refusal(
        "Of the networks 10.10.0.0/16, 10.20.0.0/16 and so on, none is free of those of the other"
        " environments. Copy the file of one of them, and choose network.cidr by hand."
    )


def _environments() -> list[EnvironmentConfig]:
    return [load_environment(name) for name in available_environments()]


def _storage_zones(zones: Sequence[str], other: Collection[str]) -> list[str]:
    """Return the zones in which Aurora keeps its data, those of the other environment first."""
    return sorted(sorted(zones, key=lambda zone: zone not in other)[:STORAGE_ZONES])


def _subnets(network: IPv4Network, zones: Sequence[str]) -> dict[str, dict[str, IPv4Network]]:
    small, large = [*network.subnets(new_prefix=24)], [*network.subnets(new_prefix=19)]
    # The first eighth holds the small ones, and each other one the nodes and pods of a zone, of
    # which a region has six at most.
    return {
        zone: {"public": small[index], "database": small[8 + index], "private": large[1 + index]}
        for index, zone in enumerate(zones)
    }
