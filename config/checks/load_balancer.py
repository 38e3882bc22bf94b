"""The check that a web ACL can be the load balancer's."""

from collections.abc import Iterator
from typing import Final

from config.errors import Mistake
from config.reading import at, valid_or_none
from config.sections.fields import AccountId, Region
from config.sections.load_balancer import NO_WEB_ACL, WebAclArn
from config.yaml.source import YamlDocument

_PATH: Final = ("load_balancer", "web_acl_arn")


def load_balancer_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield a mistake if the web ACL is of another region or account, where WAF refuses it.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
    """
    arn = valid_or_none(WebAclArn, at(document, _PATH))
    region = valid_or_none(Region, at(document, ("region",)))
    account_id = valid_or_none(AccountId, at(document, ("account_id",)))
    if arn in (None, NO_WEB_ACL) or not region or not account_id:
        return
    if arn.split(":")[3:5] != [region, account_id]:
        yield document.mistake(
            _PATH,
            "is a web ACL of another region or account",
            allowed=f"one of {region} and {account_id}",
            remedy="name a regional web ACL that stands where the load balancer does",
        )
