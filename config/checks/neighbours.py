"""The check that two environments of one account do not make things of the same name in AWS."""

from collections.abc import Iterator

from config.errors import ConfigError, Mistake
from config.reading import at
from config.role_names import OF_ADDONS, OF_APPLICATIONS
from config.sections.database_backup import LAST_GENERATION, generation_name
from config.yaml.source import YamlDocument, read_yaml
from config.yaml.stray_files import is_stray


def neighbour_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield a mistake for each other environment of the account with which names are shared.

    Names in AWS begin with the project and the environment, in every region: those of IAM roles
    and of buckets know none. Files beside the document's that cannot be read are passed over.
    """
    own = _qualified_name(document)
    for file in sorted(document.file.parent.glob("*.yaml")):
        if is_stray(file) or file.name == document.file.name:
            continue
        try:
            other = read_yaml(file)
        except ConfigError:
            continue
        name, here = _qualified_name(other), at(document, ("account_id",))
        if not own or not name or at(other, ("account_id",)) != here:
            continue
        if problem := _problem(own, name):
            yield document.mistake(
                ("project",),
                f"{problem} of {file}, which has the same account",
                allowed="a project and a name that make, joined by a hyphen, no other environment's"
                f" in the account, not with -{OF_APPLICATIONS}..., -{OF_ADDONS}... or -g<number>"
                " after it either",
                remedy="choose another project or another name for the one that is not deployed",
            )


def _problem(own: str, other: str) -> str | None:
    if own == other:
        return f"makes names that begin with {own}, as do those"
    for name, longer in ((own, other), (other, own)):
        for beginning in (OF_APPLICATIONS, OF_ADDONS):
            if f"{longer}-".startswith(f"{name}-{beginning}"):
                return f"makes roles named {name}-{beginning}..., as are those"
        if longer in {generation_name(name, number) for number in range(2, LAST_GENERATION + 1)}:
            return f"makes in some generation a database named {longer}, as is one"
    return None


def _qualified_name(document: YamlDocument) -> str | None:
    project, name = (at(document, (key,)) for key in ("project", "name"))
    return f"{project}-{name}" if isinstance(project, str) and isinstance(name, str) else None
