"""The offer of Aurora PostgreSQL: its major versions and the sizes of its instances."""

from dataclasses import dataclass
from typing import Final

SUPPORTED_MAJORS: Final = {
    14: "2027-02-28",
    15: "2028-02-29",
    16: "2029-02-28",
    17: "2030-02-28",
    18: "2031-02-28",
}
"""The majors that may be deployed, each with the last day of its standard support:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html"""

_FIRST_MINORS: Final = {14: 3, 15: 2, 16: 1, 17: 4}
FIRST_MINORS: Final = {
    "t4g": _FIRST_MINORS,
    "r6g": _FIRST_MINORS,
    "r7g": _FIRST_MINORS | {14: 7},
    "r8g": _FIRST_MINORS | {14: 12, 15: 7, 16: 3},
    # From these on the capacity may be anything between 0 and 256 units:
    # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html
    "serverless": _FIRST_MINORS | {14: 12, 15: 7, 16: 3},
}
"""The first minor of each major that runs on a family of instance classes; of majors that are not
listed every one does:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html"""

SERVERLESS: Final = "db.serverless"
"""The class of an instance whose capacity follows its load."""

MAX_READERS: Final = 15
"""Aurora replicas that a cluster may have beside its writer:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html"""

STORAGE_ZONES: Final = 3
"""Zones that a cluster keeps its data in. Aurora chooses them once, among those of the subnet
group, and every instance stands in one of them:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.RegionsAndAvailabilityZones.html"""

_GIB: Final = 1024**3
_BYTES_PER_CONNECTION: Final = 9_531_392
_MOST_CONNECTIONS: Final = 5000


@dataclass(frozen=True, kw_only=True)
class InstanceClass:
    """The size of an instance.

    Attributes:
        memory_gib: Its memory:
            https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Summary.html
        local_storage_gib: Its disk for temporary tables and logs; None where AWS names no size:
            https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.TempStorage.html
    """

    memory_gib: int
    local_storage_gib: float | None

    @property
    def memory_bytes(self) -> int:
        """Its memory in bytes."""
        return self.memory_gib * _GIB

    @property
    def local_storage_bytes(self) -> int | None:
        """Its disk for temporary tables and logs in bytes."""
        return None if self.local_storage_gib is None else int(self.local_storage_gib * _GIB)

    @property
    def max_connections(self) -> int:
        """Connections that PostgreSQL admits: `LEAST({DBInstanceClassMemory/9531392},5000)`.

        Aurora takes the memory that it keeps for itself off first, so the true limit lies a
        little lower:
        https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html
        """
        return min(self.memory_bytes // _BYTES_PER_CONNECTION, _MOST_CONNECTIONS)


@dataclass(frozen=True, kw_only=True)
class ServerlessSize(InstanceClass):
    """The size of a serverless instance at its largest, which is what its metrics are measured by.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html

    Attributes:
        min_acu: The fewest Aurora capacity units.
        max_acu: The most of them, which have 2 GiB of memory each.
    """

    min_acu: float
    max_acu: float

    @classmethod
    def of(cls, min_acu: float, max_acu: float) -> "ServerlessSize":
        """Return the size for these bounds."""
        memory_gib = int(max_acu * 2)
        return cls(memory_gib=memory_gib, local_storage_gib=None, min_acu=min_acu, max_acu=max_acu)

    @property
    def max_connections(self) -> int:
        """Connections that PostgreSQL admits, by the most capacity.

        AWS's table says 189 for 1 unit, 823 for 4, 1669 for 8, 3360 for 16 and 5000 from 32 on,
        and no more than 2000 where the capacity may fall to 0 or 0.5 units. The line between its
        points is what this returns.
        """
        most = _MOST_CONNECTIONS if self.min_acu > 0.5 else 2000  # noqa: PLR2004 - AWS's rule
        return min(int(self.max_acu * 211.4 - 22), most)


_MEMORY_GIB: Final = {
    "large": 16,
    "xlarge": 32,
    "2xlarge": 64,
    "4xlarge": 128,
    "8xlarge": 256,
    "12xlarge": 384,
    "16xlarge": 512,
}
_LOCAL_STORAGE_GIB: Final = {
    "r6g": (32, 63, 126, 252, 504, 756, 1008),
    "r7g": (32, 63, 126, 252, 504, 756, 1008),
    "r8g": (31, 63, 125, 250, 499, 749, 998),
}

INSTANCE_CLASSES: Final = {
    # Burstable, which AWS advises for development only.
    "db.t4g.medium": InstanceClass(memory_gib=4, local_storage_gib=8.13),
    "db.t4g.large": InstanceClass(memory_gib=8, local_storage_gib=16.5),
    **{
        f"db.{family}.{size}": InstanceClass(memory_gib=memory, local_storage_gib=storage)
        for family, storages in _LOCAL_STORAGE_GIB.items()
        for (size, memory), storage in zip(_MEMORY_GIB.items(), storages, strict=True)
    },
}
"""The instance classes that may be deployed, by name: those with Graviton processors."""
