"""Ids of constructs for what people name, kept apart from each other and from ours.

An id is part of a Terraform address: a changed one destroys what it stands for and creates it
again. So a name that can be mistaken for nothing else is its own id; only the others are changed.
"""

from collections.abc import Collection


def construct_id(name: str, *, taken: Collection[str] = (), suffixes: Collection[str] = ()) -> str:
    """Return the id for a name, distinct from those of all other names in the same scope.

    Args:
        name: The name. Names begin with no colon.
        taken: The other ids in the same scope that are not made by this function.
        suffixes: What is added, in the same scope, to ids that this function made.

    Returns:
        The name itself, unless it is taken, ends like an id with a suffix, or could be mistaken
        once CDKTF has written its slashes as `--`. Such a name comes back between colons, its
        slashes as in a URL.
    """
    mistakable = "--" in name or "-/" in name or "/-" in name
    if mistakable or name in taken or name.endswith(tuple(suffixes)):
        return ":" + name.replace("%", "%25").replace("/", "%2F") + ":"
    return name
