"""Hosts, paths and annotations of Ingresses, as Kubernetes and F5's NGINX take them."""

import re
from collections.abc import Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.rules.annotations import foreign
from config.applications.rules.own_annotations import OWN_HOST, buffers_fit, fits
from config.errors import Mistake

LARGEST_ANNOTATIONS: Final = 256 * 1024
"""Bytes of all annotations of an object with their names:
https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"""
MOST_PATHS: Final = 100
"""Paths of one host, each of which is lines in the one configuration of NGINX."""
# F5's controller passes over an Ingress with such a path, whatever its other paths are:
# validateIllegalKeywords in
# https://github.com/nginx/kubernetes-ingress/blob/main/internal/k8s/validation.go
_ILLEGAL = re.compile(r"^/etc/|/root|/var")


def hosts(values: ChartValues) -> Iterator[Mistake]:
    """Refuse two entries of one host."""
    seen = set()
    for index, ingress in enumerate(values.effective["ingresses"]):
        if ingress["host"] in seen:
            yield values.mistake(
                ("ingresses", index, "host"),
                "is the host of an earlier entry",
                allowed="every host once",
                remedy="put the paths of both into one entry",
            )
        seen.add(ingress["host"])


def paths(values: ChartValues) -> Iterator[Mistake]:
    """Refuse paths that mean the same, and those that the controller passes over."""
    for index, ingress in enumerate(values.effective["ingresses"]):
        seen = set()
        if len(ingress.get("paths", ())) > MOST_PATHS:
            yield values.mistake(
                ("ingresses", index, "paths"),
                f"are {len(ingress['paths'])} paths in the one configuration of all hosts",
                allowed=f"up to {MOST_PATHS} paths of a host",
                remedy="name what stands above them, and let the application tell them apart",
            )
        for number, path in enumerate(ingress.get("paths", ())):
            key = ("ingresses", index, "paths", number)
            if path.rstrip("/") in seen:
                yield values.mistake(
                    key,
                    "is an earlier path but for the slash at its end, which is not looked at",
                    allowed="every path once",
                    remedy="remove one of the two",
                )
            if illegal := _ILLEGAL.search(path):
                yield values.mistake(
                    key,
                    f"has {illegal[0]} in it, for which the ingress controller drops the host",
                    allowed="paths without /var and /root, and without /etc/ first",
                    remedy="serve it under another path, or name only what stands above it",
                )
            seen.add(path.rstrip("/"))


def annotations(values: ChartValues) -> Iterator[Mistake]:
    """Refuse annotations that another controller reads, and more than Kubernetes keeps."""
    for index, ingress in enumerate(values.effective["ingresses"]):
        given = ingress.get("annotations", {})
        for key in given:
            if found := foreign(key):
                yield values.mistake(
                    ("ingresses", index, "annotations", key),
                    found.problem,
                    allowed="nginx.org/..., which F5's NGINX reads, and what no controller reads",
                    remedy=found.remedy,
                )
        size = sum(len(text.encode()) for pair in given.items() for text in pair)
        if size > LARGEST_ANNOTATIONS:
            yield values.mistake(
                ("ingresses", index, "annotations"),
                f"takes {size:,} bytes, more than Kubernetes keeps",
                allowed=f"up to {LARGEST_ANNOTATIONS:,} bytes with the names",
                remedy="shorten them",
            )


def annotation_values(values: ChartValues) -> Iterator[Mistake]:
    """Refuse values for which NGINX would take no new configuration, of anybody."""
    for index, ingress in enumerate(values.effective["ingresses"]):
        given = ingress.get("annotations", {})
        wrong = [key for key, text in given.items() if not fits(key, text)]
        for key in wrong:
            yield values.mistake(
                ("ingresses", index, "annotations", key),
                "has a value that NGINX, which is for all, does not take or has no room for",
                allowed=f"what the regular expression {OWN_HOST[key]} says",
                remedy="correct it",
            )
        if not wrong and not buffers_fit(given):
            yield values.mistake(
                ("ingresses", index, "annotations"),
                "has buffers that NGINX does not take together",
                allowed="proxy-buffers of which all but one hold twice the larger of their size"
                " and proxy-buffer-size; 8 4k and 4k without the annotation",
                remedy="write both, such as 8 16k and 16k",
            )


def protocols(values: ChartValues) -> Iterator[Mistake]:
    """Refuse an annotation beside the protocol that the chart writes it for."""
    for index, ingress in enumerate(values.effective["ingresses"]):
        key = f"nginx.org/{ingress.get('protocol', 'http')}-services"
        if key in ingress.get("annotations", {}):
            yield values.mistake(
                ("ingresses", index, "annotations", key),
                "stands beside the protocol, by which the chart writes it",
                allowed="one of the two",
                remedy="remove the annotation",
            )
