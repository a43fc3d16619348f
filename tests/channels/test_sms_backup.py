"""Reading the XML of SMS Backup & Restore: emoji, MMS, what is cut, what is hostile."""

import base64
import io
import tracemalloc
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels import _sms_backup
from tanggap.channels._sms_backup import HostileXml, NotABackup, Sms, Tally, mend, read_backup

HEAD = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    "<!--File Created By SMS Backup & Restore v10.20.002 on 12/05/2026 08:06:00-->\n"
    '<?xml-stylesheet type="text/xsl" href="sms.xsl"?>\n'
)
MAY_12 = 1_778_547_960_000  # 12 May 2026 08:06 WIB


def as_the_app_writes(text: str) -> str:
    """Quote ``text`` as the app does: what lies beyond 16 bits as two references."""
    out = []
    for unit in text.encode("utf-16-be", "surrogatepass").hex(" ", 2).split():
        code = int(unit, 16)
        is_plain = 32 <= code < 0xD800 and chr(code) not in "<>&\"'"
        out.append(chr(code) if is_plain else f"&#{code};")
    return "".join(out)


def sms(body: str, *, number: str = "+6281234567890", kind: int = 1, at: int = MAY_12) -> str:
    return (
        f'  <sms protocol="0" address={quoteattr(number)} date="{at}" type="{kind}" '
        f'subject="null" body="{body}" toa="null" sc_toa="null" service_center="null" read="1" '
        'status="-1" locked="0" date_sent="0" readable_date="12 Mei 2026 08.06.00" '
        'contact_name="(Unknown)" />\n'
    )


def backup(*messages: str, root: str = "smses") -> bytes:
    return f'{HEAD}<{root} count="{len(messages)}">\n{"".join(messages)}</{root}>'.encode()


def read(content: bytes, tally: Tally | None = None) -> list[Sms]:
    return list(read_backup(io.BytesIO(content), tally or Tally()))


def test_what_came_and_what_went_are_told_apart() -> None:
    came, went = read(backup(sms("Antre lama"), sms("Kami cek dulu", kind=2)))
    assert (came.number, came.text, came.is_ours) == ("+6281234567890", "Antre lama", False)
    assert came.at.isoformat() == "2026-05-12T01:06:00+00:00"
    assert came.contact == ""
    assert went.is_ours


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_every_text_comes_back_as_it_was_written(text: str) -> None:
    """All of Unicode, written as the app does, through pieces of any size."""
    wanted = "".join(c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text)
    wanted = wanted.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    found = read(backup(sms(as_the_app_writes(f"!{text}!"))))
    assert found[0].text == f"!{wanted}!"


@given(st.text(alphabet="&#;x0123456789abdDeEfF5<>é🙏", max_size=80), st.integers(1, 40))
def test_cutting_the_file_anywhere_changes_nothing(text: str, size: int) -> None:
    data = (text + "&#55357;&#56911;&#xD83D;&#xde4F;" + text).encode()

    def pieces() -> Iterator[bytes]:
        rest = b""
        for start in range(0, len(data), size):
            whole = rest + data[start : start + size]
            cut = _sms_backup._cut(whole)
            yield mend(whole[:cut])
            rest = whole[cut:]
        yield mend(rest)

    assert b"".join(pieces()) == mend(data)


def test_emoji_in_two_references_are_one_sign_and_half_an_emoji_is_replaced() -> None:
    body = "Terima kasih &#55357;&#56911; &#xD83D;&#xDE4F; &#55357; &#56911;&#0;"
    assert read(backup(sms(body)))[0].text == "Terima kasih 🙏 🙏 \ufffd \ufffd\ufffd"


def test_drafts_and_what_never_went_out_are_left_and_counted() -> None:
    tally = Tally()
    kinds = [sms("x", kind=kind) for kind in (3, 4, 5, 6, 9)]
    assert read(backup(*kinds, sms("null"), sms("a", at=0), sms("Baik")), tally) == read(
        backup(sms("Baik"))
    )
    assert tally.skipped == {"draft": 1, "unsent": 3, "unreadable": 2, "empty": 1}


MMS = """  <mms date="{at}" msg_box="{box}" address="{address}" m_type="{kind}" sub="null"
    contact_name="Bu Siti">
    <parts>
      <part seq="-1" ct="application/smil" text="&lt;smil&gt;" />
      <part seq="0" ct="text/plain" text="Foto &#55357;&#56911;" />
      <part seq="0" ct="image/jpeg" name="null" cl="loket.jpg" text="null" data="{data}" />
    </parts>
    <addrs><addr address="+6281234567890" type="137" /><addr address="insert-address-token"
      type="151" /></addrs>
  </mms>
"""


