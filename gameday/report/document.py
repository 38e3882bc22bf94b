"""Game days as JSON, for programs.

Version 1 of the schema is what stands here, key by key. A key may be added; one that is taken away,
or means something else, makes a new version.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import Final

from gameday.play import Result
from gameday.report.table import row, verdict
from terraform_json.types import Json

VERSION: Final = 1


def as_json(
    environment: str, results: Sequence[Result], most_seconds: float, *, stacks: str, ended: str
) -> str:
    """Return the results as JSON.

    Args:
        environment: The name of the environment.
        results: What came of each phase.
        most_seconds: How long a workload may be below its minimum.
        stacks: The fingerprint of the stacks on which it was played.
        ended: When it ended, in words.
    """
    document = {
        "version": VERSION,
        "environment": environment,
        "stacks": stacks,
        "ended": ended,
        "most_seconds_below_minimum": most_seconds,
        "results": [_result(each, most_seconds) for each in results],
    }
    return json.dumps(document, indent=2) + "\n"


def _result(result: Result, most_seconds: float) -> Json:
    prediction = result.prediction
    return {
        "scenario": result.scenario,
        "target": result.target,
        "phase": result.phase,
        "beyond": result.beyond,
        "verdict": verdict(result, most_seconds),
        "row": row(result, most_seconds),
        "seconds": round(result.until - result.since, 1),
        "predicted": {
            "workloads": {key: asdict(each) for key, each in prediction.workloads.items()},
            "survives": dict(prediction.survives),
            "finishes": prediction.finishes,
        },
        "observed": {key: asdict(each) for key, each in result.account.items()},
        "nodes": {"before": result.nodes_before, "after": result.nodes_after},
        "alerts": list(result.alerts),
        "finished": result.finished,
        "told": result.told,
        "disagreements": [asdict(each) for each in result.disagreements],
        "timeline": [
            {"seconds": seconds, "ready": ready}
            for ready, ((seconds, _), *_) in groupby(_seen(result), key=itemgetter(1))
        ],
    }


def _seen(result: Result) -> Iterator[tuple[float, Json]]:
    """Yield the ready pods of each workload by zone, with the seconds since the fault."""
    for sample in result.samples:
        ready = {key: dict(+counts) for key, counts in sample.ready.items()}
        yield round(sample.at - result.since, 1), ready
