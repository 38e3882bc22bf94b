"""Which test runs each command that the documentation tells, and by which words it does so.

A command of the Makefile is its recipe: what the recipe calls is what a test runs. Commands that do
no more than to start tests or linters are run by the workflows.
"""

from typing import Final, NamedTuple


class Run(NamedTuple):
    """What runs a command: a test by its id, or a workflow; and a word that it does so with."""

    by: str
    word: str


_SANDBOX: Final = (
    "tests/sandbox/test_deployment.py::"
    "test_a_sandbox_goes_up_after_kills_has_no_drift_and_goes_down"
)
_SHOWN: Final = "tests/sandbox/commands/test_show.py"
_SCAFFOLD: Final = (
    "tests/scaffold/test_scaffold.py::"
    "test_an_environment_with_a_new_application_and_a_new_addon_is_synthesized"
)
_LOCKS: Final = "tests/ops/setup/test_lock_files.py"
_TEST_YML: Final = ".github/workflows/test.yml"
_FLOW: Final = "tests/sandbox/test_flow.py::test_the_code_that_confirms_it_lets_the_deploy_go_on"

_RECIPES: Final = "tests/docs/test_recipes.py::test_a_recipe_does_what_its_line_says"
_LONGEVITY_YML: Final = ".github/workflows/longevity.yml"

