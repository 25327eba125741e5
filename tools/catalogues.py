"""The catalogues of the program's words: taken from the source, read, written, compiled and checked.

Needs Babel (the `dev` extra). A `.po` holds what is translated and nothing else, sorted, without line numbers
and dates: a new message in the source touches no catalogue, and two people who translate different messages
of one language merge without a conflict. What is missing is told by comparing with the source.
"""

from __future__ import annotations

import ast
import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from audit_tui.cli.helptext import paragraphs, remarks

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "audit_tui"
LOCALES = PACKAGE / "locales"
DOMAIN = "audit_tui"
_EAST_SLAVIC = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
)
PLURALS = {
    "it": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "ru": _EAST_SLAVIC,
    "uk": _EAST_SLAVIC,
    "zh_Hans": "nplurals=1; plural=0;",
}
"""Language → its plural forms as gettext writes them. CLDR's form for whole millions in Italian is left out:
no sentence of the program counts so far."""
LANGUAGES = tuple(PLURALS)
"""Languages beside English, which is the language of the source."""

KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "later": None,
    "translate": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
    "later_plural": (1, 2),
    "later_in": ((1, "c"), 2),
}
REPORT_KEYWORDS: dict[str, tuple[object, ...] | None] = {"say": None, "count": (1, 2)}
"""Methods of a report, which speaks another language than the screen."""
TRANSLATORS_COMMENT = "Translators:"

_PERCENT = re.compile(r"%\(\w+\)[sdr]|%[sdr]")
# Everything that could steer a terminal or is invisible, except the newline.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_file(language: str) -> Path:
    return po_file(language).with_suffix(".mo")


def source(package: Path = PACKAGE) -> Catalog:
    """Every message of the source with the files that use it."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(package.rglob("*.py")):
        rooms = path.relative_to(package).parts
        keywords = {**KEYWORDS, **REPORT_KEYWORDS} if rooms[0] == "reports" else KEYWORDS
        with path.open("rb") as file:
            for _line, message, comments, context in extract(
                "python",
                file,
                keywords,
                [TRANSLATORS_COMMENT],
                {"encoding": "utf-8"},
                strip_comment_tags=True,
            ):
                if message and message != ("", ""):
                    where = [("/".join((package.name, *rooms)), 0)]
                    catalog.add(message, locations=where, auto_comments=comments, context=context)
        for message in [*_in_formats(path, keywords), *(_help_of(path) if rooms[0] == "cli" else ())]:
            catalog.add(message, locations=[("/".join((package.name, *rooms)), 0)])
    return catalog


def _in_formats(path: Path, keywords: Mapping[str, object]) -> Iterator[str | tuple[str, str]]:
    """Messages inside of f-strings (`f"{_('Store')} › …"`), which Babel does not see before Python 3.12."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for string in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(string) if isinstance(node, ast.Call) and node.args):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            told = [str(one.value) for one in call.args[:2] if isinstance(one, ast.Constant)]
            if told and name in keywords:
                if keywords[name] is None:
                    yield told[0]
                elif keywords[name] == (1, 2) and len(told) == 2:
                    yield told[0], told[1]


def _help_of(path: Path) -> Iterator[str]:
    """What a verb says of itself: its docstring by paragraphs, and the remarks of its examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    examples = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "EXAMPLES"
        and isinstance(node.value, ast.Constant)
    ]
    if examples:
        yield from paragraphs(ast.get_docstring(tree) or "")
        yield from remarks(str(examples[0]))


class Own(Catalog):
    """A catalogue with the header that the tool writes: nothing in it changes from one day to the next."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=Locale.parse(language), domain=DOMAIN, charset="utf-8", fuzzy=False)
        self.header_comment = (
            f"# The words of audit-tui: {self.locale.english_name}. See docs/translating.md."
        )
        self._num_plurals = plural_count(language)
        self._plural_expr = PLURALS[language].partition("plural=")[2].rstrip(";")
        self._head = [
            ("Language", language),
            ("Plural-Forms", PLURALS[language]),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return self._head

    @mime_headers.setter
    def mime_headers(self, given: object) -> None:
        """Whatever a file says about itself stays out."""


def plural_count(language: str) -> int:
    return int(PLURALS[language].split(";")[0].partition("=")[2])


def read(path: Path, language: str) -> Catalog:
    """The catalogue in the file; an empty one where there is none."""
    if not path.exists():
        return Own(language)
    with path.open("rb") as file:
        return read_po(
            file, locale=Locale.parse(language), domain=DOMAIN, charset="utf-8", abort_invalid=True
        )


def is_translated(message: Message) -> bool:
    """Whether every form is filled in."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms)


def key(message: Message) -> tuple[str, str]:
    """What a message is known by: its English words and its context."""
    return _singular(message), message.context or ""


def _singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def messages(catalog: Catalog) -> dict[tuple[str, str], Message]:
    """The messages by their key, the header left out."""
    return {key(message): message for message in catalog if message.id}


def render(catalog: Catalog, language: str) -> str:
    """The text of a `.po`: sorted by the English words, each with the files it stands in, no dates."""
    tidy = Own(language)
    for _key, message in sorted(messages(catalog).items()):
        locations = sorted({(name, None) for name, _ in message.locations})
        tidy.add(
            message.id,
            message.string,
            locations=locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    out = io.BytesIO()
    write_po(out, tidy, width=0, include_lineno=False)
    return out.getvalue().decode("utf-8")


def write(catalog: Catalog, language: str, path: Path | None = None) -> None:
    """Write the `.po`, and the `.mo` beside it when it is the program's own."""
    target = path or po_file(language)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(catalog, language), encoding="utf-8", newline="\n")
    if path is None:
        mo_file(language).write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """The bytes of the `.mo` that belongs to the `.po` of the language."""
    return compile_catalog(read(po_file(language), language), language)


