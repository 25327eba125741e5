"""What makes a PDF one for the archive: PDF/A-3, ISO 19005-3:2012. Metadata as XMP, and the colours it means.

Also mends what reportlab 5.1 writes against the standards, once a process.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc, ttfonts
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
    PDFZCompress,
)

_EXTENSION = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema'
    "</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property>"
    '<rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal"
    "</pdfaProperty:category><pdfaProperty:description>Indicates, which part of ISO 14289 standard is "
    "followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>"
    "</pdfaExtension:schemas></rdf:Description>"
)


def conform(canvas: Any, *, language: str, dated: datetime) -> None:
    """Say in the catalog of `canvas` what the file is: PDF/A-3a and PDF/UA-1, in sRGB, in `language`."""
    document = canvas._doc
    catalog = document.Catalog
    catalog.__NoDefault__ = [*PDFCatalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.Lang = PDFString(language)
    catalog.Metadata = pdfdoc.XMP(creator=lambda made: _metadata(made.info, language, dated))
    profile = PDFStream(PDFDictionary({"N": 3}), content=_colours(), filters=[PDFZCompress])
    document.Reference(profile, "Colours")
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": PDFObjectReference("Colours"),
    }
    document.Reference(PDFDictionary(intent), "Intent")
    catalog.OutputIntents = PDFArray([PDFObjectReference("Intent")])


@cache
def _colours() -> bytes:
    """The sRGB profile that all colours are meant in; made by tools/build_fonts.py."""
    return (files("audit_tui.reports.pdf") / "fonts" / "srgb.icc").read_bytes()


def _metadata(info: Any, language: str, dated: datetime) -> bytes:
    """The facts of the document in XMP, word for word those of the information dictionary."""
    moment = dated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")

    def said(value: object) -> str:
        return escape(str(value))

    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{said(info.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{said(info.author)}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{said(info.subject)}</rdf:li></rdf:Alt>'
        "</dc:description>"
        f"<dc:language><rdf:Bag><rdf:li>{said(language)}</rdf:li></rdf:Bag></dc:language>"
        f"<pdf:Producer>{said(info.producer)}</pdf:Producer><pdf:Keywords>{said(info.keywords)}</pdf:Keywords>"
        f"<xmp:CreatorTool>{said(info.creator)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
        f'{_EXTENSION}</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


@cache
def mend() -> None:
    """Mend two habits of reportlab 5.1: it sets `endstream` right behind the data (against ISO 19005-3, 6.1.7.1),
    and maps unused codes of a font to U+0000 (against ISO 14289-1, 7.21.7)."""
    written = PDFStream.format

    def with_end_of_line(self: Any, document: Any) -> bytes:
        stream: bytes = written(self, document)
        ending = b"endstream\n"
        # Carriage return and line feed, for the data itself may end in a carriage return.
        return stream[: -len(ending)] + b"\r\n" + ending if stream.endswith(ending) else stream

    PDFStream.format = with_end_of_line
    ttfonts.makeToUnicodeCMap = _to_unicode


def _to_unicode(name: str, subset: list[int]) -> str:
    """The map from the codes of a font's subset to the characters they stand for."""
    used = [(code, character) for code, character in enumerate(subset) if character]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({name})",
        f"/Ordering ({name})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for start in range(0, len(used), 100):
        chunk = used[start : start + 100]
        lines.append(f"{len(chunk)} beginbfchar")
        lines += [f"<{code:02X}> <{chr(sign).encode('utf-16-be').hex().upper()}>" for code, sign in chunk]
        lines.append("endbfchar")
    ending = ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join([*lines, *ending])
