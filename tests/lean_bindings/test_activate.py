import pytest

from tests.lean_bindings.sample import (
    ACTIVATE,
    HELM_APP,
    HELM_IMPORTS,
    HELM_STACK,
    PROVIDER_IMPORT,
    RELEASE_BY_NAME,
    Project,
)

pytestmark = pytest.mark.slow

Output = dict[str, bytes]

STOCK = "; using the stock bindings of cdktf_cdktf_provider_helm"
FROM_PACKAGE = """\
from cdktf_cdktf_provider_helm import provider, release
HelmProvider, Release = provider.HelmProvider, release.Release
"""
DOTTED = """\
import cdktf_cdktf_provider_helm.provider as p
import cdktf_cdktf_provider_helm.release
HelmProvider, Release = p.HelmProvider, cdktf_cdktf_provider_helm.release.Release
"""
BARE = """\
import cdktf_cdktf_provider_helm as helm
HelmProvider, Release = helm.provider.HelmProvider, helm.release.Release
"""
STAR = """\
from cdktf_cdktf_provider_helm import *
HelmProvider, Release = provider.HelmProvider, release.Release
"""
UNKNOWN = f"""\
{HELM_IMPORTS}
try:
    from cdktf_cdktf_provider_helm import charts
except ImportError:
    pass
"""


@pytest.mark.parametrize("imports", [HELM_IMPORTS, FROM_PACKAGE, DOTTED])
def test_each_form_of_import_gets_slim_bindings_and_stock_output(
    project: Project, stock_output: Output, imports: str
) -> None:
    project.write(ACTIVATE, imports, HELM_APP)
    run = project.run()
    assert run.output == stock_output, run.stderr
    assert [line.partition(" of ")[0] for line in run.said] == ["building slim bindings"]


def test_a_second_run_says_nothing_and_builds_nothing(
    project: Project, stock_output: Output
) -> None:
    project.write(ACTIVATE, HELM_IMPORTS, HELM_APP)
    project.run()
    built = [(path, path.stat().st_ino) for path in project.cached]
    run = project.run()
    assert run.said == []
    assert [(path, path.stat().st_ino) for path in project.cached] == built
    assert run.output == stock_output


def test_modules_that_are_not_used_are_not_imported(project: Project) -> None:
    project.write(ACTIVATE, PROVIDER_IMPORT, HELM_STACK, "import sys\nsys.exit(str(sys.modules))")
    modules = project.run().stderr
    assert "cdktf_cdktf_provider_helm.provider" in modules
    assert "cdktf_cdktf_provider_helm.release" not in modules


@pytest.mark.parametrize(
    ("imports", "reason"),
    [
        (BARE, "main.py:6 imports cdktf_cdktf_provider_helm as a whole"),
        (STAR, "main.py:6 imports cdktf_cdktf_provider_helm as a whole"),
        (UNKNOWN, "main.py:10 imports charts, which is no module of cdktf_cdktf_provider_helm"),
    ],
)
def test_an_import_that_is_not_understood_gets_the_stock_bindings(
    project: Project, stock_output: Output, imports: str, reason: str
) -> None:
    project.write(ACTIVATE, imports, HELM_APP)
    run = project.run()
    assert run.said == [reason + STOCK]
    assert run.output == stock_output
    assert project.cached == []


def test_a_provider_that_is_not_installed_is_pythons_matter(project: Project) -> None:
    project.write(ACTIVATE, "import cdktf_cdktf_provider_none.thing\n")
    assert "No module named 'cdktf_cdktf_provider_none'" in project.run().stderr


def test_a_module_that_no_statement_names_is_served_before_the_first_construct(
    project: Project, stock_output: Output
) -> None:
    project.write(ACTIVATE, PROVIDER_IMPORT, RELEASE_BY_NAME, HELM_APP)
    run = project.run()
    assert [line.partition(" of ")[0] for line in run.said] == ["building slim bindings"]
    assert run.output == stock_output


def test_a_module_is_reached_as_an_attribute_of_the_package(
    project: Project, stock_output: Output
) -> None:
    attribute = "import sys\nRelease = sys.modules['cdktf_cdktf_provider_helm'].release.Release\n"
    project.write(ACTIVATE, PROVIDER_IMPORT, attribute, HELM_APP)
    assert project.run().output == stock_output


def test_a_name_that_is_no_module_is_no_attribute_of_the_package(project: Project) -> None:
    attribute = "import sys\nsys.modules['cdktf_cdktf_provider_helm'].charts\n"
    project.write(ACTIVATE, PROVIDER_IMPORT, attribute)
    assert project.run().stderr.endswith(
        "AttributeError: module 'cdktf_cdktf_provider_helm' has no attribute 'charts'\n"
    )


def test_the_variable_switches_everything_off(project: Project, stock_output: Output) -> None:
    project.write(ACTIVATE, HELM_IMPORTS, HELM_APP)
    run = project.run(LEAN_BINDINGS="0")
    assert run.said == []
    assert run.output == stock_output
    assert project.cached == []


def test_a_provider_that_is_imported_already_keeps_its_stock_bindings(
    project: Project, stock_output: Output
) -> None:
    project.write(HELM_IMPORTS, ACTIVATE, HELM_APP)
    run = project.run()
    assert run.said == [f"cdktf_cdktf_provider_helm was imported before activate(){STOCK}"]
    assert run.output == stock_output


def test_a_second_activation_does_nothing(project: Project, stock_output: Output) -> None:
    again = "lean_bindings.activate(Path(__file__).parent)\n"
    project.write(ACTIVATE, again, HELM_IMPORTS, again, HELM_APP)
    project.run()
    run = project.run()
    assert run.said == []
    assert run.output == stock_output


def test_a_project_without_providers_is_left_alone(project: Project) -> None:
    project.write(ACTIVATE, "import sys\nassert 'jsii' not in sys.modules\n")
    run = project.run()
    assert (run.status, run.stderr) == (0, "")


def test_the_cache_folder_can_be_named(project: Project) -> None:
    activate = ACTIVATE.replace(".parent)", ".parent, cache=Path('elsewhere'))")
    project.write(activate, HELM_IMPORTS, HELM_APP)
    project.run()
    assert project.cached == []
    assert len(list((project.folder / "elsewhere").iterdir())) == 1


def test_a_cache_folder_that_cannot_be_written_gets_the_stock_bindings(
    project: Project, stock_output: Output
) -> None:
    project.write(ACTIVATE, HELM_IMPORTS, HELM_APP)
    (project.folder / ".cache").touch()
    run = project.run()
    assert [line.endswith(STOCK) for line in run.said] == [False, True], run.said
    assert run.output == stock_output


def test_programs_that_start_at_once_with_a_cold_cache_all_succeed(
    project: Project, stock_output: Output
) -> None:
    project.write(ACTIVATE, HELM_IMPORTS, HELM_APP)
    folders = [f"out{number}" for number in range(3)]
    processes = [
        project.start(CDKTF_OUTDIR=folder, PYTHONHASHSEED=str(seed))  # sets in another order
        for seed, folder in enumerate(folders)
    ]
    runs = [
        project.finish(process, out=folder)
        for process, folder in zip(processes, folders, strict=True)
    ]
    assert [run.output for run in runs] == [stock_output] * 3, runs
    assert len(project.cached) == 1
