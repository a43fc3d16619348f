"""What is read from an exported WhatsApp chat: every variant, expected against got."""

import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._whatsapp_export import (
    Said,
    date_evidence,
    day_of,
    read_text,
    tidy_name,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
TODAY = date(2026, 11, 22)


def parsed(text: str) -> list[tuple[str, str, str]]:
    return [(one.sender, one.kind, one.text) for one in read_text(text)]


# The public variants of whatsapp-chat-parser: header line → date in day-first reading
# (or the only possible one), time, sender, words.
HEADERS = [
    ("23/06/2018, 01:55 p.m. - Loris: one", (2018, 6, 23), (13, 55), "Loris", "one"),
    ("23/06/2018, 01:55 a.m. - Luke: Hey!", (2018, 6, 23), (1, 55), "Luke", "Hey!"),
    ("03/02/17, 18:42 - Luke: ", (2017, 2, 3), (18, 42), "Luke", ""),
    ("3/6/18, 1:55 p.m. - a: m", (2018, 6, 3), (13, 55), "a", "m"),
    ("03-06-2018, 01.55 PM - a: m", (2018, 6, 3), (13, 55), "a", "m"),
    ("13.06.18 21.25.15: a: m", (2018, 6, 13), (21, 25, 15), "a", "m"),
    ("[06.13.18 21:25:15] a: m", (2018, 6, 13), (21, 25, 15), "a", "m"),
    ("13.6.2018 klo 21.25.15 - a: m", (2018, 6, 13), (21, 25, 15), "a", "m"),
    ("13. 6. 2018. 21:25:15 a: m", (2018, 6, 13), (21, 25, 15), "a", "m"),
    ("[3/6/18 1:55:00 p. m.] a: m", (2018, 6, 3), (13, 55), "a", "m"),
    ("\u200e[3/6/18 1:55:00 p. m.] a: m", (2018, 6, 3), (13, 55), "a", "m"),
    ("[2018/06/13, 21:25:15] a: m", (2018, 6, 13), (21, 25, 15), "a", "m"),
    ("[06/2018/13, 21:25:15] a: m", (2018, 6, 13), (21, 25, 15), "a", "m"),
    ("3/6/2018 1:55 p.\xa0m. - a: m", (2018, 6, 3), (13, 55), "a", "m"),
    ("3/6/18, 1:55\u202fPM - a: m", (2018, 6, 3), (13, 55), "a", "m"),
    ("12/05/26 07.05 - Bu Siti: pagi", (2026, 5, 12), (7, 5), "Bu Siti", "pagi"),
    ("12/05/26, 12:00 AM - a: m", (2026, 5, 12), (0, 0), "a", "m"),
    ("12/05/26, 12:00 PM - a: m", (2026, 5, 12), (12, 0), "a", "m"),
]


@pytest.mark.parametrize(("line", "day", "clock", "sender", "text"), HEADERS)
def test_every_public_shape_of_a_header_is_read(
    line: str, day: tuple[int, int, int], clock: tuple[int, ...], sender: str, text: str
) -> None:
    (one,) = read_text(line)
    assert day_of(one.numbers, date_evidence([one], TODAY).order) == date(*day)
    assert one.clock == time(*clock)
    assert (one.sender, one.text) == (sender, text)


def test_every_header_of_the_shared_list_is_in_the_table() -> None:
    lines = (FIXTURES / "whatsapp-chat-parser/lines.txt").read_text(encoding="utf-8").split("\n")
    with_people = {line for line in lines if any(one.sender for one in read_text(line))}
    known = {line for line, *_ in HEADERS} | {line for line, *_ in FILES}
    assert with_people - known == set()


FILES = [
    (
        "3/6/18, 1:55 p.m. - a: < attached: 00000042-PHOTO-2020-06-07-15-13-20.jpg >",
        "00000042-PHOTO-2020-06-07-15-13-20.jpg",
        "image",
    ),
    (
        "3/6/18, 1:55 p.m. - a: IMG-20210428-WA0001.jpg (file attached)",
        "IMG-20210428-WA0001.jpg",
        "image",
    ),
    (
        "3/6/18, 1:55 p.m. - a: 2015-08-04-PHOTO-00004762.jpg <\u200eattached>",
        "2015-08-04-PHOTO-00004762.jpg",
        "image",
    ),
    (
        "3/6/18, 1:55 p.m. - a: \u200e4f2680f1db95a8454775cc2eefc95bfc.jpg (Datei angehängt)",
        "4f2680f1db95a8454775cc2eefc95bfc.jpg",
        "image",
    ),
    (
        "3/6/18, 1:55 p.m. - a: PTT-20260512-WA0004.opus (file terlampir)",
        "PTT-20260512-WA0004.opus",
        "audio",
    ),
    ("3/6/18, 1:55 p.m. - a: Surat aduan.pdf (file terlampir)", "Surat aduan.pdf", "document"),
    (
        "3/6/18, 1:55 p.m. - a: STK-20260512-WA0001.webp (file terlampir)",
        "STK-20260512-WA0001.webp",
        "sticker",
    ),
    ("3/6/18, 1:55 p.m. - a: Pak RT.vcf (file terlampir)", "Pak RT.vcf", "contact"),
    (
        "[3/6/18 13.55.00] a: foto loket \u200e<terlampir: 00000003-PHOTO.jpg>",
        "00000003-PHOTO.jpg",
        "image",
    ),
]


@pytest.mark.parametrize(("line", "file_name", "kind"), FILES)
def test_the_name_of_an_attachment_is_known_in_every_language(
    line: str, file_name: str, kind: str
) -> None:
    (one,) = read_text(line)
    assert (one.file_name, one.kind, one.is_omitted) == (file_name, kind, False)


def test_a_caption_stands_before_or_below_the_file() -> None:
    below, before = read_text(
        "[3/6/18 13.55.00] a: \u200e<terlampir: 3-PHOTO.jpg>\nfoto loket\n"
        "[3/6/18 13.56.00] a: foto pintu \u200e<terlampir: 4-PHOTO.jpg>"
    )
    assert (below.text, before.text) == ("foto loket", "foto pintu")


def test_words_in_brackets_after_a_file_name_are_only_words_unless_the_file_is_there() -> None:
    line = "12/05/26, 08.06 - Bu Siti: antrian.jpg (lihat ini)"
    assert read_text(line)[0].file_name == ""
    assert read_text(line, {"antrian.jpg"})[0].file_name == "antrian.jpg"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("<Media tidak disertakan>", "document"),
        ("<Media omitted>", "document"),
        ("gambar tidak disertakan", "image"),
        ("video tidak disertakan", "video"),
        ("stiker tidak disertakan", "sticker"),
        ("audio tidak disertakan", "audio"),
        ("image omitted", "image"),
        ("Kartu kontak tidak disertakan", "contact"),
    ],
)
def test_a_file_that_the_export_left_out_is_a_message_with_a_missing_file(
    said: str, kind: str
) -> None:
    (one,) = read_text(f"[12/05/26 07.05.00] Bu Siti: \u200e{said}")
    assert (one.kind, one.is_omitted, one.text) == (kind, True, "")


