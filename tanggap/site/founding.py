"""A health centre comes into being, whole: profile, first account, lines, topics, examples.

The wizard, ``tanggap init`` and the living example all begin here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from tanggap.base.acting import Refused, machine
from tanggap.base.actions import set_up_facility
from tanggap.base.actions.facility import NOBODY_YET, FirstAccount, NewFacility
from tanggap.base.models import Facility, JobTurn, Role, Staff
from tanggap.base.queries import actor_of
from tanggap.base.rules import may_be_username
from tanggap.gateway.actions import open_line
from tanggap.logbook.actions import prepare as prepare_logbook
from tanggap.reply.actions import prepare as prepare_reply


class NewLine(NamedTuple):
    """A channel to open at once."""

    kind: str
    name: str
    address: str = ""


PLAIN_LINES = (
    NewLine("phone", "Telepon puskesmas"),
    NewLine("box", "Kotak saran"),
    NewLine("walk_in", "Datang langsung"),
    NewLine("letter", "Surat"),
)


def found(new: NewFacility, lines: Sequence[NewLine]) -> Staff:
    """Make the health centre and return its first account.

    Raises :class:`Refused` when the site has one already, also when two press at once.
    """
    with transaction.atomic():
        JobTurn.objects.select_for_update().get_or_create(name="site.set_up")
        if Facility.objects.exists():
            raise Refused("Puskesmas di sini sudah disiapkan.")
        facility = set_up_facility(NOBODY_YET, new)
        prepare_logbook(machine(facility.pk))
        prepare_reply(machine(facility.pk))
        admin = Staff.objects.get(facility=facility, username=new.admin.username)
        actor = actor_of(admin, timezone.localdate())
        for line in lines:
            open_line(actor, line.kind, line.name, {}, address=line.address)
    return admin


def found_plainly(name: str, username: str, password: str) -> Staff:
    """Make a health centre of which only the name is known; the rest is in the settings.

    Raises ``ValidationError`` for a weak password and :class:`Refused` as :func:`found`.
    """
    signs_in_as = username.strip().lower()
    if not may_be_username(signs_in_as):
        raise Refused(
            f"Nama masuk «{signs_in_as}» tidak dapat dipakai: tulis 3 sampai 40 huruf kecil, "
            "angka, titik, atau garis, tanpa spasi."
        )
    validate_password(password)
    account = FirstAccount(
        name=username, username=signs_in_as, password=password, roles=(Role.PETUGAS,)
    )
    new = NewFacility(name=name.strip(), admin=account, valid_from=timezone.localdate())
    return found(new, PLAIN_LINES)
