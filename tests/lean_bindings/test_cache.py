import os
from dataclasses import replace
from pathlib import Path

import pytest

from lean_bindings.assembly import ProviderPackage
from lean_bindings.cache import FORMAT, KEPT, Cache
from tests.lean_bindings.sample import pack, unpack


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_a_tarball_is_built_once(
    cache: Cache, helm_package: ProviderPackage, capsys: pytest.CaptureFixture[str]
) -> None:
    first = cache.slim_tarball(helm_package, ["release", "provider"])
    assert capsys.readouterr().err.startswith("lean_bindings: building slim bindings of ")
    assert cache.slim_tarball(helm_package, ["provider", "release"]) == first
    assert capsys.readouterr().err == ""


def test_another_set_of_modules_has_its_own_tarball(
    cache: Cache, helm_package: ProviderPackage
) -> None:
    one = cache.slim_tarball(helm_package, ["release"])
    two = cache.slim_tarball(helm_package, ["release", "provider"])
    assert one.stat().st_size < two.stat().st_size


def test_another_version_of_the_provider_has_its_own_tarball(
    cache: Cache, helm_package: ProviderPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lean_bindings.cache.build_slim_tarball", lambda *_: b"built")
    one = cache.slim_tarball(helm_package, ["release"])
    two = cache.slim_tarball(replace(helm_package, version="0.0.1"), ["release"])
    assert one != two


def test_another_build_of_the_same_version_has_its_own_tarball(
    cache: Cache, helm_package: ProviderPackage, tmp_path: Path
) -> None:
    one = cache.slim_tarball(helm_package, ["release"])
    rebuilt = tmp_path / helm_package.tarball.name
    content = unpack(helm_package.tarball.read_bytes())
    content["package/lib/release/index.js"] = b"// patched"
    rebuilt.write_bytes(pack(content))
    two = cache.slim_tarball(replace(helm_package, tarball=rebuilt), ["release"])
    assert b"// patched" in unpack(two.read_bytes())["package/lib/release/index.js"]
    assert one != two


def test_what_an_older_version_of_this_package_built_is_built_anew(
    cache: Cache, helm_package: ProviderPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = cache.slim_tarball(helm_package, ["release"])
    monkeypatch.setattr("lean_bindings.cache.FORMAT", FORMAT + 1)
    monkeypatch.setattr("lean_bindings.cache.build_slim_tarball", lambda *_: b"built otherwise")
    assert cache.slim_tarball(helm_package, ["release"]) != older


@pytest.mark.parametrize("damage", [lambda content: content[:-100], lambda _: b""])
def test_a_damaged_tarball_is_built_anew(
    cache: Cache, helm_package: ProviderPackage, damage: "type[bytes]"
) -> None:
    path = cache.slim_tarball(helm_package, ["release"])
    content = path.read_bytes()
    path.write_bytes(damage(content))
    assert cache.slim_tarball(helm_package, ["release"]).read_bytes() == content


def test_a_failed_write_leaves_nothing_behind(
    cache: Cache, helm_package: ProviderPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        cache.slim_tarball(helm_package, ["release"])
    assert list(cache.folder.iterdir()) == []


def test_only_the_tarballs_used_last_are_kept(
    cache: Cache, helm_package: ProviderPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lean_bindings.cache.build_slim_tarball", lambda *_: b"built")

    def use(number: int) -> Path:
        path = cache.slim_tarball(helm_package, [f"module{number}"])
        os.utime(path, (number, number))  # instead of waiting
        return path

    paths = [use(number) for number in range(KEPT)]
    cache.slim_tarball(helm_package, ["module0"])  # now the newest
    newest = cache.slim_tarball(helm_package, ["another"])
    assert set(cache.folder.iterdir()) == {paths[0], *paths[2:], newest}


def test_tarballs_of_other_providers_are_left_alone(
    cache: Cache, helm_package: ProviderPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lean_bindings.cache.build_slim_tarball", lambda *_: b"built")
    other = replace(helm_package, folder=Path("cdktf_cdktf_provider_helm2"))
    theirs = cache.slim_tarball(other, ["release"])
    os.utime(theirs, (0, 0))
    for number in range(KEPT + 1):
        cache.slim_tarball(helm_package, [f"module{number}"])
    assert theirs.exists()
