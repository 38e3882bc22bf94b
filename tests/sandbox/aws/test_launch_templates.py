"""Launch templates."""

from typing import Any

import boto3

from sandbox.record import ServerRecord

INSTANCES = {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "node"}]}
OWN = {"ResourceType": "launch-template", "Tags": [{"Key": "Owner", "Value": "team"}]}


def test_the_tags_of_a_template_are_not_those_of_its_instances(server: ServerRecord) -> None:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    ec2: Any = session.client("ec2", endpoint_url=server.endpoint)
    name = {"LaunchTemplateName": "tagged"}
    data = {"TagSpecifications": [INSTANCES]}
    made = ec2.create_launch_template(**name, LaunchTemplateData=data, TagSpecifications=[OWN])
    (version,) = ec2.describe_launch_template_versions(**name)["LaunchTemplateVersions"]
    ec2.delete_launch_template(**name)
    assert made["LaunchTemplate"]["Tags"] == OWN["Tags"]
    assert version["LaunchTemplateData"]["TagSpecifications"] == [INSTANCES]
