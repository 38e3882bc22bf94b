"""Annotations of Ingresses that F5's NGINX does not read, and what it reads instead.

It ignores what it does not know, so that a limit or a redirect would be missing without a word.
"""

from dataclasses import dataclass
from typing import Final

_NAMES = "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/"
COUNTERPARTS: Final = {
    "app-root": "app-root",
    "client-body-buffer-size": "client-body-buffer-size",
    "force-ssl-redirect": "redirect-to-https",
    "load-balance": "lb-method",
    "proxy-body-size": "client-max-body-size",
    "proxy-buffer-size": "proxy-buffer-size",
    "proxy-buffering": "proxy-buffering",
    "proxy-buffers-number": "proxy-buffers",
    "proxy-connect-timeout": "proxy-connect-timeout",
    "proxy-max-temp-file-size": "proxy-max-temp-file-size",
    "proxy-next-upstream": "proxy-next-upstream",
    "proxy-next-upstream-timeout": "proxy-next-upstream-timeout",
    "proxy-next-upstream-tries": "proxy-next-upstream-tries",
    "proxy-read-timeout": "proxy-read-timeout",
    "proxy-send-timeout": "proxy-send-timeout",
    "rewrite-target": "rewrite-target",
    "ssl-redirect": "redirect-to-https",
    "use-regex": "path-regex",
}
"""The annotations `nginx.org/...` of F5, by those of the community that did the same,
`nginx.ingress.kubernetes.io/...`, from
https://docs.nginx.com/nginx-ingress-controller/install/migrate-ingress-nginx/"""
# Beside those below `ingress.kubernetes.io`: ALB, Traefik, the community's NGINX and others.
OTHER_CONTROLLERS: Final = (
    "getambassador.io",
    "haproxy-ingress.github.io",
    "haproxy.com",
    "haproxy.org",
    "konghq.com",
    "networking.gke.io",
    "projectcontour.io",
)
PLUS_ONLY: Final = ("appprotect.f5.com", "appprotectdos.f5.com", "nginx.com", "nsm.nginx.com")
"""With them F5's open-source controller passes over the whole Ingress."""
SNIPPETS: Final = ("nginx.org/location-snippets", "nginx.org/server-snippets")


@dataclass(frozen=True)
class Foreign:
    """Why an annotation does nothing, and what to do."""

    problem: str
    remedy: str


def foreign(key: str) -> Foreign | None:
    """Return what is wrong with an annotation's name; None if nothing is."""
    domain, _, name = key.rpartition("/")
    domain = domain.lower()
    if domain == "kubernetes.io" and name.startswith("ingress."):
        return Foreign(
            "is not read by the platform's ingress controller",
            "remove it; ingressClassName says who serves the Ingress",
        )
    if f".{domain}".endswith(".ingress.kubernetes.io") or domain in OTHER_CONTROLLERS:
        ours = COUNTERPARTS.get(name)
        remedy = f"write nginx.org/{ours}" if ours else f"remove it; what there is: {_NAMES}"
        return Foreign("is an annotation of another ingress controller", remedy)
    if domain in PLUS_ONLY:
        return Foreign("is for NGINX Plus only, which the platform does not run", "remove it")
    if key in SNIPPETS:
        return Foreign("is a snippet, which the ingress controller does not take", "remove it")
    return None
