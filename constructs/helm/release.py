"""A release, in the one way in which the platform makes releases."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release

from constructs import Construct
from constructs.helm.chart import Chart, own_chart

TIMEOUT_SECONDS = 900
"""An addon that finds no room waits for the autoscaler's node, which takes a few minutes."""

KEPT_REVISIONS = 10


def helm_release(
    scope: Construct,
    id_: str,
    *,
    name: str,
    namespace: str,
    chart: Chart,
    values: Sequence[str],
    after: Sequence[ITerraformDependable],
) -> Release:
    """Return a release that is whole or not there: a failed one is rolled back.

    Args:
        scope: The construct.
        id_: The release's id.
        name: The release's name.
        namespace: Its namespace, which must exist.
        chart: The chart.
        values: Texts of values, each over those before it.
        after: What must be there before it, and go after it.
    """
    return Release(
        scope,
        id_,
        name=name,
        namespace=namespace,
        chart=chart.chart,
        repository=chart.repository,
        version=chart.version,
        values=list(values),
        skip_crds=chart.skip_crds or None,
        atomic=True,
        cleanup_on_fail=True,
        wait=True,
        wait_for_jobs=True,
        timeout=TIMEOUT_SECONDS,
        max_history=KEPT_REVISIONS,
        # An apply may be killed after it installed a release and before it wrote its state: the
        # next one takes that release up. A release that was only half installed is refused:
        # docs/decisions/0009-inside-the-cluster.md.
        upgrade_install=True,
        depends_on=list(after),
    )


def own_release(
    scope: Construct,
    name: str,
    *,
    namespace: str,
    values: Sequence[str] = (),
    after: Sequence[ITerraformDependable],
) -> Release:
    """Return the release of one of our charts, under the chart's name.

    Args:
        scope: The construct.
        name: The chart's name, the release's, and the release's id.
        namespace: Its namespace, which must exist.
        values: Texts of values, each over those before it.
        after: What must be there before it, and go after it.
    """
    return helm_release(
        scope,
        name,
        name=name,
        namespace=namespace,
        chart=own_chart(scope, name),
        values=values,
        after=after,
    )
