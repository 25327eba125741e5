"""Work on the translations: what is missing, taking in what was translated, checking it all.

Run `python tools/locales.py --help` from a checkout with the `dev` extra installed; docs/translating.md tells
the way of working. It never runs as part of the program.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import catalogues
import checklist_texts
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

EXAMPLES = """examples:
  python tools/locales.py status
  python tools/locales.py missing it --to /tmp/it.po     # fill it in, then:
  python tools/locales.py add it /tmp/it.po
  python tools/locales.py check it"""


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 is well, 1 found something, 2 was used wrongly."""
    args = _parser().parse_args(argv)
    code: int = args.run(args)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    doing = parser.add_subparsers(metavar="COMMAND", required=True)

    def verb(name: str, run: object, help_: str) -> argparse.ArgumentParser:
        one = doing.add_parser(name, help=help_, description=help_)
        one.set_defaults(run=run)
        return one

    def some(one: argparse.ArgumentParser) -> None:
        one.add_argument("languages", nargs="*", metavar="LANGUAGE", help="none means all")

    def which(one: argparse.ArgumentParser) -> None:
        one.add_argument("--checklists", action="store_true", help="texts of the shipped checklists instead")

    one = verb("status", status, "count what is translated and what is not")
    which(one)
    one = verb("missing", write_missing, "write a .po with the messages that have no translation yet")
    one.add_argument("language", choices=catalogues.LANGUAGES)
    which(one)
    one.add_argument("--to", type=Path, metavar="FILE", help="write there instead of printing")
    one.add_argument("--in", dest="room", default="", metavar="PATH", help="only those used in these files")
    one.add_argument("--limit", type=int, metavar="N", help="at most so many")
    one = verb("add", add, "take a filled .po in, drop what the program no longer says, compile")
    one.add_argument("language", choices=catalogues.LANGUAGES)
    one.add_argument("files", type=Path, nargs="+", metavar="FILE")
    which(one)
    verb("weave", weave, "write the translated texts of checklists into their files")
    some(
        verb(
            "tidy",
            tidy,
            "write .po and .mo as the tool writes them, and drop what the program no longer says",
        )
    )
    some(verb("compile", compile_all, "make the .mo from the .po"))
    one = verb(
        "check", check, "look for faults: placeholders, plural forms, fuzzy, control characters, old .mo"
    )
    some(one)
    which(one)
    one.add_argument("--complete", action="store_true", help="a message without a translation is a fault too")
    one = verb(
        "pseudo", make_pseudo, "write a .mo of accented, longer, bracketed English, to see what is cut"
    )
    one.add_argument("to", type=Path, metavar="FILE")
    one = verb("extract", extract, "write every message of the source into a .pot, for other tools")
    one.add_argument("to", type=Path, metavar="FILE")
    return parser


def _chosen(args: argparse.Namespace) -> list[str]:
    unknown = [one for one in args.languages if one not in catalogues.LANGUAGES]
    if unknown:
        raise SystemExit(
            f"No language of the program: {', '.join(unknown)}; it has {', '.join(catalogues.LANGUAGES)}"
        )
    return args.languages or list(catalogues.LANGUAGES)


def _wanted(args: argparse.Namespace) -> Catalog:
    return checklist_texts.source() if args.checklists else catalogues.source()


def _file(args: argparse.Namespace, language: str) -> Path:
    return checklist_texts.po_file(language) if args.checklists else catalogues.po_file(language)


def status(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    total = len(catalogues.messages(wanted))
    print(f"{total} messages in the source")
    for language in catalogues.LANGUAGES:
        catalog = catalogues.read(_file(args, language), language)
        lacking = len(catalogues.missing(catalog, wanted))
        wrong = len(list(catalogues.faults(catalog, language, wanted)))
        print(f"{language:<8} {total - lacking:>5} translated {lacking:>5} missing {wrong:>4} faults")
    return 0


def write_missing(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    lacking = catalogues.missing(catalogues.read(_file(args, args.language), args.language), wanted)
    chosen = [
        one
        for one in lacking
        if any(name.partition("/")[2].startswith(args.room) for name, _ in one.locations)
    ]
    catalog = catalogues.Own(args.language)
    for message in chosen[: args.limit]:
        catalog.add(
            message.id,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    text = catalogues.render(catalog, args.language)
    if args.to is None:
        print(text)
    else:
        args.to.write_text(text, encoding="utf-8", newline="\n")
        print(f"{len(catalogues.messages(catalog))} of {len(lacking)} missing messages are in {args.to}")
    return 0


def add(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    catalog = catalogues.read(_file(args, args.language), args.language)
    code = 0
    for path in args.files:
        with path.open("rb") as file:
            filled = read_po(file, locale=catalog.locale, charset="utf-8", abort_invalid=True)
        taken, wrong = catalogues.merge(catalog, filled, wanted, args.language)
        print(f"{path}: {taken} taken in, {len(wrong)} faults")
        for fault in wrong:
            print(f"  {fault}")
        code = code or int(bool(wrong))
    catalogues.write(
        catalog, args.language, checklist_texts.po_file(args.language) if args.checklists else None
    )
    print(f"{len(catalogues.missing(catalog, wanted))} still missing in {args.language}")
    return code


def tidy(args: argparse.Namespace) -> int:
    wanted = catalogues.source()
    for language in _chosen(args):
        catalog: Catalog = catalogues.read(catalogues.po_file(language), language)
        catalogues.merge(catalog, [], wanted, language)
        catalogues.write(catalog, language)
    return 0


def compile_all(args: argparse.Namespace) -> int:
    for language in _chosen(args):
        catalogues.mo_file(language).write_bytes(catalogues.compiled(language))
    return 0


def check(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    found = 0
    for language in _chosen(args):
        catalog = catalogues.read(_file(args, language), language)
        wrong = list(catalogues.faults(catalog, language, wanted))
        if not args.checklists:
            wrong += catalogues.compiled_faults(language)
        lacking = catalogues.missing(catalog, wanted)
        if args.complete:
            wrong += [
                catalogues.Fault(language, "not translated", catalogues.key(message)[0])
                for message in lacking
            ]
        for fault in wrong:
            print(fault)
        total = len(catalogues.messages(wanted))
        print(f"{language}: {total - len(lacking)} of {total} translated, {len(wrong)} faults")
        found += len(wrong)
    return int(found > 0)


def weave(_args: argparse.Namespace) -> int:
    for path in checklist_texts.weave():
        print(f"woven: {path.relative_to(catalogues.ROOT)}")
    return 0


def make_pseudo(args: argparse.Namespace) -> int:
    import pseudo

    print(pseudo.build(args.to))
    return 0


def extract(args: argparse.Namespace) -> int:
    from babel.messages.pofile import write_po

    with args.to.open("wb") as file:
        write_po(file, catalogues.source(), width=0, include_lineno=False, sort_output=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
