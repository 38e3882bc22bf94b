"""A provider's Python package without its modules, which are imported when asked for."""

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.abc import Loader
from pathlib import Path
from types import ModuleType

from lean_bindings.imports import WHOLE
from lean_bindings.report import NotUnderstoodError


@dataclass
class Bindings:
    """The Python bindings of one prebuilt provider.

    Attributes:
        module: The package as it stands in `sys.modules`.
        loader: Loads the real one.
        folder: Where its modules lie.
        used: The modules that the project's files import.
        kept: The modules that the kernel knows, once it has a slim tarball.
    """

    module: ModuleType
    loader: Loader
    folder: Path
    used: frozenset[str]
    kept: frozenset[str] | None = None

    @classmethod
    def register(cls, package: str, modules: Mapping[str, str]) -> "Bindings":
        """Put an empty package in front of the real one.

        Args:
            package: Its import name.
            modules: The modules of it that are used, each with the place that imports it.

        Raises:
            NotUnderstoodError: It is imported already, is used as a whole, or lacks a module.
        """
        if package in sys.modules:
            raise NotUnderstoodError(f"{package} was imported before activate()")
        spec = importlib.util.find_spec(package)
        if not (spec and spec.loader and spec.submodule_search_locations):
            raise NotUnderstoodError(f"{package} is not an installed package")
        if WHOLE in modules:
            raise NotUnderstoodError(f"{modules[WHOLE]} imports {package} as a whole")
        folder = Path(spec.submodule_search_locations[0])
        for name, place in modules.items():
            if not _is_module(folder, name):
                raise NotUnderstoodError(f"{place} imports {name}, which is no module of {package}")
        module = importlib.util.module_from_spec(spec)
        bindings = cls(module, spec.loader, folder, frozenset(modules))
        module.__getattr__ = bindings.import_attribute  # type: ignore[method-assign]  # PEP 562
        sys.modules[package] = module
        return bindings

    @property
    def package(self) -> str:
        """The import name."""
        return self.module.__name__

    @property
    def imported(self) -> frozenset[str]:
        """The modules that are imported by now."""
        names = (name.split(".") for name in tuple(sys.modules))
        return frozenset(
            module
            for package, module, *_ in (parts for parts in names if len(parts) > 1)
            if package == self.package and not module.startswith("_")
        )

    def misses(self, name: str) -> bool:
        """Tell whether the kernel was given a slim tarball without this module."""
        return self.kept is not None and name not in self.kept and _is_module(self.folder, name)

    def restore(self) -> None:
        """Run the real package in place of the empty one: all its modules are imported."""
        del self.module.__getattr__  # the real package asks itself what it has already
        self.loader.exec_module(self.module)

    def import_attribute(self, name: str) -> ModuleType:
        """Import a module that is asked for as an attribute; the stock package has them all."""
        if not _is_module(self.folder, name):
            raise AttributeError(f"module {self.package!r} has no attribute {name!r}")
        return importlib.import_module(f"{self.package}.{name}")


def _is_module(folder: Path, name: str) -> bool:
    return not name.startswith("_") and (folder / name / "__init__.py").is_file()
