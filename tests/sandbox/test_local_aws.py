"""The local AWS as the commands see it."""

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import psutil
import pytest

from config.environment import load_environment
from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox import local_aws
from sandbox.record import ServerRecord
from tests.sandbox.records import record_of

pytestmark = pytest.mark.slow


def test_it_listens_on_loopback_only(server: ServerRecord) -> None:
    listening = [
        one.laddr.ip
        for one in psutil.Process(server.pid).net_connections()
        if one.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_what_it_writes_is_its_owners_alone(tmp_path: Path) -> None:
    record, log = tmp_path / "sandbox" / "server.json", tmp_path / "logs" / "server.log"
    server = local_aws.start(load_environment("staging"), record, log)
    written = [record, log, record.parent, log.parent]
    modes = {path.stat().st_mode & 0o077 for path in written}
    local_aws.stop(server, record)
    assert modes == {0}
    assert server.process(record) is None


def test_it_stands_for_the_account_of_the_environment(
    server: ServerRecord, staging_config: EnvironmentConfig
) -> None:
    sts = boto3.Session("any", "keys", region_name="eu-west-1").client(
        "sts", endpoint_url=server.endpoint
    )
    assert sts.get_caller_identity()["Account"] == staging_config.account_id


def test_a_certificate_is_validated_without_a_wait(server: ServerRecord) -> None:
    acm = boto3.Session("any", "keys", region_name="eu-west-1").client(
        "acm", endpoint_url=server.endpoint
    )
    made = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")
    found = acm.describe_certificate(CertificateArn=made["CertificateArn"])["Certificate"]
    acm.delete_certificate(CertificateArn=made["CertificateArn"])
    assert found["Status"] == "ISSUED"


def test_a_later_command_finds_it(server: ServerRecord, server_folder: Path) -> None:
    assert local_aws.find(server_folder / "server.json") == server


def test_it_outlives_the_terminal_of_the_command(server: ServerRecord) -> None:
    assert os.getsid(server.pid) == server.pid


def test_a_stopped_one_is_gone(tmp_path: Path) -> None:
    record = tmp_path / "server.json"
    running = local_aws.start(load_environment("staging"), record, tmp_path / "server.log")
    local_aws.stop(running, record)
    assert not psutil.pid_exists(running.pid)
    assert local_aws.find(record) is None
    with socket.socket() as client, pytest.raises(ConnectionRefusedError):
        client.connect(("127.0.0.1", urlsplit(running.endpoint).port))


def test_the_record_of_one_that_died_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    record = tmp_path / "server.json"
    record_of(1).write(record)
    running = local_aws.start(load_environment("staging"), record, tmp_path / "server.log")
    try:
        assert running.process(record)
    finally:
        local_aws.stop(running, record)


def test_one_that_died_is_not_found(tmp_path: Path) -> None:
    record = tmp_path / "server.json"
    running = local_aws.start(load_environment("staging"), record, tmp_path / "server.log")
    process = psutil.Process(running.pid)
    process.kill()
    process.wait()
    assert local_aws.find(record) is None


def test_one_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, staging_config: EnvironmentConfig
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no module `ops`
    with pytest.raises(Failure, match=r"ended at once(.|\n)*No module named"):
        local_aws.start(staging_config, tmp_path / "server.json", tmp_path / "server.log")


def test_stopping_does_not_touch_another_process_that_got_the_pid(tmp_path: Path) -> None:
    local_aws.stop(record_of(os.getpid()), tmp_path / "server.json")
    assert psutil.Process().is_running()
