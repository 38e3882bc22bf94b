"""The part of an environment file that describes the load balancer."""

from typing import Annotated

from pydantic import Field

from config.sections.section import Section

NO_WEB_ACL = "none"

# https://docs.aws.amazon.com/waf/latest/APIReference/API_WebACL.html
_ARN = r"arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[\w-]{1,128}/[0-9a-f-]{1,36}"
WebAclArn = Annotated[str, Field(pattern=f"^({NO_WEB_ACL}|{_ARN})$")]


class LoadBalancerConfig(Section):
    """The load balancer, which every request from outside passes."""

    deletion_protection: bool = False
    """whether AWS refuses to delete it; before an environment is destroyed, deploy `false`"""
    web_acl_arn: WebAclArn | None = None
    """the ARN of a regional web ACL of AWS WAF that judges every request first, or `none` to take
    one away; left out, whatever is there stays"""
