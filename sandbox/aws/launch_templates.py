"""Keeps the tags of a launch template out of what it launches; moto 5.2.5 adds them there.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2 import urls
from moto.ec2.responses import EC2Response

OWN = "launch-template"


def extend() -> None:
    """Make moto tell the two apart."""
    urls.url_paths["{0}/"] = _Response.dispatch


class _Response(EC2Response):
    def create_launch_template(self) -> ActionResult:
        result = super().create_launch_template()
        answer: Any = result.result
        template = self.ec2_backend.get_launch_template(
            answer["LaunchTemplate"]["LaunchTemplateId"]
        )
        data = template.default_version().data
        launched = [one for one in data.get("TagSpecifications", []) if one["ResourceType"] != OWN]
        data["TagSpecifications"] = launched
        return result
