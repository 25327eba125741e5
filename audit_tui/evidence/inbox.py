"""The inbox: a folder into which pictures come from phones, by cable, mail or cloud. Looked at, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit_tui.errors import AuditError, EnvironmentFault
from audit_tui.evidence.photos import inspect, looks_like
from audit_tui.i18n import _
from audit_tui.model.audit import Evidence, State
from audit_tui.rules.photos import Picture, Proposal, propose
from audit_tui.rules.view import AuditView

MOST: Final = 2_000
"""Pictures of one inbox that are looked at, the newest ones."""


@dataclass(frozen=True, slots=True)
class Found:
    """One picture of the inbox."""

    path: Path
    picture: Picture
    fault: str = ""
    """Why it cannot be attached, in words."""
    attached: bool = False
    """Whether the audit has it already."""


def look(folder: Path, known: Collection[Evidence] = ()) -> list[Found]:
    """The pictures in `folder` by name; what is no picture is passed over. `known` is what the audit has.

    A folder that is not there has none. EnvironmentFault where it cannot be read.
    """
    try:
        paths = [path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file()]
        paths = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[:MOST]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise EnvironmentFault(
            "inbox.unreadable",
            _("The inbox cannot be read: {reason}.").format(reason=error.strerror or error),
            where=str(folder),
        ) from error
    sizes: dict[int, set[str]] = {}
    for each in known:
        sizes.setdefault(each.size, set()).add(each.sha256)
    return list(_found(sorted(paths, key=lambda path: path.name), sizes))


def look_at(path: Path) -> Found | None:
    """One picture by its path; None for what is none."""
    return next(_found([path], {}), None)


def match(
    view: AuditView, found: Collection[Found], shifts: Mapping[str, int], clocks: Collection[str] = ()
) -> list[Proposal]:
    """Where each picture that can still be attached may belong in the audit; `clocks` are names of those that belong
    nowhere, for they show a clock. `shifts`: phone → milliseconds to add to its time to get UTC."""
    owed = {slot.path: view.item(slot.path).photo_owed or 0 for slot in view.photos_owed()}
    said = [slot.path for slot in view.slots if slot.is_asked and view.state(slot.path) is not State.OPEN]
    answered = {path: view.item(path).at for path in said}
    waiting = [each for each in found if not (each.attached or each.fault or each.path.name in clocks)]
    return propose([each.picture for each in waiting], owed, answered, shifts)


def _found(paths: list[Path], sizes: dict[int, set[str]]) -> Iterator[Found]:
    for path in paths:
        try:
            with path.open("rb") as stream:
                format_ = looks_like(stream.read(64))
                if format_ is None:
                    continue
                stream.seek(0)
                photo = inspect(stream, format_, path)
                hashes = sizes.get(path.stat().st_size, set())
                stream.seek(0)
                attached = bool(hashes) and hashlib.file_digest(stream, "sha256").hexdigest() in hashes
        except AuditError as error:
            told = " ".join(part for part in (error.what, error.next_step) if part)
            yield Found(path, Picture(path.name, None, ""), told)
        except OSError as error:
            reason = _("It cannot be read: {reason}.").format(reason=error.strerror or error)
            yield Found(path, Picture(path.name, None, ""), reason)
        else:
            yield Found(path, Picture(path.name, photo.taken, photo.phone), attached=attached)
