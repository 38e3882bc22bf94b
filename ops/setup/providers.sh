#!/bin/sh
# Renews tools/terraform/providers.lock.hcl: asks the registry for the hashes of the providers that the
# synthesized stacks require, for every system on which somebody runs Terraform.
set -eu
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

# k8s requires all of them.
cp cdktf.out/stacks/k8s/cdk.tf.json "$fresh"
terraform -chdir="$fresh" providers lock -platform=linux_amd64 -platform=linux_arm64 \
    -platform=darwin_amd64 -platform=darwin_arm64
cp "$fresh/.terraform.lock.hcl" tools/terraform/providers.lock.hcl
