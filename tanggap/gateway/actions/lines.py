"""Lines are opened, changed, closed and opened again (A-08, B-01)."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.channels._contract import Channel, FailureKind
from tanggap.channels._registry import channels
from tanggap.gateway.models import Dispatch, Line, LinePulse
from tanggap.gateway.queries import channel_of, is_open


@action("gateway.open_line")
def open_line(
    actor: Actor,
    kind: str,
    name: str,
    settings: Mapping[str, str],
    address: str = "",
    *,
    keeper: Staff | None = None,
    active_from: date | None = None,
    form_key: UUID | None = None,
) -> Line:
    """Open an account, a number or a box (A-08, B-01); its hook works within seconds."""
    known = Line.objects.filter(form_key=form_key).first() if form_key else None
    if known is not None:
        nothing_changed()
        return known
    channel = _channel(kind)
    name = " ".join(name.split())
    _check_name(actor, kind, name, None)
    line = Line(
        facility_id=actor.facility_id,
        kind=kind,
        name=name,
        address=address.strip(),
        keeper=_own_staff(actor, keeper),
        settings=checked_settings(channel, settings),
        active_from=_begun(active_from),
    )
    if form_key:
        line.form_key = form_key
    line.save()
    tell(actor, line, f"Saluran «{line.name}» ({channel.label}) dibuka.")
    return line


@action("gateway.change_line")
def change_line(
    actor: Actor,
    line: Line,
    *,
    name: str,
    address: str = "",
    keeper: Staff | None = None,
    active_from: date | None = None,
    settings: Mapping[str, str] | None = None,
    forget: Collection[str] = (),
) -> Line:
    """Change a line; an empty secret keeps the one that is there, unless its name is among
    those to ``forget``. Without ``active_from`` that day stays. Sending starts again.
    """
    held = _held(actor, line)
    channel = channel_of(held)
    name = " ".join(name.split())
    _check_name(actor, held.kind, name, held)
    given = _merged(channel, held.settings, settings or {})
    after = checked_settings(channel, {k: v for k, v in given.items() if k not in forget})
    begun = _begun(active_from) or held.active_from
    changed = _changed_labels(channel, held, name, address.strip(), keeper, after)
    if begun != held.active_from:
        changed.append("dipakai mulai")
    if not changed and not held.trouble:
        nothing_changed()
        return held
    if after != held.settings:  # what the other end said was said under the old ones
        LinePulse.objects.filter(line=held).update(
            next_at=None, tries=0, trouble="", quiet_after=None, facts=[]
        )
    held.name, held.address, held.keeper = name, address.strip(), _own_staff(actor, keeper)
    held.settings, held.trouble, held.active_from = after, "", begun
    held.save()
    words = ", ".join(changed) or "dicoba lagi"
    tell(actor, held, f"Saluran «{held.name}» diubah: {words}.")
    return held


@action("gateway.try_line_again")
def try_line_again(actor: Actor, line: Line) -> Line:
    """Take a trouble off a line that was mended at the provider: sending starts again."""
    held = _held(actor, line)
    if not held.trouble:
        nothing_changed()
        return held
    held.trouble = ""
    held.save(update_fields=["trouble", "changed_at"])
    tell(actor, held, f"Saluran «{held.name}» dicoba lagi.")
    return held


@action("gateway.take_setup_file")
def take_setup_file(actor: Actor, line: Line, name: str) -> str:
    """Hand out a file for the line's machine, with its secrets; it is noted who took it."""
    held = _held(actor, line)
    files = channel_of(held).setup_files(held.settings)
    if name not in files:
        raise Refused("Berkas itu tidak ada untuk saluran ini.")
    tell(actor, held, f"Berkas setelan {name} saluran «{held.name}» diunduh.")
    return files[name]


