"""Small CDKTF projects, each run as a program of its own: what is tested is a whole interpreter."""

import io
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

Files = dict[str, bytes]

REPOSITORY = Path(__file__).parents[2]
SEED = int(os.environ.get("HYPOTHESIS_SEED", "0"))
"""Of what is drawn; all processes of one run take the same."""
HELM = "cdktf_cdktf_provider_helm"

ACTIVATE = """\
from pathlib import Path

import lean_bindings

lean_bindings.activate(Path(__file__).parent)
"""
PROVIDER_IMPORT = """\
from cdktf_cdktf_provider_helm.provider import HelmProvider
"""
RELEASE_IMPORT = """\
from cdktf_cdktf_provider_helm.release import Release
"""
# An import that is no statement.
RELEASE_BY_NAME = """\
import importlib

Release = importlib.import_module("cdktf_cdktf_provider_helm." + "release").Release
"""
HELM_IMPORTS = PROVIDER_IMPORT + RELEASE_IMPORT
HELM_STACK = """\
from cdktf import App, LocalBackend, TerraformStack

app = App()
stack = TerraformStack(app, "sample")
LocalBackend(stack, path="sample.tfstate")
HelmProvider(stack, "helm", debug=True)
"""
HELM_RELEASE = """\
Release(stack, "release", name="web", chart="nginx", set=[{"name": "replicas", "value": "3"}])
app.synth()
"""
HELM_APP = HELM_STACK + HELM_RELEASE


@dataclass
class Run:
    """What a run of a project left behind."""

    status: int
    stdout: str
    stderr: str
    output: dict[str, bytes] = field(repr=False)

    @property
    def said(self) -> list[str]:
        """Return what the package printed, without its prefix."""
        prefix = "lean_bindings: "
        lines = self.stderr.splitlines()
        return [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]


@dataclass(frozen=True)
class Project:
    """A folder with a main.py."""

    folder: Path

    def write(self, *parts: str, name: str = "main.py") -> None:
        """Write a file of the project from its parts."""
        (self.folder / name).write_text("".join(parts))

    @property
    def cached(self) -> list[Path]:
        """Return the slim tarballs, and whatever else is in their folder."""
        return sorted((self.folder / ".cache" / "lean_bindings").glob("*"))

    def start(self, *command: str, path: Path | None = None, **env: str) -> subprocess.Popen[str]:
        """Start `command`, main.py by default, with `path` before the installed packages."""
        paths = [str(entry) for entry in (path, REPOSITORY) if entry]
        inherited = {key: value for key, value in os.environ.items() if key != "LEAN_BINDINGS"}
        return subprocess.Popen(
            [sys.executable, *(command or ("main.py",))],
            cwd=self.folder,
            env=inherited | {"PYTHONPATH": os.pathsep.join(paths)} | env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, process: subprocess.Popen[str], text: str = "", out: str = "cdktf.out") -> Run:
        """Wait for a started program, hand it `text` on stdin and read what it synthesized."""
        stdout, stderr = process.communicate(text)
        files = sorted(path for path in self.folder.glob(f"{out}/**/*") if path.is_file())
        output = {str(path.relative_to(self.folder / out)): path.read_bytes() for path in files}
        return Run(process.returncode, stdout, stderr, output)

    def run(self, *command: str, path: Path | None = None, **env: str) -> Run:
        """Run the project."""
        return self.finish(self.start(*command, path=path, **env))


def unpack(content: bytes) -> Files:
    """Return the files of a .tgz."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [member for member in archive if member.isfile()]
        files = {member.name: archive.extractfile(member) for member in members}
        return {name: file.read() for name, file in files.items() if file}


def pack(files: Files) -> bytes:
    """Return a .tgz with these files."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return content.getvalue()