RUN_BY: Final = {
    "make bench": Run(_LONGEVITY_YML, "make bench"),
    "make bootstrap": Run(
        "tests/ops/bootstrap/test_command.py::test_a_second_run_changes_nothing", "bootstrap("
    ),
    "make chart": Run(
        "tests/sandbox/commands/test_chart.py"
        "::test_the_chart_of_the_base_is_upgraded_to_that_of_the_work_tree",
        "upgrade_chart(",
    ),
    "make chart-docs": Run(_RECIPES, '"chart-docs'),
    "make chart-keys": Run(
        "tests/ops/test_chart_keys.py::test_the_tree_of_a_new_version_replaces_the_old_one",
        "chart_keys",
    ),
    "make charts": Run(
        "tests/ops/test_charts.py::test_a_chart_with_the_pinned_digest_is_put_into_the_folder",
        "from ops import charts",
    ),
    "make checkov": Run(
        "tests/ops/test_checkov.py::test_findings_and_waivers_without_a_finding_fail_the_check",
        "checkov",
    ),
    "make cost": Run(_RECIPES, '"cost'),
    "make dependencies": Run(_RECIPES, '"dependencies'),
    "make diff": Run(_SANDBOX, '"diff"'),
    "make down": Run(_SANDBOX, '"down"'),
    "make format": Run(_RECIPES, '"format'),
    "make gameday": Run(
        "tests/gameday/test_game_day.py::test_resilience_and_the_cluster_agree", "gameday"
    ),
    "make gameday-agreement": Run(_TEST_YML, "make gameday gameday-agreement"),
    "make help": Run(
        "tests/ops/setup/test_makefile.py"
        "::test_help_lists_every_target_but_the_check_of_prerequisites",
        '["make"]',
    ),
    "make kubeconfig": Run(
        "tests/sandbox/commands/test_kubeconfig.py"
        "::test_kubeconfig_prints_what_a_shell_needs_and_copies_the_cluster_s_file",
        'run("kubeconfig")',
    ),
    "make lint": Run(_TEST_YML, "make setup lint test"),
    "make lint-python": Run(_TEST_YML, "make setup lint test"),
    "make lint-scripts": Run(_TEST_YML, "make setup lint test"),
    "make lint-workflows": Run(_TEST_YML, "make setup lint test"),
    "make load": Run(_LONGEVITY_YML, "make load"),
    "make lock": Run(f"{_LOCKS}::test_renewing_leaves_nothing_behind", "ops/setup/lock.sh"),
    "make lock-providers": Run(
        f"{_LOCKS}::test_the_hashes_of_providers_are_asked_for_every_system_of_what_the_stack_requires",
        "ops/setup/providers.sh",
    ),
    "make longevity": Run(_LONGEVITY_YML, "make longevity"),
    "make new-addon": Run(_RECIPES, '"new-addon'),
    "make new-app": Run(_RECIPES, '"new-app'),
    "make new-environment": Run(_RECIPES, '"new-environment'),
    "make orphans": Run(
        "tests/delivery/orphans/test_search.py"
        "::test_what_no_state_knows_can_be_imported_where_the_stack_declares_it",
        "search(",
    ),
    "make outputs": Run(f"{_SHOWN}::test_the_outputs_of_each_stack_are_shown", "outputs"),
    "make preflight": Run(
        "tests/delivery/preflight/test_command.py::test_only_what_is_known_to_be_missing_fails",
        '"preflight"',
    ),
    "make psql": Run(
        "tests/sandbox/test_databases.py"
        "::test_a_database_is_opened_as_its_applications_login_and_as_nobody_else",
        "psql(",
    ),
    "make resilience": Run(_RECIPES, '"resilience'),
    "make resilience-rules": Run(_RECIPES, '"resilience-rules'),
    "make review": Run(
        "tests/ops/test_review.py::test_each_side_is_synthesized_by_its_own_code_and_environments",
        "review.sh",
    ),
    "make sbom": Run(_RECIPES, '"sbom'),
    "make schema": Run(_RECIPES, '"schema'),
    "make setup": Run(_TEST_YML, "make setup lint test"),
    "make snapshots": Run(_RECIPES, '"snapshots'),
    "make status": Run(f"{_SHOWN}::test_the_status_shows_databases", "status"),
    "make synth": Run(_RECIPES, '"synth'),
    "make teardown": Run(
        "tests/delivery/teardown/test_command.py::test_what_is_confirmed_is_taken_down_to_the_end",
        '"teardown"',
    ),
    "make test": Run(_TEST_YML, "make setup lint test"),
    "make test-long": Run(_TEST_YML, "make test-long"),
    "make up": Run(_SANDBOX, '"up"'),
    "make verify": Run(_RECIPES, '"verify'),
    "make version": Run(_RECIPES, '"version'),
    "config.schema": Run("tests/config/test_schema.py::test_the_json_schema_is_current", "schema"),
    "delivery charts": Run(
        "tests/delivery/test_charts.py::test_all_charts_are_told_at_once", "charts"
    ),
    "delivery compare": Run(_FLOW, "Compare the plan with the one that was reviewed"),
    "delivery cost": Run(
        "tests/delivery/cost/test_estimate.py::test_a_pipeline_reads_it_as_json", '"--json"'
    ),
    "delivery drift": Run(
        "tests/delivery/drift/test_plans.py"
        "::test_what_was_changed_is_kept_and_of_a_public_repository_its_number_only",
        "drift",
    ),
    "delivery drift-issue": Run(
        "tests/delivery/drift/test_issue.py::test_the_first_drift_makes_an_issue", "drift-issue"
    ),
    "delivery environments": Run(
        "tests/delivery/deploy/test_environments.py::test_the_command_writes_a_job_for_each_file",
        "environments",
    ),
    "delivery keep": Run(
        "tests/delivery/deploy/test_commands.py"
        "::test_a_plan_that_was_reviewed_goes_on_and_so_does_the_next_attempt",
        '"keep"',
    ),
    "delivery orphans": Run(
        "tests/delivery/orphans/test_report.py::test_import_blocks_are_written_on_request",
        "--imports",
    ),
    "delivery pending": Run(
        "tests/delivery/deploy/test_commands.py::test_a_release_that_is_pending_stops_the_deploy",
        '"pending"',
    ),
    "delivery preflight": Run(
        "tests/delivery/preflight/test_command.py::test_only_what_is_known_to_be_missing_fails",
        "--json",
    ),
    "delivery ready": Run(_FLOW, "Wait until the applications are ready"),
    "delivery rules": Run(
        "tests/delivery/test_rules.py::test_the_command_prints_the_ruleset", '"rules"'
    ),
    "delivery setup-github": Run(
        "tests/delivery/setup/test_command.py::test_the_command_prints_it", "setup-github"
    ),
    "delivery teardown": Run(
        "tests/delivery/teardown/test_command.py::test_what_is_confirmed_is_taken_down_to_the_end",
        '"teardown"',
    ),
    "gameday.fault_injection": Run(
        "tests/gameday/fault_injection/test_asked.py"
        "::test_the_command_writes_a_file_for_each_zone_or_nothing",
        "gameday.fault_injection",
    ),
    "gameday.report": Run(
        "tests/gameday/test_page.py::test_the_command_writes_the_page_of_a_whole_run",
        "gameday.report",
    ),
    "ops.bootstrap": Run(
        "tests/ops/bootstrap/test_pipelines.py::test_a_second_run_changes_nothing", "bootstrap("
    ),
    "ops.dependencies": Run(
        "tests/ops/dependencies/test_command.py::test_json_has_every_dependency_with_its_files",
        "ops.dependencies",
    ),
    "ops.renames": Run(
        "tests/ops/test_renames.py::test_a_change_of_anything_else_says_that_no_name_changes",
        "ops.renames",
    ),
    "ops.replace_nodes": Run(
        "tests/ops/replace_nodes/test_drain.py"
        "::test_pods_move_to_the_new_nodes_and_the_old_group_is_left_without_any",
        "replace_nodes",
    ),
    "ops.versions": Run(
        "tests/ops/test_versions.py::test_it_tells_the_versions_that_are_pinned", "versions"
    ),
    "pytest": Run(
        "tests/lean_bindings/test_alone.py::test_its_tests_run_without_the_project",
        "--import-mode=importlib",
    ),
    "resilience": Run(
        "tests/resilience/test_command.py::test_the_verdict_is_printed", "resilience"
    ),
    "resilience diff": Run(
        "tests/resilience/test_command.py::test_folders_that_were_not_synthesized_are_refused",
        '"diff"',
    ),
    "resilience.rules.listing": Run(
        "tests/resilience/rules/test_registry.py::test_the_page_that_lists_the_rules_is_current",
        "resilience.rules.listing",
    ),
    "sandbox chart": Run(
        "tests/sandbox/commands/test_chart.py"
        "::test_the_chart_of_the_base_is_upgraded_to_that_of_the_work_tree",
        "upgrade_chart(",
    ),
    "sandbox outputs": Run(f"{_SHOWN}::test_a_pipeline_reads_the_outputs_as_json", '"--json"'),
}
"""By `make` and the target, or by the module that Python runs, with its command."""

NEED_AWS: Final = {
    "make bootstrap",
    "make orphans",
    "make preflight",
    "make teardown",
    "delivery compare",
    "delivery keep",
    "delivery orphans",
    "delivery pending",
    "delivery preflight",
    "delivery ready",
    "delivery teardown",
    "ops.bootstrap",
    "ops.replace_nodes",
}
"""Those that ask an account or its cluster, which the tests have instead on this machine."""
