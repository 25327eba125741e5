"""Real pictures as phones make them, with the time and the phone in their EXIF."""

from __future__ import annotations

import base64
from pathlib import Path

from PIL import Image

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRp"
    "bG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABkAAgAAAAAB+wABAAAAAAAAAHAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA"
    "/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMD"
    "IAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAA"
    "AAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNj"
    "AAIAAQABAAAAkW1kYXQAAAAVKAGvBBj4ynHX//Syn76gLtjdIR5wAAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAABgAAADIBEAACAAAA"
    "CAAAADiHaQAEAAAAAQAAAEAAAAAATWFrZXIAUGhvbmUgOQAAAZADAAIAAAAUAAAAUgAAAAAyMDI2OjExOjE4IDEwOjMxOjA1AA=="
)
"""64 × 48 pixels of red by Maker Phone 9, taken on 2026-11-18 at 10:31:05."""


def picture(path: Path, taken: str | None, *, model: str = "Phone 1", colour: int = 0) -> Path:
    """A JPEG, taken at `taken` (YYYY-MM-DDTHH:MM:SS) by the clock of the phone. Another colour is another picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", model
    if taken is not None:
        exif.get_ifd(0x8769)[0x9003] = taken.replace("-", ":").replace("T", " ")
    Image.new("RGB", (40, 30), (colour, 0, 200)).save(path, exif=exif)
    return path
