"""The whole platform with as many applications as the first argument says, each from a folder."""

import sys
import tempfile
from pathlib import Path

import lean_bindings

lean_bindings.activate(Path(__file__).parents[2])

from cdktf import App  # noqa: E402 - the line above must come before

from config.applications.load import load_applications  # noqa: E402
from config.applications.placeholders import Placeholders  # noqa: E402
from config.environment import environment_name, load_environment  # noqa: E402
from stacks.platform import build_platform  # noqa: E402

VALUES = """\
image:
  repository: example.com/application
  digest: sha256:0000000000000000000000000000000000000000000000000000000000000000
env:
  LOG_LEVEL: info
"""

with tempfile.TemporaryDirectory() as folder:
    for index in range(int(sys.argv[1])):
        application = Path(folder) / f"application-{index}"
        application.mkdir()
        (application / "values.yaml").write_text(VALUES, encoding="utf-8")
    config = load_environment(environment_name())
    applications = load_applications(Path(folder), Placeholders.of(config))
app = App()
build_platform(app, config, applications)
app.synth()
