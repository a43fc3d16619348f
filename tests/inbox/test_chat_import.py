"""Importing exported chats: expected against got, file by file; overlaps; traps."""

import io
import stat
import uuid
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine
from tanggap.gateway.models import Dispatch, Media
from tanggap.inbox.actions import forecast_import, import_chat, merge_people
from tanggap.inbox.chat_import import ParsedChat, UnreadableExport, read_export
from tanggap.inbox.models import Identity, ImportRun, Message, Person
from tests.people import Puskesmas

FOLDER = Path(__file__).parent.parent / "fixtures/own/wa-export"
WIB = ZoneInfo("Asia/Jakarta")
OURS = "Puskesmas Padaherang"
TODAY = date(2026, 11, 22)
SITI, NUMBER = "Bu Siti", "+6281234567890"

# who, time (WIB), direction, kind, text, file, edited or removed
EXPECTED = [
    (
        SITI, "08:06", "in", "text",
        "Assalamualaikum, saya mau lapor: antrian loket lama\nsudah dari jam 7\n\n"
        "12/05/2026 belum dipanggil juga",
        None, "",
    ),
    (SITI, "09:07", "in", "media", "", "missing", ""),
    (NUMBER, "10:08", "in", "image", "foto loket", "missing", ""),
    (None, "11:09", "out", "text", "Terima kasih: laporan diterima 🙏", None, ""),
    (SITI, "12:10", "in", "text", "", None, "removed"),
    (SITI, "13:11", "in", "text", "Mohon: segera", None, "edited"),
    (SITI, "14:12", "in", "location", "lokasi: https://maps.google.com/?q=-7.5,108.7", None, ""),
    (SITI, "15:13", "in", "call", "Panggilan suara tak terjawab", None, ""),
]  # fmt: skip
VARIANTS = {
    "and_en_24.txt": ("dmy", "document"),
    "and_id_bom_crlf.txt": ("dmy", "document"),
    "and_id_comma_dot.txt": ("dmy", "document"),
    "and_id_nocomma_dot.txt": ("dmy", "document"),
    "and_us_12_nnbsp.txt": ("mdy", "document"),
    "ios_id_comma_dot.txt": ("dmy", "image"),
    "ios_id_dot.txt": ("dmy", "image"),
    "ios_us_12.txt": ("mdy", "image"),
}


def read(name: str, **more: object) -> ParsedChat:
    return read_export(FOLDER / name, name, zone=WIB, today=TODAY, **more)  # type: ignore[arg-type]


def chat(*lines: str, name: str = "Chat WhatsApp dengan Bu Siti.txt") -> ParsedChat:
    return read_export("\n".join(lines).encode(), name, "dmy", WIB, today=TODAY)


def bring(here: Puskesmas, parsed: ParsedChat, **more: object) -> ImportRun:
    return import_chat(here.actor(), here.line("wa_handphone"), parsed, [OURS], **more)  # type: ignore[arg-type]


def name_of(message: Message) -> str | None:
    if message.person is None:
        return None
    phone = Identity.objects.filter(person=message.person, kind="phone").first()
    return phone.value if phone else message.person.name


def got() -> list[tuple[object, ...]]:
    rows = []
    for message in Message.objects.order_by("sent_at", "id"):
        attachment = message.attachments.select_related("media").first()
        rows.append(
            (
                name_of(message),
                f"{message.sent_at.astimezone(WIB):%H:%M}",
                message.direction,
                message.kind,
                message.text,
                attachment.media.state if attachment else None,
                "removed" if message.revoked_at else "edited" if message.edited_at else "",
            )
        )
    return rows


