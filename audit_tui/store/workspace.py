"""The workspace: where drafts, finished audits, evidence and reports of one organisation lie.

Finding one creates nothing; folders come into being when something is first written to them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from audit_tui import paths
from audit_tui.errors import AuditError, InputError
from audit_tui.i18n import _
from audit_tui.settings import MARKER, Settings, parse_settings, render_settings
from audit_tui.store.disk import read_bytes, write_atomic
from audit_tui.store.vault import KEY_FILE, Vault

VARIABLE: Final = "AUDIT_TUI_WORKSPACE"
_SETTINGS_LIMIT: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Workspace:
    """The places of one workspace. `root` is None for the user's own folders."""

    root: Path | None
    base: Path
    """The folder that holds (or would hold) the settings file."""
    data: Path
    exports: Path
    checklists: Path
    """The organisation's own checklists, beside the shipped ones."""
    settings: Settings
    vault: Vault = field(compare=False, repr=False)
    """Seals and opens personal values; off where the workspace does not ask for it."""

    @property
    def settings_file(self) -> Path:
        """The file of its settings; of the user's own folders it may not be there."""
        return self.base / MARKER

    @property
    def standards(self) -> Path:
        """What the organisation and its sites lay down in place of shipped standards."""
        return self.base / "standards"

    @property
    def drafts(self) -> Path:
        return self.data / "drafts"

    @property
    def finished(self) -> Path:
        return self.data / "finished"

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    @property
    def inbox(self) -> Path:
        """Where pictures come in from phones; it need not be there."""
        return self.base / paths.expanded(Path(self.settings.inbox))

    @property
    def locks(self) -> Path:
        return self.data / "locks"

    @property
    def quarantine(self) -> Path:
        return self.data / "quarantine"

    @property
    def half_typed(self) -> Path:
        """What was being typed in audits and is not saved yet."""
        return self.data / "half-typed"

    @property
    def registry(self) -> Path:
        return self.data / "registry.json"

    @property
    def catalogue(self) -> Path:
        return self.data / "catalogue.json"

    @property
    def results(self) -> Path:
        return self.data / "results.json"

    @property
    def logo(self) -> Path | None:
        """The picture for reports, None where none is set."""
        return self.base / self.settings.logo if self.settings.logo else None

    @property
    def is_demo(self) -> bool:
        """Whether everything in it is invented."""
        return self.settings.demo


def open_workspace(directory: Path | None, env: Mapping[str, str], cwd: Path | None = None) -> Workspace:
    """The workspace to work in: `directory`, else the one the environment names, else the nearest folder
    upwards of `cwd` that is marked as one, else the user's own folders.

    A named folder that is new or empty is made into a workspace; one with other things in it is refused
    (InputError), so that a slip of the keyboard does not litter it. FaultyFileError for faulty settings.
    """
    if directory is None and env.get(VARIABLE, "").strip():
        directory = Path(env[VARIABLE].strip())
    if directory is not None:
        directory = absolute(directory)
        return _load(directory) if _is_marked(directory) else create_workspace(directory)
    here = absolute(cwd if cwd is not None else Path())
    for folder in (here, *here.parents):
        if _is_marked(folder):
            return _load(folder)
    return _own()


def create_workspace(directory: Path, *, organisation: str = "", demo: bool = False) -> Workspace:
    """Make a new or empty folder into a workspace.

    Raises InputError where the folder holds other things or is a workspace already.
    """
    directory = absolute(directory)
    try:
        if _is_marked(directory):
            raise InputError(
                "workspace.exists", _("This folder is a workspace already."), where=str(directory)
            )
        if directory.exists() and not directory.is_dir():
            raise InputError(
                "workspace.file",
                _("This is a file; a workspace is a folder."),
                where=str(directory),
                next_step=_("Name a new or empty folder."),
            )
        if directory.exists() and any(directory.iterdir()):
            raise InputError(
                "workspace.unmarked",
                _("This folder is not empty and holds no {marker}, so it is no workspace.").format(
                    marker=MARKER
                ),
                where=str(directory),
                next_step=_(
                    "Name a new or empty folder, or put a file called {marker} into this one."
                ).format(marker=MARKER),
            )
    except PermissionError:
        raise InputError(
            "workspace.denied", _("This folder may not be read."), where=str(directory)
        ) from None
    settings = Settings(organisation=organisation, demo=demo)
    write_atomic(directory / MARKER, render_settings(settings).encode())
    return _place(directory, directory, settings)


