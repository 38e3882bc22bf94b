"""Annotations of F5's NGINX with which an Ingress settles what concerns its own host alone.

From https://github.com/nginx/kubernetes-ingress/blob/v5.5.4/internal/k8s/validation.go, without
those that reach further:

- `server-snippets`, `location-snippets`: lines of NGINX's configuration;
- `mergeable-ingress-type`: an Ingress of one application would serve paths of another's host;
- `listen-ports`, `listen-ports-ssl`: ports of the controller;
- `policies`: objects of any namespace, of kinds that the platform does not install;
- `hsts-include-subdomains`: hosts below its own, which may be other applications';
- `upstream-zone-size`, `limit-req-zone-size`: memory that all hosts share, and NGINX takes no
  new configuration of anybody when it runs out;
- `proxy-busy-buffers-size`: NGINX has it from the other buffers, and refuses most other sizes;
- `basic-auth-secret`, `basic-auth-realm`: a Secret of a type that no application can have;
- `ssl-ciphers`, `ssl-prefer-server-ciphers`: TLS, which ends at the load balancer;
- all of NGINX Plus.

All hosts are one configuration: a value that NGINX refuses, and the controller does not, keeps
every application's changes out. So each annotation has a pattern for its whole value, narrower
than https://nginx.org/en/docs/syntax.html where memory or disk of NGINX is taken. Python and RE2,
which the API server judges by, read them alike.
"""

import re
from typing import Final

_BOOLEAN: Final = "[Tt]rue|[Ff]alse"
_COUNT: Final = "[0-9]{1,6}"
_TIME: Final = "[0-9]{1,5}(?:ms|[smh])?"
_KILOBYTES: Final = "[1-9][0-9]?[kK]"
_HEADER: Final = "[A-Za-z0-9-]{1,64}"
_NAME: Final = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_NAMES: Final = f"{_NAME}(?:,{_NAME})*"
_PATH: Final = "/[A-Za-z0-9/._-]*"
_FAILURE: Final = "error|timeout|invalid_header|http_(?:403|404|429|50[0234])|non_idempotent|off"
# Those that there are in every request: NGINX refuses a variable that it does not know.
# https://nginx.org/en/docs/http/ngx_http_core_module.html#variables
_VARIABLE: Final = (
    r"\$(?:args|binary_remote_addr|host|remote_addr|request_method|request_uri|uri"
    r"|(?:arg|cookie|http)_[a-z0-9_]{1,64})"
)

_PATTERNS: Final = {
    "app-root": f"{_PATH}[A-Za-z0-9._-]",
    "client-body-buffer-size": "[1-9][0-9]{0,2}[kK]",
    "client-max-body-size": "[1-9][0-9]{0,7}|[1-9][0-9]{0,5}[kK]|[1-9][0-9]{0,3}[mM]|[1-9][gG]",
    "fail-timeout": _TIME,
    "grpc-services": _NAMES,
    "hsts": _BOOLEAN,
    "hsts-behind-proxy": _BOOLEAN,
    "hsts-max-age": "[0-9]{1,10}",
    "http-redirect-code": "30[1278]",
    "keepalive": "[0-9]{1,3}",
    "lb-method": "round_robin|least_conn|ip_hash|random(?: two(?: least_conn)?)?"
    f"|hash {_VARIABLE}(?: consistent)?",
    "limit-req-burst": _COUNT,
    "limit-req-delay": _COUNT,
    "limit-req-dry-run": _BOOLEAN,
    "limit-req-key": f"(?:{_VARIABLE}){{1,4}}",
    "limit-req-log-level": "info|notice|warn|error",
    "limit-req-no-delay": _BOOLEAN,
    "limit-req-rate": "[1-9][0-9]{0,5}r/[sm]",
    "limit-req-reject-code": "[45][0-9]{2}",
    "limit-req-scale": _BOOLEAN,
    "max-conns": _COUNT,
    "max-fails": _COUNT,
    "path-regex": "case_sensitive|case_insensitive|exact",
    "proxy-buffer-size": _KILOBYTES,
    "proxy-buffering": _BOOLEAN,
    "proxy-buffers": f"(?:[4-9]|[1-5][0-9]|6[0-4]) {_KILOBYTES}",
    "proxy-connect-timeout": _TIME,
    "proxy-hide-headers": f"{_HEADER}(?:, ?{_HEADER})*",
    "proxy-max-temp-file-size": "0|[1-9][0-9]{0,2}[mM]",
    "proxy-next-upstream": f"(?:{_FAILURE})(?: (?:{_FAILURE}))*",
    "proxy-next-upstream-timeout": _TIME,
    "proxy-next-upstream-tries": "[0-9]{1,3}",
    "proxy-pass-headers": f"{_HEADER}(?:, ?{_HEADER})*",
    "proxy-read-timeout": _TIME,
    "proxy-send-timeout": _TIME,
    "proxy-set-headers": f"{_HEADER}(?:: ?[A-Za-z0-9 ._~/@=+-]*)?"
    f"(?:, ?{_HEADER}(?:: ?[A-Za-z0-9 ._~/@=+-]*)?)*",
    "redirect-to-https": _BOOLEAN,
    "rewrite-target": r"/(?:[A-Za-z0-9/._-]|\$[1-9])*",
    "rewrites": f"serviceName={_NAME} rewrite={_PATH}(?:;serviceName={_NAME} rewrite={_PATH})*",
    "server-tokens": _BOOLEAN,
    "ssl-redirect": _BOOLEAN,
    "ssl-services": _NAMES,
    "use-cluster-ip": _BOOLEAN,
    "websocket-services": _NAMES,
}
OWN_HOST: Final = {f"nginx.org/{name}": pattern for name, pattern in _PATTERNS.items()}
"""The annotations that an Ingress may have without a word of the platform's owner, each with a
regular expression for its whole value."""
OWNERS: Final = "(?s:.*)"
"""The same of an annotation that the owner allows: what it means is for its reader to judge."""


def fits(key: str, value: str) -> bool:
    """Return whether an annotation of `OWN_HOST` may have a value; true of all others."""
    return key not in OWN_HOST or re.fullmatch(OWN_HOST[key], value) is not None


def buffers_fit(annotations: dict[str, str]) -> bool:
    """Return whether NGINX takes the sizes of an Ingress's buffers together.

    Twice the larger size, which it has busy at a time, leaves one buffer free. Without its
    annotation a buffer has 4 kB, and there are eight:
    https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_busy_buffers_size
    """
    number, size = annotations.get("nginx.org/proxy-buffers", "8 4k").split()
    first = annotations.get("nginx.org/proxy-buffer-size", "4k")
    kilobytes, header = int(size[:-1]), int(first[:-1])
    return 2 * max(kilobytes, header) <= (int(number) - 1) * kilobytes
