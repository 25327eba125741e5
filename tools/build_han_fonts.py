"""Builds the two fonts of reports that hold Chinese: Inter for Latin and Cyrillic, Noto Sans CJK SC for Han.

Run `python tools/build_han_fonts.py FONT` from a checkout with the `dev` extra installed, where FONT is the
variable `NotoSansCJK-VF.otf.ttc` (SIL OFL 1.1; the PyPI package `manimgx-fonts-cjk` carries it unchanged).
The files land in `audit_tui/reports/pdf/fonts/`. It never runs as part of the program.

Each file is one static TrueType font: reportlab embeds neither CFF outlines nor variable fonts, and a table
cell is set in one font, so the Han characters are merged into the Inter file. The outlines are made quadratic
with an error of at most 1/1000 em. Two weights, Regular and Bold, hold the 6,763 characters of GB 2312-80,
its punctuation and the full-width forms; a character outside them prints as its code. A committed subset was
preferred to an extra: a report in Chinese must not need a download on a laptop that is offline.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.misc.transform import Scale
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

TARGET = Path(__file__).resolve().parent.parent / "audit_tui" / "reports" / "pdf" / "fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
FACE = "Noto Sans CJK SC"


def characters() -> set[int]:
    """What GB 2312-80 holds, CJK punctuation and the full-width forms, as code points."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    han = {ord(text) for pair in pairs if (text := pair.decode("gb2312", "ignore"))}
    return (
        {code for code in han if code >= 0x3000}
        | set(range(0x3000, 0x3018))
        | set(range(0xFF01, 0xFF5F))
        | {0xFFE5}
    )


def face(collection: Path, codes: set[int]) -> TTFont:
    """The simplified Chinese face of `collection`, with `codes` alone; its weight is still variable."""
    font = next(one for one in TTCollection(collection).fonts if one["name"].getDebugName(1) == FACE)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=codes)
    chosen.subset(font)
    return font


def merge(base: TTFont, han: TTFont, codes: set[int], weight: int) -> int:
    """Add the glyphs of `codes` that `base` lacks to `base`, as quadratic outlines; returns how many."""
    glyphs, cmap = han.getGlyphSet(location={"wght": weight}), han.getBestCmap()
    scale = base["head"].unitsPerEm / han["head"].unitsPerEm
    *order, last = base.getGlyphOrder()
    table, metrics = base["glyf"], base["hmtx"].metrics
    have = base.getBestCmap()
    added: dict[int, str] = {}
    for code in sorted(codes - set(have)):
        source = glyphs[cmap[code]]
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, max_err=base["head"].unitsPerEm / 1000, reverse_direction=True)
        source.draw(TransformPen(quadratic, Scale(scale)))
        name = f"uni{code:04X}"
        table.glyphs[name] = pen.glyph()
        table.glyphs[name].recalcBounds(table)
        metrics[name] = (round(source.width * scale), getattr(table.glyphs[name], "xMin", 0))
        order.append(name)
        added[code] = name
    # The glyph of width 1 stays the last one: reportlab misreads widths where `hmtx` ends in equal advances.
    order.append(last)
    base.setGlyphOrder(order)
    table.glyphOrder = base.getGlyphOrder()
    for one in base["cmap"].tables:
        if one.isUnicode():
            one.cmap.update(added)
    base["maxp"].numGlyphs = len(order)
    return len(added)


def build(collection: Path, name: str, weight: int) -> Path:
    """One merged font of `weight`, written into the package; returns its path."""
    codes = characters()
    base = TTFont(TARGET / f"Inter-{name}.ttf", recalcTimestamp=False)
    count = merge(base, face(collection, codes), codes, weight)
    base["post"].formatType = 3.0
    for record in base["name"].names:
        if record.nameID in (1, 16):
            record.string = "InterHan"
        elif record.nameID in (4, 6):
            record.string = f"InterHan-{name}"
        elif record.nameID == 0:
            record.string = f"{record.toUnicode()} Han glyphs: Copyright 2014-2021 Adobe (Noto Sans CJK)."
    path = TARGET / f"InterHan-{name}.ttf"
    base.save(path)
    print(f"{path.name}: {count} glyphs of Han, {path.stat().st_size} bytes")
    return path


def main() -> None:
    """Build both weights from the file that the command line names."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        raise SystemExit("Usage: python tools/build_han_fonts.py path/to/NotoSansCJK-VF.otf.ttc")
    for name, weight in WEIGHTS.items():
        build(Path(sys.argv[1]), name, weight)


if __name__ == "__main__":
    main()
