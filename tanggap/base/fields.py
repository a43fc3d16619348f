"""A JSON field that is unreadable in the database file and in its copies.

Settings of a line hold access tokens and secrets. The key lies in ``TANGGAP_HOME``,
outside the database, so that a stolen dump alone opens nothing.
"""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
else:  # the stubs are generic, the class itself is not
    _TextField = models.TextField


class UnreadableSecret(RuntimeError):
    """The key in ``TANGGAP_HOME`` is not the one the row was written with."""


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


@lru_cache(maxsize=128)
def _opened(token: str, keys: tuple[str, ...]) -> bytes:
    """Decrypt once what every message on a page brings along with its line."""
    return _cipher().decrypt(token.encode())


class EncryptedJSONField(_TextField):
    """A dict or list, stored as one Fernet token; the first key writes, all keys read."""

    if TYPE_CHECKING:  # what the stubs read: it holds whatever JSON holds
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return _cipher().encrypt(json.dumps(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        if value is None:
            return None
        try:
            return json.loads(_opened(value, tuple(settings.FIELD_KEYS)))
        except InvalidToken as error:
            raise UnreadableSecret(
                "Kunci di TANGGAP_HOME bukan kunci yang dipakai saat setelan ini disimpan."
            ) from error
