"""Analyses a folder that synthesis wrote."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.addons.load import addon_pins
from config.environment import load_environment
from config.errors import Refusal
from config.sections.resilience import FailOn
from resilience.analysis import Analysis
from resilience.analyze import analyze
from resilience.causes.sources import Sources
from resilience.findings import Severity
from resilience.model.platform import Model
from resilience.model.read import CHARTS, read_model
from resilience.report.survival import Survival
from resilience.rules.findings import judged
from resilience.unreadable import named
from terraform_json.types import TerraformJsonError


@dataclass(frozen=True, kw_only=True)
class Examination:
    """An analysis with its findings, and whether they count.

    Attributes:
        analysis: The analysis.
        fails: Whether a finding that is as grave as `resilience.fail_on` of the environment's file,
            or graver, is accepted by nobody, or a path breaks that nobody accepts to break. Never
            where it says `never`.
    """

    analysis: Analysis
    fails: bool


def analysed(folder: Path, *, charts: Path | None = CHARTS) -> Analysis:
    """Return what of a synthesized folder survives which failure, without findings.

    Args:
        folder: The folder, such as `cdktf.out`.
        charts: The folder with the archives of third parties' charts, which need not be there.

    Raises:
        Refusal: The folder holds no synthesized stacks.
        ConfigError: There are mistakes in the addons' folders.
        Failure: A resource has a value of a form that is not known here.
    """
    with named(folder):
        return analyze(_model(folder, charts))


def _model(folder: Path, charts: Path | None) -> Model:
    try:
        return read_model(folder, addons=addon_pins(), charts=charts)
    except TerraformJsonError as error:
        remedy = "Run `make synth` to write it again, or name the folder of another synthesis."
        raise Refusal(f"{error}.\n{remedy}") from error


def examined(
    environment: str, folder: Path, *, today: date, charts: Path | None = CHARTS
) -> Examination:
    """Return what of an environment survives which failure, and what is weak in it.

    Args:
        environment: The environment.
        folder: The folder into which it was synthesized.
        today: The day on which acceptances are judged.
        charts: As in `analysed`; `addons.charts_folder` of the environment's file goes over it.

    Raises:
        Refusal: The folder holds no synthesized stacks, or those of another environment.
        ConfigError: There are mistakes in the environment's file, or in the addons' folders.
        Failure: A resource has a value of a form that is not known here.
    """
    sources = Sources.of(environment, folder, today=today)
    told = load_environment(environment).addons.charts_folder
    with named(folder):
        model = _model(folder, Path(told) if told else charts)
        _refuse_another(environment, model, folder)
        analysis = judged(analyze(model), sources)
    return Examination(analysis=analysis, fails=_fails(analysis, sources.settings.fail_on))


def _refuse_another(environment: str, model: Model, folder: Path) -> None:
    """Refuse stacks of another environment: what one accepts, the other does not."""
    if model.environment not in ("", environment):
        raise Refusal(
            f"{folder} holds the environment {model.environment}, and PLATFORM_ENV names"
            f" {environment}.\nSet PLATFORM_ENV={model.environment}, or name the folder into which"
            f" {environment} was synthesized."
        )


def _fails(analysis: Analysis, fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    return analysis.fails(Severity(fail_on)) or bool(Survival(analysis).breaks)
