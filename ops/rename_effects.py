"""The effects of another name, or another place in AWS, for an application or an environment.

Each text follows the constructs: stacks/base.py for states, stacks/ for what carries the project's
name, constructs/apps for what carries an application's, constructs/database/provisioning.py for
databases.
"""

from typing import Final

_AURORA: Final = (
    "AWS refuses to destroy the Aurora cluster while `database.deletion_protection` is true; with"
    " `database.backup.final_snapshot` its data stays in a snapshot."
)

KEYS: Final = {
    ("project",): (
        "Names in AWS begin with the project and the environment. The EKS cluster with all that"
        " runs in it, the Aurora cluster with all databases, and all else that has such a name are"
        f" destroyed and made anew, empty. {_AURORA} The VPC, the hosted zone and the states stay."
        " In production Terraform refuses it: the buckets of logs carry the project's name and are"
        " kept."
    ),
    ("account_id",): (
        "Everything is made anew in the other account, with empty databases. Nothing in the old"
        " account is destroyed: it goes on running, and costs."
    ),
    ("region",): (
        "Everything is looked for in the other region, the bucket of the states too, and made anew"
        " there with empty databases. Nothing in the old region is destroyed: it goes on running,"
        " and costs."
    ),
    ("iam", "role_path"): (
        "A role cannot change its path: every role is replaced, and with its role the EKS cluster,"
        " empty. The databases stay."
    ),
    ("network", "cidr"): (
        "A VPC cannot change its range: it is replaced, and with it everything inside, the EKS"
        f" cluster and the Aurora cluster with all databases included. {_AURORA}"
    ),
    ("database", "generation"): (
        "Another Aurora cluster is made, from what `database.restore` names, or else empty. The one"
        " that stands is not destroyed: it goes on running, and costs, outside Terraform."
        " Applications move to the new one when the stack `k8s` is deployed:"
        " docs/runbooks/aurora-restore.md."
    ),
    ("dns", "domain"): (
        "The certificate and every record of the old domain are destroyed, and with them the hosted"
        " zone, unless `dns.hosted_zone_id` names it; production refuses that. Hosts under the old"
        " domain answer no more."
        " Those under the new one answer once its registrar knows the new zone's name servers."
    ),
    ("state", "bucket"): (
        "Terraform finds no state in the other bucket, and tries to make everything a second time."
        " Copy the states there before you merge. Nothing is destroyed."
    ),
    ("state", "lock_table"): (
        "Whoever still deploys with the old table is not locked out by the new one. Let no deploy"
        " run while you merge. Nothing is destroyed."
    ),
}
"""The effect of a change, by the key of an environment's file."""

DEFAULTS: Final[dict[tuple[str, ...], object]] = {
    ("database", "generation"): 1,
    ("iam", "role_path"): "/",
}
"""The values of these keys in a file that leaves them out."""


def application_goes(name: str, *, database: bool, iam: bool) -> str:
    """Return what becomes of an application that is no more there."""
    gone = f"Its namespace `{name}` is destroyed with all in it: pods, Services, Secrets"
    role = ", and so is its IAM role" if iam or database else ""
    stays = (
        f" Its database `{name}` stays with its data, and so do its roles `{name}` and"
        f" `{name}_owner`, which nothing uses any more; remove them by hand."
        if database
        else ""
    )
    return f"{gone}{role}. Its hosts answer no more.{stays}"


def application_comes(name: str, *, database: bool) -> str:
    """Return what is made for an application that was not there."""
    empty = f" {database_comes(name)}" if database else ""
    return (
        f"It gets a new namespace `{name}`.{empty} Nothing of another application moves here, also"
        " if this one is another under a new name: copy its data first."
    )


def database_goes(name: str) -> str:
    """Return what becomes of the database of an application that asks for none any more."""
    return f"The database `{name}` stays with its data; the application reaches it no more."


def database_comes(name: str) -> str:
    """Return what is made for an application that asks for a database now."""
    return (
        f"It gets an empty database `{name}`; only if one of that name stays from before, it comes"
        " with its old data."
    )


def environment_goes(name: str, bucket: object) -> str:
    """Return what becomes of an environment that has no file any more."""
    return (
        "Nothing of it is destroyed: it goes on running, and costs. Its states stay in the bucket"
        f" `{bucket}` under `{name}/`. Destroy it before you merge, while its file is there."
    )


def environment_comes(name: str) -> str:
    """Return what is made for an environment that had no file."""
    return (
        f"Everything is made anew under states `{name}/`, with empty databases. Nothing of another"
        " environment moves here, also if this one is another under a new name."
    )
