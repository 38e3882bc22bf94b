"""The programs of the control plane, and why each flag is what it is.

Paths are relative to the control plane's directory, in which the programs run. All that listens
does so on 127.0.0.1 or on a socket file.
"""

from pathlib import Path

USAGE = Path(__file__).with_name("usage.yaml")

# Every ClusterIP is then a loopback address: whoever dials one stays on this machine.
SERVICE_CIDR = "127.100.0.0/16"

ETCD_SOCKET = "etcd.sock"

# How long a node counts as alive without a sign of life. Longer than anything that a control plane
# is started for: a simulated node never fails, and a late lease only says that this machine is
# starved or was suspended. At the default of 50 s a busy machine loses nodes. It must exceed the
# 10 s in which kwok renews leases, and the 5 s in which the controller looks at them.
NODE_GRACE_SECONDS = 3600


def etcd() -> list[str]:
    """The store."""
    return [
        "etcd",
        "--data-dir=etcd",
        # A socket file, in a directory that only its owner can enter: no port, no certificate.
        f"--listen-client-urls=unix://{ETCD_SOCKET}",
        # Nobody follows it, but etcd asks for one, and takes no socket here.
        "--advertise-client-urls=http://127.0.0.1:0",
        # There is no peer; the kernel picks a free port.
        "--listen-peer-urls=http://127.0.0.1:0",
        # The data lives as long as the processes: no need to wait for the disk.
        "--unsafe-no-fsync",
        "--log-level=warn",
    ]


def kube_apiserver(port: int, *, reviews_tokens: bool = False) -> list[str]:
    """The API, with authorization and admission as a real cluster has them.

    Args:
        port: Where it listens.
        reviews_tokens: Whether somebody is asked for whom a token stands.
    """
    reviewer = [
        "--authentication-token-webhook-config-file=token-reviews.kubeconfig",
        "--authentication-token-webhook-version=v1",
        # An access entry that goes shuts its principal out at once.
        "--authentication-token-webhook-cache-ttl=1s",
    ]
    return [
        "kube-apiserver",
        *_serving(port),
        f"--etcd-servers=unix://{ETCD_SOCKET}",
        # By default it takes a network interface's address, and fails where there is none.
        "--advertise-address=127.0.0.1",
        # The Service `kubernetes` stays without endpoints: the API refuses loopback addresses
        # there, and no pod runs that would call it.
        "--endpoint-reconciler-type=none",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        # The default allows everything.
        "--authorization-mode=RBAC",
        "--client-ca-file=pki/ca.crt",
        *(reviewer if reviews_tokens else []),
        # What the API server dials inside the cluster is connected by egress.py.
        "--egress-selector-config-file=egress.yaml",
        # So metrics-server knows that it is the API server that asks, and for whom.
        "--proxy-client-cert-file=pki/front-proxy.crt",
        "--proxy-client-key-file=pki/front-proxy.key",
        "--requestheader-client-ca-file=pki/front-proxy-ca.crt",
        "--requestheader-allowed-names=front-proxy",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=pki/service-accounts.crt",
        "--service-account-signing-key-file=pki/service-accounts.key",
        # As in EKS: whether a pod may be privileged is for the namespace's pod security standard.
        "--allow-privileged",
        # The webhooks of addons (load balancer controller, external-secrets) have no pod that runs,
        # and would block every later object. PodSecurity and the other default plugins stay on.
        "--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
    ]


def kube_controller_manager(port: int) -> list[str]:
    """The controllers of Deployments, Jobs, disruption budgets, nodes and so on."""
    return [
        "kube-controller-manager",
        *_serving(port),
        "--kubeconfig=kube-controller-manager.kubeconfig",
        # There is one; an election would only delay a restart.
        "--leader-elect=false",
        # Each controller acts with the RBAC role that Kubernetes has for it.
        "--use-service-account-credentials",
        "--service-account-private-key-file=pki/service-accounts.key",
        # At the default of 20 requests a second, a start takes 4 s longer.
        "--kube-api-qps=500",
        "--kube-api-burst=500",
        # Of a node that has reported itself, and of one that has not yet.
        f"--node-monitor-grace-period={NODE_GRACE_SECONDS}s",
        f"--node-startup-grace-period={NODE_GRACE_SECONDS}s",
        # Of a zone that is unreachable, one node after the other gets the taint that evicts pods:
        # at the default, one in ten seconds. Nodes are unreachable in game days alone, where time
        # passes ten times as fast.
        "--node-eviction-rate=1",
        # At the default of 15 s, which EKS has, one waits longer for a change that one has made.
        "--horizontal-pod-autoscaler-sync-period=5s",
        # It makes this folder, by default under /usr.
        "--flex-volume-plugin-dir=flex-volume-plugins",
    ]


def kube_scheduler(port: int) -> list[str]:
    """Places pods by taints, affinity, spread and requests."""
    return [
        "kube-scheduler",
        *_serving(port),
        "--kubeconfig=kube-scheduler.kubeconfig",
        "--leader-elect=false",
    ]


def kwok() -> list[str]:
    """The simulated kubelets: stages of pods, leases that keep nodes Ready, and what pods use."""
    return [
        "kwok",
        "--kubeconfig=kwok.kubeconfig",
        "--config=kwok.yaml",
        f"--config={USAGE}",
        # The kernel picks a free port; kwok takes none that we hold.
        "--server-address=127.0.0.1:0",
        "--tls-cert-file=pki/server.crt",
        "--tls-private-key-file=pki/server.key",
        "--manage-all-nodes",
        # One range for the pods of all nodes; nobody answers there.
        "--cidr=10.244.0.0/16",
    ]


def metrics_server(port: int, kubelets: int) -> list[str]:
    """Serves what pods and nodes use, behind the API server.

    Args:
        port: Where it listens.
        kubelets: Where kwok plays all kubelets.
    """
    return [
        "metrics-server",
        *_serving(port),
        *(
            f"--{purpose}kubeconfig=metrics-server.kubeconfig"
            for purpose in ("", "authentication-", "authorization-")
        ),
        # By default it reads these from a ConfigMap, and ends if that is not written yet.
        "--authentication-skip-lookup",
        "--client-ca-file=pki/ca.crt",
        "--requestheader-client-ca-file=pki/front-proxy-ca.crt",
        "--requestheader-allowed-names=front-proxy",
        f"--kubelet-port={kubelets}",
        "--kubelet-preferred-address-types=InternalIP",
        "--kubelet-certificate-authority=pki/ca.crt",
        # The least that it takes. The first usage of a pod takes three looks at it.
        "--metric-resolution=10s",
        "--kubelet-request-timeout=5s",
    ]


def _serving(port: int) -> list[str]:
    return [
        "--bind-address=127.0.0.1",
        f"--secure-port={port}",
        # Lets us hold the port until the component listens on it, so that nobody else is given it.
        "--permit-port-sharing",
        "--tls-cert-file=pki/server.crt",
        "--tls-private-key-file=pki/server.key",
    ]
