"""Pictures for the demo, drawn by the program: plainly drawings, each marked DEMO.

The same arguments give the same bytes. Sizes are in pixels of the finished picture, 960 × 720.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import audit_tui.reports

WIDTH, HEIGHT = 960, 720
_FINE = 2
"""Drawn this many times larger and reduced, so that edges are smooth."""
_TAKEN = 36867
"""EXIF tag DateTimeOriginal."""

_FONTS = Path(audit_tui.reports.__file__).parent / "pdf" / "fonts"

Colour = str
_INK: Colour = "#16202B"


class Sheet:
    """A drawing board that speaks in pixels of the finished picture."""

    def __init__(self, background: Colour) -> None:
        self.image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), background)
        self._pen = ImageDraw.Draw(self.image)

    def box(
        self, x: float, y: float, w: float, h: float, fill: Colour, *, radius: float = 0, edge: Colour = ""
    ) -> None:
        self._pen.rounded_rectangle(
            _scaled(x, y, x + w, y + h), radius * _FINE, fill, edge or None, 3 * _FINE if edge else 0
        )

    def disc(self, x: float, y: float, r: float, fill: Colour, *, edge: Colour = "") -> None:
        self._pen.ellipse(_scaled(x - r, y - r, x + r, y + r), fill, edge or None, 3 * _FINE if edge else 0)

    def shape(self, *points: float, fill: Colour) -> None:
        self._pen.polygon(_scaled(*points), fill)

    def line(self, *points: float, fill: Colour = _INK, thick: float = 4) -> None:
        self._pen.line(_scaled(*points), fill, round(thick * _FINE), joint="curve")

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: Colour, thick: float) -> None:
        self._pen.arc(_scaled(x - r, y - r, x + r, y + r), start, end, fill, round(thick * _FINE))

    def text(
        self, x: float, y: float, words: str, size: float, fill: Colour = _INK, *, bold: bool = True
    ) -> None:
        """`words` centred on (x, y)."""
        font = _font(round(size * _FINE), bold=bold)
        self._pen.text((x * _FINE, y * _FINE), words, fill, font, anchor="mm")


def _scaled(*numbers: float) -> list[float]:
    return [number * _FINE for number in numbers]


def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = "Inter-Bold.ttf" if bold else "Inter-Regular.ttf"
    return ImageFont.truetype(str(_FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def blocked_bay(sheet: Sheet, chance: random.Random) -> None:
    """An accessible bay with pallets of goods standing in it."""
    _car_park(sheet, chance)
    _wheelchair(sheet, 480, 560)
    left = 345 + chance.randrange(30)
    for at, tall in enumerate((chance.randint(2, 3), chance.randint(1, 2))):
        _pallet(sheet, left + at * 150, 500, tall, chance)


def free_bay(sheet: Sheet, chance: random.Random) -> None:
    """An accessible bay, empty as it should be."""
    _car_park(sheet, chance)
    _wheelchair(sheet, 480, 520)


def street_sign(sheet: Sheet, chance: random.Random) -> None:
    """A sign to the parking at the street."""
    _street(sheet, chance)
    sheet.box(468, 250, 24, 330, "#7C8894")
    sheet.box(360, 110, 240, 240, "#1F5FA8", radius=18, edge="#FFFFFF")
    sheet.text(480, 220, "P", 190, "#FFFFFF")
    sheet.shape(410, 320, 530, 320, 530, 306, 560, 328, 530, 350, 530, 336, 410, 336, fill="#FFFFFF")


def missing_sign(sheet: Sheet, chance: random.Random) -> None:
    """A bare pole at the street: the sign is gone."""
    _street(sheet, chance)
    sheet.box(468, 190, 24, 390, "#7C8894")
    for y in (210, 290):
        sheet.box(458, y, 44, 14, "#5B6671", radius=4)
        sheet.disc(480, y + 7, 4, "#2E3740")


def reception(sheet: Sheet, chance: random.Random) -> None:
    """A reception desk with lamp, plant and clock."""
    wall = chance.choice(("#EFE7DA", "#E6ECEF", "#EDE9E3"))
    sheet.box(0, 0, WIDTH, 500, wall)
    sheet.box(0, 500, WIDTH, 220, "#B9A58C")
    for x in range(-40, WIDTH, 120):
        sheet.line(x, 720, x + 90, 500, fill="#AD987E", thick=2)
    sheet.box(300, 90, 360, 70, "#14365C", radius=10)
    sheet.text(480, 126, "RECEPTION", 34, "#FFFFFF")
    hour, minute = chance.randint(1, 12), chance.randrange(60)
    _clock(sheet, 120, 140, hour, minute)
    sheet.box(180, 380, 600, 210, "#8A5A33", radius=8)
    sheet.box(160, 352, 640, 40, "#6E4526", radius=8)
    for x in (220, 420, 620):
        sheet.box(x, 420, 140, 140, "#7C4F2C", radius=6)
    sheet.line(270, 352, 270, 270, fill="#3B4650", thick=6)
    sheet.shape(225, 275, 315, 275, 295, 215, 245, 215, fill="#E8B84B")
    sheet.box(440, 262, 120, 78, "#2B3742", radius=6)
    sheet.box(450, 271, 100, 58, "#9CC3D9", radius=3)
    sheet.box(488, 338, 24, 16, "#2B3742")
    _plant(sheet, 860, 560)
    for at in range(chance.randint(2, 4)):
        sheet.box(600 + at * 14, 336 - at * 5, 90, 14, "#FFFFFF", edge="#C9CFD6")


def untidy_room(sheet: Sheet, chance: random.Random) -> None:
    """A waiting area with litter and a torn notice."""
    sheet.box(0, 0, WIDTH, 480, "#E9E4DC")
    sheet.box(0, 480, WIDTH, 240, "#A7B0B5")
    for x in (120, 330, 540):
        sheet.box(x, 330, 170, 110, "#35628A", radius=16)
        sheet.box(x, 430, 170, 46, "#2B5275", radius=10)
        sheet.line(x + 20, 476, x + 20, 560, thick=8)
        sheet.line(x + 150, 476, x + 150, 560, thick=8)
    sheet.box(610, 90, 180, 190, "#FFFFFF", edge="#C9CFD6")
    sheet.shape(720, 285, 795, 285, 795, 190, fill="#E9E4DC")
    for y in (125, 155, 185, 215):
        sheet.line(635, y, 730, y, fill="#9AA5AF", thick=5)
    for _ in range(7):
        x, y = chance.randint(80, 860), chance.randint(590, 690)
        sheet.shape(x, y, x + 34, y - 12, x + 46, y + 14, x + 12, y + 22, fill="#F7F4EC")
    sheet.disc(790, 620, 30, "#C8563A")
    sheet.box(762, 610, 58, 10, "#FFFFFF")


def parcel(sheet: Sheet, chance: random.Random) -> None:
    """A parcel on a doorstep, undamaged."""
    _doorstep(sheet, chance)
    _carton(sheet, chance)


def torn_parcel(sheet: Sheet, chance: random.Random) -> None:
    """A parcel with a crushed and torn corner."""
    _doorstep(sheet, chance)
    _carton(sheet, chance)
    sheet.shape(620, 330, 690, 300, 690, 420, 650, 450, 600, 380, fill="#5E4223")
    sheet.shape(560, 345, 632, 322, 612, 372, 640, 430, 590, 400, fill="#B98B54")
    sheet.line(560, 345, 612, 372, 640, 430, fill="#7A5730", thick=4)
    for _ in range(6):
        x, y = chance.randint(600, 760), chance.randint(560, 640)
        sheet.disc(x, y, 7, "#F4F1E6")


def phone_display(sheet: Sheet, chance: random.Random) -> None:
    """A telephone that shows how long the caller has waited."""
    sheet.box(0, 0, WIDTH, HEIGHT, "#D9C9B0")
    for y in range(0, HEIGHT, 90):
        sheet.line(0, y, WIDTH, y + 26, fill="#CDBB9F", thick=3)
    sheet.box(330, 50, 300, 620, _INK, radius=44)
    sheet.box(346, 70, 268, 580, "#F4F6F8", radius=30)
    sheet.text(480, 140, "Calling", 26, "#4A5765", bold=False)
    sheet.text(480, 190, "Demo store", 36)
    sheet.disc(480, 320, 70, "#E8EEF5")
    sheet.arc(480, 320, 58, -90, 210, "#14365C", 12)
    sheet.text(480, 320, f"01:{chance.randint(10, 48):02d}", 30)
    sheet.text(480, 430, "waiting for an answer", 20, "#4A5765", bold=False)
    sheet.disc(480, 560, 44, "#B3261E")
    sheet.box(456, 552, 48, 16, "#FFFFFF", radius=8)


SCENES: dict[str, Callable[[Sheet, random.Random], None]] = {
    "blocked_bay": blocked_bay,
    "free_bay": free_bay,
    "street_sign": street_sign,
    "missing_sign": missing_sign,
    "reception": reception,
    "untidy_room": untidy_room,
    "parcel": parcel,
    "torn_parcel": torn_parcel,
    "phone_display": phone_display,
}


def draw(scene: str, *, label: str, taken: datetime, seed: int) -> bytes:
    """A JPEG of `scene` with `label` on it; `taken` is the local time of the visit, kept in the EXIF."""
    sheet = Sheet("#FFFFFF")
    SCENES[scene](sheet, random.Random(seed))
    sheet.box(0, 672, WIDTH, 48, "#14365C")
    sheet.text(WIDTH / 2, 696, f"{label} · drawing, nothing real", 20, "#FFFFFF", bold=False)
    # Top right: a report puts its own tag on the top left.
    sheet.box(WIDTH - 170, 28, 140, 54, "#E0A100", radius=10)
    sheet.text(WIDTH - 100, 56, "DEMO", 34, _INK)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[_TAKEN] = f"{taken:%Y:%m:%d %H:%M:%S}"
    out = io.BytesIO()
    sheet.image.reduce(_FINE).save(out, "JPEG", quality=86, exif=exif)
    return out.getvalue()


def _car_park(sheet: Sheet, chance: random.Random) -> None:
    sheet.box(0, 0, WIDTH, 220, "#CFE3F1")
    sheet.box(120, 40, 720, 190, chance.choice(("#D8CFC2", "#C9D2CC", "#D5C8C8")))
    for x in range(170, 800, 130):
        sheet.box(x, 80, 80, 90, "#7FA3BC", radius=4)
    sheet.box(0, 220, WIDTH, 500, "#6B747C")
    sheet.box(0, 220, WIDTH, 26, "#A9B0B6")
    for top, bottom in ((60, -60), (320, 270), (640, 690), (900, 1020)):
        sheet.line(top, 260, bottom, 700, fill="#F1F3F5", thick=9)
    body = chance.choice(("#B3423A", "#3A6EA5", "#4F7F5A"))
    sheet.box(95, 330, 170, 130, body, radius=30)
    sheet.box(118, 300, 124, 70, body, radius=24)
    sheet.box(130, 312, 100, 46, "#BFD6E4", radius=12)
    for x in (118, 242):
        sheet.disc(x, 460, 26, _INK)


def _wheelchair(sheet: Sheet, x: float, y: float) -> None:
    """A wheelchair symbol of plain shapes, centred on (x, y)."""
    sheet.box(x - 85, y - 85, 170, 170, "#1F5FA8", radius=16)
    sheet.disc(x - 14, y - 56, 13, "#FFFFFF")
    sheet.line(x - 14, y - 38, x - 8, y + 8, x + 34, y + 8, x + 52, y + 50, fill="#FFFFFF", thick=12)
    sheet.line(x - 10, y - 16, x + 26, y - 16, fill="#FFFFFF", thick=9)
    sheet.arc(x - 12, y + 22, 44, 20, 250, "#FFFFFF", 10)


def _pallet(sheet: Sheet, x: float, y: float, tall: int, chance: random.Random) -> None:
    for row in range(tall):
        for column in range(2):
            colour = chance.choice(("#C9975B", "#BE8A4E", "#D3A46B"))
            top = y - 66 * (row + 1)
            sheet.box(x + column * 66, top, 64, 64, colour, radius=3, edge="#8B6236")
            sheet.box(x + column * 66 + 26, top + 3, 12, 58, "#E6D3AE")
    sheet.box(x - 6, y, 144, 12, "#9C7440")
    for foot in (0, 58, 116):
        sheet.box(x + foot, y + 12, 20, 18, "#7E5B30")


def _street(sheet: Sheet, chance: random.Random) -> None:
    sheet.box(0, 0, WIDTH, 470, "#CFE3F1")
    for _ in range(4):
        x, y = chance.randint(0, WIDTH), chance.randint(40, 180)
        for step in range(3):
            sheet.disc(x + step * 34, y - (step % 2) * 12, 30, "#FFFFFF")
    sheet.shape(0, 430, 300, 340, 620, 420, 960, 350, 960, 520, 0, 520, fill="#8FB08A")
    sheet.box(0, 500, WIDTH, 80, "#A9B0B6")
    sheet.box(0, 572, WIDTH, 148, "#5B646C")
    for x in range(20, WIDTH, 180):
        sheet.box(x, 636, 100, 10, "#F1F3F5")
    tree = 720 + chance.randrange(120)
    sheet.box(tree - 12, 360, 24, 150, "#7A5B3C")
    for dx, dy in ((-46, 0), (46, 0), (0, -46), (0, 20)):
        sheet.disc(tree + dx, 320 + dy, 62, "#5E8F5F")


def _clock(sheet: Sheet, x: float, y: float, hour: int, minute: int) -> None:
    import math

    sheet.disc(x, y, 58, "#FFFFFF", edge=_INK)
    for share, length, thick in (((hour % 12) / 12 + minute / 720, 28, 7), (minute / 60, 42, 5)):
        turn = 2 * math.pi * share
        sheet.line(x, y, x + length * math.sin(turn), y - length * math.cos(turn), thick=thick)


def _plant(sheet: Sheet, x: float, y: float) -> None:
    for dx, dy in ((-50, -150), (-24, -190), (0, -210), (26, -186), (52, -146)):
        sheet.line(x, y - 40, x + dx, y + dy, fill="#4C7A4D", thick=8)
        sheet.disc(x + dx, y + dy, 24, "#5E8F5F")
    sheet.shape(x - 46, y - 50, x + 46, y - 50, x + 32, y + 40, x - 32, y + 40, fill="#B5643C")


def _doorstep(sheet: Sheet, chance: random.Random) -> None:
    sheet.box(0, 0, WIDTH, 520, "#C7CDBF")
    sheet.box(0, 520, WIDTH, 200, "#98938B")
    sheet.box(60, 60, 270, 470, chance.choice(("#2F5D50", "#7A2F34", "#2E4A6B")), radius=6)
    for y in (100, 310):
        sheet.box(100, y, 190, 170, "#FFFFFF", radius=4)
        sheet.box(106, y + 6, 178, 158, "#DDE4E2", radius=4)
    sheet.disc(300, 330, 12, "#E0B04C")
    sheet.box(20, 520, 360, 40, "#B9B3A9")


def _carton(sheet: Sheet, chance: random.Random) -> None:
    left = 420 + chance.randrange(20)
    sheet.box(left, 330, 270, 250, "#C9975B", edge="#8B6236")
    sheet.shape(left, 330, left + 270, 330, left + 330, 270, left + 70, 270, fill="#DDB27A")
    sheet.shape(left + 270, 330, left + 330, 270, left + 330, 515, left + 270, 580, fill="#AF7F45")
    sheet.box(left + 112, 330, 46, 250, "#E6D3AE")
    sheet.box(left + 20, 440, 84, 74, "#FFFFFF")
    for y in (456, 474, 492):
        sheet.line(left + 30, y, left + 92, y, fill="#9AA5AF", thick=5)
