import pytest

from tests.lean_bindings.sample import ACTIVATE, Project

pytestmark = [pytest.mark.slow, pytest.mark.long]

# Nested blocks and lists of them, structs, computed blocks, references between resources and
# providers, a data source, functions, iterators, an escape hatch, three stacks.
APP = """\
from cdktf import App, Fn, TerraformIterator, TerraformOutput, TerraformResourceLifecycle
from cdktf import TerraformStack, Token
from cdktf_cdktf_provider_aws import eks_cluster, security_group
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocument,
    DataAwsIamPolicyDocumentStatement,
    DataAwsIamPolicyDocumentStatementPrincipals,
)
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from cdktf_cdktf_provider_helm.provider import HelmProvider, HelmProviderKubernetes
from cdktf_cdktf_provider_helm.release import Release, ReleaseSet
from cdktf_cdktf_provider_kubernetes.config_map_v1 import ConfigMapV1, ConfigMapV1Metadata
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider

app = App()
network = TerraformStack(app, "network")
AwsProvider(
    network, "aws", region="eu-central-1", default_tags=[AwsProviderDefaultTags(tags={"a": "b"})]
)
vpc = Vpc(network, "vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True)
subnets = [
    Subnet(network, f"subnet-{zone}", vpc_id=vpc.id, cidr_block=Fn.cidrsubnet(vpc.cidr_block, 4, i))
    for i, zone in enumerate("abc")
]
group = security_group.SecurityGroup(
    network,
    "group",
    vpc_id=vpc.id,
    ingress=[security_group.SecurityGroupIngress(from_port=443, to_port=443, protocol="tcp")],
    lifecycle=TerraformResourceLifecycle(create_before_destroy=True, ignore_changes=["ingress"]),
)
group.add_override("ingress.0.description", "by hand")
group.put_timeouts(create="5m")

cluster_stack = TerraformStack(app, "cluster")
AwsProvider(cluster_stack, "aws", region="eu-central-1")
trust = DataAwsIamPolicyDocument(
    cluster_stack,
    "trust",
    statement=[
        DataAwsIamPolicyDocumentStatement(
            actions=["sts:AssumeRole"],
            principals=[
                DataAwsIamPolicyDocumentStatementPrincipals(
                    type="Service", identifiers=["eks.amazonaws.com"]
                )
            ],
        )
    ],
)
role = IamRole(cluster_stack, "role", name="eks", assume_role_policy=trust.json)
cluster = eks_cluster.EksCluster(
    cluster_stack,
    "cluster",
    name="eks",
    role_arn=role.arn,
    vpc_config=eks_cluster.EksClusterVpcConfig(
        subnet_ids=[subnet.id for subnet in subnets], security_group_ids=[group.id]
    ),
)
names = TerraformIterator.from_list(["one", "two"])
name = Token.as_string(names.value)
IamRole(cluster_stack, "each", for_each=names, name=name, assume_role_policy=trust.json)
TerraformOutput(
    cluster_stack, "issuer", value=cluster.identity.get(0).oidc.get(0).issuer, sensitive=True
)
ca = Fn.base64decode(cluster.certificate_authority.get(0).data)

addons = TerraformStack(app, "addons")
HelmProvider(
    addons,
    "helm",
    kubernetes=HelmProviderKubernetes(host=cluster.endpoint, cluster_ca_certificate=ca),
)
KubernetesProvider(addons, "kubernetes", host=cluster.endpoint, cluster_ca_certificate=ca)
config = ConfigMapV1(
    addons, "config", metadata=ConfigMapV1Metadata(name="config"), data={"vpc": vpc.id}
)
Release(
    addons,
    "release",
    name="web",
    chart="nginx",
    set=[ReleaseSet(name="vpc", value=vpc.id)],
    depends_on=[config],
)
app.synth()
"""


def test_lean_and_stock_output_are_byte_identical(project: Project) -> None:
    project.write(ACTIVATE, APP)
    stock = project.run(LEAN_BINDINGS="0")
    lean = project.run()
    assert [line.partition("(")[2] for line in lean.said] == [
        "modules in use: 7; takes seconds, once)",
        "modules in use: 2; takes seconds, once)",
        "modules in use: 2; takes seconds, once)",
    ], lean.stderr
    assert len(stock.output) == 4
    assert lean.output == stock.output
