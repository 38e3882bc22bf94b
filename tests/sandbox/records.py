"""Records of servers that tests make up."""

from sandbox.record import ServerRecord


def record_of(pid: int, endpoint: str = "http://127.0.0.1:1", **changes: str) -> ServerRecord:
    """Return the record of a server for staging, whether it runs or not."""
    staging = {"environment": "staging", "account_id": "111122223333", "region": "eu-west-1"}
    return ServerRecord(pid=pid, endpoint=endpoint, **staging | changes)
