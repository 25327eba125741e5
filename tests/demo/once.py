"""The demo, made once for all tests that only read it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from audit_tui.demo.build import make_demo
from audit_tui.store.workspace import Workspace


@cache
def demo() -> Workspace:
    """A demo workspace; tests must not write into it."""
    folder = Path(tempfile.mkdtemp(prefix="audit-tui-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_demo(folder)
