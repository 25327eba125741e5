"""How the encryption of a workspace stands, in words; the same for every face of the program."""

from __future__ import annotations

from audit_tui.i18n import _
from audit_tui.store.vault import Vault


def stand_lines(vault: Vault) -> list[str]:
    """How it stands; where there are keys, whether it is open here, and what opens it."""
    stage = vault.stage
    words = {
        "off": _("Encryption is off."),
        "on": _("Encryption is on."),
        "encrypting": _(
            "Encryption was turned on and has not reached everything: `audit-tui encryption on` goes on."
        ),
        "decrypting": _(
            "Encryption was turned off and has not reached everything: `audit-tui encryption off` goes on."
        ),
        "missing": _("The workspace asks for encryption, but its key file is missing: {path}."),
        "damaged": _("The key file is damaged: {path}. A backup holds a copy."),
    }
    lines = [words[stage].format(path=vault.path)]
    if stage in ("on", "encrypting", "decrypting") and (found := vault.file) is not None:
        lines.append(_("It is locked here.") if vault.locked else _("It is open here."))
        opens = [_("the recovery key")]
        if found.passphrase is not None:
            opens.insert(0, _("a passphrase"))
        if found.keyring:
            opens.insert(0, _("a keyring"))
        lines.append(_("What opens it: {list}.").format(list=", ".join(opens)))
    return lines


def kind_words() -> dict[str, str]:
    """What is counted: kind → its name."""
    return {
        "values": _("values of audits"),
        "entries": _("entries of lists"),
        "files": _("photos and files"),
        "copies": _("copies in quarantine"),
        "typed": _("audits with half typed texts"),
    }


def stage_words(stage: str) -> str:
    """How far the encryption of a workspace is."""
    return {
        "off": _("off"),
        "on": _("on"),
        "encrypting": _("on, not finished"),
        "decrypting": _("off, not finished"),
        "missing": _("the key file is missing"),
        "damaged": _("the key file is damaged"),
    }[stage]
