"""One family of errors that a person can cause or meet, each saying what, where and what to do next.

Never raised for a mistake in the program itself: those stay ordinary exceptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DONE = 0
FINDING = 1
BAD_INPUT = 2
ENVIRONMENT = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file a person wrote.

    `line` and `column` count from 1; 0 means that the fault concerns the file as a whole.
    `severity` is `error` (the file cannot be used) or `warning` (it can, but look at it).
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message}"


class AuditError(Exception):
    """Base of the family. `code` is stable, `exit_code` is what the command line ends with."""

    exit_code = BAD_INPUT

    def __init__(self, code: str, what: str, *, where: str = "", next_step: str = "") -> None:
        self.code = code
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.next_step}".rstrip() if self.next_step else head


class InputError(AuditError):
    """Something that was given is wrong: a value, a name, a file of another kind (exit 2)."""


class RefusedError(AuditError):
    """The request is understood but the rules forbid it now, e.g. finishing with questions open (exit 1)."""

    exit_code = FINDING


class EnvironmentFault(AuditError):  # noqa: N818 - "fault" is the word of this house
    """The machine stands in the way: disk full, folder read-only, audit held by another process (exit 3)."""

    exit_code = ENVIRONMENT


class NotSavedError(EnvironmentFault):
    """An answer did not reach the disk. What is in memory is what was there before."""

    reason: str = ""
    """Why, in a sentence of its own, for screens that say "not saved" themselves; empty where `what` says all."""


class LockedError(EnvironmentFault):
    """Personal values are needed, and the key that opens them was not given to this process (exit 3)."""


class FaultyFileError(InputError):
    """A file with one or several faults, all of them at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("file.faulty", "\n".join(str(fault) for fault in self.faults))
