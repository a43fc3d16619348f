"""Where the public reaches us today: what leaflet, poster and card may say (§6.5).

Only what is open is told: a number comes from a line in use, the hours and the promises
from the settings, the person in charge from the team. What lies in a step to the right
(the form's address, the promises) is named in ``settings``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from tanggap.base.models import Facility, FacilityProfile, Staff
from tanggap.base.papers import chair_on
from tanggap.base.phones import e164
from tanggap.base.queries import profile_on
from tanggap.documents.dates import DAYS, grouped_phone
from tanggap.gateway.models import Line
from tanggap.gateway.queries import channel_of, dead_lines, open_lines

WHATSAPP = "WhatsApp"


@dataclass(frozen=True)
class Way:
    """One number, account or place under the name that the public knows."""

    label: str
    value: str
    e164: str = ""


@dataclass(frozen=True)
class Reach:
    """All that is told to the public, and what the staff should know before printing."""

    profile: FacilityProfile
    numbers: Sequence[Way]
    accounts: Sequence[Way]
    places: Sequence[Way]
    form: str
    chat: str
    hours: Sequence[tuple[str, str]]
    promises: Sequence[tuple[str, str]]
    keeper: Staff | None
    warnings: Sequence[str]

    @property
    def agency(self) -> str:
        """Return «Dinas Kesehatan Kabupaten Contoh», as much of it as the profile has."""
        agency, regency = self.profile.agency.strip(), self.profile.regency.strip()
        agency = agency or "dinas kesehatan"
        return agency if regency.lower() in agency.lower() else f"{agency} {regency}"


def reach_of(
    facility: Facility, today: date, now: datetime, chosen: Collection[int] | None = None
) -> Reach:
    """Return what can be told today; ``chosen`` are the lines to tell of, if not all."""
    lines = list(open_lines(facility.pk))
    told = [line for line in lines if chosen is None or line.pk in chosen]
    by_shape = {shape: _ways(told, shape) for shape in ("number", "account", "place")}
    numbers = joined(by_shape["number"])
    has_page = any(channel_of(line).public_shape == "page" for line in told)
    reach = Reach(
        profile=profile_on(facility, today),
        numbers=numbers,
        accounts=by_shape["account"],
        places=by_shape["place"],
        form=_form(facility) if has_page else "",
        chat=next((_chat(way) for way in numbers if _chat(way)), ""),
        hours=hours_in_words(facility.hours),
        promises=import_string(settings.PUBLIC_PROMISES)(facility),
        keeper=chair_on(facility, today),
        warnings=(),
    )
    dead = [line for line in dead_lines(facility.pk, now) if line in told]
    silent = [*_warnings_of_lines(told, dead), *_warnings_of(reach, has_page=has_page)]
    return Reach(**{**reach.__dict__, "warnings": silent})


def _form(facility: Facility) -> str:
    found: str = import_string(settings.PUBLIC_FORM)(facility.pk)
    return found


def _ways(lines: Iterable[Line], shape: str) -> list[Way]:
    """Return the addresses of one shape; a number or account that is not known is left out."""
    found = []
    for line in lines:
        channel = channel_of(line)
        if channel.public_shape != shape:
            continue
        label = channel.public_name or channel.label
        named = line.name if shape == "place" and line.name != label else ""
        value = line.address.strip() or named  # «Surat: Surat» would tell nobody where
        if shape == "number":
            value = value if any(sign.isdigit() for sign in value) else ""
        if value:
            number = e164(value) if shape == "number" else ""
            found.append(Way(label, grouped_phone(number or value), number))
    return found


def joined(ways: Iterable[Way]) -> list[Way]:
    """Return each number once, with all that it serves: «WhatsApp, SMS»."""
    labels: dict[str, list[str]] = {}
    known: dict[str, Way] = {}
    for way in ways:
        key = way.e164 or way.value
        known.setdefault(key, way)
        served = labels.setdefault(key, [])
        if way.label not in served:
            served.append(way.label)
    return [Way(", ".join(labels[key]), way.value, way.e164) for key, way in known.items()]


def _chat(way: Way) -> str:
    is_chat = WHATSAPP in way.label.split(", ") and way.e164
    return f"https://wa.me/{way.e164.lstrip('+')}" if is_chat else ""


def hours_in_words(hours: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the hours with equal days in a row joined: «Senin–Kamis», «07.30–14.00».

    Keys are the days, «0» for Monday; a day without hours is closed and not told.
    """
    rows: list[tuple[int, int, str]] = []
    for number in range(len(DAYS)):
        words = "–".join(hours.get(str(number), []))
        if not words:
            continue
        if rows and rows[-1][1] == number - 1 and rows[-1][2] == words:
            rows[-1] = (rows[-1][0], number, words)
        else:
            rows.append((number, number, words))
    return [(_days(first, last), words) for first, last, words in rows]


def _days(first: int, last: int) -> str:
    if first == last:
        return DAYS[first]
    return f"{DAYS[first]}{' dan ' if last == first + 1 else '–'}{DAYS[last]}"


def _warnings_of_lines(told: Sequence[Line], dead: Sequence[Line]) -> list[str]:
    """Say which lines lack their number, and which may not work."""
    found = []
    for line in told:
        channel = channel_of(line)
        if channel.public_shape in ("number", "account") and not _ways(
            [line], channel.public_shape
        ):
            what = channel.address_label.lower()
            found.append(
                f"Saluran «{line.name}» belum memuat {what}, jadi tidak ikut dicetak. "
                "Isi dahulu di «Saluran»."
            )
    found += [
        f"Saluran «{line.name}» sedang terganggu. Perbaiki dahulu, atau hilangkan centangnya."
        for line in dead
    ]
    return found


def _warnings_of(reach: Reach, *, has_page: bool) -> list[str]:
    """Say what the public should be told and is not known."""
    found = []
    if not (reach.numbers or reach.accounts or reach.places or reach.form):
        found.append(
            "Belum ada saluran terbuka yang dapat diberitahukan. Buka dahulu di «Saluran»."
        )
    if has_page and not reach.form:
        found.append(
            "Alamat puskesmas di internet belum diatur (TANGGAP_PUBLIC_URL), jadi kode QR "
            "tidak menuju formulir web."
        )
    if not (reach.form or reach.chat):
        found.append("Tidak ada kode QR: formulir web dan nomor WhatsApp tidak tersedia.")
    if not reach.hours:
        found.append("Jam pelayanan belum diisi di «Setelan».")
    if reach.keeper is None:
        found.append("Penanggung jawab belum ada: tetapkan ketua tim pengelola di «Setelan › Tim».")
    if not reach.promises:
        found.append("Janji waktu puskesmas belum ada di «Setelan › Janji waktu».")
    return found
