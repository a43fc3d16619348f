"""What must hold for files that somebody brings along: read or refused, once, with a sentence."""

import io
import shutil
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.channels._calls_backup import Call, read_calls
from tanggap.channels._sms_backup import HostileXml, NotABackup, Sms, Tally, read_backup
from tanggap.gateway.models import Line
from tanggap.inbox import calls_carrying, sms_carrying
from tanggap.inbox.actions import import_calls, import_sms, offer_calls, offer_sms, undo_calls
from tanggap.inbox.calls_reading import callers_of
from tanggap.inbox.models import CallBack, CallsImport, Message, MissedCall, SmsImport
from tanggap.inbox.sms_reading import talks_of
from tanggap.logbook import old_carrying
from tanggap.logbook.actions import import_book, offer_book
from tanggap.logbook.models import BookImport, Entry
from tanggap.logbook.old_forms import MappingForm
from tanggap.logbook.old_papers import refused_table
from tanggap.logbook.old_preview import preview
from tests.fuzz.judging import Ground, everything, forgotten, same, storable
from tests.handed import handed

State = SmsImport.State


def judge_xml(content: bytes) -> list[Sms]:
    """Read a backup as the channel does, without keeping anything."""
    try:
        said = list(read_backup(io.BytesIO(content), Tally()))
    except (NotABackup, HostileXml):
        return []
    storable(said)
    return said


def judge_backup(ground: Ground, content: bytes) -> None:
    """Offer a backup, bring it in, bring it in again."""
    if not content.startswith(b"PK"):
        judge_xml(content)
    try:
        with forgotten():
            once = _brought_in(ground, content)
            if once is None or once.run is None:
                return
            stored = Message.objects.count()
            assert once.run.added == stored, "fewer messages than were said to have come"
            kept = everything()
            again = _brought_in(ground, content)
            assert again is not None
            assert again.run is not None
            assert again.run.added == 0, "the same backup twice brought something new"
            same(everything(), kept)
            ground.look(content)
    finally:
        sms_carrying.CARRIER.scans.clear()
        shutil.rmtree(Path(settings.HOME) / "brought", ignore_errors=True)


def _brought_in(ground: Ground, content: bytes) -> SmsImport | None:
    actor, line = ground.here.actor(), ground.here.line("sms_handphone")
    made = offer_sms(actor, line, **handed(content, "sms-20260512.xml"))
    sms_carrying.finish(made)
    made.refresh_from_db()
    assert made.state in (State.READY, State.REFUSED), made.state
    if made.state == State.REFUSED:
        assert len(made.trouble) > 20, "a refusal that says nothing"
        return None
    talks = list(range(len(talks_of(made))))
    if not talks:
        return None
    made = import_sms(actor, made, talks)
    sms_carrying.finish(made)
    made.refresh_from_db()
    assert made.state == State.DONE, made.state
    return made


# ---------------------------------------------------------------- call logs


def judge_calls_xml(content: bytes) -> list[Call]:
    """Read a call log as the channel does, without keeping anything."""
    try:
        found = list(read_calls(io.BytesIO(content), Tally()))
    except (NotABackup, HostileXml):
        return []
    storable(found)
    return found


def judge_call_log(ground: Ground, content: bytes) -> None:
    """Offer a call log, bring it in, bring it in again, take it back."""
    if not content.startswith(b"PK"):
        judge_calls_xml(content)
    try:
        with forgotten():
            once = _log_brought_in(ground, content)
            if once is None:
                return
            assert once.added == MissedCall.objects.count(), "fewer calls than were said"
            waiting = _rung_by()
            again = _log_brought_in(ground, content)
            assert again is not None
            assert again.added == 0, "the same log twice brought something new"
            assert _rung_by() == waiting
            ground.look(content)
            undo_calls(ground.here.actor(), once)
            calls_carrying.finish(once)
            assert not MissedCall.objects.exists(), "taken back, and something stayed"
    finally:
        calls_carrying.CARRIER.scans.clear()
        shutil.rmtree(Path(settings.HOME) / "brought", ignore_errors=True)


def _rung_by() -> list[tuple[str, int]]:
    waiting = CallBack.objects.annotate(count=Count("calls"))
    return list(waiting.order_by("phone").values_list("phone", "count"))


def _log_brought_in(ground: Ground, content: bytes) -> CallsImport | None:
    actor, line = ground.here.actor(), ground.here.line("phone")
    made = offer_calls(actor, line, **handed(content, "calls-20260512.xml"))
    calls_carrying.finish(made)
    made.refresh_from_db()
    assert made.state in (CallsImport.State.READY, CallsImport.State.REFUSED), made.state
    if made.state == CallsImport.State.REFUSED:
        assert len(made.trouble) > 20, "a refusal that says nothing"
        return None
    callers = list(range(len(callers_of(made))))
    if not callers:
        return None
    made = import_calls(actor, made, callers)
    calls_carrying.finish(made)
    made.refresh_from_db()
    assert made.state == CallsImport.State.DONE, made.state
    return made


# ---------------------------------------------------------------- old books


def judge_book(ground: Ground, content: bytes, name: str) -> None:
    """Offer an old book, bring it in as it is understood, bring it in again."""
    try:
        with forgotten():
            once = _book_brought_in(ground, content, name)
            if once is None:
                return
            entries = Entry.objects.count()
            assert once.added == entries, "fewer entries than were said to have come"
            assert once.refused == once.refused_rows.count()
            refused_table(once)
            again = _book_brought_in(ground, content, name)
            assert again is not None
            assert again.added == 0, "the same book twice brought something new"
            assert Entry.objects.count() == entries
            assert again.refused == once.refused
            ground.look(content)
    finally:
        old_carrying.CARRIER.scans.clear()
        shutil.rmtree(Path(settings.HOME) / "brought", ignore_errors=True)


def _book_brought_in(ground: Ground, content: bytes, name: str) -> BookImport | None:
    actor = ground.here.actor()
    made = offer_book(actor, **handed(content, name))
    old_carrying.finish(made)
    made.refresh_from_db()
    assert made.state in (State.READY, State.REFUSED), made.state
    if made.state == State.REFUSED:
        assert len(made.trouble) > 20, "a refusal that says nothing"
        return None
    lines = Line.objects.filter(facility=ground.here.facility)
    chosen = MappingForm(made, lines).guessed
    preview(made, chosen, timezone.localdate())
    try:
        made = import_book(actor, made, chosen)
    except Refused as refusal:
        said = str(refusal)
        assert len(said) > 20, "a refusal that says nothing"
        return None
    old_carrying.finish(made)
    made.refresh_from_db()
    assert made.state == State.DONE, made.state
    return made
