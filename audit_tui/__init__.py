"""audit_tui: service checklists in the field, offline, with a report that proves itself.

The package's floors, from the bottom: `model` (shapes), `rules` (pure functions), `library`, `evidence`
and `store` (disk), `session` (the walk as a state machine), `reports`, and two faces: `tui` and `cli`.
"""

__version__ = "0.1.0"
