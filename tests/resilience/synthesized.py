"""The tests' own environments, synthesized as `main.py` does it, and the models of them."""

import tempfile
from functools import cache
from pathlib import Path

from cdktf import App

from config.addons.load import addon_pins
from config.platform import load_platform
from resilience.model.platform import Model
from resilience.model.read import read_model
from stacks.platform import build_platform


@cache
def synthesized(environment: str) -> Path:
    """Return the folder into which an environment was synthesized, once in this process."""
    folder = tempfile.mkdtemp(prefix=f"{environment}-")
    app = App(outdir=folder)
    platform = load_platform(environment)
    build_platform(app, platform.config, platform.applications)
    app.synth()
    return Path(folder)


@cache
def model_of(environment: str) -> Model:
    """Return the model of an environment."""
    return read_model(synthesized(environment), addons=addon_pins(), charts=None, cache=None)
