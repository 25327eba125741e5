"""Entry of the program: finds the verb, loads its module alone, and turns what goes wrong into one sentence.

Without a verb it opens the app. It holds no verb's work, and a person never sees a traceback from it
(unless AUDIT_TUI_DEBUG is set).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from audit_tui import __version__, collecting, i18n
from audit_tui.cli.common import Parser, add_workspace, nearest, visible
from audit_tui.cli.helptext import described, exemplified, speak_argparse
from audit_tui.errors import ENVIRONMENT, AuditError, EnvironmentFault, InputError
from audit_tui.i18n import _, later

if TYPE_CHECKING:
    from audit_tui.store.workspace import Workspace

VERBS = {
    "check": ("check", later("find the faults in checklists")),
    "fill": ("fill", later("play an answers file into an audit")),
    "move": ("move", later("move an open audit to newer versions of its checklists")),
    "list": ("listing", later("list the audits")),
    "show": ("show", later("show one audit with its score")),
    "photos": ("photos", later("list the photos of an audit, and declare them clear or masked")),
    "insights": ("insights", later("say what improved, over many audits")),
    "report": ("report", later("write the PDF report of an audit, or of many")),
    "review": ("review", later("return, verify or correct a finished audit, and decide appeals")),
    "export": ("export", later("write audits as CSV, Excel or JSON")),
    "verify": ("verify", later("prove that an audit file or a report is unchanged")),
    "standards": ("standards", later("list the service standards, their figures and what measures them")),
    "sites": ("sites", later("list the sites, or take them in from a CSV file")),
    "actions": ("actions", later("list the corrective actions, or say how far one is")),
    "feedback": ("feedback", later("note customers' wishes and complaints, list and count them")),
    "plan": ("plan", later("plan visits, surveys and focus groups, and say what is due")),
    "surveys": ("surveys", later("keep customers' survey answers: add, import, list, remove")),
    "nps": ("nps", later("show the net promoter score by site and month, with its interval")),
    "agreement": ("agreement", later("compare audits of one visit by different people")),
    "backup": ("backup", later("write everything into one ZIP, and prove that it is whole")),
    "restore": ("restore", later("take a backup into a workspace, never over newer data")),
    "quarantine": (
        "quarantine",
        later("look through what was deleted, damaged or set aside, and take it back"),
    ),
    "privacy": ("privacy", later("find, hand over or erase what is held about a person")),
    "encryption": ("encryption", later("encrypt what names people at rest, and look after its keys")),
    "demo": ("demo", later("make a fictional chain to look around in")),
    "doctor": ("doctor", later("say where everything lies and whether it is well")),
}
"""Verb → module in this package and what it does."""

INTERRUPTED = 130
PIPE_CLOSED = 141

_VALUED = ("--workspace", "--lang")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done · 1 a finding of check, verify or doctor, or a refused finish · 2 usage or bad input ·
    3 environment (disk, lock, permission, no terminal) · 130 interrupted by ctrl+c, 143 by
    the system.
    """
    _force_utf8()
    # Plugins of other packages have no business here, and to look for them takes longer than to find an audit.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone. Python would complain again when it closes the stream.
        _silence_stdout()
        return PIPE_CLOSED
    except AuditError as error:
        print(visible(str(error)), file=sys.stderr)
        return error.exit_code
    except Exception as error:
        if os.environ.get("AUDIT_TUI_DEBUG"):
            raise
        print(visible(_unexpected(error)), file=sys.stderr)
        return ENVIRONMENT
    return code


def _run(words: list[str]) -> int:
    at = _verb_at(words)
    before, verb = words[:at], words[at] if at < len(words) else None
    choose_language(before, os.environ)
    speak_argparse()
    top = _top_parser().parse_args(before)
    if verb is None:
        linear = _likes_lines() if top.linear is None else top.linear
        return _open_linear(top.workspace) if linear else _open_app(top.workspace)
    if verb not in VERBS:
        raise InputError(
            "verb.unknown",
            _("{verb!r} is no command of audit-tui.{nearest}").format(
                verb=verb, nearest=nearest(verb, VERBS)
            ),
            next_step=_("See audit-tui --help."),
        )
    module = importlib.import_module(f"audit_tui.cli.{VERBS[verb][0]}")
    parser = Parser(
        prog=f"audit-tui {verb}",
        description=described(module.__doc__),
        epilog=exemplified(module.EXAMPLES),
    )
    module.configure(parser)
    add_workspace(parser, default=top.workspace)
    args = parser.parse_args(words[at + 1 :])
    if getattr(args, "json", False):
        i18n.use("en")
    with _ended_cleanly():
        code: int = module.run(args)
    return code


@contextlib.contextmanager
def _ended_cleanly() -> Iterator[None]:
    """Let a verb clean up where the system asks it to end, as it does where a person presses ctrl+c."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        numbers = (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))
        before = {number: signal.signal(number, end) for number in numbers if number is not None}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _verb_at(words: Sequence[str]) -> int:
    """Index of the first word that is neither an option nor the value of one."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _VALUED else 1
    return min(at, len(words))


