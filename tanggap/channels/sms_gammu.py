"""SMS by a USB modem: Gammu SMSD keeps the modem, we read and write its tables.

No internet is needed. smsd puts what comes into ``inbox``, sends what stands in ``outbox``
and tells in ``sentitems`` what became of it; ``phones`` is its sign of life. Our mark on an
inbox row follows our own commit, so that nothing is lost and a repetition changes nothing.
Source: Gammu manual, "SMSD Database Structure" (schemas 17 and 18).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from tanggap.channels import _smsd_setup
from tanggap.channels import _smsd_tables as smsd
from tanggap.channels._contract import (
    UNREACHABLE,
    Abilities,
    Awaited,
    Channel,
    Event,
    Failure,
    FailureKind,
    Outgoing,
    Polled,
    Ports,
    Request,
    Sent,
    SettingField,
    Settings,
    SignOfLife,
    Tables,
    TablesTrouble,
    Unreachable,
    Unreadable,
)
from tanggap.channels._json import as_dict, as_list, digest, parsed, text_of
from tanggap.channels._sms_text import sms_wording
from tanggap.channels._smsd_reading import delivery, message, moment
from tanggap.channels._smsd_tables import Modem, Part

QUIET_AFTER = timedelta(minutes=2)
PATIENCE = timedelta(seconds=60)  # smsd has waited ten minutes already; parts come in a row
_TIMEOUT_AHEAD = timedelta(seconds=10)  # smsd writes its TimeOut that far ahead
_QUARTER = 15 * 60
_ONE_DAY = 24 * 3600
_POSTGRESQL = ("postgresql://", "postgres://")
_NOT_OPEN = (
    "Basis data smsd tidak dapat dibuka. Periksa setelan «Basis data smsd» dan pastikan "
    "berkas atau servernya ada dan boleh dibaca Tanggap."
)
_NO_ANSWER = "Basis data smsd menolak pekerjaan ({kind}). Dicoba lagi sendiri."


class SmsGammu(Channel):
    kind: ClassVar[str] = "sms_gammu"
    label: ClassVar[str] = "SMS lewat modem USB (Gammu)"
    address_label: ClassVar[str] = "Nomor SMS"
    public_name: ClassVar[str] = "SMS"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True,
        sends=True,
        longest_text=1530,  # ten SMS of 153
        polls_every=timedelta(seconds=3),
        counts_sms=True,
    )
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "database",
            "Basis data smsd",
            default="/var/lib/tanggap-sms/smsd.db",
            help="Berkas SQLite (alamat lengkap), atau postgresql://host:port/nama.",
        ),
        SettingField("user", "Nama pengguna PostgreSQL", is_required=False),
        SettingField("password", "Kata sandi PostgreSQL", is_secret=True, is_required=False),
        SettingField(
            "phone_id",
            "Nama modem (PhoneID)",
            default="puskesmas-1",
            help="Huruf, angka, dan tanda hubung. Tiap modem satu nama, satu saluran.",
        ),
        SettingField(
            "device",
            "Tempat modem",
            is_required=False,
            default="/dev/ttyUSB0",
            help="Terlihat dengan: ls /dev/serial/by-id/",
        ),
        SettingField("connection", "Sambungan", is_required=False, default="at115200"),
        SettingField("pin", "PIN kartu SIM", is_secret=True, is_required=False),
    )

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        address = settings.get("database", "").strip()
        if address and "database" not in found and not _is_address(address):
            found["database"] = (
                "Tulis alamat lengkap berkasnya, misalnya /var/lib/tanggap-sms/smsd.db, atau "
                "postgresql://127.0.0.1/smsd tanpa kata sandi di dalamnya."
            )
        name = settings.get("phone_id", "").strip()
        if name and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
            found["phone_id"] = "Nama modem hanya huruf, angka, dan tanda hubung."
        pin = settings.get("pin", "").strip()
        if pin and not re.fullmatch(r"[0-9]{4,8}", pin):
            found["pin"] = "PIN terdiri atas 4 sampai 8 angka."
        return found

    # ------------------------------------------------------------ in

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        try:
            with _opened(settings, ports) as tables:
                schema = smsd.schema_of(tables)
                if schema not in smsd.SCHEMAS:
                    return _unknown(schema)
                return _look(tables, _Memory.of(cursor), awaited, _phone(settings), now)
        except (Unreachable, TablesTrouble) as error:
            return _away(error)

    def settle(self, taken: Sequence[str], settings: Settings, ports: Ports) -> None:
        with _opened(settings, ports, to_write=True) as tables:
            smsd.mark_fetched(tables, _phone(settings), [int(one) for one in taken])

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        try:
            body = as_dict(parsed(request.body))
            if request.method != "POLL" or not ("parts" in body or "outcomes" in body):
                raise ValueError("not ours")
            if "parts" in body:
                return [message(body)]
            return [delivery(as_dict(one)) for one in as_list(body["outcomes"])]
        except (ValueError, TypeError, KeyError, OverflowError):
            return [Unreadable(digest(request.body.hex()), "Baris smsd ini tidak terbaca.")]

    # ------------------------------------------------------------ out

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        number = next((one.value for one in outgoing.to if one.kind == "phone"), "")
        if not number:
            return Failure(FailureKind.GIVE_UP, "address", "Orang ini tidak punya nomor HP.")
        reference = hashlib.sha256(outgoing.key.encode()).digest()[0]
        try:
            with _opened(settings, ports, to_write=True) as tables:
                row = smsd.sent_before(tables, number, outgoing.key)
                if row is None:
                    text = sms_wording(outgoing.text)
                    phone = _phone(settings)
                    row = smsd.put_out(tables, phone, number, text, outgoing.key, reference)
        except (Unreachable, TablesTrouble) as error:
            return _away(error)
        return Sent(f"{row}/{outgoing.key}")

    # ------------------------------------------------------------ setting up

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return _smsd_setup.hint(settings)

    def setup_files(self, settings: Settings) -> Mapping[str, str]:
        return _smsd_setup.files(settings)


# ---------------------------------------------------------------- one look


@dataclass
class _Memory:
    """What one look leaves for the next, in the cursor."""

    mark: str = ""
    offset: int | None = None
    """Seconds by which smsd's clock on the wall is ahead of UTC, once it was seen to tick."""
    waiting: dict[str, float] | None = None
    """Since when parts of which one is missing have been there, by key."""

    @classmethod
    def of(cls, cursor: str) -> "_Memory":
        try:
            held = as_dict(json.loads(cursor or "{}"))
        except ValueError:
            held = {}
        offset = held.get("offset")
        waiting = {k: v for k, v in as_dict(held.get("waiting")).items() if isinstance(v, float)}
        return cls(text_of(held.get("mark")), offset if type(offset) is int else None, waiting)

    def kept(self) -> str:
        return json.dumps({"mark": self.mark, "offset": self.offset, "waiting": self.waiting})


