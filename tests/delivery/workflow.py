"""Runs the commands of a workflow's job on this machine, in their order, as GitHub's runner does.

Steps that use an action do nothing here: what they bring is there already. So are steps of `make`,
which set up the toolchain.
"""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

_WORKFLOWS: Final = Path(__file__).parents[2] / ".github/workflows"
_SHELL: Final = ("bash", "-euo", "pipefail", "-c")
_EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NAME: Final = re.compile(r"(?<!')\b(\w+(?:\.[\w-]+)+)")
_OPERATORS: Final = {"&&": " and ", "||": " or ", "!cancelled()": "True", "failure()": "failed"}

Step = Mapping[str, Any]


@dataclass(kw_only=True)
class Done:
    """What became of a job.

    Attributes:
        printed: What each command printed, by the name of its step, in their order.
        failed: The name of the first step that failed; empty if none did.
        summary: The summary of the job.
        known: What GitHub knows while it runs, by its name in expressions; all else is empty.
    """

    printed: dict[str, str] = field(default_factory=dict)
    failed: str = ""
    summary: str = ""
    known: dict[str, object] = field(default_factory=dict)

    def wants(self, step: Step) -> bool:
        """Return whether a step runs, as the job stands."""
        condition = str(step.get("if", "'always'")).removeprefix("${{").removesuffix("}}").strip()
        # Unless a condition asks how the job stands, its step runs where nothing has failed.
        asks = any(word in condition for word in ("failure()", "cancelled()"))
        return (asks or not self.failed) and bool(self._value(condition))

    def filled(self, text: str) -> str:
        """Return a text with the values of its expressions."""
        return _EXPRESSION.sub(lambda found: str(self._value(found[1].strip())), text)

    def _value(self, expression: str) -> object:
        """Return the value of an expression: of texts, comparisons, and what GitHub knows."""
        python = _NAME.sub(r"known.get('\1', '')", expression)
        for written, operator in _OPERATORS.items():
            python = python.replace(written, operator)
        known = {"known": self.known, "failed": bool(self.failed)}
        return eval(python, known)  # noqa: S307 - our own workflows


@dataclass(frozen=True, kw_only=True)
class Runner:
    """A machine on which jobs run.

    Attributes:
        checkout: The folder of the project.
        variables: The variables of the machine.
        known: What GitHub knows in every job.
        replaced: Texts of workflows, with what stands for them: times that a test cannot wait.
    """

    checkout: Path
    variables: Mapping[str, str]
    known: Mapping[str, object]
    replaced: Mapping[str, str] = field(default_factory=dict)

    def run(self, workflow: str, job: str, temp: Path, known: Mapping[str, object]) -> Done:
        """Run a job.

        Args:
            workflow: The file of its workflow.
            job: Its key there.
            temp: The folder for what it writes, with what it downloads.
            known: What GitHub knows of this job beside.
        """
        text = (_WORKFLOWS / workflow).read_text("utf-8")
        for written, stands in self.replaced.items():
            text = text.replace(written, stands)
        declared = yaml.safe_load(text)["jobs"][job]
        temp.mkdir(exist_ok=True)
        summary = temp / "summary.md"
        summary.write_text("")
        variables = {
            **self.variables,
            "RUNNER_TEMP": str(temp),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        done = Done(known={**self.known, **known})
        for step in declared["steps"]:
            if step.get("run", "make ").startswith("make ") or not done.wants(step):
                continue
            own = {**declared.get("env", {}), **step.get("env", {})}
            filled = {name: done.filled(str(text)) for name, text in own.items()}
            status = self._run(step, variables | filled, done)
            done.known[f"steps.{step.get('id')}.outcome"] = "failure" if status else "success"
            if status and not step.get("continue-on-error"):
                done.failed = done.failed or step["name"]
        done.summary = summary.read_text("utf-8")
        return done

    def _run(self, step: Step, variables: Mapping[str, str], done: Done) -> int:
        ran = subprocess.run(
            [*_SHELL, step["run"]],
            cwd=self.checkout,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        done.printed[step["name"]] = ran.stdout
        return ran.returncode