def choose_language(before: Sequence[str], env: Mapping[str, str]) -> None:
    """Speak the language of `--lang`, else of AUDIT_TUI_LANG, else the person's own, else of the system.

    Where none says anything, English holds until a workspace suggests its own. InputError for an unknown one.
    """
    i18n.use("en")
    i18n.forget()
    given = _value_of("--lang", before)
    for source, tag in (("--lang", given), (i18n.VARIABLE, env.get(i18n.VARIABLE, "").strip())):
        if not tag:
            continue
        code = i18n.known(tag)
        if code is None:
            raise InputError(
                "language.unknown",
                _("{source}: the program does not speak {tag!r}.").format(source=source, tag=tag[:40]),
                next_step=_("It speaks {languages}.").format(languages=", ".join(i18n.NAMES)),
            )
        i18n.use(code)
        return
    if code := _own_language(env) or i18n.system_language(env):
        i18n.use(code)


def _own_language(env: Mapping[str, str]) -> str | None:
    """The language that the person chose in the app; None where none was, or the settings cannot be read."""
    from audit_tui.paths import user_config

    if not (user_config(env) / "preferences.json").is_file():
        return None
    from audit_tui.store.preferences import preference_file

    return i18n.known(preference_file(env).read().language or "")


def _value_of(option: str, words: Sequence[str]) -> str:
    """What stands behind `option`, in one word with it or in the next; the last one counts."""
    found = ""
    for at, word in enumerate(words):
        if word == option and at + 1 < len(words):
            found = words[at + 1]
        elif word.startswith(f"{option}="):
            found = word.partition("=")[2]
    return found


def _top_parser() -> Parser:
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {verb:<{width}}  {_(what)}" for verb, (_module, what) in VERBS.items())
    parser = Parser(
        prog="audit-tui",
        usage="audit-tui [--workspace DIR] [--lang LANGUAGE] [--linear | --no-linear] [COMMAND …]",
        description="{}\n\n{}".format(
            _("Walk service checklists in the field, offline, and hand over a report that proves itself."),
            _("Without a command the app opens."),
        ),
        epilog="{}\n{}\n\n{}".format(
            _("commands:"),
            verbs,
            _("About one of them: {command}").format(command="audit-tui COMMAND --help"),
        ),
    )
    add_workspace(parser, default=None)
    parser.add_argument(
        "--lang",
        metavar="LANGUAGE",
        help=_("language of the program: {languages}").format(languages=", ".join(i18n.NAMES)),
    )
    parser.add_argument(
        "--linear",
        action=argparse.BooleanOptionalAction,
        help=_(
            "ask in plain lines, for screen readers, braille displays, dumb terminals and scripts; "
            "there, always makes that the way it opens"
        ),
    )
    parser.add_argument("--version", action="version", version=f"audit-tui {__version__}")
    return parser


def _likes_lines() -> bool:
    """Whether the person has chosen plain lines as what opens."""
    from audit_tui.store.preferences import preference_file

    return preference_file(os.environ).read().opens == "lines"


def _open_app(directory: Path | None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        raise EnvironmentFault(
            "terminal.none",
            _("The app needs a terminal, and this is none."),
            next_step=_(
                "audit-tui --linear asks in plain lines instead. These commands need no terminal: {verbs}."
            ).format(verbs=", ".join(VERBS)),
        )
    collecting.hold_off()
    try:
        from audit_tui.store.workspace import open_workspace

        workspace = open_workspace(directory, os.environ, Path.cwd())
        # The app itself asks for a passphrase.
        _unlock(workspace, ask=False)
        return start_app(workspace)
    finally:
        collecting.resume()


def _unlock(workspace: Workspace, *, ask: bool) -> None:
    if workspace.vault.stage != "off":
        from audit_tui.cli.unlocking import unlock

        unlock(workspace.vault, os.environ, ask=ask)


def _open_linear(directory: Path | None) -> int:
    from audit_tui.clock import SystemClock
    from audit_tui.linear.home import run_linear
    from audit_tui.store.workspace import open_workspace

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    workspace = open_workspace(directory, os.environ, Path.cwd())
    _unlock(workspace, ask=True)
    return run_linear(workspace, SystemClock())


def start_app(workspace: Workspace) -> int:
    """Run the app in this terminal until it is left; returns its exit code."""
    from audit_tui.clock import SystemClock

    # Through importlib, so that nothing but this call brings in the screen's library.
    code: int = importlib.import_module("audit_tui.tui.app").run_app(workspace, SystemClock())
    return code


def _force_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence_stdout() -> None:
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def _unexpected(error: Exception) -> str:
    """One sentence for a mistake in the program, and where its details were written."""
    head = _("Something went wrong inside the program ({name}); saved answers are safe.").format(
        name=type(error).__name__
    )
    name = f"audit-tui-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    details = f"audit-tui {__version__}, Python {sys.version}\n\n{traceback.format_exc()}"
    for folder in _log_folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(details, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return f"{head} {_('The details are in {path}.').format(path=folder / name)}"
    return f"{head} {_('The details could not be written; AUDIT_TUI_DEBUG=1 shows them.')}"


def _log_folders() -> list[Path]:
    folders = [Path(tempfile.gettempdir())]
    # What went wrong may be that this very package is missing.
    with contextlib.suppress(ImportError):
        import platformdirs

        folders.insert(0, platformdirs.user_log_path("audit_tui", appauthor=False))
    return folders


if __name__ == "__main__":
    sys.exit(main())