def _look(
    tables: Tables, memory: _Memory, awaited: Sequence[Awaited], phone_id: str, now: datetime
) -> Polled:
    held = smsd.modem(tables, phone_id)
    sign = _sign(held, memory, smsd.waiting_count(tables, phone_id), now)
    if held:
        memory.offset = _offset(held, memory, now)
        memory.mark = held.mark
    fresh = smsd.new_parts(tables, phone_id)
    requests, taken = _fetched(tables, fresh, memory, phone_id, now)
    told = _told(tables, awaited)
    if told:
        requests.append(_request({"outcomes": told}))
    more = len(fresh) == smsd.AT_ONCE and bool(taken)
    return Polled(requests, memory.kept(), sign, taken, more)


def _request(body: Mapping[str, Any]) -> Request:
    return Request("POLL", "", {}, json.dumps(body).encode())


def _fetched(
    tables: Tables, fresh: Sequence[Part], memory: _Memory, phone_id: str, now: datetime
) -> tuple[list[Request], list[str]]:
    """Put the parts of each SMS together; one with a gap waits a while for the rest."""
    requests: list[Request] = []
    taken: list[str] = []
    waiting: dict[str, float] = {}
    new, done = {one.id for one in fresh}, set[int]()
    for part in fresh:
        if part.id in done:
            continue
        whole = _kin(smsd.kin_of(tables, phone_id, part), part) if part.place else [part]
        done.update(one.id for one in whole)
        key = _key(whole)
        since = (memory.waiting or {}).get(key, now.timestamp())
        is_young = 0 <= now.timestamp() - since < PATIENCE.total_seconds()
        if _has_gap(whole) and is_young:
            waiting[key] = since
            continue
        taken += [str(one.id) for one in whole if one.id in new]
        parts = [one.as_json() for one in whole]
        about = {"key": key, "offset": memory.offset, "seen": now.timestamp()}
        requests.append(_request(about | {"parts": parts}))
    memory.waiting = waiting
    return requests, taken


