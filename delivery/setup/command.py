"""`python -m delivery setup-github`: tells what a repository needs, and sets it on request."""

from collections.abc import Iterator, Sequence

from config.environment import available_environments, load_environment
from delivery.setup import gh
from delivery.setup.settings import refuse_unapproved, settings
from ops.bootstrap.resource import Outcome, put_right
from ops.bootstrap.trust import refuse_unless_repository
from ops.command import Refusal


def set_up(repository: str, approvers: Sequence[str], *, applied: bool) -> Iterator[str]:
    """Yield what the workflows need of a repository, and whether it is so.

    Args:
        repository: `<owner>/<name>`.
        approvers: Who approves deploys of production, where nobody does yet.
        applied: Whether to set what is not as it should be.

    Raises:
        Refusal: It is no repository, nobody approves production, or there is no `gh` to set
            anything by. Nothing was changed.
        Failure: GitHub did not take something, or an environment's file has mistakes.
    """
    refuse_unless_repository(repository)
    configs = [load_environment(name) for name in available_environments()]
    wanted = tuple(settings(repository, configs, approvers))
    unusable = gh.unusable()
    if unusable and applied:
        raise Refusal(f"Nothing is set: {unusable}.")
    if unusable:
        yield f"Whether it is so is not known: {unusable}"
        yield from (setting.name for setting in wanted)
    else:
        if applied:
            refuse_unapproved(repository, configs, approvers)
        for outcome in put_right(wanted, dry_run=not applied):
            yield _told(outcome, applied=applied)
    for config in configs:
        if not config.plan_role:
            yield f"No plans of {config.name}: plan_role is not set in its file"


def _told(outcome: Outcome, *, applied: bool) -> str:
    if not outcome.changed:
        return f"{outcome.name}: as it should be"
    done = "put right" if applied else "to be put right"
    return f"{outcome.name}: {done}, it was {outcome.before or 'not set'}"
