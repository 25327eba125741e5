"""Standards in words: their figures, what a table asks, where a figure comes from and what it replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from audit_tui.i18n import later
from audit_tui.locale_format import bracketed, led_by
from audit_tui.model.number import plain
from audit_tui.model.standard import Parameter, Replaced, Row, Standard, Table
from audit_tui.model.text import pick
from audit_tui.phrases.numbers import number_as_written, with_unit
from audit_tui.rules.standards import Listed

Translate = Callable[[str], str]


UNSURE = later("check the current edition")
"""What the shipped checklists say where a law or a charter is quoted second-hand."""


def edition_words(edition: str | None, _: Translate) -> str:
    """The edition of a source; that it has to be looked up is said in the reader's language."""
    return _(UNSURE) if edition == UNSURE else edition or ""


def _grade(standard: Standard, _: Translate) -> str:
    return {
        "law": _("law"),
        "charter": _("charter or contract"),
        "custom": _("custom"),
        "vendor": _("vendor's figure"),
    }[standard.grade]


def _level(one: Replaced, _: Translate) -> str:
    return _("organisation") if one.level == "organisation" else _("site")


def origin_words(one: Listed, _: Translate) -> str:
    """Who laid a standard down last, or how binding its source is."""
    return _level(one.replaced[-1], _) if one.replaced else _grade(one.standard, _)


def authority_words(standard: Standard, language: str, _: Translate) -> str:
    """Where the figure of a standard comes from and how binding it is."""
    parts = [pick(standard.source, language), edition_words(standard.edition, _), standard.jurisdiction or ""]
    return " · ".join([*(part for part in parts if part), _grade(standard, _)])


def replaced_words(replaced: Sequence[Replaced], language: str, _: Translate) -> str:
    """`organisation: Own charter 2026, replaces 3 rings (Custom of hotels)`; the last word comes last."""
    said = []
    for one in replaced:
        head = led_by(_level(one, _), pick(one.by, language))
        before = [
            _from(f"{law} {table_words(table, _)}", pick(table.source, language))
            for by_law in one.tables.values()
            for law, table in by_law.items()
        ]
        if _MEASURES & set(one.fields) and (figure := pick(one.figure, language) or _numbers(one)):
            before.append(_from(figure, pick(one.source, language)))
        if before:
            said.append(_("{by}, replaces {before}").format(by=head, before=", ".join(before)))
        elif "applies" in one.fields:
            said.append(_("{by}, decides whether it applies").format(by=head))
        else:
            said.append(_("{by}: {keys}").format(by=head, keys=", ".join(one.fields)))
    return "; ".join(said)


def _from(asked: str, source: str) -> str:
    """What is asked, with the document that asks it behind."""
    return bracketed(asked, source) if source else asked


_MEASURES = {"parameters", "figure", "text", "share"}


def _numbers(one: Replaced) -> str:
    return ", ".join(f"{name} {number_as_written(value)}" for name, value in one.parameters.items())


def parameter_words(name: str, parameter: Parameter, replaced: Sequence[Replaced], _: Translate) -> str:
    """`light = 5 lx (1 to 20), was 3`."""
    words = f"{name} = {with_unit(plain(parameter.value), parameter.unit)}"
    if parameter.min is not None and parameter.max is not None:
        words = bracketed(
            words,
            _("{low} to {high}").format(
                low=number_as_written(parameter.min), high=number_as_written(parameter.max)
            ),
        )
    before = next((one.parameters[name] for one in replaced if name in one.parameters), None)
    if before is not None:
        words += ", " + _("was {value}").format(value=number_as_written(before))
    return words


def table_words(table: Table, _: Translate) -> str:
    """`up to 25: 1 · up to 50: 2 · above: 4 %, rounded up`."""
    said: list[str] = []
    for row in table.rows:
        asked = _row_words(row, table.unit, _)
        if row.up_to is not None:
            said.append(_("up to {limit}: {asked}").format(limit=number_as_written(row.up_to), asked=asked))
        else:
            said.append(_("above: {asked}").format(asked=asked) if said else asked)
    return " · ".join(said)


