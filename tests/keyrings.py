"""Keyrings for tests: one that works, one that fails, one that never answers, one that keeps secrets in plain."""

from __future__ import annotations

import threading

import keyring
import keyring.errors
from keyring.backend import KeyringBackend


class Working(KeyringBackend):
    """Keeps secrets as long as the test runs."""

    name = "a test's keyring"
    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Plain(Working):
    """As those that write secrets into a file for everybody to read."""

    priority = 0.5  # type: ignore[assignment]


class Forgetful(Working):
    """Takes everything and gives nothing back."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class Broken(Working):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("nobody opens it")

    set_password = get_password  # type: ignore[assignment]


class Waiting(Working):
    """Waits for its owner, who has gone for lunch."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait(30)
        return None


def use(backend: KeyringBackend) -> KeyringBackend:
    keyring.set_keyring(backend)
    return backend
