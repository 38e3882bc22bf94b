"""The bill of materials, of stacks and charts made up for the purpose."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from config.addons.addon_file import AddonFile
from config.addons.load import addon_pins
from ops import programs
from ops.command import Failure, Refusal
from ops.sbom import bill as bill_module
from ops.sbom.bill import bill_of_materials
from terraform_json.types import Json
from tests.fixtures.output import write_output

PINS = addon_pins()

Write = Callable[..., Path]

ROOT = Path(__file__).parents[2]
# checkov reads bills, and brings CycloneDX's own schema.
SCHEMAS = ROOT / ".tools/checkov/lib"
DIGEST = "0123456789abcdef" * 4
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec:
  containers: [{name: main, image: {{ .Values.image }}}]
  initContainers: [{name: first, image: example.com/first:1}]
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a stack with these releases; it returns the stacks' folder."""
    stacks: dict[str, Json] = {}

    def stack(*releases: Json, lock: str | None = None, name: str = "k8s") -> Path:
        data: Json = {
            "terraform": {
                "backend": {"s3": {"key": f"testing/{name}.tfstate"}},
                "required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.0.0"}},
            }
        }
        if releases:
            data["resource"] = {"helm_release": {str(i): r for i, r in enumerate(releases)}}
        stacks[name] = data
        write_output(tmp_path, stacks)
        if lock is not None:
            (tmp_path / f"stacks/{name}/.terraform.lock.hcl").write_text(lock, encoding="utf-8")
        return tmp_path

    return stack


@pytest.fixture
def own_chart(tmp_path: Path) -> str:
    """Return a chart of ours that runs the image of its values, as a stack refers to it."""
    folder = tmp_path / "stacks/k8s/assets/chart/F00D"
    (folder / "templates").mkdir(parents=True)
    described = "{apiVersion: v2, name: ours, version: 1.0.0}"
    (folder / "Chart.yaml").write_text(described, encoding="utf-8")
    (folder / "templates/pod.yaml").write_text(POD, encoding="utf-8")
    schema = json.dumps({"properties": {"port": {"type": "integer"}}})
    (folder / "values.schema.json").write_text(schema, encoding="utf-8")
    return "assets/chart/F00D"


def release(chart: str, *values: Json, name: str = "shop", version: str = "1.0.0") -> Json:
    """Return a release as it stands in a stack."""
    texts = [yaml.safe_dump(each) for each in values]
    return {
        "name": name,
        "namespace": name,
        "chart": chart,
        "version": version,
        "values": texts,
    }


def fetched(pin: AddonFile, *values: Json) -> Json:
    """Return a release of a chart that Helm fetches when it deploys."""
    return release(pin.chart, *values, version=pin.version) | {"repository": pin.repository}


def component(bill: Json, name: str) -> Json:
    """Return the one component of a name."""
    found: Json
    (found,) = [each for each in bill["components"] if each["name"] == name]
    return found


def properties(bill: Json, name: str) -> list[tuple[str, str]]:
    return [(each["name"], each["value"]) for each in component(bill, name)["properties"]]


def sha256(bill: Json, name: str) -> list[str]:
    return [each["content"] for each in component(bill, name).get("hashes", ())]


def test_a_folder_without_stacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"manifest.json cannot be read"):
        bill_of_materials(tmp_path)


def test_the_bill_is_of_the_environment(write: Write) -> None:
    assert bill_of_materials(write())["metadata"]["component"]["name"] == "testing"


def test_a_provider_is_listed_with_the_hashes_that_it_is_locked_to(write: Write) -> None:
    entry = 'provider "registry.example/hashicorp/{}" {{\n  hashes = [\n    {},\n  ]\n}}\n'
    lock = entry.format("other", '"zh:c"') + entry.format("aws", '"h1:a",\n    "zh:b"')
    bill = bill_of_materials(write(lock=lock))
    assert component(bill, "terraform-provider-aws")["version"] == "5.0.0"
    locked = [("locked", "h1:a"), ("locked", "zh:b")]
    assert properties(bill, "terraform-provider-aws") == locked


