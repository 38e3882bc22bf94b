"""The command line of a program without arguments: it answers `--help`, and refuses all else."""

import argparse


def no_arguments(doc: str | None) -> None:
    """Answer `--help`, and refuse any other argument, before anything is done.

    Args:
        doc: What the module says of itself, its exit statuses included.

    Raises:
        SystemExit: With status 0 after `--help`, with 2 after another argument.
    """
    argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
