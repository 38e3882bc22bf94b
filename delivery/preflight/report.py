"""The answers of an account, as a table for people or as JSON for a pipeline."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import boto3
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.model import EnvironmentConfig
from delivery.account import Account
from delivery.preflight.check import Check, Verdict
from delivery.preflight.needs import needs_of
from delivery.preflight.offers import offer_checks
from delivery.preflight.quotas import quota_checks
from delivery.preflight.standing import standing_checks
from delivery.preflight.vcpus import vcpu_checks

STYLES: Final = {Verdict.GOOD: "green", Verdict.MISSING: "bold red", Verdict.UNKNOWN: "yellow"}


def preflight(config: EnvironmentConfig, session: boto3.Session, folder: Path) -> tuple[Check, ...]:
    """Return the answers of the account to all that an environment needs.

    Args:
        config: The environment.
        session: Credentials of its account, in its region. Only reading is asked of them.
        folder: The folder that synthesis wrote.

    Raises:
        Refusal: The folder is not what synthesis wrote.
    """
    return tuple(_checks(Account(session, config), folder))


def _checks(account: Account, folder: Path) -> Iterator[Check]:
    needs = needs_of(folder, account.config)
    yield from standing_checks(account)
    yield from quota_checks(account, needs)
    yield from vcpu_checks(account, needs)
    yield from offer_checks(account, needs)


def shown(checks: Sequence[Check], console: Console) -> None:
    """Print the answers, and what to do about those that are not good."""
    table = Table("verdict", "subject", "need", "account", box=None, pad_edge=False)
    remedies: dict[str, list[str]] = {}
    for check in checks:
        verdict = Text(check.verdict, style=STYLES[check.verdict])
        table.add_row(verdict, Text(check.subject), Text(check.need), Text(check.value))
        if check.remedy:
            remedies.setdefault(check.remedy, []).append(check.subject)
    console.print(table)
    for remedy, subjects in remedies.items():
        console.print(Text(f"\n{', '.join(subjects)}:\n  {remedy}"))
    counts = Counter(check.verdict for check in checks)
    console.print("\n" + ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict))


def as_json(checks: Sequence[Check]) -> str:
    """Return the answers as JSON: a list of objects."""
    return json.dumps([asdict(check) for check in checks], indent=2)
