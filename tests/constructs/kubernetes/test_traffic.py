import pytest

from constructs.kubernetes.traffic import Allow


def test_traffic_with_nobody_is_refused_as_it_would_be_traffic_with_everybody() -> None:
    with pytest.raises(ValueError, match="prometheus: name a peer"):
        Allow(name="prometheus", ingress=True, peers=())
