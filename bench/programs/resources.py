"""An app with as many resources as the first argument says."""

import sys
from pathlib import Path

import lean_bindings

lean_bindings.activate(Path(__file__).parents[2])

from cdktf import App, TerraformStack  # noqa: E402 - the line above must come before
from cdktf_cdktf_provider_aws.provider import AwsProvider  # noqa: E402
from cdktf_cdktf_provider_aws.subnet import Subnet  # noqa: E402

app = App()
stack = TerraformStack(app, "growth")
AwsProvider(stack, "aws", region="eu-west-1")
for index in range(int(sys.argv[1])):
    Subnet(stack, f"subnet-{index}", vpc_id="vpc-1", cidr_block="10.0.0.0/24")
app.synth()