def mms(box: int = 1, address: str = "+6281234567890", kind: int = 132, data: str = "") -> str:
    data = data or base64.b64encode(b"\xff\xd8jpeg").decode()
    return MMS.format(at=MAY_12, box=box, address=address, kind=kind, data=data)


def test_an_mms_brings_its_words_and_its_picture() -> None:
    (found,) = read(backup(mms()))
    assert (found.text, found.contact, found.is_ours) == ("Foto 🙏", "Bu Siti", False)
    assert [(f.mime, f.name) for f in found.files] == [("image/jpeg", "loket.jpg")]
    assert base64.b64decode(found.files[0].base64) == b"\xff\xd8jpeg"


def test_an_mms_of_a_group_is_of_whoever_sent_it() -> None:
    came, went = read(
        backup(mms(address="+62811~+6281234567890"), mms(2, address="+62811~+6281234567890"))
    )
    assert came.number == "+6281234567890"
    assert went.number == "+62811"


def test_an_mms_that_was_never_fetched_is_left() -> None:
    assert read(backup(mms(kind=130), sms("Baik")))[0].text == "Baik"


@pytest.mark.parametrize("cut", range(0, 1200, 37))
def test_what_came_whole_before_the_file_breaks_off_is_kept(cut: int) -> None:
    whole = backup(*(sms(f"SMS {i}") for i in range(5)), mms())
    tally = Tally()
    some = whole[: max(len(HEAD) + 30, len(whole) - 5 - cut)]
    texts = [one.text for one in read(some, tally)]
    assert texts == [*(f"SMS {i}" for i in range(5)), "Foto 🙏"][: len(texts)]
    assert tally.is_cut


BOMB = """<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a "haha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<smses><sms address="1" date="1778547960000" type="1" body="&c;"/></smses>"""
HOSTILE = {
    "a billion laughs": BOMB,
    "a file of ours": '<!DOCTYPE smses SYSTEM "file:///etc/passwd"><smses/>',
    "an external entity": '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><smses>&x;</smses>',
    "a document type alone": "<!DOCTYPE smses><smses/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused(name: str) -> None:
    with pytest.raises(HostileXml):
        read(HOSTILE[name].encode())


def test_an_element_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sms_backup, "LARGEST_ELEMENT", 1_000_000)
    with pytest.raises(HostileXml):
        read(b'<smses><sms body="' + b"a" * 3_000_000)


@pytest.mark.parametrize(
    "content", [b"", b"halo", b"<html></html>", backup(root="calls"), b"\x89PNG", b"<smses"]
)
def test_what_is_no_backup_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotABackup):
        read(content)


@pytest.mark.parametrize("encoding", ["UTF-4", "utf-7", "big5", "base64", "idna"])
def test_an_encoding_of_no_xml_is_no_backup(encoding: str) -> None:
    with pytest.raises(NotABackup):
        read(f"<?xml version='1.0' encoding='{encoding}'?><smses count='1'/>".encode())


class Endless(io.RawIOBase):
    """A backup of many messages that is made while it is read."""

    def __init__(self, count: int) -> None:
        body = as_the_app_writes("Antre lama 🙏 " * 20)
        self._one, self._left = sms(body).encode() * 100, count // 100
        self._buffer = backup()[: -len("</smses>")]

    def read(self, size: int = -1) -> bytes:
        while len(self._buffer) < size and self._left:
            self._buffer += self._one
            self._left -= 1
        piece, self._buffer = self._buffer[:size], self._buffer[size:]
        return piece


def test_memory_does_not_grow_with_the_file() -> None:
    tracemalloc.start()
    count = sum(1 for _ in read_backup(Endless(20_000), Tally()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 12_000_000


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_break_the_reader(noise: bytes, at: int) -> None:
    whole = backup(sms("Antre"), mms(), sms("Baik", kind=2))
    try:
        read(whole[:at] + noise + whole[at:])
    except (HostileXml, NotABackup):
        return


@pytest.mark.parametrize("at", [253_402_300_799_000, 253_402_300_799, 0, -1, 10**15])
def test_a_year_beyond_any_calendar_leaves_the_others_readable(at: int) -> None:
    tally = Tally()
    assert [one.text for one in read(backup(sms("Jauh", at=at), sms("Baik")), tally)] == ["Baik"]
    assert tally.skipped["unreadable"] == 1
