"""What is taken along: the right columns, the right rows for the right eyes, no formulas."""

import csv
import io
import json
from datetime import date, datetime
from uuid import uuid4

import openpyxl
import pytest

from tanggap.base.acting import Actor, machine
from tanggap.base.models import Role
from tanggap.gateway.models import Media
from tanggap.inbox.models import Attachment, Identity
from tanggap.logbook import actions
from tanggap.logbook.actions import EntryDraft
from tanggap.workbench.exports import (
    Table,
    export_entries,
    export_messages,
    harmless,
    write_rows,
)
from tests.logbook.test_actions_writing import NOON, said, written
from tests.people import Puskesmas


def written_as(table: Table, fmt: str) -> bytes:
    out = io.BytesIO()
    write_rows(table, fmt, out)
    return out.getvalue()


def entries(actor: Actor, from_: date | None, to: date | None, fmt: str) -> bytes:
    return written_as(export_entries(actor, from_, to), fmt)


def spoken(actor: Actor) -> bytes:
    return written_as(export_messages(actor), "jsonl")


def lines(content: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in content.splitlines()]


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_message_is_one_line_with_all_that_is_promised(padaherang: Puskesmas) -> None:
    message = said(padaherang, "Obat kosong, tolong")
    Identity.objects.create(
        facility=padaherang.facility,
        kind="phone",
        value="+6281234567890",
        person=message.person,
        since=NOON,
    )
    photo = Media.objects.create(
        facility=padaherang.facility,
        line=message.line,
        provider_key="m1",
        mime="image/jpeg",
        file_name="loket.jpg",
    )
    Attachment.objects.create(message=message, media=photo)
    (line,) = lines(spoken(machine(padaherang.facility.pk)))
    assert line["channel"] == "whatsapp"
    assert line["external_id"] == message.key
    assert line["direction"] == "in"
    assert line["sender"] == "+6281234567890"
    assert line["sent_at"] == "2026-05-12T12:00:00+07:00"
    assert line["text"] == "Obat kosong, tolong"
    assert line["attachments"] == [{"name": "loket.jpg", "mime": "image/jpeg", "sha256": ""}]


def test_the_period_is_whole_days_of_the_health_centre(padaherang: Puskesmas) -> None:
    late = datetime.fromisoformat("2026-05-12T23:50:00+07:00")
    written(padaherang, received_at=NOON)
    actions.write_down(
        padaherang.actor(),
        EntryDraft("saran", "malam", line_id=padaherang.line("box").pk, received_at=late),
        form_key=uuid4(),
    )
    here = machine(padaherang.facility.pk)
    day = date(2026, 5, 12)
    assert len(lines(entries(here, day, day, "jsonl"))) == 2
    assert lines(entries(here, date(2026, 5, 13), None, "jsonl")) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
def test_a_cell_that_begins_like_a_formula_is_made_harmless(start: str) -> None:
    assert harmless(f"{start}cmd|calc").startswith("'")
    assert harmless("Obat = kosong") == "Obat = kosong"


def test_no_form_of_the_file_holds_a_formula(padaherang: Puskesmas) -> None:
    written(padaherang, text='=HYPERLINK("http://contoh","x")')
    here = machine(padaherang.facility.pk)
    head, row = rows(entries(here, None, None, "csv"))
    assert row[head.index("Uraian")].startswith("'=")
    book = openpyxl.load_workbook(io.BytesIO(entries(here, None, None, "xlsx")))
    cell = book.worksheets[0].cell(2, head.index("Uraian") + 1)
    assert cell.data_type == "s"
    assert str(cell.value).startswith("=HYPERLINK")


def test_an_empty_book_is_still_a_file_with_its_headings(padaherang: Puskesmas) -> None:
    here = machine(padaherang.facility.pk)
    assert rows(entries(here, None, None, "csv"))[0][0] == "No. register"
    assert entries(here, None, None, "jsonl") == b""
    book = openpyxl.load_workbook(io.BytesIO(entries(here, None, None, "xlsx")))
    assert book.worksheets[0].cell(1, 1).value == "No. register"


def test_names_are_left_out_for_those_who_may_not_know_them(padaherang: Puskesmas) -> None:
    message = said(padaherang, "Obat kosong", name="Mak Icih")
    actions.write_down(
        padaherang.actor(), EntryDraft("keluhan", "Obat kosong"), [message], form_key=uuid4()
    )
    for role, is_shown in ((Role.KEPALA, True), (Role.AUDITOR, False), (Role.MUTU, False)):
        actor = padaherang.actor(role)
        content = entries(actor, None, None, "jsonl") + spoken(actor)
        assert (b"Mak Icih" in content) is is_shown, role


def test_another_health_centre_is_in_no_file(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    written(padaherang)
    said(padaherang, "Obat kosong")
    there = machine(sumbersari.facility.pk)
    assert entries(there, None, None, "jsonl") == b""
    assert spoken(there) == b""
