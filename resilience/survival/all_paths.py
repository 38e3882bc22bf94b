"""All paths of a platform: those that every platform has, and those of its applications."""

from collections.abc import Iterable, Iterator, Mapping

from resilience.model.platform import Model
from resilience.survival.applications import Application, applications
from resilience.survival.database import cluster_of, reached, reader, writer
from resilience.survival.declared.every import PATHS
from resilience.survival.declared.network import DNS_INSIDE, NGINX
from resilience.survival.doubts import with_doubts
from resilience.survival.implied import reasons_of
from resilience.survival.needs import Aws, Declared, Pods, StepName
from resilience.survival.paths import Path, Step, Topic
from resilience.survival.steps import Steps
from resilience.survival.survey import Found, Survey


def paths_of(survey: Survey) -> tuple[Path, ...]:
    """Return the paths of a platform: its applications' first, then what these rest on.

    Args:
        survey: The platform.
    """
    steps = Steps(survey)
    every = applications(survey.model)
    found = (
        *_of_applications(steps, every),
        *_state(survey.model),
        *_common(steps),
        *_of_other_addons(steps, every),
    )
    ranks = {topic: rank for rank, topic in enumerate(Topic)}
    told = with_doubts(survey.model, found)
    return tuple(sorted(told, key=lambda path: ranks[path.topic]))


def _common(steps: Steps) -> Iterator[Path]:
    kinds = {
        kind for stack in steps.survey.model.stacks.values() for kind in stack.get("resource", {})
    }
    reasons = frozenset(reasons_of(steps.survey))
    for declared in PATHS:
        if kinds.issuperset(declared.about):
            reason = declared.implied if declared.implied in reasons else None
            found = steps.all_of(declared.needs, reason)
            if found:
                yield _path(declared, found)


def _path(declared: Declared, steps: tuple[Step, ...]) -> Path:
    return Path(
        name=declared.name,
        topic=declared.topic,
        title=declared.title,
        steps=steps,
        redundant=declared.redundant,
        why=declared.why,
    )


def _state(model: Model) -> Iterator[Path]:
    """Yield the path from those who deploy to the state, if the stacks keep theirs in S3."""
    backends = [stack.get("terraform", {}).get("backend", {}) for stack in model.stacks.values()]
    stored = [backend["s3"] for backend in backends if "s3" in backend]
    if not stored:
        return
    steps = [Step(name="S3", guarantee="s3", promised=True)]
    if any(backend.get("dynamodb_table") for backend in stored):
        steps.append(Step(name="DynamoDB", guarantee="dynamodb", promised=True))
    yield Path(
        name="state/state",
        topic=Topic.STATE,
        title="Deployments to their state and its lock",
        steps=tuple(steps),
    )


def _of_other_addons(steps: Steps, every: Iterable[Application]) -> Iterator[Path]:
    """Yield a path for each addon of the owner's: nobody but the owner knows who depends on it."""
    known = {each.name for each in every} | {NGINX.release}
    known |= {need.release for path in PATHS for need in path.needs if isinstance(need, Pods)}
    for release, workloads in steps.survey.others(known):
        yield Path(
            name=f"deployment/{release}",
            topic=Topic.DEPLOYMENT,
            title=f"Users of the addon {release}",
            steps=tuple(
                steps.over(each.name, Found(workload=each), shift=steps.survey.shifts())
                for each in workloads
            ),
            redundant=False,
            why="Who depends on it is not known here",
        )


def _of_applications(steps: Steps, listed: Iterable[Application]) -> Iterator[Path]:
    every = {each.name: each for each in listed}
    pods = {name: _pods(steps, each) for name, each in every.items() if each.replicated}
    for name, application in every.items():
        if application.schedules:
            yield _schedules(application)
        if not application.replicated:
            continue
        yield _requests(steps, application, pods[name])
        for peer in application.calls:
            yield _to_peer(steps, application, peer, pods)
        if application.database:
            yield from _to_database(steps, application, pods[name])


def _pods(steps: Steps, application: Application) -> Step:
    found = steps.survey.of_release(application.release.address)
    shift = steps.survey.shifts() if application.listens else None
    return steps.over(application.name, found, shift=shift)


def _schedules(application: Application) -> Path:
    """Return the path of all schedules, whose runs are started by what EKS answers for."""
    return Path(
        name=f"schedules/{application.name}",
        topic=Topic.SCHEDULES,
        title=f"Schedules of {application.name}",
        steps=(Step(name="Kubernetes's controllers", guarantee="eks", promised=True),),
        application=application.name,
        redundant=False,
        why="A run that a node or a zone takes along starts again where there is room, late, and"
        " what it did before it does once more",
    )


def _requests(steps: Steps, application: Application, pods: Step) -> Path:
    if application.hosts:
        before = _known(
            steps,
            (
                Aws(title="name of the host", guarantee="route53"),
                Aws(title="certificate", guarantee="acm"),
                StepName.LOAD_BALANCER,
                NGINX,
            ),
        )
        title = f"Clients to {application.name}"
    elif application.listens:
        before = _known(steps, (DNS_INSIDE,))
        title = f"Callers in the cluster to {application.name}"
    else:
        before = iter(())
        title = f"Work of {application.name}, which nobody calls"
    return Path(
        name=f"requests/{application.name}",
        topic=Topic.REQUESTS,
        title=title,
        steps=(*before, pods),
        application=application.name,
    )


def _known(steps: Steps, needs: tuple[Aws | StepName | Pods, ...]) -> Iterator[Step]:
    """Yield the step of each need; what is absent breaks the path, which needs it."""
    for need in needs:
        yield from steps.of(need) or [steps.absent(need, "")]


def _to_peer(steps: Steps, application: Application, peer: str, pods: Mapping[str, Step]) -> Path:
    absent = Step(name=peer, absent=f"no application {peer} is there")
    return Path(
        name=f"peers/{application.name}/{peer}",
        topic=Topic.PEERS,
        title=f"{application.name} to {peer}",
        steps=(pods[application.name], *_known(steps, (DNS_INSIDE,)), pods.get(peer, absent)),
        application=application.name,
    )


def _to_database(steps: Steps, application: Application, pods: Step) -> Iterator[Path]:
    cluster, host = cluster_of(steps.survey, application), str(application.database)
    passage = reached(steps.survey, cluster, pods)
    for kind, step in (
        ("writer", writer(steps.survey, cluster, host)),
        ("reader", reader(steps.survey, cluster, host)),
    ):
        yield Path(
            name=f"database/{application.name}/{kind}",
            topic=Topic.DATABASE,
            title=f"{application.name} to its database's {kind}",
            steps=(pods, *_known(steps, (DNS_INSIDE,)), passage.over(step)),
            application=application.name,
        )
