"""Asks Git about the repository in which a command runs."""

import subprocess
from pathlib import Path

from ops.command import Failure, Refusal


def answer(*arguments: str) -> str:
    """Return what Git answers; nothing if it refuses.

    Raises:
        OSError: Git is not installed.
    """
    done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def output(*arguments: str) -> str:
    """Return what Git prints.

    Raises:
        Failure: It refuses; the message holds why.
        OSError: Git is not installed.
    """
    done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Failure(f"`git {' '.join(arguments)}` failed: {said}")
    return done.stdout.decode(errors="replace")


def commit_of(revision: str) -> str:
    """Return the commit that a revision names.

    Raises:
        Refusal: Git knows no such revision here.
    """
    commit = answer("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    if not commit:
        raise Refusal(
            f"{revision!r} names no commit of this repository. Allowed is a branch, a tag or a"
            " commit that has been fetched, such as origin/main: fetch it, or correct the name."
        )
    return commit


def left(revision: str) -> str:
    """Return the commit at which the work tree left a revision.

    Raises:
        Refusal: Git knows no such revision here, or HEAD and it have no commit in common.
    """
    commit = answer("merge-base", commit_of(revision), "HEAD").strip()
    if not commit:
        raise Refusal(
            f"HEAD and {revision} have no commit in common here: name a branch or a commit that"
            " HEAD comes from. In a shallow clone, `git fetch --unshallow` brings the history."
        )
    return commit


def extract(commit: str, path: Path, folder: Path) -> Path:
    """Write a folder of the repository into another one, as a commit has it; return where it is.

    Raises:
        Failure: It could not be written.
    """
    archived = subprocess.run(
        ["git", "archive", commit, "--", str(path)], capture_output=True, check=False
    )
    folder.mkdir(parents=True, exist_ok=True)
    written = subprocess.run(
        ["tar", "-x", "-C", str(folder)], input=archived.stdout, capture_output=True, check=False
    )
    if said := (archived.stderr + written.stderr).decode(errors="replace").strip():
        raise Failure(f"{path} of {commit} could not be written into {folder}: {said}")
    return folder / path