@pytest.mark.parametrize(("name", "order", "media"), [(n, *v) for n, v in VARIANTS.items()])
def test_every_variant_ends_with_the_right_people_times_and_words(
    padaherang: Puskesmas, name: str, order: str, media: str
) -> None:
    parsed = read(name)
    assert parsed.date_order == order
    run = bring(padaherang, parsed)
    expected = [tuple(media if cell == "media" else cell for cell in row) for row in EXPECTED]
    assert got() == expected
    days = {m.sent_at.astimezone(WIB).date() for m in Message.objects.all()}
    assert days == {date(2026, 5, 12)}
    assert (run.seen, run.added, run.known) == (8, 8, 0)
    assert Person.objects.count() == 2


def test_the_table_names_every_variant() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(VARIANTS)


@pytest.mark.parametrize("second", sorted(VARIANTS))
@pytest.mark.parametrize("first", ["and_id_comma_dot.txt", "ios_us_12.txt"])
def test_the_same_chat_from_another_phone_adds_nothing(
    padaherang: Puskesmas, first: str, second: str
) -> None:
    bring(padaherang, read(first))
    before = got()
    run = bring(padaherang, read(second))
    assert (run.added, run.known, run.changed) == (0, 8, 0)
    assert got() == before


def test_what_is_ambiguous_is_shown_both_ways_and_decided_by_the_person() -> None:
    parsed = read("and_us_12_nnbsp.txt")
    assert parsed.is_ambiguous
    readings = {reading.order: reading.first for reading in parsed.preview().readings}
    assert readings == {"dmy": date(2026, 12, 5), "mdy": date(2026, 5, 12)}
    decided = read("and_us_12_nnbsp.txt", date_order="dmy")
    assert decided.messages[0].at.date() == date(2026, 12, 5)


def test_a_reading_that_lies_in_the_future_is_refused(padaherang: Puskesmas) -> None:
    ahead = datetime.now(WIB) + timedelta(days=30)
    parsed = chat(f"{ahead:%d/%m/%Y}, 08.00 - Bu Siti: pagi")
    with pytest.raises(Refused, match="masa depan"):
        bring(padaherang, parsed)


def test_an_overlapping_export_adds_only_the_new_end(padaherang: Puskesmas) -> None:
    lines = [f"13/05/26, 08.{minute:02} - Bu Siti: pesan {minute}" for minute in range(30)]
    bring(padaherang, chat(*lines[:20]))
    run = bring(padaherang, chat(*lines[10:]))
    assert (run.added, run.known) == (10, 10)
    assert Message.objects.count() == 30


def test_the_same_words_twice_in_a_minute_are_two_messages_however_often_imported(
    padaherang: Puskesmas,
) -> None:
    lines = ["13/05/26, 08.00 - Bu Siti: halo"] * 2
    assert bring(padaherang, chat(*lines)).added == 2
    assert bring(padaherang, chat(*lines)).added == 0
    assert bring(padaherang, chat(*lines, lines[0])).added == 1


def test_a_message_removed_since_becomes_removed_and_keeps_its_words(
    padaherang: Puskesmas,
) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: dokternya galak"))
    run = bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: Pesan ini telah dihapus"))
    assert (run.added, run.changed) == (0, 1)
    message = Message.objects.get()
    assert message.revoked_at is not None
    assert message.text == ""
    assert [text.text for text in message.earlier_texts.all()] == ["dokternya galak"]


def test_a_message_edited_since_is_edited_and_not_doubled(padaherang: Puskesmas) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: jam 7", "13/05/26, 08.00 - Bu Siti: ya"))
    edited = chat(
        "13/05/26, 08.00 - Bu Siti: jam 8 <Pesan ini diedit>", "13/05/26, 08.00 - Bu Siti: ya"
    )
    assert bring(padaherang, edited).changed == 1
    assert bring(padaherang, edited).changed == 0
    assert {m.text for m in Message.objects.all()} == {"jam 8", "ya"}
    message = Message.objects.get(text="jam 8")
    assert [text.text for text in message.earlier_texts.all()] == ["jam 7"]


