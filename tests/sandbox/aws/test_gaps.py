"""What clients see of a gap in moto."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import boto3
import pytest
from botocore.exceptions import ClientError
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from sandbox.aws.actions import FORM
from sandbox.aws.gaps import GapsShow
from sandbox.record import ServerRecord

AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/{}/aws4_request, Signature=0"

# One action that moto lacks for each of the ways in which AWS words an error.
LACKING = {
    "cloudformation": ("describe_stack_drift_detection_status", {"StackDriftDetectionId": "d"}),
    "ec2": ("get_ebs_default_kms_key_id", {}),
    "dynamodb": ("list_contributor_insights", {}),
    "eks": ("describe_addon_versions", {}),
    "route53": ("get_traffic_policy_instance_count", {}),
}


def client_of(error: Exception | None, response: Response | None = None) -> Client:
    """Return a client of an application that fails, or answers."""

    def application(environ: object, start_response: object) -> object:
        if error:
            raise error
        return response(environ, start_response)  # type: ignore[arg-type, misc]

    return Client(GapsShow(application))  # type: ignore[arg-type]


def ask(client: Client, service: str, form: str | None = None) -> TestResponse:
    headers = {"Authorization": AUTHORIZATION.format(service)}
    return client.post("/", headers=headers, data=form, content_type=form and FORM)


@pytest.mark.parametrize("service", LACKING)
def test_a_client_reads_what_is_lacking_and_does_not_try_again(
    server: ServerRecord, service: str
) -> None:
    action, arguments = LACKING[service]
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    client = session.client(service, endpoint_url=server.endpoint)  # type: ignore[call-overload]
    with pytest.raises(ClientError, match=f"The sandbox lacks .* of {service}") as raised:
        getattr(client, action)(**arguments)
    assert raised.value.response["Error"]["Code"] == "NotInSandbox"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert raised.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_what_is_lacking_stands_in_the_log(server: ServerRecord, server_folder: Path) -> None:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    with pytest.raises(ClientError):
        session.client("ec2", endpoint_url=server.endpoint).describe_aggregate_id_format()
    log = (server_folder / "server.log").read_text(encoding="utf-8")
    assert "The sandbox lacks DescribeAggregateIdFormat of ec2" in log


def test_an_action_is_named_by_its_form() -> None:
    answer = ask(client_of(NotImplementedError("gap")), "sns", "Action=Publish")
    assert "The sandbox lacks Publish of sns: gap" in answer.text


@pytest.mark.parametrize(
    ("service", "form", "place"),
    [
        ("ec2", "Action=CreateVpc", "./Errors/Error"),
        ("sns", "Action=Publish", "./Error"),
        ("route53", None, "./Error"),
        ("s3", None, "."),
    ],
)
def test_an_error_in_xml_stands_where_clients_of_the_service_look(
    service: str, form: str | None, place: str
) -> None:
    answer = ask(client_of(NotImplementedError("gap")), service, form)
    error = ET.fromstring(answer.text).find(place)  # noqa: S314 - our own answer
    assert error is not None
    assert error.findtext("Code") == "NotInSandbox"
    assert "gap" in (error.findtext("Message") or "")


def test_an_error_in_json_carries_its_code_in_the_header_too() -> None:
    answer = ask(client_of(NotImplementedError("gap")), "eks")
    assert answer.headers["x-amzn-errortype"] == json.loads(answer.text)["__type"]


def test_a_form_reaches_moto_as_it_was_sent() -> None:
    seen = []

    def moto(environ: dict[str, object], start_response: object) -> object:
        seen.append(environ["wsgi.input"].read())  # type: ignore[attr-defined]
        return Response("fine")(environ, start_response)  # type: ignore[arg-type]

    ask(Client(GapsShow(moto)), "sns", "Action=Publish")  # type: ignore[arg-type]
    assert seen == [b"Action=Publish"]


def test_a_request_that_moto_trips_over_names_the_fault() -> None:
    answer = ask(client_of(KeyError("Role")), "eks")
    assert answer.status_code == 501
    assert json.loads(answer.text)["message"].endswith("KeyError: 'Role'")


def test_a_path_that_moto_does_not_have_is_a_gap() -> None:
    page = Response("<!doctype html>\n<title>404 Not Found</title>", status=404)
    assert ask(client_of(None, page), "eks").status_code == 501


@pytest.mark.parametrize("status", [200, 400, 404])
def test_what_moto_answers_is_passed_on(status: int) -> None:
    answer = ask(client_of(None, Response('{"fine": 1}', status=status)), "eks")
    assert (answer.status_code, answer.text) == (status, '{"fine": 1}')
