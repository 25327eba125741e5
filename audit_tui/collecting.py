"""The garbage collector while the program comes up. Holds no work of its own; knows neither store nor screens."""

from __future__ import annotations

import gc


def hold_off() -> None:
    """Collect nothing for now: what is imported stays, and looking through it again and again takes a fifth of
    the time until the first picture. `resume` ends it."""
    gc.disable()


def resume() -> None:
    """Collect again, but never look through what is there by now: it stays until the end. Where nothing was held
    off nothing happens."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
