"""Everybody behind a plan is answered: prepared in one act, let go in another (B-08)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility, Staff
from tanggap.base.typed import plain
from tanggap.remedy.actions._held import lock, person_of, realisation_of, refuse_words, standing
from tanggap.remedy.answering import MOST, Path, numbers_in_words
from tanggap.remedy.answering_reading import (
    Outlook,
    Prepared,
    Receiver,
    names_behind,
    outlook,
    progress_of,
)
from tanggap.remedy.models import Answering, Plan, PreparedAnswer, Realisation
from tanggap.reply.actions import discard, draft, mark_given, send
from tanggap.reply.examples import filled, values_for
from tanggap.reply.models import Reply, ReplyTemplate
from tanggap.reply.queries import person_of as person_answered
from tanggap.reply.queries import window_of
from tanggap.reply.rules import fill, identifying_words, unfilled


@dataclass(frozen=True)
class AnsweringWords:
    """What is said: to each person, on the notice board, and by the approved template."""

    text: str
    board_text: str = ""
    template: ReplyTemplate | None = None


@action("remedy.prepare_answers")
def prepare_answers(
    actor: Actor, held: Plan, words: AnsweringWords, *, form_key: UUID
) -> Answering:
    """Write a draft to everybody who raised what ``held`` mended, each by their own way.

    SOP Sumbersari step 5. The drafts go the way of every answer: where approval is needed it
    is asked for, and nothing leaves by itself. Who had an answer since the realisation, or has
    one under way, is left out; so the same act twice makes nothing new.
    """
    lock(actor)
    own = standing(actor, held)
    known = Answering.objects.filter(form_key=form_key, plan=own).first()
    if known is not None:
        nothing_changed()
        return known
    done = _realised(own)
    found = outlook(actor, own, done, template=words.template)
    _refuse_words(actor, own, words, found)
    if not found.receivers and progress_of(actor, own).is_prepared:
        raise Refused("Semua penyampainya sudah dibalas atau sedang dibalas. Tidak ada yang baru.")
    made = Answering.objects.create(
        facility_id=actor.facility_id,
        plan=own,
        realisation=done,
        text=plain(words.text),
        board_text=plain(words.board_text),
        template=words.template,
        by_id=person_of(actor),
        at=timezone.now(),
        form_key=form_key,
    )
    _prepare(actor, made, found)
    tell(actor, own, _told(own, len(found.receivers)))
    return made


@action("remedy.send_answers")
def send_answers(actor: Actor, held: Plan) -> tuple[int, int]:
    """Let go every prepared answer that may leave; return how many left, how many could not.

    One whose window closed meanwhile stays on the desk: another way must be chosen for it.
    """
    own = standing(actor, held)
    left = stayed = 0
    for one in _ready(actor, own):
        try:
            _refuse_closed_window(one.reply)
            send(actor, one.reply, read=one.reply.wording_mark)
        except Refused:
            stayed += 1
        else:
            left += 1
    if left:
        tell(actor, own, f"{left} balasan {own.number} dikirim atau masuk daftar tugas.")
    else:
        nothing_changed()
    return left, stayed


@action("remedy.discard_answers")
def discard_answers(actor: Actor, held: Plan) -> int:
    """Throw away the prepared answers that have not left the desk."""
    own = standing(actor, held)
    open_ones = [one for one in progress_of(actor, own).rows if one.state.is_open]
    for one in open_ones:
        discard(actor, one.reply)
    own.answerings.filter(answers=None).delete()
    if open_ones:
        tell(actor, own, f"{len(open_ones)} konsep balasan {own.number} dibuang.")
    else:
        nothing_changed()
    return len(open_ones)


@action("remedy.post_board")
def post_board(actor: Actor, held: Plan) -> int:
    """Say that the one sheet was posted: it answers everybody who is answered on the board."""
    own = standing(actor, held)
    posted = [one.reply for one in progress_of(actor, own).rows if _waits_on_board(one)]
    for one in posted:
        mark_given(actor, one)
    if posted:
        tell(actor, own, f"Lembar papan pengumuman {own.number} ditempel: {len(posted)} entri.")
    else:
        nothing_changed()
    return len(posted)


def refuse_answered(own: Plan) -> None:
    """Keep a realisation that people were told of, or are about to be."""
    answers = PreparedAnswer.objects.filter(answering__plan=own, reply__discarded_at=None)
    if answers.exists():
        raise Refused(
            "Balasan kepada penyampai sudah disiapkan dari realisasi ini. Buang dahulu konsepnya; "
            "bila sudah ada yang dikirim, perbaiki lewat evaluasi."
        )


# ---------------------------------------------------------------- within


def _realised(own: Plan) -> Realisation:
    done = realisation_of(own)
    if done is None:
        raise Refused("Balasan disiapkan sesudah RTL direalisasikan.")
    return done


def _refuse_words(actor: Actor, own: Plan, words: AnsweringWords, found: Outlook) -> None:
    if len(found.receivers) > MOST:
        raise Refused(f"Paling banyak {MOST} orang sekali siap. Kurangi entri asalnya.")
    if words.template is not None and words.template.facility_id != actor.facility_id:
        raise Refused("Contoh jawaban ini milik puskesmas lain.")
    if found.needs_text:
        refuse_words(words.text, "isi balasan")
    if not found.needs_board:
        return
    refuse_words(words.board_text, "isi lembar papan pengumuman")
    if left := unfilled(words.board_text):
        raise Refused(f"Lengkapi dahulu bagian «{left[0]}» di teks papan pengumuman.")
    names, phones = names_behind(actor, own)
    if told := identifying_words(words.board_text, names=names, phones=phones):
        raise Refused(
            f"Papan pengumuman dibaca semua orang: hapus dahulu {', '.join(told)} dari teksnya."
        )


def _prepare(actor: Actor, made: Answering, found: Outlook) -> None:
    facility = Facility.objects.get(pk=actor.facility_id)
    writer = Staff.objects.get(pk=made.by_id).name
    rows = []
    for one in found.receivers:
        reply = draft(
            actor,
            entry=one.entry,
            text=_text(made, one, facility, writer),
            form_key=uuid5(made.form_key, str(one.entry.pk)),
            way=one.way.way,
            line=one.way.line,
            identity=one.way.identity,
            template=made.template if one.path == Path.TEMPLATE else None,
            as_approved=one.path == Path.TEMPLATE,
            comment=one.way.comment,
        )
        rows.append(PreparedAnswer(answering=made, reply=reply, person_id=one.entry.person_id))
    PreparedAnswer.objects.bulk_create(rows)


def _text(made: Answering, one: Receiver, facility: Facility, writer: str) -> str:
    if one.path == Path.NOTICE:
        return made.board_text
    values = dict(values_for(facility, entry=one.entry, person=one.entry.person, writer=writer))
    if one.path == Path.TEMPLATE and made.template is not None:
        return filled(made.template, values)
    values["nomor"] = numbers_in_words(one.numbers)
    return fill(made.text, values)


def _told(own: Plan, many: int) -> str:
    if not many:
        return f"Balasan {own.number} diperiksa: semua penyampainya sudah dibalas."
    return f"Balasan {own.number} disiapkan untuk {many} penyampai."


def _waits_on_board(one: Prepared) -> bool:
    return one.reply.way == Reply.Way.NOTICE and one.group == "under_way"


def _ready(actor: Actor, own: Plan) -> Iterator[Prepared]:
    return (one for one in progress_of(actor, own).rows if one.group == "ready")


def _refuse_closed_window(reply: Reply) -> None:
    if reply.line is None or reply.as_approved or reply.comment_id:
        return
    if not window_of(reply.line, person_answered(reply), timezone.now()).is_open:
        raise Refused("Jendela jawabannya sudah tertutup.")
