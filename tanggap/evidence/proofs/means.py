"""Proofs of the means: the team, the lines, their checks, and that the public was told."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from tanggap.base.models import Team, TeamMember
from tanggap.documents.dates import grouped_phone, long_date
from tanggap.evidence.asking import Question
from tanggap.evidence.rules import Finding, Link, State, Todo, by_share, worst
from tanggap.gateway.models import AvailabilityCheck, CheckedLine, Line, LineProof
from tanggap.gateway.queries import channel_of
from tanggap.outreach.models import Socialisation
from tanggap.outreach.queries import proofs_of, records_between
from tanggap.remedy.analysis import Month

_TEAM = Link("Tim", "base:team", right="look.settings")
_LINES = Link("Saluran", "gateway:lines", right="look.lines")
_CHECKS = Link("Pemeriksaan ketersediaan", "gateway:checks", right="look.checks")
_LOG = Link("Sosialisasi", "outreach:log", right="look.outreach")


def team(asked: Question) -> Finding:
    """Kepala Puskesmas menugaskan tim (Padaherang step 1; A-06, A-07)."""
    last = asked.until
    held = Q(valid_to=None) | Q(valid_to__gte=asked.from_)
    teams = Team.objects.filter(held, facility=asked.facility, valid_from__lte=last)
    own = [one for one in teams.order_by("valid_from", "id") if one.kind == Team.Kind.FEEDBACK]
    if not own:
        words = "Tidak ada SK Tim Pengelola Umpan Balik yang berlaku pada periode ini."
        todo = Todo("Tetapkan Tim Pengelola Umpan Balik dengan SK-nya.", _TEAM)
        return Finding(State.NOT_YET, words, (_TEAM,), (todo,))
    missing = []
    if own[0].valid_from > asked.from_:
        since = long_date(own[0].valid_from)
        missing.append(Todo(f"Tim baru berlaku sejak {since}; siapkan SK Tim sebelumnya.", _TEAM))
    now = own[-1]
    if now.valid_to is not None and now.valid_to < last:
        missing.append(Todo("SK Tim berakhir di tengah periode; tetapkan tim yang baru.", _TEAM))
    seats = TeamMember.objects.filter(team=now).values_list("seat", flat=True)
    if TeamMember.Seat.CHAIR not in seats:
        missing.append(Todo("Tunjuk ketua Tim Pengelola Umpan Balik.", _TEAM))
    words = f"SK Tim nomor {now.decree_number} berlaku, {len(seats)} anggota."
    return Finding(State.PARTLY if missing else State.PROVEN, words, (_TEAM,), tuple(missing))


WHATSAPP = frozenset({"whatsapp", "wa_handphone", "wa_gateway"})
SMS = frozenset({"sms_handphone", "sms_gammu", "sms_gate", "sms_kannel", "sms_http"})
_MEDIA: tuple[tuple[str, frozenset[str]], ...] = (
    ("Instagram", frozenset({"instagram"})),
    ("Facebook", frozenset({"facebook"})),
    ("WhatsApp", WHATSAPP),
    ("telepon", frozenset({"phone"})),
    ("kotak saran", frozenset({"box"})),
)


def open_between(asked: Question) -> list[Line]:
    """Return the lines that were open on some day of the period."""
    since = Q(active_from=None) | Q(active_from__lte=asked.until)
    until = Q(active_to=None) | Q(active_to__gte=asked.from_)
    return list(Line.objects.filter(since, until, facility=asked.facility).order_by("id"))


def numbers(asked: Question) -> Finding:
    """Tim membuat akun, menyiapkan nomor WA dan SMS (Padaherang step 2; A-08)."""
    return _available(asked, (("WhatsApp", WHATSAPP), ("SMS", SMS)))


def media(asked: Question) -> Finding:
    """Petugas menyediakan media sosial, WhatsApp, telepon, kotak saran (Sumbersari step 1)."""
    return _available(asked, _MEDIA)


def _available(asked: Question, wanted: Sequence[tuple[str, Collection[str]]]) -> Finding:
    lines = open_between(asked)
    of_kinds = [one for one in lines if any(one.kind in kinds for _, kinds in wanted)]
    lacking = [label for label, kinds in wanted if not any(one.kind in kinds for one in lines)]
    proven = _proven(of_kinds)
    names = ", ".join(f"{one.name} {grouped_phone(one.address)}".strip() for one in of_kinds)
    words = f"{len(of_kinds)} saluran aktif: {names}." if of_kinds else "Belum ada saluran ini."
    if of_kinds:
        words += f" {len(proven)} di antaranya dengan bukti aktif."
    missing = [Todo(f"Siapkan saluran {label}.", _LINES) for label in lacking]
    missing += [
        Todo(
            f"Simpan bukti aktif saluran {one.name} (foto atau tangkapan layar).",
            Link(one.name, "gateway:line", (one.pk,), right="look.lines"),
        )
        for one in of_kinds
        if one.pk not in proven and channel_of(one).abilities.receives
    ][:5]
    state = by_share(len(wanted) - len(lacking), len(wanted))
    return Finding(state, words, (_LINES,), tuple(missing))


def _proven(lines: Collection[Line]) -> set[int]:
    proofs = LineProof.objects.filter(line__in=[one.pk for one in lines]).order_by()
    return set(proofs.values_list("line", flat=True))


def checks(asked: Question) -> Finding:
    """Ketersediaan media diperiksa berkala (B-04, B-11)."""
    rows = AvailabilityCheck.objects.filter(
        facility=asked.facility, checked_on__range=(asked.from_, asked.until)
    ).order_by("checked_on", "id")
    made = list(rows.values_list("pk", "checked_on"))
    empty = [month for month in asked.months if not _any_in(month, [day for _, day in made])]
    paper = Link(
        "Cetak pemeriksaan",
        "gateway:checks-printed",
        query=asked.days_in_address,
        right="look.checks",
    )
    missing = []
    if empty:
        months = ", ".join(Month.of(first).words for first, _ in empty)
        missing.append(Todo(f"Tidak ada pemeriksaan saluran pada {months}.", _CHECKS))
    down = _down(made[-1][0]) if made else []
    missing += [Todo(f"Perbaiki saluran {name}: tidak berfungsi.", _LINES) for name in down]
    words = f"{len(made)} pemeriksaan dalam {len(asked.months)} bulan."
    if made:
        words += f" Terakhir {long_date(made[-1][1])}"
        words += f": {len(down)} saluran tidak berfungsi." if down else ": semua berfungsi."
    state = by_share(len(asked.months) - len(empty), len(asked.months))
    if state == State.PROVEN and down:
        state = State.PARTLY
    return Finding(state, words, (_CHECKS, paper), tuple(missing))


def _down(check_id: int) -> list[str]:
    rows = CheckedLine.objects.filter(check_made=check_id, result=CheckedLine.Result.DOWN)
    return list(rows.values_list("line__name", flat=True).order_by("line_id"))


def _any_in(month: tuple[date, date], days: Collection[date]) -> bool:
    return any(month[0] <= day <= month[1] for day in days)


_WAYS = (
    (Socialisation.Method.LEAFLET, "pembagian leaflet"),
    (Socialisation.Method.SERVICE_HOURS, "sosialisasi langsung pada jam pelayanan"),
    (Socialisation.Method.CROSS_SECTOR, "sosialisasi pada pertemuan lintas sektor"),
)


def told(asked: Question) -> Finding:
    """Nomor disosialisasikan: leaflet, langsung, lintas sektor (Padaherang step 3; A-09)."""
    rows = records_between(asked.facility.pk, asked.from_, asked.to)
    held = list(rows.values_list("pk", "method", "people", "leaflets"))
    with_proof = proofs_of(asked.facility.pk).filter(socialisation__in=rows.order_by())
    proven = with_proof.order_by().values_list("socialisation", flat=True).distinct().count()
    methods = {method for _, method, _, _ in held}
    lacking = [label for method, label in _WAYS if method not in methods]
    people, leaflets = sum(row[2] for row in held), sum(row[3] for row in held)
    words = (
        f"{len(held)} kali sosialisasi kepada {people} orang, {leaflets} leaflet dibagikan; "
        f"{proven} dengan foto atau daftar hadir."
        if held
        else "Belum ada sosialisasi yang dicatat pada periode ini."
    )
    new = Link("Catat sosialisasi", "outreach:new", right="outreach.write_up")
    missing = [Todo(f"Catat {label}, dengan fotonya.", new) for label in lacking]
    if len(held) > proven:
        lack = len(held) - proven
        missing.append(Todo(f"Lengkapi foto atau daftar hadir {lack} sosialisasi.", _LOG))
    report = Link(
        "Laporan sosialisasi", "outreach:report", query=asked.days_in_address, right="look.outreach"
    )
    ways = by_share(len(_WAYS) - len(lacking), len(_WAYS))
    return Finding(
        worst([ways, by_share(proven, len(held))]), words, (_LOG, report), tuple(missing)
    )
