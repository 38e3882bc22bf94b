"""Paths that users depend on, and their steps."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """The purpose of a path."""

    REQUESTS = "requests"
    SCHEDULES = "schedules"
    DATABASE = "database"
    PEERS = "peers"
    INTERNET = "internet"
    DNS = "dns"
    SCALING = "scaling"
    DEPLOYMENT = "deployment"
    SECRETS = "secrets"
    STATE = "state"
    OBSERVABILITY = "observability"


@dataclass(frozen=True, kw_only=True)
class Strand:
    """One of the ways in which a step can be taken.

    Attributes:
        name: What people call it, such as `NAT gateway of eu-west-1a` or `app1 #0`.
        elements: All that it needs: of a resource its stack and address with `:` between, of a pod
            `pod:` and its domain's name, of a node `node:` and its name, of a zone `zone:` and its
            name, of an endpoint's interface in a zone the endpoint's with `#` and the zone.
        client_zone: The zone whose clients it serves; None where it serves those of all zones.
        traffic_zone: The zone that a zonal shift keeps traffic from, if the strand stands in one
            that a shift can reach.
    """

    name: str
    elements: frozenset[str]
    client_zone: str | None = None
    traffic_zone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """A security group that lacks the rule by which a step is taken.

    Attributes:
        group: The element of the group.
        nearest: The element of the rule that almost is it; of the group where there is none.
        problem: Whom it keeps from whom, on which port, in one sentence.
    """

    group: str
    nearest: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that a path needs.

    Attributes:
        name: What it is, such as `NGINX` or `way out of the private subnets`.
        strands: The ways in which it can be taken.
        least: How many of them it needs; where strands have a client's zone, how many in each zone
            that is left. The zone of a resource that fails is not asked: all that stands in a zone
            may fail with it, and none of its clients is owed more than the zone itself.
        workload: The key of the workload whose pods the strands are, if they are pods.
        guarantee: The key of the guarantee of AWS that it rests on beside, if any:
            `resilience/survival/guarantees.py`.
        promised: Whether its guarantee is all that it is, so that it has no strands and needs none.
        absent: What is not there that it needs; it breaks then, whichever domain fails.
        barrier: What keeps its callers out, if anything does; it breaks then likewise.
        unknown: Why it is not known what it needs; empty where it is known.
        takes_traffic: Whether a zonal shift could keep traffic from its strands, if it is enabled.
    """

    name: str
    strands: tuple[Strand, ...] = ()
    least: int = 1
    workload: str | None = None
    guarantee: str | None = None
    promised: bool = False
    absent: str = ""
    barrier: Barrier | None = None
    unknown: str = ""
    takes_traffic: bool = False

    @property
    def elements(self) -> frozenset[str]:
        """All that any of its strands needs."""
        return frozenset().union(*(strand.elements for strand in self.strands))


@dataclass(frozen=True, kw_only=True)
class Path:
    """Something that users depend on: it holds while each of its steps holds.

    Attributes:
        name: Its stable name, such as `requests/app1`.
        topic: What it is for.
        title: What it is called, such as `Client to app1`.
        steps: Its steps, in the order in which they are taken.
        application: The application whose folder it follows from, if one.
        redundant: Whether it has to survive every domain but the region. If not, `why` says why an
            outage of it is no outage of users, and it is reported and not judged.
        why: See above.
    """

    name: str
    topic: Topic
    title: str
    steps: tuple[Step, ...]
    application: str | None = None
    redundant: bool = True
    why: str = ""
