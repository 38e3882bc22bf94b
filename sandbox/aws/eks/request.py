"""The account, the cluster and the parameters of a request to EKS."""

from moto.eks.models import Cluster
from moto.eks.responses import EKSResponse


class Request(EKSResponse):
    """A request, with its parameters as botocore's model of the action names and types them."""

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True

    @property
    def cluster(self) -> Cluster:
        """The cluster that the request names.

        Raises:
            ResourceNotFoundException: There is none of that name.
        """
        # The path calls it `name` in each action; the models say `name` or `clusterName`.
        return self.eks_backend.describe_cluster(self._get_param("name"))

    def given(self, *names: str) -> dict[str, object]:
        """Return those of the named parameters that the request carries."""
        return {name: self.params[name] for name in names if name in self.params}

    def arn(self, path: str) -> str:
        """Return an ARN of EKS in the request's account and region.

        Args:
            path: What tells it from others, beginning with its kind, such as `addon/...`.
        """
        return f"arn:{self.partition}:eks:{self.region}:{self.current_account}:{path}"
