"""The parts that a synthesized stack may hold. A construct that needs more adds it here first."""

from typing import Final

PROVIDERS: Final = {"aws": "5.100.0", "helm": "3.1.1", "kubernetes": "2.38.0"}
"""Providers with the versions that the bindings in Pipfile stand for; the source is the name."""

SECTIONS: Final = frozenset(
    {"//", "terraform", "provider", "resource", "data", "locals", "output", "moved", "removed"}
)
"""Top-level blocks. Not here: `import`, `check` and `ephemeral` read anything that has an id,
`module` loads code, `variable` reads the environment of the process, `action` runs provisioners.
So may `removed`, of which `REMOVED` says what it may hold."""

REMOVED: Final = {"from", "lifecycle"}
"""Attributes of a `removed` block, which here only leaves a resource in AWS."""

REFUSED_RESOURCES: Final = {
    "kubernetes_manifest": "plans by a request that the cluster answers with the whole object",
}
"""Resources of these providers that do more than plan, and what."""

FILE_ATTRIBUTES: Final = frozenset({"filename", "source", "zip_file"})
"""Attributes that are the path of a file, in resources of these providers: code of functions and
canaries, scripts, contact flows, manifests of database engines, objects of S3. As a block, such as
`source` of a CodeBuild project, they are something else."""

FUNCTIONS: Final = frozenset(
    {
        *("abs", "alltrue", "anytrue", "base64decode", "base64encode", "base64sha256"),
        *("base64sha512", "can", "ceil", "chomp", "chunklist", "cidrhost", "cidrnetmask"),
        *("cidrsubnet", "cidrsubnets", "coalesce", "coalescelist", "compact", "concat"),
        *("contains", "csvdecode", "distinct", "element", "endswith", "flatten", "floor"),
        *("format", "formatdate", "formatlist", "indent", "index", "join", "jsondecode"),
        *("jsonencode", "keys", "length", "log", "lookup", "lower", "matchkeys", "max", "md5"),
        *("merge", "min", "one", "parseint", "pow", "range", "regex", "regexall", "replace"),
        *("reverse", "sensitive", "setintersection", "setproduct", "setsubtract", "setunion"),
        *("sha1", "sha256", "sha512", "signum", "slice", "sort", "split", "startswith"),
        *("strcontains", "strrev", "substr", "sum", "title", "timeadd", "tobool", "tolist"),
        *("tomap", "tonumber", "toset", "tostring", "transpose", "trim", "trimprefix"),
        *("trimspace", "trimsuffix", "try", "upper", "urlencode", "values", "yamldecode"),
        *("yamlencode", "zipmap"),
    }
)
"""Functions that see their arguments only. Not here: `file` and its kin and the templates, which
read files; `nonsensitive`, which makes a plan print secrets; those that differ from run to run."""

HELM_RELEASE: Final = frozenset(
    {
        *("//", "atomic", "chart", "cleanup_on_fail", "depends_on", "lifecycle", "max_history"),
        *("name", "namespace", "provider", "repository", "skip_crds", "timeout"),
        *("upgrade_install", "values", "version", "wait", "wait_for_jobs"),
    }
)
"""Attributes of a release. Not here: `postrender` starts a program, `repository_ca_file` and its
kin and `keyring` read files, `dependency_update` fetches charts that nobody pinned."""
