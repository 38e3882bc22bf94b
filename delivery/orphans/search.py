"""Compares what stands in AWS with what the states know."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from delivery.account import Account
from delivery.orphans.addresses import addressed
from delivery.orphans.children import children
from delivery.orphans.facts import UNKNOWN, Facts, Trail, facts_of
from delivery.orphans.kinds import NAME_TAG, delete_command, kind_of
from delivery.orphans.orphan import Found, Orphan
from delivery.orphans.tagged import Tagged, tagged
from delivery.states import State, read_states, refuse_unless_of
from ops.command import Failure
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import read_manifest
from terraform_json.types import Json

# With the tags of what they are copies of, made and kept by AWS; readers come and go with the load.
_OF_OTHERS: Final = (
    ":snapshot/",
    ":cluster-snapshot:",
    ":snapshot:",
    ":recovery-point:",
    ":db:application-autoscaling-",
)
_TOLD_BY_ARN: Final = {
    "aws_default_security_group": "aws_security_group",
    "aws_vpc_security_group_egress_rule": "aws_vpc_security_group_ingress_rule",
}
_DELETED_OTHERWISE: Final = {
    "aws_default_security_group": "with its VPC",
    "aws_vpc_security_group_egress_rule": "with its group",
}


@refused_unless_synthesized()
def search(account: Account, folder: Path, now: datetime) -> Found:
    """Return what carries the environment's tags and is in no state of its stacks.

    Args:
        account: The environment's account.
        folder: The folder that synthesis wrote.
        now: The time by which ages are counted.

    Raises:
        Failure: AWS does not answer, or a state cannot be read.
        Refusal: The folder is not what synthesis wrote, or of another environment.
    """
    manifest = read_manifest(folder)
    stacks = {name: stack.read() for name, stack in manifest.items()}
    refuse_unless_of(account.config, folder, stacks)
    states = read_states(account.config, account.session, stacks)
    try:
        found = list(_forgotten(account, states))
        told = addressed([each for each, _ in found], stacks, states)
        trail = Trail(account.session)
        aged = [_aged(each, fact, trail, now) for each, (_, fact) in zip(told, found, strict=True)]
        aged += _children(aged, stacks, states, account)
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"AWS does not say what is there: {error}") from error
    order = sorted(aged, key=lambda each: (each.stack, not each.address, each.type, each.name))
    folders = {name: stack.folder for name, stack in manifest.items()}
    return Found(orphans=tuple(order), states=states, folders=folders)


def _forgotten(account: Account, states: Mapping[str, State]) -> Iterator[tuple[Orphan, Facts]]:
    known = [each for state in states.values() for each in state.resources.values()]
    arns = {each.arn for each in known}
    identifiers = {(_as_told(each.kind), each.identifier) for each in known}
    for each in tagged(account):
        kind = kind_of(each.arn)
        is_known = kind and (kind.type, kind.identifier) in identifiers
        if each.arn in arns or is_known or any(part in each.arn for part in _OF_OTHERS):
            continue
        facts = facts_of(kind, account.session) if kind else Facts()
        if not facts.gone and not facts.part:
            yield _orphan(each, facts), facts


def _as_told(kind: str) -> str:
    """Return the type that an ARN tells, which may be that of two."""
    return _TOLD_BY_ARN.get(kind, kind)


def _orphan(each: Tagged, facts: Facts) -> Orphan:
    stack, kind = each.tags.get("Stack", ""), kind_of(each.arn)
    if kind is None:
        why = "its type is not known here"
        return Orphan(type=each.arn, identifier=each.arn, name="", stack=stack, why=why)
    by_tag = each.tags.get("Name", "") if kind.attribute == NAME_TAG else kind.name
    type_ = facts.type or kind.type
    return Orphan(
        type=type_,
        identifier=kind.identifier,
        name=facts.name or by_tag,
        stack=stack,
        delete=_DELETED_OTHERWISE.get(type_, kind.delete),
    )


def _aged(each: Orphan, facts: Facts, trail: Trail, now: datetime) -> Orphan:
    if facts.made:
        return replace(each, made=facts.made)
    made, why = trail.made(each.identifier, now)
    return replace(each, made=made, age=why)


def _children(
    found: list[Orphan],
    stacks: Mapping[str, Json],
    states: Mapping[str, State],
    account: Account,
) -> list[Orphan]:
    told = []
    for name, stack in stacks.items():
        live = {a: each.identifier for a, each in states[name].resources.items()}
        live |= {each.address: each.identifier for each in found if each.stack == name}
        told += [
            Orphan(
                type=address.partition(".")[0],
                identifier=identifier,
                name="",
                stack=name,
                age=UNKNOWN,
                address=address,
                delete=delete_command(address, identifier) or "with what it belongs to",
            )
            for address, identifier in children(stack, live, account.session)
            if address not in live
        ]
    return told
