"""The backup file: a ZIP of plain members and a manifest that names each with its size and SHA-256.

Reading checks everything before anything is taken out of it: it trusts no name, no size and no count of a
ZIP, for such a file may come from anywhere. Unpacked by hand, a backup is a workspace. Writes no workspace.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Annotated, BinaryIO, Final, Literal, Self

import orjson
from pydantic import Field, ValidationError

from audit_tui.errors import EnvironmentFault, InputError
from audit_tui.i18n import _, later
from audit_tui.model.event import Hash
from audit_tui.model.text import Line, Model, find_unsafe
from audit_tui.settings import MARKER
from audit_tui.store.tables import LIMIT

FORMAT: Final = "audit-backup/1"
MANIFEST: Final = "manifest.json"
MAX_MEMBERS: Final = 500_000
"""Files in a backup: 10,000 audits with 40 photos each and some room."""
MAX_MANIFEST: Final = 128 * 1_048_576
MAX_RATIO: Final = 200
"""How many times larger than the ZIP its content may be; audits come to about 20."""
_SMALL: Final = 16 * 1_048_576
"""Bytes below which no ratio is asked for."""
CHUNK: Final = 1_048_576

Kind = Literal[
    "settings",
    "logo",
    "checklist",
    "standards",
    "registry",
    "actions",
    "feedback",
    "surveys",
    "plan",
    "encryption",
    "draft",
    "finished",
    "blob",
    "damaged",
]
"""`encryption` is the key file, with the key wrapped in it; what is encrypted is copied as it lies. `damaged` files
are copied as they lie as well, so that a backup loses nothing; restoring puts them in quarantine."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many bytes of how many."""

_ULID: Final = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
_NAMES: Final[dict[Kind, re.Pattern[str]]] = {
    "settings": re.compile(re.escape(MARKER)),
    "logo": re.compile(r"(?!data/|checklists/|standards/|damaged/).+\.(png|jpe?g)", re.IGNORECASE),
    "checklist": re.compile(r"checklists/.+\.ya?ml", re.IGNORECASE),
    "standards": re.compile(r"standards/.+\.ya?ml", re.IGNORECASE),
    "registry": re.compile(r"data/registry\.json"),
    "actions": re.compile(r"data/actions\.json"),
    "feedback": re.compile(r"data/feedback\.json"),
    "surveys": re.compile(r"data/surveys\.json"),
    "plan": re.compile(r"data/plan\.json"),
    "encryption": re.compile(r"data/encryption\.json"),
    "draft": re.compile(rf"data/drafts/({_ULID})\.json"),
    "finished": re.compile(rf"data/finished/\d{{4}}/\d{{2}}/({_ULID})\.json"),
    "blob": re.compile(r"data/blobs/[0-9a-f]{64}(\.sealed)?"),
    "damaged": re.compile(r"damaged/[0-9A-Za-z_-]{1,60}-[0-9a-f]{12}\.(json|journal)"),
}
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN: Final = frozenset('<>:"\\|?*')
_ADVICE: Final = later("Nothing was changed. Take another backup.")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
)
"""What Python's reader raises for a ZIP that is damaged, locked or of an unknown kind."""


class Member(Model):
    """One file of a backup."""

    name: Line
    kind: Kind
    size: Annotated[int, Field(ge=0, le=LIMIT)]
    sha256: Hash

    @property
    def audit(self) -> str:
        """The ULID in the name of a draft or finished audit; empty for others."""
        match = _NAMES[self.kind].fullmatch(self.name)
        return match[1] if match is not None and self.kind in ("draft", "finished") else ""


class Origin(Model):
    """The workspace that a backup was made of."""

    organisation: Line = ""
    folder: Line = ""
    demo: bool = False
    devices: tuple[Line, ...] = ()
    """ULIDs of the machines that worked in it: two backups of one workspace share some."""


