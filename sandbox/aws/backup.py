"""Selections, tags and recovery points of AWS Backup: moto 5.2.5 has only plans and vaults.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupSelection.html
"""

import json
from typing import Any
from urllib.parse import unquote
from uuid import uuid4
from weakref import WeakKeyDictionary

from moto.backup import urls
from moto.backup.exceptions import ResourceNotFoundException
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse
from moto.core.utils import unix_time

_selections: WeakKeyDictionary[BackupBackend, dict[str, dict[str, Any]]] = WeakKeyDictionary()


def extend() -> None:
    """Make moto keep what a plan is for, find tags, and list what a vault holds."""
    for path, handler in urls.url_paths.items():
        if handler == urls.response.dispatch:
            urls.url_paths[path] = _Response.dispatch
    points = "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$"
    urls.url_paths[points] = _Response.dispatch


class _Response(BackupResponse):
    def create_backup_selection(self) -> str:
        plan, identifier = self._plan(), str(uuid4())
        made = {"BackupPlanId": plan, "SelectionId": identifier, "CreationDate": unix_time()}
        selection = json.loads(self.body)["BackupSelection"]
        self._kept()[identifier] = made | {"BackupSelection": selection}
        return json.dumps(made)

    def get_backup_selection(self) -> str:
        identifier = self.path.rsplit("/", 1)[-1]
        if identifier not in self._kept():
            raise ResourceNotFoundException(msg=f"No selection {identifier}")
        return json.dumps(self._kept()[identifier])

    def delete_backup_selection(self) -> str:
        self._kept().pop(self.path.rsplit("/", 1)[-1], None)
        return "{}"

    def list_recovery_points_by_backup_vault(self) -> str:
        """Name none: no plan is ever carried out here."""
        return json.dumps({"RecoveryPoints": []})

    def delete_backup_plan(self) -> str:
        """Forget a plan for good: moto would refuse another of the same rules."""
        answer = super().delete_backup_plan()
        self.backup_backend.plans.pop(json.loads(answer)["BackupPlanId"])
        return answer

    def list_tags(self) -> str:
        """Take the ARN without a slash behind it, too: so AWS's SDK for Go asks."""
        arn = unquote(self.path.removeprefix("/tags/")).removesuffix("/")
        return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})

    def _plan(self) -> str:
        return self.path.split("/")[3]

    def _kept(self) -> dict[str, dict[str, Any]]:
        return _selections.setdefault(self.backup_backend, {})