def test_a_provider_that_is_not_locked_has_an_unknown_digest(write: Write) -> None:
    assert properties(bill_of_materials(write()), "terraform-provider-aws") == [
        ("digest", "unknown")
    ]


def test_components_are_listed_in_the_order_of_their_references(write: Write) -> None:
    pins = [addon_pins()["metrics-server"], addon_pins()["cluster-autoscaler"]]
    output = write(*(fetched(pin, {"image": {"repository": pin.chart}}) for pin in pins))

    listed = [each["bom-ref"] for each in bill_of_materials(output)["components"]]

    assert len(listed) == 5
    assert listed == sorted(listed)


def test_what_several_stacks_have_is_listed_once(write: Write) -> None:
    write(name="networking")
    assert len(bill_of_materials(write())["components"]) == 1


def test_a_chart_of_ours_is_listed_once_with_all_its_releases(write: Write, own_chart: str) -> None:
    values = {"image": "example.com/main:2"}
    output = write(release(own_chart, values), release(own_chart, values, name="till"))
    assert properties(bill_of_materials(output), "ours") == [
        ("content", "F00D"),
        ("release", "shop/shop"),
        ("release", "till/till"),
    ]


def test_the_images_of_a_chart_of_ours_are_those_that_its_pods_run(
    write: Write, own_chart: str
) -> None:
    image = f"example.com:5000/main:2@sha256:{DIGEST}"
    bill = bill_of_materials(write(release(own_chart, {"image": "other"}, {"image": image})))
    main = component(bill, "example.com:5000/main")
    assert main["type"] == "container"
    assert main["purl"].startswith(f"pkg:oci/main@sha256%3A{DIGEST}?")
    assert main["purl"].endswith("&tag=2")
    assert sha256(bill, "example.com:5000/main") == [DIGEST]
    assert properties(bill, "example.com:5000/main") == [("release", "shop/shop")]
    unknown = [("digest", "unknown"), ("release", "shop/shop")]
    assert properties(bill, "example.com/first") == unknown


def test_a_reference_of_terraform_does_not_stop_the_rendering(write: Write, own_chart: str) -> None:
    values = {"image": "example.com/main:2", "port": "${data.port}"}
    assert component(bill_of_materials(write(release(own_chart, values))), "example.com/main")


def test_a_chart_that_cannot_be_rendered_is_a_failure(write: Write, own_chart: str) -> None:
    with pytest.raises(Failure, match="helm cannot render assets/chart/F00D"):
        bill_of_materials(write(release(own_chart, {"image": "}"})))


def test_without_helm_nothing_is_rendered(
    write: Write, own_chart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "BIN", Path("missing"))
    with pytest.raises(Failure, match="run `make setup`, which builds it"):
        bill_of_materials(write(release(own_chart)))


@pytest.mark.parametrize(
    ("digest", "hashes", "told"), [(DIGEST, [DIGEST], []), (None, [], [("digest", "unknown")])]
)
def test_a_chart_that_is_fetched_has_the_digest_of_its_pin_and_says_what_is_not_listed(
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    digest: str | None,
    hashes: list[str],
    told: list[tuple[str, str]],
) -> None:
    pin = PINS["metrics-server"].model_copy(update={"digest": digest})
    monkeypatch.setattr(bill_module, "addon_pins", lambda: {"metrics-server": pin})
    bill = bill_of_materials(write(fetched(pin)))
    assert sha256(bill, pin.chart) == hashes
    assert set(properties(bill, pin.chart)) == {
        ("images that values do not name", "unknown"),
        ("release", "shop/shop"),
        ("source", pin.source),
        *told,
    }


