"""The example answers: a start set, and the health centre's own."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility
from tanggap.reply.models import ReplyTemplate
from tanggap.reply.rules import FIELDS, unknown_fields

START_SET = Path(__file__).parent.parent / "templates.json"


@action("reply.prepare")
def prepare(actor: Actor) -> int:
    """Lay down the start set of examples; those already there stay as they are."""
    known = set(
        ReplyTemplate.objects.filter(facility_id=actor.facility_id).values_list("name", flat=True)
    )
    rows = json.loads(START_SET.read_text(encoding="utf-8"))
    new = [
        ReplyTemplate(
            facility_id=actor.facility_id, order=order, name=row["name"], body=row["body"]
        )
        for order, row in enumerate(rows)
        if row["name"] not in known
    ]
    ReplyTemplate.objects.bulk_create(new)
    if new:
        facility = Facility.objects.get(pk=actor.facility_id)
        tell(actor, facility, f"{len(new)} contoh jawaban awal disiapkan.")
    else:
        nothing_changed()
    return len(new)


@action("reply.add_template")
def add_template(
    actor: Actor,
    *,
    name: str,
    body: str,
    approved_name: str = "",
    approved_fields: Sequence[str] = (),
) -> ReplyTemplate:
    """Add an example answer of the health centre's own."""
    template = ReplyTemplate(facility_id=actor.facility_id, order=100)
    _put(template, name, body, approved_name, approved_fields)
    tell(actor, template, f"Contoh jawaban «{template.name}» ditambahkan.")
    return template


@action("reply.change_template")
def change_template(
    actor: Actor,
    template: ReplyTemplate,
    *,
    name: str,
    body: str,
    approved_name: str = "",
    approved_fields: Sequence[str] = (),
) -> ReplyTemplate:
    """Change an example; answers already written keep their own words."""
    held = _own(actor, template)
    before = held.name
    _put(held, name, body, approved_name, approved_fields)
    became = f" menjadi «{held.name}»" if held.name != before else ""
    tell(actor, held, f"Contoh jawaban «{before}» diubah{became}.")
    return held


@action("reply.close_template")
def close_template(actor: Actor, template: ReplyTemplate, *, is_open: bool = False) -> None:
    """Take an example out of use, or with ``is_open`` back into it."""
    held = _own(actor, template)
    if (held.closed_on is None) == is_open:
        nothing_changed()
        return
    held.closed_on = None if is_open else timezone.localdate()
    held.save(update_fields=["closed_on"])
    tell(actor, held, f"Contoh jawaban «{held.name}» {'dipakai lagi' if is_open else 'ditutup'}.")


def _own(actor: Actor, template: ReplyTemplate) -> ReplyTemplate:
    held = ReplyTemplate.objects.filter(pk=template.pk, facility_id=actor.facility_id).first()
    if held is None:
        raise Refused("Contoh jawaban ini tidak ada di puskesmas Anda.")
    return held


def _put(
    template: ReplyTemplate,
    name: str,
    body: str,
    approved_name: str,
    approved_fields: Sequence[str],
) -> None:
    if wrong := unknown_fields(body) + [field for field in approved_fields if field not in FIELDS]:
        known = ", ".join("{" + field + "}" for field in FIELDS)
        raise Refused(f"Isian {{{wrong[0]}}} tidak dikenal. Yang dapat dipakai: {known}.")
    template.name = name.strip()
    template.body = body.strip()
    template.approved_name = approved_name.strip()
    template.approved_fields = list(approved_fields)
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise Refused(f"Sudah ada contoh bernama «{template.name}». Pilih nama lain.") from None
