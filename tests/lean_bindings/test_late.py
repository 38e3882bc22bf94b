import pytest

from tests.lean_bindings.sample import (
    ACTIVATE,
    HELM_RELEASE,
    HELM_STACK,
    PROVIDER_IMPORT,
    RELEASE_BY_NAME,
    RELEASE_IMPORT,
    Project,
)

pytestmark = pytest.mark.slow

Output = dict[str, bytes]

LATE_APP = PROVIDER_IMPORT + HELM_STACK + RELEASE_BY_NAME + HELM_RELEASE


def test_a_module_that_comes_too_late_starts_the_program_again(
    project: Project, stock_output: Output
) -> None:
    project.write(ACTIVATE, LATE_APP)
    run = project.run()
    assert run.said[1:] == [
        (
            "cdktf_cdktf_provider_helm.release is first imported after a construct was made;"
            " starting again with the stock bindings (name it in an import statement to avoid this)"
        )
    ]
    assert run.status == 0, run.stderr
    assert run.output == stock_output


def test_a_module_in_the_set_may_come_late(project: Project, stock_output: Output) -> None:
    project.write(ACTIVATE, PROVIDER_IMPORT, HELM_STACK, RELEASE_IMPORT, HELM_RELEASE)
    run = project.run()
    assert len(run.said) == 1, run.said
    assert run.output == stock_output


def test_options_and_arguments_survive_the_new_start(project: Project) -> None:
    project.write(ACTIVATE, LATE_APP, "import sys\nsys.exit(f'{sys.warnoptions} {sys.argv}')\n")
    run = project.run("-W", "ignore::UserWarning", "main.py", "--flag")
    assert run.stderr.splitlines()[-1] == "['ignore::UserWarning'] ['main.py', '--flag']"


def test_what_was_printed_before_the_new_start_is_not_lost(project: Project) -> None:
    project.write(ACTIVATE, "print('hello')\n", LATE_APP)
    run = project.run(PYTHONUNBUFFERED="")
    assert run.stdout == "hello\nhello\n"


def test_folder_and_environment_are_as_they_were_at_the_new_start(
    project: Project, stock_output: Output
) -> None:
    changes = """\
import os

assert "CHANGED" not in os.environ
os.environ["CHANGED"] = "yes"
if "LEAN_BINDINGS" not in os.environ:
    os.chdir("/")
"""
    project.write(ACTIVATE, PROVIDER_IMPORT, HELM_STACK, changes, RELEASE_BY_NAME, HELM_RELEASE)
    run = project.run()
    assert run.status == 0, run.stderr
    assert run.output == stock_output


def test_exit_handlers_run_before_the_new_start(project: Project) -> None:
    handler = """\
import atexit

atexit.register(lambda: Path("exits").open("a").write("x"))
"""
    project.write(ACTIVATE, handler, LATE_APP)
    project.run()
    assert (project.folder / "exits").read_text() == "xx"


def test_a_module_that_comes_too_late_is_refused_where_restart_is_off(project: Project) -> None:
    project.write(ACTIVATE.replace(".parent)", ".parent, restart=False)"), LATE_APP)
    run = project.run()
    assert run.status == 1
    assert run.stderr.endswith(
        "ImportError: lean_bindings: cdktf_cdktf_provider_helm.release is first imported after a"
        " construct was made: name it in an import statement, or set LEAN_BINDINGS=0\n"
    )


def test_a_program_read_from_stdin_is_not_started_again(project: Project) -> None:
    project.write(PROVIDER_IMPORT, name="names.py")
    program = ACTIVATE.replace("Path(__file__).parent", "Path.cwd()") + LATE_APP
    run = project.finish(project.start("-"), program)
    assert "ImportError: lean_bindings: " in run.stderr


def test_a_module_that_does_not_exist_is_missed_as_ever(project: Project) -> None:
    attempt = "import importlib\nimportlib.import_module('cdktf_cdktf_provider_helm.' + 'charts')"
    project.write(ACTIVATE, PROVIDER_IMPORT, HELM_STACK, attempt)
    run = project.run()
    assert len(run.said) == 1, run.said
    assert run.stderr.endswith(
        "ModuleNotFoundError: No module named 'cdktf_cdktf_provider_helm.charts'\n"
    )
