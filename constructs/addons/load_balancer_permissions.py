"""Permissions of the load balancer controller: for load balancers that it made, and no others.

The actions are those of the project's own policy that an ALB with security groups of ours needs,
with WAF where a web ACL is named:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
Which of them AWS offers for all resources at once only:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
"""

from typing import Final

from config.sections.load_balancer import NO_WEB_ACL
from constructs.cluster.control_plane import ControlPlane
from constructs.iam.documents import Statement

_OWNER: Final = "elbv2.k8s.aws/cluster"
_SERVICE_ROLE: Final = "AWSServiceRoleForElasticLoadBalancing"

_LOOK: Final = [
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstances",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeSSLPolicies",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
]
_MAKE: Final = [
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:CreateLoadBalancer",
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:CreateTargetGroup",
]
_CHANGE: Final = [
    "elasticloadbalancing:AddListenerCertificates",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:DeleteLoadBalancer",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DeregisterTargets",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:ModifyListenerAttributes",
    "elasticloadbalancing:ModifyLoadBalancerAttributes",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:ModifyTargetGroupAttributes",
    "elasticloadbalancing:RegisterTargets",
    "elasticloadbalancing:RemoveListenerCertificates",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:SetIpAddressType",
    "elasticloadbalancing:SetRulePriorities",
    "elasticloadbalancing:SetSecurityGroups",
    "elasticloadbalancing:SetSubnets",
]
_KINDS: Final = (
    "loadbalancer/app/*",
    "targetgroup/*",
    "listener/app/*",
    "listener-rule/app/*",
)


def load_balancer_statements(
    control_plane: ControlPlane, web_acl_arn: str | None
) -> tuple[Statement, ...]:
    """Return the statements for the load balancers of a cluster.

    Args:
        control_plane: The cluster.
        web_acl_arn: The web ACL that they get, `none` for one to be taken away, or None.
    """
    location, cluster = control_plane.location, control_plane.name
    service = location.service_principal("elasticloadbalancing")
    resources = [location.arn("elasticloadbalancing", kind) for kind in _KINDS]
    made = {"StringEquals": {f"aws:RequestTag/{_OWNER}": cluster}}
    own = {"StringEquals": {f"aws:ResourceTag/{_OWNER}": cluster}}
    return (
        # AWS offers these for all resources at once only.
        {"Effect": "Allow", "Action": _LOOK, "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "ec2:GetSecurityGroupsForVpc",
            "Resource": location.arn("ec2", "vpc/*"),
        },
        {
            "Effect": "Allow",
            "Action": "elasticloadbalancing:DescribeCapacityReservation",
            "Resource": resources[0],
        },
        # An account's first load balancer comes with the role of the service.
        {
            "Effect": "Allow",
            "Action": "iam:CreateServiceLinkedRole",
            "Resource": location.role_arn(f"aws-service-role/{service}/{_SERVICE_ROLE}"),
            "Condition": {"StringEquals": {"iam:AWSServiceName": service}},
        },
        {"Effect": "Allow", "Action": _MAKE, "Resource": resources, "Condition": made},
        {
            "Effect": "Allow",
            "Action": "elasticloadbalancing:AddTags",
            "Resource": resources,
            "Condition": {
                "StringEquals": {
                    **made["StringEquals"],
                    "elasticloadbalancing:CreateAction": [
                        action.partition(":")[2] for action in _MAKE
                    ],
                }
            },
        },
        {"Effect": "Allow", "Action": _CHANGE, "Resource": resources, "Condition": own},
        *(_web_acl(resources[0], web_acl_arn) if web_acl_arn else ()),
    )


def _web_acl(load_balancers: str, web_acl_arn: str) -> tuple[Statement, ...]:
    """Return what it takes to set a load balancer's web ACL, or to take it away.

    Of the tags of a load balancer WAF's actions know nothing:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html
    """
    named = [] if web_acl_arn == NO_WEB_ACL else [web_acl_arn]
    return (
        {
            "Effect": "Allow",
            "Action": [
                "elasticloadbalancing:SetWebAcl",
                "wafv2:AssociateWebACL",
                "wafv2:DisassociateWebACL",
                "wafv2:GetWebACL",
                "wafv2:GetWebACLForResource",
            ],
            "Resource": [load_balancers, *named],
        },
    )
