"""The whole platform with as many applications as the first argument says, each from a folder.

Its nodes are as many as the applications' pods need: one for four applications, three pods of each.
"""

import sys
import tempfile
from pathlib import Path

import lean_bindings

lean_bindings.activate(Path(__file__).parents[2])

from cdktf import App  # noqa: E402 - the line above must come before

from bench.applications import ON_A_NODE, VALUES  # noqa: E402
from config.applications.load import load_applications  # noqa: E402
from config.applications.placeholders import Placeholders  # noqa: E402
from config.environment import environment_name, load_environment  # noqa: E402
from config.model import EnvironmentConfig  # noqa: E402
from stacks.platform import build_platform  # noqa: E402

TEXT = f"{VALUES}env:\n  LOG_LEVEL: info\n"


def _with_room(config: EnvironmentConfig, applications: int) -> EnvironmentConfig:
    groups = config.cluster.node_groups
    fewest = max(groups["apps"].min_size, applications // ON_A_NODE)
    sizes = {"min_size": fewest, "desired_size": fewest, "max_size": max(3 * fewest, 10)}
    apps = groups["apps"].model_copy(update=sizes)
    cluster = config.cluster.model_copy(update={"node_groups": groups | {"apps": apps}})
    return config.model_copy(update={"cluster": cluster})


with tempfile.TemporaryDirectory() as folder:
    for index in range(int(sys.argv[1])):
        application = Path(folder) / f"application-{index}"
        application.mkdir()
        (application / "values.yaml").write_text(TEXT, encoding="utf-8")
    config = _with_room(load_environment(environment_name()), int(sys.argv[1]))
    applications = load_applications(Path(folder), Placeholders.of(config))
app = App()
build_platform(app, config, applications)
app.synth()