def test_a_document_left_out_keeps_its_name() -> None:
    (one,) = read_text(
        "[12/05/26 07.05.00] Bu Siti: Surat.pdf • \u200e3 halaman \u200edokumen tidak disertakan"
    )
    assert (one.kind, one.file_name, one.is_omitted) == ("document", "Surat.pdf", True)


@pytest.mark.parametrize(
    "said",
    [
        "Pesan ini telah dihapus",
        "Anda menghapus pesan ini",
        "Pesan ini dihapus oleh admin",
        "This message was deleted",
        "You deleted this message",
    ],
)
def test_a_removed_message_has_no_words(said: str) -> None:
    (one,) = read_text(f"12/05/26, 12.10 - Bu Siti: {said}")
    assert one.is_deleted
    assert one.text == ""


def test_talking_about_a_removed_message_is_not_removing_one() -> None:
    (one,) = read_text("12/05/26, 12.10 - Bu Siti: Pesan ini telah dihapus, kenapa?")
    assert not one.is_deleted


def test_an_edited_message_loses_the_mark_and_keeps_the_words() -> None:
    for mark in ("<Pesan ini diedit>", "<This message was edited>", "\u200e<Pesan ini diedit>"):
        (one,) = read_text(f"12/05/26, 13.11 - Bu Siti: Mohon: segera {mark}")
        assert (one.text, one.is_edited) == ("Mohon: segera", True)


@pytest.mark.parametrize(
    "line",
    [
        "12/05/26, 07.05 - Pesan dan panggilan terenkripsi secara end-to-end. Hanya orang di "
        "chat ini yang dapat membaca, mendengarkan, atau membagikannya.",
        "\u200e[12/05/26, 07.05.00] Puskesmas: \u200ePesan dan panggilan terenkripsi secara "
        "end-to-end. Hanya orang di chat ini yang dapat membacanya.",
        '06/03/2017, 00:45 - You created group "Test"',
        "12/05/26, 07.05 - Bu Siti menambahkan Pak Asep",
        "12/05/26, 07.05 - Bu Siti keluar",
        "12/05/26, 07.05 - +62 812-3456-7890 mengganti nomor teleponnya. Kirim pesan.",
        '12/05/26, 07.05 - Anda membuat grup "Warga: RT 3"',
        "[12/05/26 07.05.00] Grup RT 3: \u200eAnda menambahkan Pak Asep",
    ],
)
def test_lines_of_the_system_are_nobodys_words(line: str) -> None:
    (one,) = read_text(line)
    assert (one.sender, one.kind) == ("", "system")