def test_an_older_export_imported_later_gives_the_removed_words_and_no_new_message(
    padaherang: Puskesmas,
) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: Pesan ini telah dihapus"))
    run = bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: dokternya galak"))
    assert (run.added, run.changed) == (0, 1)
    message = Message.objects.get()
    assert message.revoked_at is not None
    assert [text.text for text in message.earlier_texts.all()] == ["dokternya galak"]


def test_a_conversation_of_two_is_one_citizens_with_both_sides(padaherang: Puskesmas) -> None:
    bring(
        padaherang,
        chat("13/05/26, 08.00 - Bu Siti: halo", f"13/05/26, 08.05 - {OURS}: ada yang bisa?"),
        phones={"Bu Siti": "0812-3456-7890"},
    )
    person = Person.objects.get()
    assert person.name == "Bu Siti"
    assert set(Message.objects.values_list("person", flat=True)) == {person.pk}
    assert set(Identity.objects.values_list("kind", flat=True)) == {"phone", "wa_name"}


def test_a_contact_saved_later_under_a_name_stays_the_same_person(padaherang: Puskesmas) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - +62 812-3456-7890: halo"))
    run = bring(
        padaherang,
        chat("13/05/26, 08.00 - Bu Siti: halo", "14/05/26, 08.00 - Bu Siti: tolong"),
        phones={"Bu Siti": "081234567890"},
    )
    assert (run.added, run.known) == (1, 1)
    assert Person.objects.count() == 1


def test_two_people_merged_since_are_one_when_the_chat_comes_again(
    padaherang: Puskesmas,
) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: halo", name="a.txt"))
    bring(padaherang, chat("13/05/26, 08.00 - +62 812-3456-7890: halo", name="b.txt"))
    one, other = Person.objects.order_by("id")
    merge_people(padaherang.actor(), one, other)
    run = bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: halo", name="a.txt"))
    assert (run.added, run.known) == (0, 1)


