"""The local AWS: moto, and what the platform needs of it beyond that.

A module here extends one service of moto; `EXTENSIONS` lists what each does to it. They encode a
reading of AWS's API: they carry Terraform through, and prove nothing about AWS itself.
"""

from collections.abc import Callable
from typing import Final

from sandbox.aws import (
    application_autoscaling,
    backup,
    db_subnet_groups,
    ec2,
    eks,
    launch_templates,
    network_interfaces,
    rds,
    route53,
    s3,
)

EXTENSIONS: Final[tuple[Callable[[], None], ...]] = (
    application_autoscaling.extend,
    backup.extend,
    db_subnet_groups.extend,
    ec2.extend,
    eks.extend,
    launch_templates.extend,
    network_interfaces.extend,
    rds.extend,
    route53.extend,
    s3.extend,
)
