"""The record of the server, by which a later command finds it or knows that it is gone."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil
from pydantic import TypeAdapter, ValidationError

from config.model import EnvironmentConfig
from ops.command import Refusal


def serving(config: EnvironmentConfig) -> dict[str, str]:
    """Return the variables that tell a server for which environment it is started."""
    return {
        "PLATFORM_ENV": config.name,
        "MOTO_ACCOUNT_ID": config.account_id,
        "AWS_REGION": config.region,
    }


@dataclass(frozen=True, kw_only=True)
class ServerRecord:
    """Where a server runs.

    Attributes:
        pid: Its process, unless that has ended.
        endpoint: The URL at which it listens.
        environment: The environment that is deployed to it.
        account_id: The account that it stands for.
        region: The region of the environment.
    """

    pid: int
    endpoint: str
    environment: str
    account_id: str
    region: str

    @classmethod
    def of_this_process(cls, endpoint: str) -> Self:
        """Return the record of a server that was started with the variables of `serving`."""
        return cls(
            pid=os.getpid(),
            endpoint=endpoint,
            environment=os.environ["PLATFORM_ENV"],
            account_id=os.environ["MOTO_ACCOUNT_ID"],
            region=os.environ["AWS_REGION"],
        )

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """Return the record that a file holds; None where there is no such file.

        Raises:
            Refusal: The file holds something else.
        """
        try:
            return TypeAdapter(cls).validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise Refusal(
                f"{file} does not say where the local AWS runs: {error}\nRemove the file; a local"
                " AWS that runs all the same has to be ended by hand."
            ) from error

    def write(self, file: Path) -> None:
        """Write the record, at once, since somebody is waiting to read it."""
        whole = file.with_suffix(f".{os.getpid()}")
        whole.write_text(json.dumps(asdict(self)), encoding="utf-8")
        whole.replace(file)

    def refuse_unless_for(self, config: EnvironmentConfig) -> None:
        """Refuse an environment for which the server was not started.

        Raises:
            Refusal: It is another one, or it was moved to another account or region.
        """
        runs = (self.environment, self.account_id, self.region)
        if runs != (config.name, config.account_id, config.region):
            raise Refusal(
                "The sandbox runs {} in {}, {}; ".format(*runs)
                + f"asked for is {config.name} in {config.account_id}, {config.region}."
                " It holds one environment at a time: end it with `make down`, or choose its"
                " environment with PLATFORM_ENV."
            )

    def process(self, file: Path) -> psutil.Process | None:
        """Return the server's process, if it still runs.

        A pid passes to another process once its own has ended, so the command line must name the
        file of this record.
        """
        try:
            process = psutil.Process(self.pid)
            return process if str(file.resolve()) in process.cmdline() else None
        except psutil.NoSuchProcess:
            return None
