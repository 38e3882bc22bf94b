"""What stands for programs of a runner that a machine may not have, or that take long to start."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sandbox.paths import KUBERNETES
from tests.delivery.forked import CLIENT
from tests.fixtures.checkout import ROOT
from tests.patience import eventually

OUTPUT: Final = Path("cdktf.out")
"""The folder that synthesis writes."""
HALF: Final = Path("half.out")
"""The folder with what Terraform can take of it on any machine."""
_AWS: Final = """\
import base64, json, yaml
user = yaml.safe_load(open({kubeconfig!r}))["users"][0]["user"]
shown = {{
    new: base64.b64decode(user[old]).decode()
    for new, old in (
        ("clientCertificateData", "client-certificate-data"),
        ("clientKeyData", "client-key-data"),
    )
}}
version = "client.authentication.k8s.io/v1beta1"
print(json.dumps({{"apiVersion": version, "kind": "ExecCredential", "status": shown}}))
"""
"""AWS's command line, which lets kubectl into the cluster: here as its administrator."""
_INSIDE: Final = """\
import os
from pathlib import Path
from sandbox.inside import cluster_half
from terraform_json.manifest import read_manifest
stack = read_manifest(Path("{half}"))["k8s"]
found = cluster_half.inside(stack, dict(os.environ))
cluster_half.install(found, lambda change: print(change.action, change.address))
"""
"""The Helm and the Kubernetes provider: after its own apply, Terraform has their half done."""
_TERRAFORM: Final = """\
case "$1" in
-chdir={output}/stacks/k8s) shift; set -- -chdir={half}/stacks/k8s "$@" ;;
esac
{terraform} "$@" || exit
case "$1 $2" in
*/k8s\\ apply) exec {python} - <<'END'
{inside}END
esac
"""
_NPX: Final = """\
if mkdir "$0.once" 2>/dev/null; then exec {npx} "$@"; fi
for command in init "plan -out=plan"; do
    terraform -chdir="{output}/stacks/$3" $command -input=false -no-color || exit
done
"""
"""cdktf, which is itself the first time: it takes longer to start than Terraform to plan."""


@contextmanager
def stand_ins(folder: Path, checkout: Path) -> Iterator[Path]:
    """Write the programs into a folder, which comes first on the PATH, and yield it.

    Args:
        folder: The folder.
        checkout: The runner's checkout, in which this process works.
    """
    folder.mkdir()
    kubeconfig = str((KUBERNETES / "admin.kubeconfig").resolve())
    python, terraform, npx = (
        shlex.quote(str(each))
        for each in (sys.executable, *map(shutil.which, ("terraform", "npx")))
    )
    token = _AWS.format(kubeconfig=kubeconfig)
    written = {
        "aws": f"exec {python} - <<'END'\n{token}END\n",
        "npx": _NPX.format(npx=npx, output=OUTPUT),
        "terraform": _TERRAFORM.format(
            terraform=terraform,
            python=python,
            inside=_INSIDE.format(half=HALF),
            output=OUTPUT,
            half=HALF,
        ),
    }
    for name, script in written.items():
        _write(folder / name, f"#!/bin/sh\n{script}")
    # The virtual environment of the checkout is a link to the project's own.
    (checkout / ".venv").unlink()
    (checkout / ".venv/bin").mkdir(parents=True)
    address = folder / "delivery"
    client = CLIENT.format(python=sys.executable, address=str(address))
    _write(checkout / ".venv/bin/python", client)
    command = [sys.executable, "-m", "tests.delivery.forked", str(address)]
    # The tests are not in the checkout.
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}) as server:
        try:
            eventually(address.exists)
            yield folder
        finally:
            server.kill()


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
