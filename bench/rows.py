"""Rows written in bulk: ``executemany`` on SQLite, ``COPY`` on PostgreSQL.

Django's own ``bulk_create`` builds an SQL text of every value, and takes four times as long.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from tanggap.base.fields import EncryptedJSONField

_Convert = Callable[[Any], Any]


class Rows:
    """The rows of some cases, by model, in the order in which they can be written."""

    def __init__(self) -> None:
        self._of: dict[type[models.Model], list[Any]] = {}

    def add(self, row: Any) -> Any:
        self._of.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for model, rows in self._of.items():
            _write(model, rows)


def _write(model: type[models.Model], rows: Sequence[Any]) -> None:
    fields = [one for one in model._meta.concrete_fields if _is_given(one)]
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    ways = [(one.attname, _conversion(one)) for one in fields]
    values = ([convert(getattr(row, name)) for name, convert in ways] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))
            return
        with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for line in values:
                copy.write_row(line)


def _is_given(field: Any) -> bool:
    """Answer whether the row brings this value; a link table's own key it does not."""
    return not (field.primary_key and isinstance(field, models.AutoField))


def _conversion(field: Any) -> _Convert:
    if isinstance(field, EncryptedJSONField):
        return field.get_prep_value
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value)
    if connection.vendor == "sqlite":
        return _sqlite_value
    return lambda value: value


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, uuid.UUID):
        return value.hex
    return value
