"""Decides which tarball of a provider the jsii kernel is given. The only user of jsii's internals.

The kernel takes a package once. So the requests to load a provider are held back until the kernel
is used for something else: by then, the program has usually imported all it needs. Until then too,
it starts and loads other packages while the program goes on with its imports.
"""

import gc
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
from jsii._kernel.providers import BaseProvider
from jsii._kernel.types import LoadRequest, LoadResponse
from jsii._runtime import kernel

from lean_bindings.assembly import ProviderPackage
from lean_bindings.bindings import Bindings
from lean_bindings.cache import Cache
from lean_bindings.late import LateImports
from lean_bindings.report import NotUnderstoodError, say


def install(late: LateImports, cache: Path) -> None:
    """Pass every request to the kernel through a `HoldingProvider`.

    Args:
        late: Knows the registered providers, and answers what comes too late.
        cache: The folder of the slim tarballs.

    Raises:
        NotUnderstoodError: This version of jsii is built differently.
    """
    fields = [field.name for field in getattr(LoadRequest, "__attrs_attrs__", ())]
    provider = getattr(kernel, "provider", None)
    if fields != ["name", "version", "tarball"] or not isinstance(provider, BaseProvider):
        raise NotUnderstoodError("unknown kernel interface")
    # By duck type: a subclass would have to repeat each method of the interface.
    kernel.provider = HoldingProvider(provider, late, Cache(cache))  # type: ignore[assignment]


class HoldingProvider:
    """Stands before jsii's kernel provider (jsii's word for the way to reach its kernel)."""

    def __init__(self, kernel_provider: BaseProvider, late: LateImports, cache: Cache) -> None:
        self._kernel_provider = kernel_provider
        self._late = late
        self._cache = cache
        self._held: list[tuple[Bindings, LoadRequest]] = []
        # One thread, so that packages are loaded in the order of the requests.
        self._loader = ThreadPoolExecutor(max_workers=1)
        self._loading: list[Future[LoadResponse]] = []
        # Imported modules are never freed, so garbage collection would only cost time until the
        # program itself begins.
        self._collects_garbage = gc.isenabled()
        gc.disable()

    def load(self, request: LoadRequest) -> None:
        """Hold back the request for a registered provider; let any other be served meanwhile.

        jsii has no use for the response.
        """
        package_folder = Path(request.tarball).parent.parent
        if bindings := self._late.bindings.get(package_folder.name):
            self._held.append((bindings, request))
            return
        self._serve_library(request)
        self._begin(request)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        """Load what was held back, and wait: the kernel is about to be used."""
        while self._held:
            bindings, request = self._held[0]
            self._begin(self._slim(bindings, request))
            del self._held[0]
        while self._loading:
            self._loading.pop(0).result()
        self._collect_garbage_again()
        return getattr(self._kernel_provider, name)

    def _collect_garbage_again(self) -> None:
        """Switch garbage collection on again, and leave imported modules out of it for good."""
        if self._collects_garbage:
            gc.freeze()
            gc.enable()
            self._collects_garbage = False

    def _begin(self, request: LoadRequest) -> None:
        self._loading.append(self._loader.submit(self._kernel_provider.load, request))

    def _slim(self, bindings: Bindings, request: LoadRequest) -> LoadRequest:
        modules = bindings.used | bindings.imported
        package = ProviderPackage(
            request.name, request.version, Path(request.tarball), bindings.folder
        )
        try:
            tarball = self._cache.slim_tarball(package, modules)
        except (NotUnderstoodError, OSError) as error:
            return self._stock(bindings, request, str(error))
        bindings.kept = modules
        return attrs.evolve(request, tarball=str(tarball))

    def _stock(self, bindings: Bindings, request: LoadRequest, reason: str) -> LoadRequest:
        say(f"{reason}; using the stock bindings of {bindings.package}")
        bindings.restore()
        return request

    def _serve_library(self, request: LoadRequest) -> None:
        """Give a jsii library the whole of each provider it builds on: its needs are unknown."""
        # jsii generates an import for each package that a library depends on.
        code = Path(request.tarball).with_name("__init__.py").read_text(encoding="utf-8")
        for bindings in self._late.bindings.values():
            if f"import {bindings.package}._jsii" not in code:
                continue
            reason = f"{request.name} builds on {bindings.package}"
            if bindings.kept is not None:
                self._late.refuse(
                    f"{reason} and is first imported after a construct was made",
                    "import it before",
                )
            for held in [held for held in self._held if held[0] is bindings]:
                self._begin(self._stock(*held, reason))
                self._held.remove(held)