def test_a_chart_in_another_version_than_its_pin_has_an_unknown_digest(write: Write) -> None:
    pin = PINS["metrics-server"].model_copy(update={"version": "0.0.1"})
    assert ("digest", "unknown") in properties(bill_of_materials(write(fetched(pin))), pin.chart)


@pytest.mark.parametrize(
    ("image", "name", "version"),
    [
        ({"repository": "example.com/a", "tag": 1.5}, "example.com/a", "1.5"),
        ({"registry": "example.com", "repository": "a", "tag": "1"}, "example.com/a", "1"),
        (
            {"repository": "example.com/a", "digest": f"sha256:{DIGEST}"},
            "example.com/a",
            f"sha256:{DIGEST}",
        ),
        ({"repository": "example.com/a"}, "example.com/a", None),
    ],
)
def test_an_image_that_values_name_is_listed(
    write: Write, image: Json, name: str, version: str | None
) -> None:
    values = {"controller": {"image": image}}
    bill = bill_of_materials(write(fetched(PINS["metrics-server"], values)))
    assert component(bill, name).get("version") == version


def test_of_values_those_that_come_later_hold(write: Write) -> None:
    below = {"image": {"repository": "example.com/a", "tag": "1"}}
    above = {"image": {"tag": "2"}}
    bill = bill_of_materials(write(fetched(PINS["metrics-server"], below, above)))
    assert component(bill, "example.com/a")["version"] == "2"


def test_an_image_whose_repository_values_do_not_name_is_the_charts_own(write: Write) -> None:
    values = {"image": {"tag": "1"}}
    bill = bill_of_materials(write(fetched(PINS["metrics-server"], values)))
    assert {each["type"] for each in bill["components"]} == {"application"}


def test_an_archive_is_listed_by_its_own_digest_and_rendered(write: Write, tmp_path: Path) -> None:
    output = write(release("assets/theirs-2.0.0.tgz", version="2.0.0"))
    files = {
        "Chart.yaml": "{apiVersion: v2, name: theirs, version: 2.0.0}",
        "templates/pod.yaml": POD.replace("{{ .Values.image }}", "example.com/theirs:2"),
    }
    archive = tmp_path / "stacks/k8s/assets/theirs-2.0.0.tgz"
    archive.parent.mkdir()
    with tarfile.open(archive, "w:gz") as file:
        for name, text in files.items():
            member = tarfile.TarInfo(f"theirs/{name}")
            member.size = len(text)
            file.addfile(member, io.BytesIO(text.encode()))
    bill = bill_of_materials(output)
    digest = subprocess.run(["sha256sum", archive], capture_output=True, text=True, check=True)
    assert sha256(bill, "theirs") == [digest.stdout.split()[0]]
    assert properties(bill, "theirs") == [("release", "shop/shop")]
    assert component(bill, "example.com/theirs")


def test_the_bill_of_staging_is_valid_cyclonedx(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, ROOT / "main.py"],
        env=os.environ | {"PLATFORM_ENV": "staging", "CDKTF_OUTDIR": str(tmp_path)},
        check=True,
    )
    done = subprocess.run(
        [sys.executable, "-m", "ops.sbom", tmp_path], capture_output=True, text=True, check=True
    )
    bill = json.loads(done.stdout)
    names = ("bom-1.6", "spdx", "jsf-0.82")
    (bom, *others) = [next(SCHEMAS.rglob(f"{name}.SNAPSHOT.schema.json")) for name in names]
    schema = json.loads(bom.read_text(encoding="utf-8"))
    base = schema["$id"].rpartition("/")[0]
    registry = jsonschema_rs.Registry(
        [(f"{base}/{file.name}", json.loads(file.read_text(encoding="utf-8"))) for file in others]
    )
    validator = jsonschema_rs.validator_for(schema, registry=registry)
    assert [error.message for error in validator.iter_errors(bill)] == []
    assert {pin.chart for pin in PINS.values()} <= {c["name"] for c in bill["components"]}
