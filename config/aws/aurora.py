"""What Aurora PostgreSQL offers: its major versions and the sizes of its instances."""

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
}
"""The first minor of each major that runs on a family of instance classes; of majors that are not
listed every one does:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html"""

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
        local_storage_gib: Its disk for temporary tables and logs:
            https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.TempStorage.html
    """

    memory_gib: int
    local_storage_gib: float

    @property
    def memory_bytes(self) -> int:
        """Its memory in bytes."""
        return self.memory_gib * _GIB

    @property
    def local_storage_bytes(self) -> int:
        """Its disk for temporary tables and logs in bytes."""
        return int(self.local_storage_gib * _GIB)

    @property
    def max_connections(self) -> int:
        """Connections that PostgreSQL admits: `LEAST({DBInstanceClassMemory/9531392},5000)`.

        Aurora takes the memory that it keeps for itself off first, so the true limit lies a
        little lower:
        https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html
        """
        return min(self.memory_bytes // _BYTES_PER_CONNECTION, _MOST_CONNECTIONS)


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
