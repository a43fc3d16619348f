"""Service units and programmes: any number, each with both codings (A-15, B-12, §9.1)."""

from datetime import date

from django.db.models import Max

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Unit


@action("base.add_unit")
def add_unit(actor: Actor, *, code: str, name: str, group: str = "", cluster: str = "") -> Unit:
    """Add a unit at the end of the list; its code is unique in the health centre."""
    here = Unit.objects.filter(facility_id=actor.facility_id)
    _refuse_taken(actor, code, None)
    last = here.aggregate(last=Max("order"))["last"] or 0
    unit = Unit.objects.create(
        facility_id=actor.facility_id,
        code=code,
        name=name,
        group=group,
        cluster=cluster,
        order=last + 1,
    )
    tell(actor, unit, f"Menambah unit {code} ({name}).")
    return unit


@action("base.change_unit")
def change_unit(
    actor: Actor, unit: Unit, *, code: str, name: str, group: str = "", cluster: str = ""
) -> Unit:
    """Correct a unit's code, name and codings."""
    _refuse_taken(actor, code, unit)
    before = {"kode": unit.code, "nama": unit.name, "kelompok": unit.group}
    before["klaster"] = unit.cluster
    after = {"kode": code, "nama": name, "kelompok": group, "klaster": cluster}
    changed = [
        f"{field} {before[field] or '–'} → {after[field] or '–'}"
        for field in before
        if before[field] != after[field]
    ]
    if not changed:
        nothing_changed()
        return unit
    unit.code, unit.name, unit.group, unit.cluster = code, name, group, cluster
    unit.save()
    tell(actor, unit, f"Mengubah unit {code}: {'; '.join(changed)}.")
    return unit


@action("base.close_unit")
def close_unit(actor: Actor, unit: Unit, today: date) -> None:
    """Offer the unit no more; entries that name it keep it."""
    if unit.closed_on is not None:
        nothing_changed()
        return
    unit.closed_on = today
    unit.save(update_fields=["closed_on"])
    tell(actor, unit, f"Menutup unit {unit.code}.")


@action("base.reopen_unit")
def reopen_unit(actor: Actor, unit: Unit) -> None:
    """Offer a closed unit again."""
    if unit.closed_on is None:
        nothing_changed()
        return
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    tell(actor, unit, f"Membuka lagi unit {unit.code}.")


def _refuse_taken(actor: Actor, code: str, unit: Unit | None) -> None:
    others = Unit.objects.filter(facility_id=actor.facility_id, code__iexact=code)
    if unit is not None:
        others = others.exclude(pk=unit.pk)
    if others.exists():
        raise Refused(f"Kode unit {code} sudah dipakai. Pilih kode lain.")
