import pytest
import yaml

from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.kubernetes.schemas import write_schemas
from terraform_json.types import Json
from tests.patience import eventually

PART = {"type": "object", "properties": {"size": {"type": "integer"}}}
WIDGETS = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.tests.example.com"},
    "spec": {
        "group": "tests.example.com",
        "names": {"kind": "Widget", "plural": "widgets"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "properties": {
                                    "parts": {"type": "array", "items": PART},
                                    "parts_by_name": {
                                        "type": "object",
                                        "additionalProperties": PART,
                                    },
                                    "any": {
                                        **PART,
                                        "x-kubernetes-preserve-unknown-fields": True,
                                    },
                                },
                            }
                        },
                    }
                },
            }
        ],
    },
}


@pytest.fixture(scope="module")
def location(control_plane: LocalControlPlane, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the location of the schemas of a control plane that knows widgets."""
    control_plane.run("kubectl", "create", "--filename=-", stdin=yaml.safe_dump(WIDGETS))

    def described() -> bool:
        return "tests.example.com" in control_plane.run("kubectl", "get", "--raw=/openapi/v3")

    eventually(described)
    return write_schemas(control_plane, tmp_path_factory.mktemp("schemas"))


def check(cluster: LocalControlPlane, location: str, manifest: Json) -> None:
    """Let kubeconform judge a manifest."""
    cluster.run(
        "kubeconform", "-strict", "-schema-location", location, "-", stdin=yaml.safe_dump(manifest)
    )


def widget(**spec: object) -> Json:
    """Return a widget."""
    metadata = {"name": "one"}
    return {
        "apiVersion": "tests.example.com/v1",
        "kind": "Widget",
        "metadata": metadata,
        "spec": spec,
    }


def pod(**container: object) -> Json:
    """Return a pod with one container."""
    containers = [{"name": "web", "image": "web", **container}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"containers": containers},
    }


@pytest.mark.parametrize(
    "container",
    [
        {"resources": {"requests": {"cpu": 1, "memory": "64Mi"}}},
        {"livenessProbe": {"httpGet": {"port": "http", "path": "/"}}},
        {"livenessProbe": {"httpGet": {"port": 8080, "path": "/"}}},
    ],
)
def test_what_the_api_takes_is_valid(
    control_plane: LocalControlPlane, location: str, container: Json
) -> None:
    check(control_plane, location, pod(**container))


def test_an_unknown_field_is_refused_however_deep(
    control_plane: LocalControlPlane, location: str
) -> None:
    with pytest.raises(ControlPlaneError, match="additional properties 'limit' not allowed"):
        check(control_plane, location, pod(resources={"limit": {"cpu": 1}}))


def test_a_value_of_another_type_is_refused(
    control_plane: LocalControlPlane, location: str
) -> None:
    with pytest.raises(ControlPlaneError, match="got string, want boolean"):
        check(control_plane, location, pod(tty="yes please"))


def test_a_custom_resource_is_valid_by_its_definition(
    control_plane: LocalControlPlane, location: str
) -> None:
    part = {"size": 1}
    manifest = widget(parts=[part], parts_by_name={"one": part}, any={"thing": "goes"})

    check(control_plane, location, manifest)


@pytest.mark.parametrize(
    "spec",
    [
        {"colour": "red"},
        {"parts": [{"colour": "red"}]},
        {"parts_by_name": {"one": {"colour": "red"}}},
    ],
)
def test_an_unknown_field_of_a_custom_resource_is_refused(
    control_plane: LocalControlPlane, location: str, spec: Json
) -> None:
    with pytest.raises(ControlPlaneError, match="additional properties 'colour' not allowed"):
        check(control_plane, location, widget(**spec))


def test_a_definition_of_custom_resources_is_valid_itself(
    control_plane: LocalControlPlane, location: str
) -> None:
    check(control_plane, location, WIDGETS)


def test_a_kind_that_the_api_does_not_serve_has_no_schema(
    control_plane: LocalControlPlane, location: str
) -> None:
    manifest = {"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {}}
    with pytest.raises(ControlPlaneError, match="could not find schema for PodDisruptionBudget"):
        check(control_plane, location, manifest)