def test_the_same_name_at_another_health_centre_is_somebody_else(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: halo"))
    bring(sumbersari, chat("13/05/26, 08.00 - Bu Siti: halo"))
    assert Person.objects.count() == 2
    assert Message.objects.filter(facility=sumbersari.facility).count() == 1


def test_a_double_click_is_one_import_and_one_sentence(padaherang: Puskesmas) -> None:
    key = uuid.uuid4()
    parsed = chat("13/05/26, 08.00 - Bu Siti: halo")
    one = bring(padaherang, parsed, form_key=key)
    assert bring(padaherang, parsed, form_key=key).pk == one.pk
    sentences = HistoryLine.objects.values_list("sentence", flat=True)
    assert len(sentences) == 1
    assert "Siti" not in sentences[0]


def test_without_anybody_from_outside_there_is_nothing_to_import(padaherang: Puskesmas) -> None:
    with pytest.raises(Refused, match="nama puskesmas"):
        bring(padaherang, chat(f"13/05/26, 08.00 - {OURS}: halo"))


def test_what_a_person_sent_on_the_handphone_ends_the_open_hand_task(
    padaherang: Puskesmas,
) -> None:
    line = padaherang.line("wa_handphone")
    bring(padaherang, chat("13/05/26, 08.00 - +62 812-3456-7890: halo"))
    task = Dispatch.objects.create(
        facility=padaherang.facility,
        line=line,
        to=[{"kind": "phone", "value": NUMBER}],
        text="Terima kasih.\nSudah kami catat.",
        state=Dispatch.State.HAND,
        queued_at=datetime(2026, 5, 13, tzinfo=UTC),
    )
    lines = [
        "13/05/26, 08.00 - +62 812-3456-7890: halo",
        f"13/05/26, 09.00 - {OURS}: Terima kasih.",
        "Sudah kami catat.",
    ]
    bring(padaherang, chat(*lines))
    task.refresh_from_db()
    assert task.state == Dispatch.State.SENT
    assert Message.objects.get(direction="out").dispatch == task
    assert bring(padaherang, chat(*lines)).added == 0


# ---------------------------------------------------------------- zips


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


CHAT = b"13/05/26, 08.00 - Bu Siti: IMG-20260513-WA0001.jpg (file terlampir)\nfoto loket"


def jpeg() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


def test_attachments_of_a_zip_are_kept(padaherang: Puskesmas) -> None:
    content = zipped({"_chat.txt": CHAT, "IMG-20260513-WA0001.jpg": jpeg()})
    parsed = read_export(content, "WhatsApp Chat - Bu Siti.zip", zone=WIB)
    assert parsed.chat_name == "Bu Siti"
    assert parsed.preview().files_present == 1
    run = bring(padaherang, parsed)
    message = Message.objects.get()
    assert run.files == 1
    assert message.text == "foto loket"
    assert message.attachments.get().media.state == Media.State.KEPT


def test_an_export_with_media_fills_in_what_one_without_left_out(padaherang: Puskesmas) -> None:
    bring(padaherang, chat("13/05/26, 08.00 - Bu Siti: <Media tidak disertakan>", "foto loket"))
    content = zipped({"Chat WhatsApp dengan Bu Siti.txt": CHAT, "IMG-20260513-WA0001.jpg": jpeg()})
    run = bring(padaherang, read_export(content, "x.zip", zone=WIB))
    assert (run.added, run.known, run.files) == (0, 1, 1)
    assert Message.objects.get().attachments.get().media.state == Media.State.KEPT


@pytest.mark.parametrize(
    "name", ["../luar.jpg", "/etc/luar.jpg", "a/../../luar.jpg", "..\\luar.jpg", "C:\\luar.jpg"]
)
def test_a_zip_whose_files_would_leave_their_folder_is_refused(name: str) -> None:
    with pytest.raises(UnreadableExport, match="tidak wajar"):
        read_export(zipped({"_chat.txt": CHAT, name: b"x"}), "x.zip")


def test_a_zip_with_a_link_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_chat.txt", CHAT)
        link = zipfile.ZipInfo("foto.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableExport, match="tidak wajar"):
        read_export(out.getvalue(), "x.zip")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"_chat.txt": CHAT, "IMG.jpg": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 200_000
    with pytest.raises(UnreadableExport, match="jauh lebih besar"):
        read_export(bomb, "x.zip")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (zipped({"foto.jpg": b"x"}), "x.zip", "tidak ada percakapan"),
        (zipped({"_chat.txt": CHAT})[:-30], "x.zip", "rusak"),
        (b"Kepada Yth. Kepala Puskesmas", "surat.txt", "bukan ekspor"),
        (jpeg(), "foto.txt", "bukan berkas teks"),
        (b"", "kosong.txt", "bukan ekspor"),
    ],
)
def test_what_is_no_chat_is_refused_with_what_to_do(content: bytes, name: str, why: str) -> None:
    with pytest.raises(UnreadableExport, match=why):
        read_export(content, name)


@pytest.mark.slow
@pytest.mark.once
def test_twenty_thousand_lines_are_imported_in_one_go(padaherang: Puskesmas) -> None:
    start = datetime(2025, 1, 1, 7, 0)
    lines = [
        f"{start + timedelta(minutes=7 * n):%d/%m/%Y, %H.%M} - Bu Siti: pesan ke {n}"
        for n in range(20_000)
    ]
    assert bring(padaherang, chat(*lines)).added == 20_000
    assert bring(padaherang, chat(*lines)).known == 20_000


def test_looking_first_leaves_nothing_behind_not_even_a_sentence(padaherang: Puskesmas) -> None:
    told = HistoryLine.objects.count()
    line, parsed = padaherang.line("wa_handphone"), read("and_id_nocomma_dot.txt")
    run = forecast_import(padaherang.actor(), line, parsed, [OURS])
    assert run.added == len(EXPECTED)
    assert not Message.objects.exists()
    assert not ImportRun.objects.exists()
    assert HistoryLine.objects.count() == told
    import_chat(padaherang.actor(), line, parsed, [OURS])
    assert HistoryLine.objects.count() == told + 1
