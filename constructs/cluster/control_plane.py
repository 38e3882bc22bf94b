"""The control plane: the EKS cluster without nodes."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.eks_cluster import (
    EksCluster,
    EksClusterAccessConfig,
    EksClusterEncryptionConfig,
    EksClusterEncryptionConfigProvider,
    EksClusterKubernetesNetworkConfig,
    EksClusterUpgradePolicy,
    EksClusterVpcConfig,
    EksClusterZonalShiftConfig,
)
from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from config.aws import provider
from config.location import Location
from config.sections.cidr import INTERNET
from config.sections.cluster import ClusterConfig
from constructs import Construct
from constructs.cluster.log_groups import cluster_log_group
from constructs.iam.documents import logs_use_key, policy_document
from constructs.iam.key import CustomerKey
from constructs.iam.service_role import ServiceRole
from constructs.waivers.waiver import waive

LOG_TYPES = ["api", "audit", "authenticator"]
# The audience of service accounts' tokens in every partition: no host, but a word that IAM and
# those who ask for a token agree on; external-secrets asks with this one.
STS_AUDIENCE = "sts.amazonaws.com"


class ControlPlane(Construct):
    """An EKS cluster: secrets encrypted, requests logged, reached from the VPC.

    Nobody is an administrator for having made it; access entries say who is. None of EKS's addons
    comes by itself; see `constructs.cluster.eks_addons`.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: The cluster's name.
        cluster: Its part of the environment file.
        location: Its account and region.
        service_cidr: The network of its Services.
        subnet_ids: Where EKS places its network interfaces, one zone each, when the cluster is
            made. EKS refuses other zones for ever after:
            https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
        keep: Whether EKS refuses to delete it, where the provider can say so.

    Attributes:
        name: The cluster's name.
        location: Its account and region.
        service_cidr: The network of its Services.
        resource: The `aws_eks_cluster`.
        security_group_id: The group that EKS makes, which control plane and nodes carry.
        key: The key of the cluster's secrets and logs.
        log_group: The name of the log group.
        oidc_provider: What lets IAM believe the cluster's service accounts (IRSA).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cluster: ClusterConfig,
        location: Location,
        service_cidr: IPv4Network,
        subnet_ids: Sequence[str],
        keep: bool,
    ) -> None:
        super().__init__(scope, id_)
        self.name, self.location, self.service_cidr = name, location, service_cidr
        self.key = CustomerKey(
            self,
            "key",
            name=f"{name}-cluster",
            description=f"The cluster {name}: secrets and logs",
            location=location,
            statements=[logs_use_key(location, f"/aws/eks/{name}/*")],
        )
        # The name is EKS's, which would make the group by itself and keep its contents for ever.
        log = cluster_log_group(
            self,
            "log-group",
            cluster_name=name,
            kind="cluster",
            retention_days=cluster.log_retention_days,
            key=self.key,
        )
        self.log_group = log.name
        self._role, policy = self._add_role()
        after = [log, policy, *self._role.attachments]
        self.resource = self._add_cluster(cluster, subnet_ids, after)
        if provider.VERSION_6:
            # The bindings of version 5 have no such argument.
            self.resource.add_override("deletion_protection", keep)
        self.security_group_id = self.resource.vpc_config.cluster_security_group_id
        # Charts without Pod Identity still prove themselves by it.
        self.oidc_provider = IamOpenidConnectProvider(
            self,
            "oidc-provider",
            url=self.resource.identity.get(0).oidc.get(0).issuer,
            client_id_list=[STS_AUDIENCE],
        )

    def _add_role(self) -> tuple[ServiceRole, IamRolePolicy]:
        role = ServiceRole(
            self,
            "role",
            name=f"{self.name}-cluster",
            service="eks",
            location=self.location,
            policies=["AmazonEKSClusterPolicy"],
        )
        uses_key = {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"],
            "Resource": self.key.arn,
        }
        policy = IamRolePolicy(
            self,
            "encryption",
            name="encryption",
            role=role.resource.name,
            policy=policy_document(uses_key),
        )
        return role, policy

    def _add_cluster(
        self,
        cluster: ClusterConfig,
        subnet_ids: Sequence[str],
        after: Sequence[ITerraformDependable],
    ) -> EksCluster:
        networks = [str(network) for network in cluster.public_access_cidrs]
        resource = EksCluster(
            self,
            "cluster",
            name=self.name,
            version=cluster.version,
            role_arn=self._role.resource.arn,
            enabled_cluster_log_types=LOG_TYPES,
            bootstrap_self_managed_addons=False,
            access_config=EksClusterAccessConfig(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            encryption_config=EksClusterEncryptionConfig(
                provider=EksClusterEncryptionConfigProvider(key_arn=self.key.arn),
                resources=["secrets"],
            ),
            upgrade_policy=EksClusterUpgradePolicy(support_type=str(cluster.upgrade_policy)),
            vpc_config=EksClusterVpcConfig(
                subnet_ids=list(subnet_ids),
                endpoint_private_access=True,
                endpoint_public_access=bool(networks),
                public_access_cidrs=networks or None,
            ),
            kubernetes_network_config=EksClusterKubernetesNetworkConfig(
                service_ipv4_cidr=str(self.service_cidr)
            ),
            # A zone that ails can be taken out of the cluster's traffic, by hand or by AWS.
            zonal_shift_config=EksClusterZonalShiftConfig(enabled=True),
            lifecycle=TerraformResourceLifecycle(ignore_changes=["vpc_config[0].subnet_ids"]),
            depends_on=list(after),
        )
        waive(resource, "CKV_AWS_37", "logs of controllers and scheduler are much and rarely read")
        if networks:
            waive(resource, "CKV_AWS_39", "open to the networks that the environment file names")
        if INTERNET in networks:
            waive(resource, "CKV_AWS_38", "the environment file asks for it; production refuses")
        return resource
