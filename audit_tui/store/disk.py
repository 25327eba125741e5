"""Writing a file so that a crash leaves the old one or the new one, never half of either.

Also the words for what a disk can refuse, and locks between processes. Knows nothing of audits.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audit_tui.errors import EnvironmentFault, InputError, NotSavedError
from audit_tui.i18n import _, later

if TYPE_CHECKING:
    from filelock import FileLock

TEMPORARY: Final = ".tmp"
REPLACE_PATIENCE: Final = 2.5
"""Seconds to go on trying to replace a file that a scanner or indexer holds open on Windows."""

_HELD_ON_WINDOWS: Final = frozenset({5, 32, 33})
"""WinError codes: access denied, sharing violation, lock violation."""

_NO_DIRECTORY_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
"""What file systems answer that cannot sync a directory; their renames are as durable as they get."""

_WORDS: Final[dict[int, tuple[str, str, str]]] = {
    errno.ENOSPC: ("disk.full", later("the disk is full"), later("Free some space, then try again.")),
    errno.EROFS: (
        "disk.readonly",
        later("the disk is read-only"),
        later("Work on a disk that can be written to."),
    ),
    errno.EACCES: (
        "disk.denied",
        later("writing is not permitted"),
        later("Check the permissions of the folder."),
    ),
    errno.EPERM: (
        "disk.denied",
        later("writing is not permitted"),
        later("Check the permissions of the folder."),
    ),
    errno.EIO: (
        "disk.error",
        later("the disk reports an error"),
        later("Copy what is there to another disk soon; this one may be failing."),
    ),
    errno.ENAMETOOLONG: (
        "disk.name",
        later("the path is too long"),
        later("Use a folder with a shorter path."),
    ),
    errno.EMFILE: (
        "disk.busy",
        later("too many files are open"),
        later("Close other programs, then try again."),
    ),
    errno.ENOENT: (
        "disk.gone",
        later("the folder is gone"),
        later("Put the folder or disk back, then try again."),
    ),
    errno.ENOTDIR: ("disk.gone", later("a file is in the way of a folder"), later("Move that file away.")),
    errno.EEXIST: ("disk.gone", later("a file is in the way of a folder"), later("Move that file away.")),
    # Windows knows no quotas by this name.
    getattr(errno, "EDQUOT", -1): (
        "disk.full",
        later("the disk quota is used up"),
        later("Free some space, then try again."),
    ),
}


def not_saved(failure: OSError, path: Path) -> NotSavedError:
    """What a failed write means to a person: what, where, what next."""
    code, what, next_step = _WORDS.get(
        failure.errno or 0,
        ("disk.error", failure.strerror or str(failure), later("Nothing was changed on disk.")),
    )
    error = NotSavedError(
        code, _("Not saved: {what}.").format(what=_(what)), where=str(path), next_step=_(next_step)
    )
    error.reason = f"{_(what)}."
    return error


def read_bytes(path: Path, *, limit: int) -> bytes:
    """The content of a file of at most `limit` bytes.

    Raises InputError for what is missing, no file or too large, EnvironmentFault where reading fails.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise InputError(
                "file.directory",
                _("This is a folder, not a file."),
                where=str(path),
                next_step=_("Name a file in it."),
            )
        if not stat.S_ISREG(found.st_mode):
            raise InputError("file.special", _("This is no ordinary file."), where=str(path))
        with path.open("rb") as stream:
            # Asked for all it may hold, the system would be asked for as much memory.
            content = stream.read(min(found.st_size, limit) + 1)
            if len(content) > found.st_size:
                content += stream.read(limit + 1 - len(content))
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("file.missing", _("There is no such file."), where=str(path)) from None
    except ValueError:
        raise InputError(
            "file.name", _("This cannot be the name of a file."), where=repr(str(path))
        ) from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InputError(
                "file.name", _("This name is too long for a file."), where=str(path)[:80]
            ) from None
        raise EnvironmentFault(
            "file.unreadable",
            _("The file cannot be read: {reason}.").format(reason=error.strerror or error),
            where=str(path),
        ) from error
    if len(content) > limit:
        raise InputError(
            "file.large",
            _("The file is larger than {limit} MiB.").format(limit=limit // 1048576),
            where=str(path),
        )
    return content


def read_ends(path: Path, mark: bytes, tail: int, *, piece: int = 131_072) -> tuple[bytes, bytes] | None:
    """What stands before the first `mark` in a file, and its last `tail` bytes; None where there is no mark, or
    the file cannot be read or is no ordinary one."""
    flags = (
        os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return None
        content, at = b"", -1
        while at < 0:
            more = os.read(descriptor, piece)
            if not more:
                return None
            seen, content = len(content), content + more
            at = content.find(mark, max(0, seen - len(mark)))
        os.lseek(descriptor, max(0, found.st_size - tail), os.SEEK_SET)
        return content[:at], os.read(descriptor, tail)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def sync(descriptor: int) -> None:
    """Have the disk itself keep what was written, as far as the system lets one ask for it."""
    if sys.platform == "darwin":
        import fcntl

        # fsync on macOS does not empty the drive's own cache; some network disks know only fsync.
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError as error:
            if error.errno not in (errno.ENOTSUP, errno.EINVAL, errno.ENOTTY):
                raise
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)


def sync_data(descriptor: int) -> None:
    """As `sync`, but for content alone: of a file whose size does not change, times need not be kept."""
    if sys.platform == "linux":
        os.fdatasync(descriptor)
    else:
        sync(descriptor)


def sync_directory(directory: Path) -> None:
    """Make names in a directory durable: after a create, a replace, an unlink. Windows does it by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_DIRECTORY_SYNC:
            raise
    finally:
        os.close(descriptor)


def make_directory(directory: Path) -> None:
    """Create a directory and its parents, durably."""
    missing = []
    at = directory
    while not at.exists() and at != at.parent:
        missing.append(at)
        at = at.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        sync_directory(each.parent)
    if not directory.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(directory))


def replace(source: Path, target: Path) -> None:
    """`os.replace`, with patience on Windows, where a scanner may hold the target for a moment."""
    deadline = time.monotonic() + REPLACE_PATIENCE
    pause = 0.005
    while True:
        try:
            source.replace(target)
        except OSError as error:
            held = getattr(error, "winerror", None) in _HELD_ON_WINDOWS
            if not held or time.monotonic() + pause > deadline:
                raise
            time.sleep(pause)
            pause = min(pause * 2, 0.25)
        else:
            return


def write_all(descriptor: int, content: bytes) -> None:
    """Write every byte; the system may take them in parts."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_at(descriptor: int, content: bytes, offset: int) -> None:
    """Write every byte at `offset`; the system may take them in parts."""
    rest = memoryview(content)
    while rest:
        written = _pwrite(descriptor, rest, offset)
        rest, offset = rest[written:], offset + written


def _seek_and_write(descriptor: int, content: memoryview, offset: int) -> int:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.write(descriptor, content)


_pwrite: Callable[[int, memoryview, int], int] = getattr(os, "pwrite", _seek_and_write)
"""Windows has no pwrite; only one thread ever writes to such a file, so seeking first is as good."""


def install(path: Path, fill: Callable[[int], None], *, flush: bool = True) -> None:
    """Put a new file in the place of `path`: `fill` writes it, then it is synced and renamed.

    Raises OSError; the old file is then as it was and the temporary one gone. Without `flush` a power cut may
    leave any part of the new content, or the old file.
    """
    make_directory(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=TEMPORARY, dir=path.parent)
    temporary = Path(name)
    try:
        try:
            fill(descriptor)
            if flush:
                sync(descriptor)
        finally:
            os.close(descriptor)
        replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_atomic(path: Path, content: bytes, *, previous: bytes | None = None) -> None:
    """Replace the content of `path`; when this returns, the disk has it.

    `previous` is what to put back if the rename happened but could not be made durable: what is shown and
    what lies on disk must be the same. Raises NotSavedError.
    """
    renamed = False
    try:
        install(path, lambda descriptor: write_all(descriptor, content))
        renamed = True
        sync_directory(path.parent)
    except OSError as error:
        if renamed:
            _put_back(path, previous)
        raise not_saved(error, path) from error


def write_cache(path: Path, content: bytes) -> None:
    """Replace the content of a file that can be made again: a power cut may leave the old one, a part or nothing.

    Raises OSError.
    """
    install(path, lambda descriptor: write_all(descriptor, content), flush=False)


def _put_back(path: Path, previous: bytes | None) -> None:
    with contextlib.suppress(OSError):
        if previous is None:
            path.unlink()
        else:
            install(path, lambda descriptor: write_all(descriptor, previous))


def remove(path: Path) -> None:
    """Delete a file, durably; one that is not there is no error. Raises NotSavedError."""
    try:
        path.unlink(missing_ok=True)
        sync_directory(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise not_saved(error, path) from error


def sweep(path: Path) -> None:
    """Delete what a killed process left beside `path`. Only for who holds the lock of `path`."""
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f".{path.name}.*{TEMPORARY}"):
            left.unlink(missing_ok=True)


def file_lock(path: Path) -> FileLock:
    """A lock between processes that the system itself lets go of when its holder dies.

    Without the fallback: a file system that cannot lock must say so, not pretend. Not bound to a thread,
    for a screen takes it and a writer thread may let it go.
    """
    from filelock import FileLock

    return FileLock(path, timeout=0, thread_local=False, fallback_to_soft=False)


@contextlib.contextmanager
def exclusive(path: Path, *, patience: float = 5.0) -> Iterator[None]:
    """Hold the lock file `path` for a short change of something shared. Raises NotSavedError."""
    from filelock import Timeout

    try:
        make_directory(path.parent)
        lock = file_lock(path)
        lock.acquire(timeout=patience)
    except Timeout:
        raise NotSavedError(
            "lock.held",
            _("Not saved: another process is writing here."),
            where=str(path),
            next_step=_("Wait a moment, then try again."),
        ) from None
    except OSError as error:
        raise not_saved(error, path) from error
    try:
        yield
    finally:
        lock.release()
