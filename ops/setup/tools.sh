#!/bin/sh
# tools.sh FAMILY: builds the Go tools that tools/FAMILY/go.mod pins into .tools/bin.
set -eu
family=$1

# version FAMILY MODULE: the version that the family pins.
version() { go -C "tools/$1" list -m -f '{{.Version}}' "$2"; }

# Without debug information (-s -w) and C, programs link faster and are a third smaller.
flags="-s -w"
# promtool looks for no targets in any cloud: without those, it builds faster.
tags=
[ "$family" = prometheus ] && tags=remove_all_sd
# Built from its module, a program does not know its version. Where charts ask for it, it is set as the
# projects' own releases do: kube-apiserver would report v0.0.0, and Helm would render for Kubernetes 1.20.
kubernetes=$(version kubernetes k8s.io/kubernetes)
case $family in
kubernetes)
    flags="$flags -X k8s.io/component-base/version.gitVersion=$kubernetes"
    ;;
opentofu)
    flags="$flags -X github.com/opentofu/opentofu/version.dev=no"
    ;;
helm)
    helm=helm.sh/helm/v3
    minor=$(echo "$kubernetes" | cut -d . -f 2)
    flags="$flags -X $helm/internal/version.version=$(version helm $helm)"
    flags="$flags -X $helm/pkg/chartutil.k8sVersionMinor=$minor"
    flags="$flags -X $helm/pkg/lint/rules.k8sVersionMinor=$minor"
    ;;
esac
# -v names each package that is compiled, for step.sh to show.
GOBIN="$PWD/.tools/bin" CGO_ENABLED=0 go -C "tools/$family" install -v -tags "$tags" -ldflags "$flags" tool

# The module of etcd's server calls its program so.
if [ "$family" = kubernetes ]; then
    mv .tools/bin/server .tools/bin/etcd
fi

# The definitions of the kinds that the controller knows come with its module.
if [ "$family" = rollouts ]; then
    module=$(go -C tools/rollouts list -m -f '{{.Dir}}' github.com/argoproj/argo-rollouts)
    mkdir -p .tools/rollouts
    # Files of Go's cache are read-only, and a copy must not be.
    install -m 644 "$module"/manifests/crds/*-crd.yaml .tools/rollouts
fi