def change_settings(workspace: Workspace, **values: str | int) -> Workspace:
    """The workspace with other settings, which are on disk; everything else in the file stays as it is written.

    Raises FaultyFileError where a value is not allowed (nothing is written then), NotSavedError where the disk
    refuses.
    """
    import tomlkit

    file = workspace.settings_file
    before = read_bytes(file, limit=_SETTINGS_LIMIT) if file.is_file() else None
    text = render_settings(workspace.settings) if before is None else before.decode("utf-8-sig")
    document = tomlkit.parse(text)
    for name, value in values.items():
        # The item is changed rather than replaced, so that the remark behind it stays.
        written = tomlkit.item(value)
        if name in document:
            there = document.item(name)
            if isinstance(there, tomlkit.items.Item):
                written.trivia.comment_ws = there.trivia.comment_ws
                written.trivia.comment = there.trivia.comment
            document[name] = written
        else:
            document.add(name, written)
    after = tomlkit.dumps(document)
    settings = parse_settings(after, str(file))
    write_atomic(file, after.encode(), previous=before)
    # Whoever opened it goes on; its data lies where it lay unless that very setting was changed.
    placed = _place(workspace.root, workspace.base, settings)
    return replace(placed, vault=workspace.vault) if placed.data == workspace.data else placed


def _is_marked(directory: Path) -> bool:
    try:
        return (directory / MARKER).is_file()
    except OSError as error:
        raise InputError(
            "workspace.name",
            _("This cannot be a workspace: {reason}.").format(reason=error.strerror or error),
            where=str(directory)[:200],
        ) from None


def absolute(directory: Path) -> Path:
    """The whole path of a folder that somebody named. InputError where that cannot be the name of one."""
    try:
        return Path(directory).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):
        raise InputError(
            "workspace.name", _("This cannot be the name of a folder."), where=repr(str(directory))
        ) from None


def _load(directory: Path) -> Workspace:
    return _place(directory, directory, _read_settings(directory / MARKER))


def _own() -> Workspace:
    base = paths.user_data()
    marker = base / MARKER
    return _place(None, base, _read_settings(marker) if marker.is_file() else Settings())


def _place(root: Path | None, base: Path, settings: Settings) -> Workspace:
    data = base / settings.data
    return Workspace(
        root=root,
        base=base,
        data=data,
        exports=base / "exports" if root is not None else paths.user_exports(),
        checklists=base / "checklists",
        settings=settings,
        vault=Vault(data / KEY_FILE, _Asks(base / MARKER)),
    )


class _Asks:
    """Whether the settings ask for encryption as they stand now; another process may have changed that.

    Asked at every turn, so the file is only read where it is another than the last time.
    """

    def __init__(self, marker: Path) -> None:
        self._marker = marker
        self._stamp: tuple[int, ...] | None = None
        self._answer = False

    def __call__(self) -> bool:
        try:
            found = os.stat(self._marker)  # noqa: PTH116 - every save asks
            stamp = found.st_mtime_ns, found.st_size, found.st_ino
            if stamp != self._stamp:
                self._answer, self._stamp = _read_settings(self._marker).encrypt, stamp
        except (AuditError, OSError):
            # No settings ask for nothing; faulty ones are told when the workspace is opened.
            return False
        return self._answer


def _read_settings(file: Path) -> Settings:
    content = read_bytes(file, limit=_SETTINGS_LIMIT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "settings.encoding",
            _("The file is not UTF-8 (byte {start}).").format(start=error.start + 1),
            where=str(file),
            next_step=_("Save it as UTF-8."),
        ) from None
    return parse_settings(text, str(file))