def _row_words(row: Row, unit: str | None, _: Translate) -> str:
    parts = [with_unit(plain(row.value), unit)] if row.value is not None else []
    if row.per is not None:
        parts.append(_("1 per {number} or fraction").format(number=number_as_written(row.per)))
    if row.percent is not None:
        parts.append(_("{percent} %, rounded up").format(percent=number_as_written(row.percent)))
    words = " + ".join(parts)
    return (
        _("{asked} above {limit}").format(asked=words, limit=number_as_written(row.above))
        if row.above
        else words
    )


def sourced_words(table: Table, standard: Standard, language: str, _: Translate) -> str:
    """What the table of one jurisdiction asks, with the law that it rests on."""
    parts = [pick(table.source or standard.source, language), edition_words(table.edition, _)]
    return _from(table_words(table, _), " · ".join(part for part in parts if part))


def law_words(standard: Standard, jurisdiction: str | None, language: str, _: Translate) -> str:
    """What the tables of a standard ask under the law of one site, with its source; empty without either."""
    said = []
    for by_law in standard.tables.values():
        wanted = (jurisdiction or "", (jurisdiction or "").partition("-")[0])
        law = next((one for one in wanted if one in by_law), None)
        if law is not None:
            said.append(led_by(law, sourced_words(by_law[law], standard, language, _)))
    return " · ".join(said)


def profiles(_: Translate) -> dict[str, str]:
    """Profile of a site → what it is called."""
    return {"private": _("private"), "public": _("public"), "monopoly": _("monopoly")}


def kind_words(standard: Standard, _: Translate) -> str:
    """Expected or delight, by profile where it differs."""
    words = {"expected": _("expected"), "delight": _("delight")}
    if isinstance(standard.kind, dict):
        names = profiles(_)
        return ", ".join(f"{names[profile]}: {words[kind]}" for profile, kind in standard.kind.items())
    return words[standard.kind]


def fact_words(standard: Standard, language: str, _: Translate) -> Iterator[tuple[str, str]]:
    """What else is written about a standard: label and value."""
    phases = {"perception": _("perception"), "interaction": _("interaction"), "memory": _("memory")}
    natures = {"tangible": _("tangible"), "emotional": _("emotional")}
    values = {"low": _("low"), "medium": _("medium"), "high": _("high")}
    yield _("Kind"), f"{kind_words(standard, _)} · {phases[standard.phase]} · {natures[standard.nature]}"
    owner = " · ".join(filter(None, (pick(standard.owner, language), pick(standard.staff_group, language))))
    if owner:
        yield _("Owner"), owner
    if standard.perceived_value:
        yield _("Customers value it"), values[standard.perceived_value]
    if standard.share is not None:
        yield (
            _("Met when"),
            _("{percent} % of its observations are").format(percent=number_as_written(standard.share)),
        )
    if standard.effect:
        yield _("A failure"), pick(standard.effect, language)


def met_words(status: str, _: Translate) -> str:
    """How a standard came out in an audit."""
    return {
        "not_met": _("not met"),
        "partly": _("partly met"),
        "met": _("met"),
        "not_assessed": _("not assessed"),
    }[status]


def about_words(
    one: Listed, jurisdiction: str | None, language: str, _: Translate
) -> Iterator[tuple[str, str]]:
    """All about a standard besides its text, as label and words. Tables of other countries are left out where the
    `jurisdiction` of the site says which one holds."""
    standard = one.standard
    law = law_words(standard, jurisdiction, language, _)
    if law:
        yield _("Asked here"), law
    elif standard.figure:
        yield _("Figure"), pick(standard.figure, language)
    if not law:
        yield _("Source"), authority_words(standard, language, _)
    if one.replaced:
        yield _("Laid down by"), replaced_words(one.replaced, language, _)
    for name, parameter in standard.parameters.items():
        yield _("Parameter"), parameter_words(name, parameter, one.replaced, _)
    if not law:
        for by_law in standard.tables.values():
            for of_law, table in by_law.items():
                words = sourced_words(table, standard, language, _)
                yield _("Table {law}").format(law=of_law), words
    yield from fact_words(standard, language, _)
