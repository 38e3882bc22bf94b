"""Where the sandbox keeps what, seen from the folder of the project. Git ignores all of it."""

from pathlib import Path
from typing import Final

SANDBOX: Final = Path(".sandbox")
RECORD: Final = SANDBOX / "server.json"
OUTPUT: Final = SANDBOX / "cdktf.out"
"""Apart from the cdktf.out of other commands, which may be tied to the states of a real account."""
CREDENTIALS: Final = SANDBOX / "credentials"
KUBERNETES: Final = SANDBOX / "kubernetes"
"""The control plane's data, keys and kubeconfig files; there as long as it runs."""
KUBECONFIG: Final = SANDBOX / "kubeconfig"
"""A person's copy of the administrator's kubeconfig file, which clients may write into."""
DATABASES: Final = SANDBOX / "databases"
"""The data, certificates and logs of the database servers, beside KUBERNETES."""
LOGS: Final = Path(".logs/sandbox")
SERVER_LOG: Final = LOGS / "server.log"
LOCK: Final = LOGS / "lock"
"""Held by the command that is at work; not in SANDBOX, which comes and goes."""
