"""Load only the part of a prebuilt CDKTF provider that a project uses.

A prebuilt provider is large: ``import cdktf_cdktf_provider_aws.vpc`` imports 2,100 Python modules,
and then the jsii kernel (a Node.js process) reads 120 MB of type declarations and 2,100 JavaScript
modules. That takes about 16 seconds and more than a gigabyte, for an application that uses sixty
of them. One line, before the first import of a provider, leaves out the rest::

    import lean_bindings

    lean_bindings.activate(Path(__file__).parent)

How it works:

1. The project's imports are read (not run) to learn which modules of which providers it uses.
2. Each such provider package becomes an empty package that imports a module when it is asked for.
3. At the first use of the kernel, it is handed a tarball of the same name and version that holds
   only the used modules. It is built once (a few seconds for AWS) and kept in a cache folder, by
   provider version and set of modules.
4. Until then, the kernel starts while the program imports, and Python's garbage collection is off.

The synthesized output is the same, byte for byte. Whatever is not understood (a provider imported
as a whole, an unknown package format, another jsii) is told in one line on stderr, and that
provider's stock bindings are used. A module that no import statement names, and that is imported
after the first construct was made, comes too late for the kernel, which takes a package only once:
the program is then started again, with the stock bindings. What it did before that is done twice;
``restart=False`` raises an ImportError instead.

``LEAN_BINDINGS=0`` in the environment switches everything off.
"""

import os
import sys
from pathlib import Path

from lean_bindings.bindings import Bindings
from lean_bindings.imports import scan
from lean_bindings.late import LateImports
from lean_bindings.report import NotUnderstoodError, say

__all__ = ["activate"]


def activate(root: Path, *, cache: Path | None = None, restart: bool = True) -> None:
    """Make the providers that a project imports load only the modules it uses.

    Call it before the first import of a provider. A second call does nothing.

    Args:
        root: The project's folder, whose ``*.py`` files tell which modules are used.
        cache: Where the slim tarballs are kept; ``.cache/lean_bindings`` in ``root`` by default.
        restart: Whether a module that comes too late starts the program again with the stock
            bindings. If not, as in a test runner, its import raises an ImportError.
    """
    if os.environ.get("LEAN_BINDINGS") == "0" or any(
        isinstance(finder, LateImports) for finder in sys.meta_path
    ):
        return
    imported = scan(root)
    if not imported:
        return
    late = LateImports(restart=restart)
    try:
        from lean_bindings import kernel  # noqa: PLC0415 - fails if jsii is not as we know it

        kernel.install(late, (cache or root / ".cache" / "lean_bindings").absolute())
    except (ImportError, NotUnderstoodError) as error:
        say(f"jsii is not as expected ({error}); using the stock bindings")
        return
    sys.meta_path.insert(0, late)
    for package, modules in imported.items():
        try:
            late.bindings[package] = Bindings.register(package, modules)
        except NotUnderstoodError as error:
            say(f"{error}; using the stock bindings of {package}")