class Manifest(Model):
    """What a backup says of itself."""

    format: Literal["audit-backup/1"] = FORMAT
    version: Line
    """Version of the program."""
    schema_: Annotated[int, Field(alias="schema")]
    """Newest schema of an audit that this version writes."""
    made: Line
    """UTC, ISO 8601."""
    workspace: Origin
    left_out: tuple[Line, ...] = ()
    members: tuple[Member, ...]


def safe_name(name: str) -> bool:
    """Whether a path from elsewhere is good on every system and stays below the folder it is put in."""
    parts = name.split("/")
    return 0 < len(name) <= 400 and len(parts) <= 12 and all(_safe_part(part) for part in parts)


def _safe_part(part: str) -> bool:
    return (
        0 < len(part.encode("utf-8", "surrogatepass")) <= 200
        and not part.startswith((".", " "))
        and not part.endswith((".", " "))
        and find_unsafe(part) is None
        and unicodedata.normalize("NFC", part) == part
        and not _FORBIDDEN & set(part)
        and not {"\n", "\t"} & set(part)
        and _DEVICE.fullmatch(part) is None
    )


def fits(kind: Kind, name: str) -> bool:
    """Whether a member of this kind may be called so."""
    return safe_name(name) and _NAMES[kind].fullmatch(name) is not None and name != MANIFEST


