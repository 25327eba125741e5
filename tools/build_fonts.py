"""Builds the fonts that the PDF report embeds, from the variable font in `fontpkg-inter`, and its colour profile.

Run `python tools/build_fonts.py` from a checkout with the `dev` extra installed; the files land in
`audit_tui/reports/pdf/fonts/`. It never runs as part of the program, and it needs no network.

The fonts are static because reportlab draws only the default weight of a variable font. They hold Latin,
Latin Extended-A, Cyrillic and the symbols of the report, with digits of equal width so that columns of
figures stand under one another.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from PIL import ImageCms

TARGET = Path(__file__).resolve().parent.parent / "audit_tui" / "reports" / "pdf" / "fonts"
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
OPTICAL_SIZE = 14  # the small end of Inter's optical axis: the report is set at 7 to 22 pt
CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A
    *range(0x218, 0x21C),  # Romanian
    *range(0x2C6, 0x2C8),
    *range(0x2D8, 0x2DE),
    *range(0x400, 0x460),  # Cyrillic
    *(0x490, 0x491),
    *range(0x2010, 0x2028),  # dashes, quotation marks, dagger, bullet, ellipsis
    *(0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x20B4, 0x20BD, 0x2116, 0x2122),
    *range(0x2190, 0x2194),
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25B2, 0x25BC, 0x25CB, 0x25CF, 0x2605, 0x2606),
    *(0x2713, 0x2714, 0x2715, 0x2717),
)


def make_digits_tabular(font: TTFont) -> None:
    """Point the digits at their tabular forms: reportlab applies no OpenType features."""
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    tabular: dict[str, str] = {}
    for index in lookups:
        for piece in table.LookupList.Lookup[index].SubTable:
            tabular.update(getattr(getattr(piece, "ExtSubTable", piece), "mapping", {}))
    for cmap in font["cmap"].tables:
        if cmap.isUnicode():
            for code in range(ord("0"), ord("9") + 1):
                if cmap.cmap.get(code) in tabular:
                    cmap.cmap[code] = tabular[cmap.cmap[code]]


def end_with_another_advance(font: TTFont) -> None:
    """Add an empty last glyph of width 1: reportlab misreads widths where `hmtx` ends in equal advances."""
    order = font.getGlyphOrder()
    name = "audittui.end"
    font["glyf"].glyphs[name] = TTGlyphPen(None).glyph()
    font["hmtx"].metrics[name] = (1, 0)
    font.setGlyphOrder([*order, name])
    font["glyf"].glyphOrder = font.getGlyphOrder()


def build(source: Path, name: str, weight: int) -> Path:
    """One static font of `weight`, written into the package; returns its path."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["tnum"]
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": weight, "opsz": OPTICAL_SIZE}, inplace=True)
    make_digits_tabular(font)
    del font["GSUB"]
    end_with_another_advance(font)
    for record in font["name"].names:
        if record.nameID in (4, 6):
            record.string = f"Inter-{name}"
    path = TARGET / f"Inter-{name}.ttf"
    font.save(path)
    return path


def colour_profile() -> bytes:
    """The sRGB profile of littleCMS with a fixed date, so that it is the same wherever it is made."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07d0000100010000") + bytes(4)
    profile[84:100] = bytes(16)
    return bytes(profile)


def main() -> None:
    """Build all three and put the licence and the colour profile beside them."""
    package = Path(str(files("fontpkg_inter")))
    TARGET.mkdir(parents=True, exist_ok=True)
    source = package / "files" / "Inter[opsz,wght].ttf"
    for name, weight in WEIGHTS.items():
        path = build(source, name, weight)
        print(f"{path.name}: {path.stat().st_size} bytes")
    (TARGET / "srgb.icc").write_bytes(colour_profile())
    licence = (package / "LICENSE").read_text(encoding="utf-8")
    (TARGET / "OFL.txt").write_text(licence, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
