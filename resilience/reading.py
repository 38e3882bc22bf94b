"""Analyses a folder that synthesis wrote."""

from pathlib import Path

from config.addons.load import addon_pins
from config.errors import Refusal
from resilience.analysis import Analysis
from resilience.analyze import analyze
from resilience.model.read import read_model
from terraform_json.types import TerraformJsonError


def analysed(folder: Path) -> Analysis:
    """Return the analysis of what was synthesized.

    Args:
        folder: The folder, such as `cdktf.out`.

    Raises:
        Refusal: The folder holds no synthesized stacks.
        ConfigError: There are mistakes in the addons' folders.
    """
    try:
        return analyze(read_model(folder, addons=addon_pins()))
    except TerraformJsonError as error:
        remedy = "Run `make synth` to write it anew, or name the folder of another synthesis."
        raise Refusal(f"{error}.\n{remedy}") from error
