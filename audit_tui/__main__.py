"""`python -m audit_tui`: the same as the command `audit-tui`."""

from __future__ import annotations

import sys

from audit_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