def _kin(same: Iterable[Part], part: Part) -> list[Part]:
    """Return those of ``same`` that make one SMS with ``part``: a phone's references come
    round again after 256 long SMS, so that kin is at most a day apart and no number twice.
    """
    groups: list[list[Part]] = []
    for one in same:
        home = next((group for group in groups if _belongs(one, group)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return next((group for group in groups if any(one.id == part.id for one in group)), [part])


def _belongs(one: Part, group: Sequence[Part]) -> bool:
    if abs(_seconds(one.at) - _seconds(group[0].at)) > _ONE_DAY:
        return False
    twins = [other for other in group if other.place == one.place]
    return all((other.code, other.at) == (one.code, one.at) for other in twins)


def _seconds(at: str) -> float:
    local = moment(at)
    return local.timestamp() if local else 0.0


def _has_gap(whole: Sequence[Part]) -> bool:
    place = whole[0].place
    numbers = {one.place.number for one in whole if one.place}
    return place is not None and len(numbers) < place.total


def _key(whole: Sequence[Part]) -> str:
    """Name an SMS by its first row: the same when it is fetched twice or completed later,
    another one where smsd's tables are made anew and its numbers begin at 1 again.
    """
    first = min(whole, key=lambda one: one.id)
    about = "|".join((first.sender, first.at, first.udh, first.code))
    return "smsd:" + hashlib.sha256(about.encode()).hexdigest()[:40]


def _told(tables: Tables, awaited: Sequence[Awaited]) -> list[dict[str, Any]]:
    """Return what became of what we sent, where it is news."""
    known: dict[tuple[int, str], Awaited] = {}
    for one in awaited:
        row, _, key = one.provider_key.partition("/")
        if row.isascii() and row.isdigit():
            known[int(row), key] = one
    news = []
    for outcome in smsd.outcomes(tables, [row for row, _ in known]):
        sent = known.get((outcome.id, outcome.key))
        state = _state(outcome.states)
        if sent and (state != "sent" or sent.state == "unsure"):
            fault = max(outcome.errors, default=-1)
            about = {"row": sent.provider_key, "key": outcome.key, "state": state}
            news.append(about | ({"code": fault} if state == "failed" else {}))
    return news


def _state(states: Sequence[str]) -> str:
    """Return what the states of all parts come to: one part that failed spoils the text."""
    if any(state in ("SendingError", "Error", "DeliveryFailed") for state in states):
        return "failed"
    return "delivered" if all(state == "DeliveryOK" for state in states) else "sent"


# ---------------------------------------------------------------- the modem's health


def _sign(held: Modem | None, memory: _Memory, waiting: int, now: datetime) -> SignOfLife:
    if held is None:
        words = "smsd belum pernah menyebut modem dengan nama (PhoneID) ini."
        return SignOfLife(None, QUIET_AFTER, (), words)
    facts = (
        ("Sinyal", _signal(held.signal)),
        ("Baterai", f"{held.battery}%" if held.battery >= 0 else "tidak disebut modem"),
        ("Jaringan", held.network or "tidak disebut modem"),
        ("Menunggu di modem", f"{waiting} jawaban" if waiting else "tidak ada"),
    )
    return SignOfLife(now if held.mark != memory.mark else None, QUIET_AFTER, facts)


def _signal(percent: int) -> str:
    if percent < 0:
        return "tidak disebut modem"
    words = "tidak ada" if percent == 0 else "lemah" if percent < 25 else "cukup"
    return f"{'baik' if percent >= 60 else words} ({percent}%)"


def _offset(held: Modem, memory: _Memory, now: datetime) -> int | None:
    """Return how far smsd's local time is from UTC, seen at the moment when it ticks."""
    runs_out = moment(held.runs_out)
    if not memory.mark or held.mark == memory.mark or runs_out is None:
        return memory.offset
    ahead = (runs_out - _TIMEOUT_AHEAD - now).total_seconds()
    rounded = round(ahead / _QUARTER) * _QUARTER
    return rounded if -12 * 3600 <= rounded <= 14 * 3600 else memory.offset


# ---------------------------------------------------------------- small things


def _opened(settings: Settings, ports: Ports, *, to_write: bool = False) -> Any:
    return ports.tables(
        settings.get("database", "").strip(),
        settings.get("user", "").strip(),
        settings.get("password", ""),
        to_write=to_write,
    )


def _phone(settings: Settings) -> str:
    return settings.get("phone_id", "").strip()


def _is_address(address: str) -> bool:
    if not address.startswith(_POSTGRESQL):
        return address.startswith("/") or re.match(r"[A-Za-z]:[\\/]", address) is not None
    try:
        parts = urlsplit(address)
        return bool(parts.hostname and parts.path.strip("/") and not parts.password) and (
            parts.port is None or parts.port > 0
        )
    except ValueError:
        return False


def _away(error: Exception) -> Failure:
    if isinstance(error, Unreachable):
        return Failure(FailureKind.RETRY, UNREACHABLE, _NOT_OPEN)
    return Failure(FailureKind.RETRY, UNREACHABLE, _NO_ANSWER.format(kind=str(error)[:60]))


def _unknown(schema: int) -> Failure:
    known = " dan ".join(str(one) for one in smsd.SCHEMAS)
    words = f"Tabel smsd bernomor skema {schema}; yang dikenal {known}."
    return Failure(FailureKind.RETRY, "schema", words)