class Archive:
    """A backup whose every byte was checked against its manifest. A context manager."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        """Read the list of files and the manifest; `check` reads the rest. Raises InputError, changing nothing.

        The stream is not closed.
        """
        self.where = where
        with self._guard():
            self._size = stream.seek(0, 2)
            self._zip = zipfile.ZipFile(stream)
            infos = self._zip.infolist()
            self._entries = {info.filename: info for info in infos}
            self._refuse_bombs(infos)
        if MANIFEST not in self._entries:
            raise InputError("backup.foreign", _("This ZIP is no backup of audit-tui."), where=where)
        self.manifest = self._manifest()
        self.members = {member.name: member for member in self.manifest.members}
        self._refuse_strangers(infos)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def check(self, progress: Progress | None = None) -> None:
        """Read every member and compare size and SHA-256. Raises InputError naming the first that differs."""
        total, done = sum(member.size for member in self.manifest.members), 0
        for member in self.manifest.members:
            for chunk in self.chunks(member):
                done += len(chunk)
                if progress is not None:
                    progress("check", done, total)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The bytes of a member in pieces. After the last one InputError is raised if they are not its own."""
        hasher, size = hashlib.sha256(), 0
        with self._guard(member.name), self._zip.open(self._entries[member.name]) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                hasher.update(chunk)
                yield chunk
        if size != member.size or hasher.hexdigest() != member.sha256:
            raise self._damaged(_("{name} is not what its manifest says").format(name=member.name))

    def read(self, member: Member) -> bytes:
        """The bytes of a member."""
        return b"".join(self.chunks(member))

    # -- distrust -------------------------------------------------------------------------------------

    def _refuse_bombs(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_MEMBERS:
            raise self._unsafe(
                _("it holds {count} files; at most {max_members} are read").format(
                    count=len(infos), max_members=MAX_MEMBERS
                )
            )
        total = 0
        for info in infos:
            limit = MAX_MANIFEST if info.filename == MANIFEST else LIMIT
            if info.file_size > limit:
                raise self._unsafe(
                    _("a file in it unpacks to more than {limit} MiB").format(limit=limit // 1048576)
                )
            if info.file_size > max(_SMALL, MAX_RATIO * info.compress_size):
                raise self._unsafe(
                    _("a file in it unpacks to more than {max_ratio} times its size").format(
                        max_ratio=MAX_RATIO
                    )
                )
            total += info.file_size
        if total > max(_SMALL, MAX_RATIO * self._size):
            raise self._unsafe(
                _("it unpacks to more than {max_ratio} times its size").format(max_ratio=MAX_RATIO)
            )

    def _manifest(self) -> Manifest:
        with self._guard(MANIFEST), self._zip.open(self._entries[MANIFEST]) as stream:
            content = stream.read(MAX_MANIFEST + 1)
        try:
            document = orjson.loads(content)
        except orjson.JSONDecodeError:
            raise self._damaged(_("its manifest is no JSON")) from None
        if not isinstance(document, dict) or not str(document.get("format", "")).startswith("audit-backup/"):
            raise InputError("backup.foreign", _("This ZIP is no backup of audit-tui."), where=self.where)
        if document["format"] != FORMAT:
            raise InputError(
                "backup.newer",
                _("This backup was made by a newer version of the program."),
                where=self.where,
                next_step=_("Update audit-tui."),
            )
        try:
            return Manifest.model_validate_json(content)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])[:80]
            raise self._damaged(
                _("its manifest is not as it should be at {place}").format(place=place)
            ) from None

    def _refuse_strangers(self, infos: list[zipfile.ZipInfo]) -> None:
        """Every file is in the manifest, under a name of its kind, once without regard to case."""
        seen: set[str] = set()
        for info in infos:
            name = info.filename
            if name.casefold() in seen:
                raise self._unsafe(_("it holds {name!r} twice").format(name=name[:80]))
            seen.add(name.casefold())
            if name == MANIFEST:
                continue
            if not safe_name(name) or info.orig_filename != name:
                raise self._unsafe(
                    _("it holds a file that would not stay in its folder: {name!r}").format(name=name[:80])
                )
            if name not in self.members:
                raise self._unsafe(
                    _("it holds a file that its manifest does not name: {name!r}").format(name=name[:80])
                )
        if len(self.members) != len(self.manifest.members):
            raise self._damaged(_("its manifest names a file twice"))
        for member in self.manifest.members:
            if member.name not in self._entries:
                raise self._damaged(_("{name!r} is missing").format(name=member.name[:80]))
            if not fits(member.kind, member.name):
                raise self._unsafe(
                    _("{name!r} is no name for a {kind}").format(name=member.name[:80], kind=member.kind)
                )

    @contextlib.contextmanager
    def _guard(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            if name:
                raise self._damaged(_("{name} cannot be unpacked").format(name=name)) from error
            raise self._damaged(_("it is cut off, damaged or no ZIP")) from error
        except OSError as error:
            raise EnvironmentFault(
                "backup.unreadable",
                _("The backup cannot be read: {reason}.").format(reason=error.strerror or error),
                where=self.where,
            ) from error

    def _damaged(self, how: str) -> InputError:
        return InputError(
            "backup.damaged",
            _("This backup cannot be used: {how}.").format(how=how),
            where=self.where,
            next_step=_(_ADVICE),
        )

    def _unsafe(self, how: str) -> InputError:
        return InputError(
            "backup.unsafe",
            _("This ZIP is not safe to unpack: {how}.").format(how=how),
            where=self.where,
            next_step=_(_ADVICE),
        )


@contextlib.contextmanager
def open_archive(path: Path, progress: Progress | None = None) -> Iterator[Archive]:
    """A backup that was checked to its last byte. InputError for anything else, EnvironmentFault for a disk."""
    try:
        if path.exists() and not path.is_file():
            what = _("This is a folder") if path.is_dir() else _("This is no ordinary file")
            raise InputError(
                "backup.file", _("{what}; a backup is one ZIP file.").format(what=what), where=str(path)
            )
        stream = path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("backup.missing", _("There is no such file."), where=str(path)) from None
    except ValueError:
        raise InputError(
            "backup.name", _("This cannot be the name of a file."), where=repr(str(path))
        ) from None
    except OSError as error:
        raise EnvironmentFault(
            "backup.unreadable",
            _("The backup cannot be read: {reason}.").format(reason=error.strerror or error),
            where=str(path)[:200],
        ) from error
    with stream, Archive(stream, str(path)) as archive:
        archive.check(progress)
        yield archive