@pytest.mark.parametrize(
    "said", ["Panggilan suara tak terjawab", "Panggilan video tak terjawab", "Missed voice call"]
)
def test_a_missed_call_is_a_call(said: str) -> None:
    assert parsed(f"12/05/26, 15.13 - Bu Siti: {said}") == [("Bu Siti", "call", said)]


def test_a_place_is_kept_with_its_link() -> None:
    words = "lokasi: https://maps.google.com/?q=-7.5,108.7"
    assert parsed(f"12/05/26, 14.12 - Bu Siti: {words}") == [("Bu Siti", "location", words)]


@pytest.mark.parametrize(
    "inside",
    [
        "12/05/2026 belum dipanggil juga",
        "2016-04-29 10:30:00",
        "[12/05/26 08.06.05] Bu Siti: ditempel dari iPhone",
        "12/05/2026, 08:06 - Bu Siti: ditempel dari HP lain",
        "45/45/26, 08.06 - Bu Siti: bukan tanggal",
        "12/05/26, 28.06 - Bu Siti: bukan jam",
    ],
)
def test_a_date_inside_a_message_begins_no_new_one(inside: str) -> None:
    (one,) = read_text(f"12/05/26, 08.06 - Bu Siti: lapor\n{inside}")
    assert one.text == f"lapor\n{inside}"


def test_text_without_a_header_is_no_chat() -> None:
    assert read_text("Kepada Yth. Kepala Puskesmas\nDengan hormat") == []


def test_a_number_is_read_without_its_invisible_marks() -> None:
    assert tidy_name("\u202a+62\u00a0812\u20113456\u20117890\u202c") == "+62 812-3456-7890"


# ---------------------------------------------------------------- day or month first


def chat(*days: str, file: str = "") -> list[Said]:
    said = f"{file} (file terlampir)" if file else "pagi"
    return read_text("\n".join(f"{day}, 08.00 - Bu Siti: {said}" for day in days))


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (("12/05/26", "13/05/26"), "dmy"),
        (("05/12/26", "05/13/26"), "mdy"),
        (("30/04/26", "01/05/26"), "dmy"),
        (("12/05/26", "01/06/26"), "dmy"),
        (("05/12/26", "06/01/26"), "mdy"),
        (("05/05/26",), "dmy"),
    ],
)
def test_the_file_proves_its_order_where_only_one_reading_can_be(
    days: tuple[str, ...], order: str
) -> None:
    evidence = date_evidence(chat(*days), TODAY)
    assert (evidence.order, evidence.is_sure) == (order, True)


def test_without_proof_the_day_comes_first_and_a_person_decides() -> None:
    evidence = date_evidence(chat("04/05/26"), TODAY)
    assert (evidence.order, evidence.is_sure) == ("dmy", False)


def test_the_date_in_a_photos_name_backs_a_reading_but_a_person_decides() -> None:
    evidence = date_evidence(chat("5/12/26", file="IMG-20260512-WA0003.jpg"), TODAY)
    assert (evidence.order, evidence.is_sure, evidence.is_backed) == ("mdy", False, True)
    assert "nama berkas" in evidence.reason


def test_a_reading_in_the_future_is_the_less_likely_one() -> None:
    evidence = date_evidence(chat("05/12/26"), TODAY)
    assert (evidence.order, evidence.is_sure) == ("mdy", False)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    for one in read_text(f"12/05/26, 08.06 - Bu Siti: {text}"):
        assert one.clock


@given(
    st.lists(
        st.tuples(
            st.dates(date(2016, 1, 1), date(2030, 1, 1)),
            st.text(
                alphabet=st.characters(categories=("L", "N"), codec="utf-8"),
                min_size=1,
                max_size=30,
            ),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_what_is_written_by_android_is_read_back(lines: list[tuple[date, str]]) -> None:
    text = "\n".join(f"{day:%d/%m/%y}, 08.06 - Bu Siti: {word}" for day, word in lines)
    assert [(day_of(one.numbers, "dmy"), one.text) for one in read_text(text)] == lines


@pytest.mark.parametrize("sign", [" ", "kode keamanan ", "\u00a0", "<omitted "])
def test_a_million_of_the_same_sign_are_read_at_once(sign: str) -> None:
    """A search that began anew at each sign would take hours over what one person can send."""
    text = f"12/05/26 08.06 - Bu Tini: x{sign * 1_000_000}y\n"
    reading = "import sys; from tanggap.channels._whatsapp_export import read_text as r"
    program = f"{reading}; print(len(r(sys.stdin.read())))"
    done = subprocess.run(
        [sys.executable, "-c", program], input=text, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.strip() == "1"
