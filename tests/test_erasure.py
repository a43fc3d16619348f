"""A deletion that the law demands (UU 27/2022 art. 43) leaves History's chain whole.

Everything that the database holds of one person is blanked, past the actions, wherever it
stands; the lines of History need no touching, because they never held any of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from tanggap.base.chain import fingerprint
from tanggap.base.fields import EncryptedJSONField
from tanggap.base.history import Reading, compare, head_of_history, read_chain
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.models import Arrival, Dispatch
from tanggap.inbox.models import Identity, SamePersonHint
from tanggap.logbook import actions as book
from tests.people import Puskesmas
from tests.test_secrecy import NAME, NOTE, PHONE, STREET, WORD, case_about

STEPS = ("gateway", "inbox", "logbook", "reply", "remedy")
PERSONAL = (NAME, PHONE.lstrip("+"), STREET, WORD, NOTE, "bukti-foto")


def holds(value: object) -> bool:
    """Answer whether ``value`` tells of the person, in whatever form it is stored."""
    text = bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else value
    return any(word.lower() in str(text).lower() for word in PERSONAL)


def texts_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [one for one in model._meta.concrete_fields if isinstance(one, kinds)]


def blank(field: models.Field[Any, Any], row: models.Model) -> object:
    if isinstance(field, EncryptedJSONField):
        return []
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return b""
    return f"dihapus-{row.pk}" if isinstance(row, Identity) else ""


def erase() -> int:
    """Blank every text that holds something of the person; return in how many rows."""
    SamePersonHint.objects.all().delete()
    rows = 0
    for step in STEPS:
        for model in apps.get_app_config(step).get_models():
            for row in model._default_manager.all():
                found = [one for one in texts_of(model) if holds(getattr(row, one.attname))]
                values = {one.attname: blank(one, row) for one in found}
                if values:
                    rows += model._default_manager.filter(pk=row.pk).update(**values)
    return rows


def left_over() -> Iterator[str]:
    """Name every table that still tells of the person, read as the database has it."""
    for model in apps.get_models(include_auto_created=True):
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            if any(holds(value) for row in cursor.fetchall() for value in row):
                yield model._meta.db_table


def test_history_is_whole_after_everything_of_a_person_is_gone(padaherang: Puskesmas) -> None:
    case = case_about(padaherang, Role.PJ_UNIT)
    Arrival.objects.create(
        facility=padaherang.facility,
        line=case.entry.line,
        received_at=case.entry.received_at,
        method="POST",
        body=f'{{"from": "{PHONE}", "body": "{WORD}"}}'.encode(),
        sha256="0",
    )
    before = list(HistoryLine.objects.order_by("place").values())
    held = head_of_history(padaherang.facility.pk)
    assert held
    assert len(before) >= 5
    assert {"inbox_person", "inbox_message", "logbook_entry", "gateway_arrival"} <= set(left_over())
    assert Dispatch.objects.filter(to__isnull=False).exists()

    assert erase() > 10

    assert list(left_over()) == []
    assert not [one for one in Dispatch.objects.all() if holds(one.to)]
    assert list(HistoryLine.objects.order_by("place").values()) == before
    assert read_chain(padaherang.facility).fault == ""
    assert compare(padaherang.facility, fingerprint(held.hash))[0]
    book.close(padaherang.actor(), case.entry)
    assert read_chain(padaherang.facility) == Reading(held.place + 1, "")