@action("gateway.close_line")
def close_line(actor: Actor, line: Line) -> Line:
    """Close a line from today: nothing comes in or goes out, what came stays.

    What still waited to be sent fails visibly, so that a person chooses another way.
    """
    held = _held(actor, line)
    if not is_open(held):
        nothing_changed()
        return held
    held.active_to = timezone.localdate()
    held.save(update_fields=["active_to", "changed_at"])
    Dispatch.objects.filter(line=held, state=Dispatch.State.QUEUED).update(
        state=Dispatch.State.FAILED,
        failed_at=timezone.now(),
        next_at=None,
        failure_kind=FailureKind.GIVE_UP.value,
        failure_code="closed",
        advice="Saluran ditutup sebelum pesan ini terkirim. Pilih cara lain.",
    )
    tell(actor, held, f"Saluran «{held.name}» ditutup.")
    return held


@action("gateway.reopen_line")
def reopen_line(actor: Actor, line: Line) -> Line:
    """Open a closed line again under its old hook: a new active period, unless it was closed
    today by a slip of the finger. History keeps the earlier ones.
    """
    held = _held(actor, line)
    if is_open(held):
        nothing_changed()
        return held
    today = timezone.localdate()
    if held.active_to != today:
        held.active_from = today
    held.active_to = None
    held.save(update_fields=["active_from", "active_to", "changed_at"])
    tell(actor, held, f"Saluran «{held.name}» dibuka kembali.")
    return held


def checked_settings(channel: Channel, settings: Mapping[str, str]) -> dict[str, str]:
    """Return ``settings`` trimmed; refuse unknown names, missing and misshapen values."""
    known = {field.name for field in channel.fields}
    unknown = sorted(set(settings) - known)
    if unknown:
        offered = ", ".join(sorted(known)) or "tidak ada"
        raise Refused(f"Setelan «{unknown[0]}» tidak dikenal. Yang ada: {offered}.")
    trimmed = {name: str(value).strip() for name, value in settings.items() if str(value).strip()}
    wrong = channel.problems(trimmed)
    if wrong:
        raise Refused(" ".join(wrong.values()))
    return trimmed


def _begun(day: date | None) -> date | None:
    if day is not None and day > timezone.localdate():
        raise Refused("Tanggal mulai dipakai tidak boleh sesudah hari ini.")
    return day


def _channel(kind: str) -> Channel:
    found = channels().get(kind)
    if found is None:
        raise Refused(f"Jenis saluran «{kind}» tidak ada. Yang ada: {', '.join(channels())}.")
    return found


def _check_name(actor: Actor, kind: str, name: str, held: Line | None) -> None:
    if not name or len(name) > 80:
        raise Refused("Isi nama saluran, paling panjang 80 huruf.")
    same = Line.objects.filter(facility_id=actor.facility_id, kind=kind, name=name)
    if (same.exclude(pk=held.pk) if held else same).exists():
        raise Refused(f"Sudah ada saluran sejenis bernama «{name}». Pakai nama lain.")


def _own_staff(actor: Actor, keeper: Staff | None) -> Staff | None:
    if keeper is not None and keeper.facility_id != actor.facility_id:
        raise Refused("Penanggung jawab harus pegawai puskesmas ini.")
    return keeper


def _held(actor: Actor, line: Line) -> Line:
    held = (
        Line.objects.select_for_update().filter(pk=line.pk, facility_id=actor.facility_id).first()
    )
    if held is None:
        raise Refused("Saluran ini tidak ada di puskesmas Anda.")
    return held


def _merged(
    channel: Channel, before: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Lay ``given`` over ``before``; an empty secret means: as it was."""
    secret = {field.name for field in channel.fields if field.is_secret}
    told = {k: v for k, v in given.items() if v.strip() or k not in secret}
    return {**before, **told}


def _changed_labels(
    channel: Channel,
    held: Line,
    name: str,
    address: str,
    keeper: Staff | None,
    settings: Mapping[str, str],
) -> list[str]:
    labels = [
        field.label
        for field in channel.fields
        if settings.get(field.name, "") != held.settings.get(field.name, "")
    ]
    if name != held.name:
        labels.append("nama")
    if address != held.address:
        labels.append(channel.address_label.lower())
    if (keeper.pk if keeper else None) != held.keeper_id:
        labels.append("penanggung jawab")
    return labels
