"""Annotations of F5's NGINX with which an Ingress settles what concerns its own host alone.

From https://github.com/nginx/kubernetes-ingress/blob/main/internal/k8s/validation.go, without those
that reach further:

- `server-snippets`, `location-snippets`: lines of NGINX's configuration;
- `mergeable-ingress-type`: an Ingress of one application would serve paths of another's host;
- `listen-ports`, `listen-ports-ssl`: ports of the controller;
- `policies`: objects of any namespace, of kinds that the platform does not install;
- `hsts-include-subdomains`: hosts below its own, which may be other applications';
- `upstream-zone-size`, `limit-req-zone-size`: memory that all hosts share, and NGINX takes no
  new configuration of anybody when it runs out;
- `ssl-ciphers`, `ssl-prefer-server-ciphers`: TLS, which ends at the load balancer;
- all of NGINX Plus.
"""

from typing import Final

OWN_HOST: Final = frozenset(
    f"nginx.org/{name}"
    for name in (
        "app-root", "basic-auth-realm", "basic-auth-secret", "client-body-buffer-size",
        "client-max-body-size", "fail-timeout", "grpc-services", "hsts", "hsts-behind-proxy",
        "hsts-max-age", "http-redirect-code", "keepalive", "lb-method", "limit-req-burst",
        "limit-req-delay", "limit-req-dry-run", "limit-req-key", "limit-req-log-level",
        "limit-req-no-delay", "limit-req-rate", "limit-req-reject-code", "limit-req-scale",
        "max-conns", "max-fails", "path-regex", "proxy-buffer-size", "proxy-buffering",
        "proxy-buffers", "proxy-busy-buffers-size", "proxy-connect-timeout", "proxy-hide-headers",
        "proxy-max-temp-file-size", "proxy-next-upstream", "proxy-next-upstream-timeout",
        "proxy-next-upstream-tries", "proxy-pass-headers", "proxy-read-timeout",
        "proxy-send-timeout", "proxy-set-headers", "redirect-to-https", "rewrite-target",
        "rewrites", "server-tokens", "ssl-redirect", "ssl-services", "use-cluster-ip",
        "websocket-services",
    )
)  # fmt: skip
"""The annotations that an Ingress may have without a word of the platform's owner."""
