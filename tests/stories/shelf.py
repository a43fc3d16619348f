"""What the quarter at Padaherang did not need, played so that every paper has something to show.

A few days of July after the quarter: furnishing, the other SOP, a letter, a hand-over, the June
meeting with its tools, a plan answered on the notice board.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import uuid4

from django.utils import timezone
from PIL import Image, ImageDraw

from tanggap.base.models import Facility, FacilityProfile, Role, Staff, Team
from tanggap.evidence import jobs
from tanggap.evidence.models import Pack
from tanggap.gateway.actions import open_line
from tanggap.inbox.actions import print_slips, write_in
from tanggap.inbox.models import SlipRun
from tanggap.logbook import actions as book
from tanggap.logbook.models import Entry
from tanggap.procedures import actions as office
from tanggap.procedures.models import Revision, Round
from tanggap.remedy.meetings.models import Meeting
from tanggap.remedy.models import Plan
from tanggap.reply.actions import draft, send
from tanggap.reply.models import Reply
from tests.people import Puskesmas
from tests.stories.living import Lived
from tests.stories.quarter import FIRST, LAST, Quarter, photo

TOILET = "Toilet lobi dibersihkan tiap dua jam"
_BY_PHONE = (
    ("Pak Rudi Hartono", "081277770002", "Air di toilet pasien sering mati"),
    ("Bu Euis Komariah", "081277770006", "Toilet dekat ruang KIA licin dan bau"),
)
NIPS = {
    Role.PETUGAS: "199203142019032004",
    Role.KETUA: "198507212010012008",
    Role.MUTU: "198811052014022001",
    Role.PJ_UNIT: "199001302015031002",
}


@dataclass(frozen=True)
class Shelf:
    """All that a paper is asked of."""

    team: Team
    other_team: Team
    sop: Revision
    other_sop: Revision
    checklist: int
    round: Round
    receipt: Entry
    incomplete: Entry
    handed_over: Entry
    letter: Reply
    notice: Reply
    slips: SlipRun
    meeting: Meeting
    plan: Plan
    mended: Plan
    on_board: Plan
    pack: Pack


def furnish(here: Puskesmas) -> None:
    """Give the health centre what a living one has: emblems, hours, numbers of its staff."""
    FacilityProfile.objects.filter(facility=here.facility).update(
        logo_left=_emblem((15, 92, 85)), logo_right=_emblem((150, 60, 30)), phone="(0265) 700001",
        address="Jalan Raya Padaherang 1, Kecamatan Padaherang, Kabupaten Contoh 46384",
    )  # fmt: skip
    hours = {str(day): ["07.30", "14.00"] for day in range(4)} | {"4": ["07.30", "11.30"]}
    Facility.objects.filter(pk=here.facility.pk).update(hours=hours)
    for role, nip in NIPS.items():
        Staff.objects.filter(pk=here.staff[role].pk).update(nip=nip)
        here.staff[role].refresh_from_db()
    here.facility.refresh_from_db()


def _emblem(ink: tuple[int, int, int]) -> bytes:
    """Draw an emblem that is nobody's."""
    image = Image.new("RGB", (300, 300), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    pen.ellipse((8, 8, 292, 292), outline=ink, width=14)
    pen.rectangle((128, 70, 172, 230), fill=ink)
    pen.rectangle((70, 128, 230, 172), fill=ink)
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def filled_shelf(q: Quarter, lived: Lived) -> Shelf:
    """Play the days after the quarter and gather what the papers are asked of."""
    q.on(7, 1, 11)
    lead = q.here.actor(Role.KETUA)
    open_line(lead, "website", "Formulir web", {}, "", active_from=q.today)
    drafted = office.start_from_sample(lead, "pengaduan", form_key=uuid4())
    head = q.here.actor(Role.KEPALA)
    days = {"issued_on": q.today, "valid_from": q.today}
    other = office.enact(head, drafted, number="145/ADM/2026", **days)
    letter, incomplete, handed = _three_cases(q)
    meeting = _june_meeting(q)
    teams = Team.objects.filter(facility=q.here.facility)
    own = {"name": "Tim Pengelola Umpan Balik", "decree_number": "440/007-SK/PKM.PAD/I/2025"}
    teams.filter(kind=Team.Kind.FEEDBACK).update(**own)
    slips = print_slips(q.here.actor(), q.lines["box"], form_key=uuid4(), sheets=2)
    return Shelf(
        team=teams.get(kind=Team.Kind.FEEDBACK),
        other_team=teams.get(kind=Team.Kind.QUALITY),
        sop=lived.checklist.sop,
        other_sop=other,
        checklist=lived.checklist.pk,
        round=Round.objects.get(),
        receipt=Entry.objects.filter(kind="keluhan", line=q.lines["wa_handphone"])[0],
        incomplete=incomplete,
        handed_over=handed,
        letter=letter,
        notice=Reply.objects.filter(way=Reply.Way.NOTICE).order_by("pk")[0],
        slips=slips,
        meeting=meeting,
        plan=lived.plan,
        mended=lived.mended,
        on_board=_answered_on_the_board(q),
        pack=_packed(q),
    )


def _three_cases(q: Quarter) -> tuple[Reply, Entry, Entry]:
    """Answer one by letter, ask what another lacks, hand the third over to the dinas."""
    sari = q.here.actor()
    line = open_line(q.here.actor(Role.KETUA), "letter", "Surat masuk", {}, "", active_from=q.today)
    said = write_in(
        sari, line, form_key=uuid4(), received_at=timezone.now(), name="Bapak Ujang Sutisna",
        address="Dusun Sukamaju RT 02 RW 05, Desa Padaherang", phone="081277770003",
        text="Kartu antrean untuk lanjut usia belum ada, mohon disediakan.",
    )  # fmt: skip
    case = q.entry([said], "antrean_lama", "saran")
    text = (
        "Mulai 6 Juli 2026 disediakan kartu antrean khusus lanjut usia di loket satu.\n\n"
        "Bapak cukup menunjukkan KTP kepada petugas pendaftaran."
    )
    letter = send(sari, draft(sari, entry=case, text=text, form_key=uuid4(), way="letter"))
    lacking = q.entry(
        q.came("phone", "Anak saya salah obat", "Bu Wati", "081277770004"), "obat_kosong"
    )
    book.ask_completion(sari, lacking, "Tanggal berobat dan nama obat yang diterima")
    about = q.entry(
        q.came(
            "walk_in",
            "Surat keterangan sehat diminta biaya di luar tarif",
            "Pak Darto",
            "081277770005",
        ),
        "petugas_tidak_ramah",
    )
    book.name_accused(sari, about, [q.here.staff[Role.KEPALA].pk], q.here.staff[Role.MUTU].pk)
    case = Entry.objects.get(pk=about.pk)
    book.hand_over(q.here.actor(Role.KETUA), case, "Menyangkut kepala puskesmas")
    return letter, Entry.objects.get(pk=lacking.pk), case


def _june_meeting(q: Quarter) -> Meeting:
    q.on(7, 3, 10)
    meeting = q.call_meeting("2026-06", date(2026, 7, 3))
    q.on(7, 3, 13)
    added = {"form_key": uuid4(), "title": "Kebersihan toilet lobi dan lamanya antrean"}
    q.press(Role.KETUA, "meeting:point-added", meeting.pk, **added)
    point = meeting.points.get(title=added["title"])
    whys = ("Loket hanya satu", "Petugas kedua bertugas di ruang KIA", "Jadwal belum dibagi dua",
            "Belum ada aturan pembagian jadwal")  # fmt: skip
    bones = {
        "manusia": "Petugas loket satu orang\nPetugas pengganti belum dilatih",
        "metode": "Pendaftaran belum dibagi per poli\nTidak ada nomor antrean",
        "alat": "Komputer loket lambat", "bahan": "Formulir sering habis",
        "dana": "Belum ada anggaran mesin antrean", "lingkungan": "Ruang tunggu sempit",
    }  # fmt: skip
    usg = (("Antrean pendaftaran lama", "544"), ("Obat datang terlambat", "443"),
           ("Toilet lobi bau", "333"))  # fmt: skip
    filled: dict[str, dict[str, object]] = {
        "mengapa": {f"why-{n}": one for n, one in enumerate(whys, start=1)},
        "tulang-ikan": {f"bone-{key}": one for key, one in bones.items()},
        "usg": {
            f"{field}-{n}": one
            for n, (problem, scores) in enumerate(usg, start=1)
            for field, one in zip(("problem", "u", "s", "g"), (problem, *scores), strict=True)
        },
    }
    for kind, said in filled.items():
        whole = {"form_key": uuid4(), "problem": "Antrean pendaftaran lama"} | said
        assert "disimpan" in q.press(Role.KETUA, "meeting:tool", point.pk, kind, **whole), kind
    points = q.hold(meeting, {point.title: ("Dibahas dengan tiga alat", TOILET)})
    decided = next(one for one in points if one.pk == point.pk)
    behind = [Entry.objects.get(text="Toilet lobi bau").number]
    for name, phone, text in _BY_PHONE:
        heard = q.came("walk_in", text, name, phone)
        behind.append(q.entry(heard, "kebersihan_toilet").number)
    q.plan_decided(decided, TOILET, date(2026, 7, 10), behind)
    return Meeting.objects.get(pk=meeting.pk)


def _answered_on_the_board(q: Quarter) -> Plan:
    made = Plan.objects.get(action=TOILET)
    q.on(7, 6, 10)
    done = {"form_key": uuid4(), "text": "Jadwal dipasang di pintu", "done_on": "2026-07-06"}
    q.press(Role.PJ_UNIT, "remedy:realise", made.pk, proofs=photo(), **done)
    said = {
        "form_key": uuid4(),
        "text": "Yth. {nama}: toilet lobi kini dibersihkan tiap dua jam.",
        "board_text": "Toilet lobi kini dibersihkan tiap dua jam, pukul 08.00 sampai 14.00.",
    }
    assert "siap" in q.press(Role.PETUGAS, "remedy:answering", made.pk, **said)
    return made


def _packed(q: Quarter) -> Pack:
    """Bind the quarter anew: the first pack is gone after some days."""
    days = {"dari": FIRST.isoformat(), "sampai": LAST.isoformat(), "form_key": uuid4()}
    q.press(Role.AUDITOR, "evidence:pack-begun", **days)
    jobs.make_next(timezone.now())
    pack = Pack.objects.latest("pk")
    assert pack.state == Pack.State.DONE, pack.trouble
    return pack
