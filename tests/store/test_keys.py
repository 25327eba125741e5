"""Keys: what opens them, what does not, and how each of it is told; the recovery key on paper; the keyring."""

from __future__ import annotations

import io
import os
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_tui.errors import InputError, LockedError
from audit_tui.model.event import SealedValue, StoredValue
from audit_tui.rules.record import commit
from audit_tui.store import keys, ring
from audit_tui.store.keyfile import KeyFile, read_keyfile, write_keyfile
from audit_tui.store.recovery import GROUPS, SIGNS, new_recovery, read_recovery
from audit_tui.store.sealedfile import PIECE, open_stream, seal_bytes
from audit_tui.store.vault import LOCKED, Vault, is_sealed_text
from tests import keyrings

pytestmark = pytest.mark.usefixtures("no_keyring")

GOOD = "correct horse battery"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An open vault with a passphrase and a recovery key."""
    made = Vault(tmp_path / "encryption.json")
    key = keys.new_key()
    write_keyfile(made.path, keyfile(key))
    made.give(key)
    return made


def keyfile(
    key: bytes, *, passphrase: str | None = GOOD, keyring: bool = False, recovery: str = ""
) -> KeyFile:
    return KeyFile(
        key=keys.key_id(key),
        stage="on",
        keyring=keyring,
        passphrase=None if passphrase is None else keys.wrap_by_passphrase(key, passphrase),
        recovery=keys.wrap_by_recovery(key, read_recovery(recovery or new_recovery())),
    )


def stored(value: object = "Nobody's business") -> StoredValue:
    salt = "ab" * 16
    return StoredValue(commitment=commit(value, salt), salt=salt, value=value, cls="private")


# -- passphrases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [("short", "passphrase.short"), ("a" * 2000, "passphrase.long"), ("aaaaaabbbbbb", "passphrase.plain")],
)
def test_a_weak_passphrase_is_refused_with_advice(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        keys.check_passphrase(text)
    assert refused.value.code == code


def test_a_passphrase_is_the_same_however_the_keyboard_composes_it(vault: Vault) -> None:
    key = keys.new_key()
    wrap = keys.wrap_by_passphrase(key, keys.check_passphrase(" Café con leche "))
    assert keys.unwrap_by_passphrase(wrap, "Cafe\u0301 con leche", keys.key_id(key)) == key
    assert keys.unwrap_by_passphrase(wrap, "Cafe con leche", keys.key_id(key)) is None


def test_the_key_of_another_workspace_is_not_taken_for_this_one() -> None:
    key = keys.new_key()
    wrap = keys.wrap_by_passphrase(key, GOOD)
    assert keys.unwrap_by_passphrase(wrap, GOOD, "0" * 16) is None
    spoilt = wrap.model_copy(update={"wrapped": "AAA"})
    assert keys.unwrap_by_passphrase(spoilt, GOOD, keys.key_id(key)) is None


# -- the recovery key -------------------------------------------------------------------------------------


def test_a_recovery_key_is_read_however_it_is_typed() -> None:
    text = new_recovery()
    assert len(text.split("-")) == GROUPS
    same = read_recovery(text)
    assert len(same) == 20
    for typed in (
        text.lower(),
        text.replace("-", " "),
        text.replace("0", "o").replace("1", "l"),
        f" {text}\n",
    ):
        assert read_recovery(typed) == same


@given(st.integers(0, 39), st.sampled_from(SIGNS))
def test_a_recovery_key_with_a_slip_is_refused_or_opens_nothing(at: int, sign: str) -> None:
    text = new_recovery().replace("-", "")
    slip = text[:at] + sign + text[at + 1 :]
    if slip == text:
        return
    try:
        assert read_recovery(slip) != read_recovery(text)
    except InputError as refused:
        assert refused.code == "recovery.group"
        assert f"Group {at // 5 + 1} " in refused.what


def test_a_missing_group_and_signs_that_are_none_are_named() -> None:
    text = new_recovery().split("-")
    with pytest.raises(InputError, match="letters and digits; this has 35"):
        read_recovery("".join(text[:7]))
    with pytest.raises(InputError, match=r"Group 3 "):
        read_recovery("-".join([*text[:2], "????!", *text[3:]]))


# -- the key file -----------------------------------------------------------------------------------------


def test_a_damaged_key_file_is_told_from_a_wrong_passphrase(vault: Vault) -> None:
    other = Vault(vault.path)
    assert (other.stage, other.locked) == ("on", True)
    assert not other.by_passphrase("something else entirely")
    assert other.by_passphrase(GOOD)
    content = bytearray(vault.path.read_bytes())
    content[content.index(b"wrapped") + 15] ^= 1
    vault.path.write_bytes(content)
    assert (other.stage, other.locked, other.seals) == ("damaged", True, True)
    with pytest.raises(InputError, match="The key file is damaged"):
        other.by_passphrase(GOOD)
    assert not other.by_keyring()
    with pytest.raises(LockedError, match="damaged"):
        other.key()
    assert "damaged" in str(other.why_not("0" * 16))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"encryption": 1, "sha256": 2}', b"\xff\xfe"])
def test_what_is_no_key_file_is_told_as_damaged(vault: Vault, content: bytes) -> None:
    vault.path.write_bytes(content)
    assert vault.stage == "damaged"


def test_a_key_file_of_a_newer_version_says_so(vault: Vault) -> None:
    import hashlib

    body = {**orjson.loads(vault.path.read_bytes())["encryption"], "format": "audit-encryption/2"}
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    vault.path.write_bytes(orjson.dumps({"encryption": body, "sha256": digest}))
    with pytest.raises(InputError, match="newer version"):
        read_keyfile(vault.path)


def test_a_forged_key_file_cannot_ask_for_all_the_memory(vault: Vault) -> None:
    found = vault.file
    assert found is not None
    with pytest.raises(ValueError, match="less than or equal"):
        keys.PassphraseWrap.model_validate({**found.passphrase.model_dump(), "n": 2**40})  # type: ignore[union-attr]


# -- the vault --------------------------------------------------------------------------------------------


def test_a_workspace_that_never_asked_has_a_vault_that_does_nothing(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "encryption.json")
    assert (vault.stage, vault.locked, vault.seals, vault.sealer()) == ("off", False, False, None)
    with pytest.raises(InputError, match="not encrypted"):
        vault.by_passphrase(GOOD)
    assert not vault.by_keyring()


def test_a_workspace_that_asks_and_has_no_key_file_is_locked_and_says_what_to_do(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "encryption.json", lambda: True)
    assert (vault.stage, vault.locked) == ("missing", True)
    with pytest.raises(LockedError, match="its key file is missing"):
        vault.by_passphrase(GOOD)
    with pytest.raises(LockedError, match="its key file is missing"):
        vault.sealer()


def test_a_vault_sees_what_another_process_turns_on_and_off(vault: Vault) -> None:
    other = Vault(vault.path)
    assert other.seals
    vault.path.unlink()
    assert (other.stage, other.seals, other.locked) == ("off", False, False)


def test_a_value_is_opened_by_its_own_key_in_its_own_place_alone(vault: Vault) -> None:
    value, audit = stored(), "01HF7YAT00ACTACTACTACTACTA"
    sealed = vault.seal_value(audit, value)
    assert vault.open_value(audit, sealed) == value
    assert b"business" not in sealed.model_dump_json().encode()
    with pytest.raises(InputError, match="changed or is damaged"):
        vault.open_value("01HF7YAT00DEVDEVDEVDEVDEVD", sealed)
    for text in (sealed.sealed[:-8] + "AAAAAAA=", sealed.sealed[:17] + "A=A="):
        spoilt = sealed.model_copy(update={"sealed": text})
        with pytest.raises(InputError, match="changed or is damaged"):
            vault.open_value(audit, spoilt)
    vault.forget()
    assert vault.open_value(audit, sealed) is None
    with pytest.raises(LockedError, match="is locked"):
        vault.seal_value(audit, value)


def test_a_sealed_value_that_holds_no_value_is_told_as_damaged(vault: Vault) -> None:
    value, audit = stored(), "01HF7YAT00ACTACTACTACTACTA"
    about = f"value:{audit}:{value.commitment}"
    for content in (b"{}", b"[", b'{"salt": 1, "value": 2}'):
        sealed = SealedValue(commitment=value.commitment, cls="private", sealed=vault._text(content, about))
        with pytest.raises(InputError, match="changed or is damaged"):
            vault.open_value(audit, sealed)


def test_a_note_that_begins_like_a_sealed_text_is_a_note(vault: Vault) -> None:
    assert not is_sealed_text("sealed: the envelope")
    assert not is_sealed_text("sealed:0123456789abcdef:short")
    sealed = vault.seal_text("Anna", "people:1:name")
    assert is_sealed_text(sealed)
    assert vault.open_text(sealed, "people:1:name") == "Anna"
    vault.forget()
    assert vault.open_text(sealed, "people:1:name") == LOCKED


def test_a_recovery_key_opens_its_own_workspace_alone(tmp_path: Path) -> None:
    text, key = new_recovery(), keys.new_key()
    vault = Vault(tmp_path / "encryption.json")
    write_keyfile(vault.path, keyfile(key, passphrase=None, recovery=text))
    with pytest.raises(InputError, match="no passphrase"):
        vault.by_passphrase(GOOD)
    assert not vault.by_recovery(new_recovery())
    assert vault.locked
    assert vault.by_recovery(text.lower())
    assert vault.key() == key
    assert "another workspace" in str(vault.why_not("0" * 16))
    assert "is locked" in str(vault.why_not(keys.key_id(key)))


# -- the keyring ------------------------------------------------------------------------------------------


def test_a_keyring_keeps_gives_and_forgets_a_key() -> None:
    keyrings.use(keyrings.Working())
    key = keys.new_key()
    assert ring.name() == "a test's keyring"
    assert ring.get("a" * 16) is None
    assert ring.put("a" * 16, key)
    assert ring.get("a" * 16) == key
    assert ring.remove("a" * 16)
    assert ring.get("a" * 16) is None
    assert ring.remove("a" * 16)


@pytest.mark.parametrize("kind", [keyrings.Plain, keyrings.Forgetful, keyrings.Broken])
def test_a_keyring_that_cannot_be_trusted_is_not_used(kind: type[keyrings.Working]) -> None:
    keyrings.use(kind())
    assert not ring.put("a" * 16, keys.new_key())
    assert ring.get("a" * 16) is None


def test_a_keyring_that_holds_something_else_gives_nothing() -> None:
    backend = keyrings.Working()
    keyrings.use(backend)
    backend.set_password(ring.SERVICE, "a" * 16, "no base64 at all!")
    assert ring.get("a" * 16) is None


def test_no_keyring_is_no_keyring() -> None:
    assert ring.name() is None
    assert not ring.put("a" * 16, keys.new_key())
    assert ring.remove("a" * 16)


def test_a_keyring_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring, "PATIENCE", 0.05)
    keyrings.use(keyrings.Waiting())
    assert ring.get("a" * 16) is None
    assert not ring.put("a" * 16, keys.new_key())


def test_a_vault_is_opened_by_the_keyring_of_this_machine(tmp_path: Path) -> None:
    keyrings.use(keyrings.Working())
    key = keys.new_key()
    vault = Vault(tmp_path / "encryption.json")
    write_keyfile(vault.path, keyfile(key, keyring=True))
    assert not vault.by_keyring()
    ring.put(keys.key_id(key), keys.new_key())
    assert not vault.by_keyring()
    ring.put(keys.key_id(key), key)
    assert vault.by_keyring()
    assert not vault.locked


# -- byte flips -------------------------------------------------------------------------------------------


def test_a_key_file_with_any_byte_changed_is_damaged_or_the_same(vault: Vault) -> None:
    content, key = vault.path.read_bytes(), vault.key()
    for at in range(len(content)):
        vault.path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        other = Vault(vault.path)
        if other.stage != "damaged":
            # A blank between two words became another one.
            assert content[at : at + 1].isspace()
            assert other.by_passphrase(GOOD) and other.key() == key


@given(st.binary(max_size=200), st.integers(min_value=0), st.integers(1, 255))
def test_an_encrypted_file_with_any_byte_changed_is_refused(content: bytes, at: int, flip: int) -> None:
    vault, key = Vault(Path("nowhere.json")), keys.new_key()
    vault.give(key)
    sealed = bytearray(seal_bytes_under(key, content))
    assert b"".join(open_stream(vault, io.BytesIO(bytes(sealed)), b"file:x")) == content
    sealed[at % len(sealed)] ^= flip
    with pytest.raises((InputError, LockedError)):
        b"".join(open_stream(vault, io.BytesIO(bytes(sealed)), b"file:x"))
    with pytest.raises((InputError, LockedError)):
        b"".join(open_stream(vault, io.BytesIO(bytes(sealed[:-1])), b"file:x"))


def seal_bytes_under(key: bytes, content: bytes) -> bytes:
    class Holding(Vault):
        def key(self) -> bytes:
            return key

    return seal_bytes(Holding(Path("nowhere.json")), content, b"file:x")


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_pieces_cannot_be_dropped_swapped_or_cut_off(size: int) -> None:
    vault, key = Vault(Path("nowhere.json")), keys.new_key()
    vault.give(key)
    content = os.urandom(size)
    sealed = seal_bytes_under(key, content)
    head, body = sealed[:30], sealed[30:]
    whole = PIECE + 16
    assert b"".join(open_stream(vault, io.BytesIO(sealed), b"file:x")) == content
    pieces = [body[at : at + whole] for at in range(0, len(body), whole)]
    wrong = [pieces[:-1], pieces[1:], pieces[::-1]] if len(pieces) > 1 else [[]]
    for some in (*wrong, [*pieces, pieces[-1]]):
        with pytest.raises(InputError):
            b"".join(open_stream(vault, io.BytesIO(head + b"".join(some)), b"file:x"))
    with pytest.raises(InputError):
        b"".join(open_stream(vault, io.BytesIO(sealed), b"file:y"))