def compile_catalog(catalog: Catalog, language: str) -> bytes:
    """The bytes of a `.mo`; the same for the same messages, whenever and wherever it is made."""
    tidy = Own(language)
    for _key, message in sorted(messages(catalog).items()):
        if is_translated(message):
            tidy.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, tidy)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a catalogue."""

    language: str
    what: str
    message: str = ""

    def __str__(self) -> str:
        return f"{self.language}: {self.what}" + (f": {self.message[:90]!r}" if self.message else "")


def missing(catalog: Catalog, wanted: Catalog) -> list[Message]:
    """The messages of the source that the catalogue has no words for, in the order of the source."""
    have = messages(catalog)
    return [
        message
        for one, message in messages(wanted).items()
        if one not in have or not is_translated(have[one]) or _is_plural(have[one]) != _is_plural(message)
    ]


def _is_plural(message: Message) -> bool:
    return isinstance(message.id, (tuple, list))


def faults(catalog: Catalog, language: str, wanted: Catalog) -> Iterator[Fault]:
    """What is wrong with what is there; what is missing is told by `missing`."""
    known = messages(wanted)
    for one, message in messages(catalog).items():
        told = _singular(message)
        if message.fuzzy:
            yield Fault(language, "still marked fuzzy", told)
        if one not in known:
            yield Fault(language, "no longer in the program", told)
            continue
        if not is_translated(message):
            yield Fault(language, "left empty", told)
            continue
        yield from (Fault(language, what, told) for what in message_faults(message, language))


def message_faults(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translated message."""
    forms = message.string if _is_plural(message) else (message.string,)
    if _is_plural(message) and len(forms) != plural_count(language):
        yield f"has {len(forms)} plural forms of {plural_count(language)}"
    for at, form in enumerate(forms):
        if found := _CONTROL.search(form):
            yield f"holds the control character U+{ord(found[0]):04X}"
        allowed = _placeholders_allowed(message, language, at)
        if placeholders(form) not in allowed:
            want = " ".join(sorted(allowed[0])) or "none"
            yield f"has other placeholders than {want}"
        original = message.id[-1] if _is_plural(message) else message.id
        if _edges(form) != _edges(original):
            yield "begins or ends with other spaces or newlines"
        if form.count("\n") != original.count("\n"):
            yield "has another number of lines"


def _placeholders_allowed(message: Message, language: str, form: int) -> list[frozenset[str]]:
    """Sets of placeholders that a form may have; one that stands for 1 alone may say `one` for the number."""
    if not _is_plural(message):
        return [placeholders(message.id)]
    allowed = [placeholders(message.id[1])]
    if form == 0 and language in ("it", "pl"):
        allowed.append(placeholders(message.id[0]))
    return allowed


def placeholders(text: str) -> frozenset[str]:
    """`{name}` with conversion and format, and `%(name)s`. A text that is no format has none of the first."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        parts = []
    found = {
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        for _, name, spec, conversion in parts
        if name is not None
    }
    return frozenset(found | set(_PERCENT.findall(text)))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def merge(
    catalog: Catalog, filled: Iterable[Message], wanted: Catalog, language: str
) -> tuple[int, list[Fault]]:
    """Take filled messages into the catalogue, and drop what the program no longer says.

    Returns how many were taken and what was wrong with the others.
    """
    known = messages(wanted)
    found: list[Fault] = []
    taken = 0
    for message in filled:
        if not message.id or not is_translated(message):
            continue
        told = _singular(message)
        if key(message) not in known:
            found.append(Fault(language, "is not in the program", told))
            continue
        wrong = list(message_faults(message, language))
        if wrong:
            found += [Fault(language, what, told) for what in wrong]
            continue
        catalog.delete(told, message.context)
        catalog.add(message.id, message.string, context=message.context)
        taken += 1
    tidy = {one: message for one, message in messages(catalog).items() if one in known}
    for one, message in messages(catalog).items():
        catalog.delete(one[0], message.context)
    for one, message in tidy.items():
        from_source = known[one]
        if is_translated(message) and _is_plural(message) == _is_plural(from_source):
            catalog.add(
                from_source.id,
                message.string,
                locations=from_source.locations,
                auto_comments=from_source.auto_comments,
                context=message.context,
            )
    return taken, found


def compiled_faults(language: str) -> Iterator[Fault]:
    """Whether the `.po` is as the tool writes it and the `.mo` says the same."""
    po, mo = po_file(language), mo_file(language)
    if not po.exists() or not mo.exists():
        yield Fault(language, "has no catalogue; run `python tools/locales.py compile`")
        return
    if mo.read_bytes() != compiled(language):
        with mo.open("rb") as file:
            told = "cannot be read" if not _readable(file) else "is not that of its .po"
        yield Fault(language, f"the .mo {told}; run `python tools/locales.py compile {language}`")
    if po.read_text(encoding="utf-8") != render(read(po, language), language):
        yield Fault(
            language, f"the .po is not as the tool writes it; run `python tools/locales.py tidy {language}`"
        )


def _readable(file: io.BufferedReader) -> bool:
    try:
        read_mo(file)
    except (OSError, struct.error):
        return False
    return True
