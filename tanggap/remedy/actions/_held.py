"""The plan in hand, held and looked at before anything is done with it."""

from datetime import date

from django.utils import timezone

from tanggap.base.acting import Actor, Refused
from tanggap.base.models import Facility
from tanggap.base.typed import plain
from tanggap.remedy.models import Evaluation, Plan, Realisation
from tanggap.remedy.queries import plans_visible_to
from tanggap.remedy.rules import EARLIEST, LONGEST


def lock(actor: Actor) -> None:
    """Let numbers of a health centre be given one after the other."""
    Facility.objects.select_for_update().get(pk=actor.facility_id)


def held_plan(actor: Actor, held: Plan) -> Plan:
    seen = plans_visible_to(actor).filter(pk=held.pk).exists()
    own = Plan.objects.select_for_update().filter(pk=held.pk).first() if seen else None
    if own is None:
        raise Refused("RTL ini tidak ada di puskesmas Anda.")
    return own


def standing(actor: Actor, held: Plan) -> Plan:
    own = held_plan(actor, held)
    if own.cancelled_at is not None:
        raise Refused("RTL ini sudah dibatalkan. Pulihkan dahulu.")
    return own


def person_of(actor: Actor) -> int:
    if actor.staff_id is None:
        raise Refused("RTL dikerjakan oleh pegawai, bukan oleh aplikasi.")
    return actor.staff_id


def realisation_of(held: Plan) -> Realisation | None:
    return Realisation.objects.filter(plan=held, taken_back_at=None).first()


def evaluation_of(held: Plan) -> Evaluation | None:
    return Evaluation.objects.filter(plan=held, taken_back_at=None).first()


def refuse_evaluated(held: Plan, advice: str) -> None:
    if evaluation_of(held) is not None:
        raise Refused(f"RTL ini sudah dievaluasi. {advice}")


def refuse_correction(held: Plan) -> None:
    if held.corrects_id is not None:
        raise Refused("RTL ini memperbaiki RTL lain. Yang dibatalkan adalah evaluasi RTL itu.")


def refuse_words(words: str, what: str) -> None:
    if not plain(words):
        raise Refused(f"Tulis {what}.")
    if len(plain(words)) > LONGEST:
        raise Refused(f"Ringkas {what}: paling panjang {LONGEST} huruf.")


def refuse_day(day: date, what: str) -> None:
    if day > timezone.localdate():
        raise Refused(f"{what} tidak boleh sesudah hari ini.")
    if day < EARLIEST:
        raise Refused(f"{what} terlalu lama. Periksa tahunnya.")
