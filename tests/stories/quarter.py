"""One quarter of one health centre, April to June 2026: the calendar's clock, doors and people."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tanggap.base.acting import machine
from tanggap.base.models import Role
from tanggap.gateway.actions import Found, check_lines, open_line
from tanggap.gateway.models import CheckedLine, Line
from tanggap.inbox.actions import import_chat, open_box, write_in
from tanggap.inbox.chat_import import read_export
from tanggap.inbox.models import Message
from tanggap.logbook.actions import EntryDraft, close, give_receipt, write_down
from tanggap.logbook.actions.setting_up import lay_in_topics
from tanggap.logbook.models import Entry, Topic
from tanggap.outreach.actions import SocialisationDraft, keep_proof, write_up
from tanggap.recap import actions as recap
from tanggap.recap.models import WeeklyRecap
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.reply.actions import draft, mark_given, send, sent_by_hand
from tanggap.reply.models import Reply
from tanggap.site.example.clock import StoryClock
from tanggap.site.example.telling import example_photo
from tests.forms_on_pages import forms_on
from tests.people import Puskesmas
from tests.reading import words
from tests.recap.weeks import WIB
from tests.workbench.signing_in import browser_of

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
OURS = "Puskesmas Padaherang"
DOORS = {
    "wa_handphone": ("WhatsApp loket", "+628110000001"),
    "sms_handphone": ("SMS loket", "+628110000001"),
    "phone": ("Telepon loket", "+62265700001"),
    "box": ("Kotak saran lobi", ""),
    "walk_in": ("Loket informasi", ""),
}


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WIB)


def photo(name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, example_photo(), content_type="image/jpeg")


@contextmanager
def quarter_of(here: Puskesmas, folder: Path) -> Iterator["Quarter"]:
    """Padaherang on Wednesday, 1 April 2026, at nine."""
    clock = StoryClock(moment(FIRST))
    with clock.running():
        yield Quarter(here, folder, clock)


@dataclass
class Quarter:
    """What is done at the health centre; «today» is wherever the clock was put last."""

    here: Puskesmas
    folder: Path
    clock: StoryClock
    lines: dict[str, Line] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)

    def on(self, month: int, day: int, hour: int = 9, minute: int = 0) -> date:
        """Go to that hour of 2026 and return its day."""
        self.clock.moment = moment(date(2026, month, day), hour, minute)
        return self.today

    @property
    def today(self) -> date:
        return self.clock.moment.astimezone(WIB).date()

    def browser(self, role: Role) -> Client:
        return browser_of(self.here, role)

    def page(self, role: Role, address: str, **asked: str) -> str:
        answer = self.browser(role).get(address, asked)
        assert answer.status_code == 200, address
        return " ".join(answer.content.decode().split())

    def paper(self, role: Role, address: str, **asked: str) -> str:
        """Return the words of a paper as its screen hands it out."""
        answer = self.browser(role).get(address, asked)
        content = b"".join(answer) if answer.streaming else answer.content
        assert content.startswith(b"%PDF"), (address, answer.headers.get("Location"))
        return words(content)

    def press(self, role: Role, name: str, /, *keys: object, **sent: object) -> str:
        """Press a button of a screen and return the page it leads to."""
        there = reverse(name, args=keys)
        answer = self.browser(role).post(there, sent, follow=True)
        assert answer.status_code == 200, there
        return " ".join(answer.content.decode().split())

    # — the means —

    def open_doors(self) -> None:
        lead = self.here.actor(Role.KETUA)
        lay_in_topics(machine(self.here.facility.pk))
        rows = Topic.objects.filter(facility=self.here.facility)
        self.topics = dict(rows.values_list("key", "pk"))
        for kind, (name, address) in DOORS.items():
            self.lines[kind] = open_line(lead, kind, name, {}, address, active_from=self.today)

    def look_at_the_doors(self) -> None:
        works = CheckedLine.Result.WORKS
        check_lines(
            self.here.actor(),
            form_key=uuid4(),
            checked_on=self.today,
            by=self.here.staff[Role.PETUGAS],
            found=[Found(one, works) for one in self.lines.values()],
        )

    def tell_the_public(self, place: str, people: int) -> None:
        officers = [self.here.staff[Role.PETUGAS]]
        told = SocialisationDraft(self.today, "langsung", place, officers, people=people)
        made = write_up(self.here.actor(), told, form_key=uuid4())
        keep_proof(self.here.actor(), made, form_key=uuid4(), file=photo())

    # — what comes in, and its first answer —

    def chat(self, name: str, phone: str, *said: tuple[datetime, str]) -> list[Message]:
        """Bring the exported chat of a plain handphone, as WhatsApp writes it."""
        text = "".join(f"{at:%d/%m/%y, %H.%M} - {name}: {one}\n" for at, one in said)
        file = self.folder / f"{uuid4()}.txt"
        file.write_text(text, encoding="utf-8")
        read = read_export(file, f"Chat WhatsApp dengan {name}.txt", "dmy")
        line = self.lines["wa_handphone"]
        import_chat(self.here.actor(), line, read, [OURS], phones={name: phone})
        texts = [one for _, one in said]
        return list(Message.objects.filter(line=line, text__in=texts, sorted_at=None))

    def came(self, door: str, text: str, name: str = "", phone: str = "") -> list[Message]:
        """Write in what somebody said: by telephone, at the desk, on a slip."""
        sari, line, now = self.here.actor(), self.lines[door], self.clock.moment
        opening = None
        if door == "box":
            opening = open_box(
                sari, line, form_key=uuid4(), opened_at=now, slips=1, witness="Bidan Ani"
            )
        made = write_in(
            sari,
            line,
            form_key=uuid4(),
            text=text,
            received_at=now,
            name=name,
            phone=phone,
            box_opening=opening,
        )
        return [made]

    def entry(
        self, said: Sequence[Message], topic: str, kind: str = "keluhan", unit: str = "UKP"
    ) -> Entry:
        sari = self.here.actor()
        told = EntryDraft(
            kind=kind,
            text=said[0].text,
            is_anonymous=said[0].person is None,
            topics=[self.topics[topic]],
            units=[self.here.units[unit].pk],
            is_complete=True,
        )
        made = write_down(sari, told, said, form_key=uuid4())
        if kind == "keluhan" and said[0].person is not None:
            give_receipt(sari, made, "spoken")
        return made

    def answered(self, entry: Entry, text: str, way: str = "") -> Entry:
        """Answer by the person's own way, say that it was done, and close the entry."""
        sari = self.here.actor()
        on_line = {"line": self.lines["wa_handphone"]} if not way else {"way": way}
        made = send(sari, draft(sari, entry=entry, text=text, form_key=uuid4(), **on_line))
        if way:
            mark_given(sari, made)
        else:
            sent_by_hand(sari, Reply.objects.get(pk=made.pk))
        close(sari, Entry.objects.get(pk=entry.pk))
        return Entry.objects.get(pk=entry.pk)

    # — weeks —

    def week(self, month: int, day: int, *, is_seen: bool = True) -> WeeklyRecap:
        """Close the week of that Monday today, and let the head see it."""
        made = recap.close(self.here.actor(Role.KETUA), date(2026, month, day))
        if is_seen:
            recap.see(self.here.actor(Role.KEPALA), made)
        return made

    def recap_paper(self, month: int, day: int, role: Role = Role.KETUA) -> str:
        return self.paper(role, reverse("recap:paper", args=[date(2026, month, day).isoformat()]))

    # — meetings and plans —

    def call_meeting(self, month: str, held: date) -> Meeting:
        """Prepare a meeting of one o'clock from its screen, and hand the invitations out."""
        sent = self._form("meeting:new", "place") | {
            "place": "Aula",
            "held_on": held.isoformat(),
            "begins_at": "13:00",
            "month": month,
            "leader": self.here.staff[Role.KETUA].pk,
            "scribe": self.here.staff[Role.PETUGAS].pk,
        }
        sent.pop("is_extra", None)
        assert "Acara sudah diusulkan" in self.press(Role.PETUGAS, "meeting:new", **sent)
        meeting = Meeting.objects.latest("pk")
        self.press(Role.PETUGAS, "meeting:invited", meeting.pk)
        return meeting

    def hold(self, meeting: Meeting, said: Mapping[str, tuple[str, str]]) -> list[MeetingPoint]:
        """Write the minutes on their one screen; the ketua closes them, the head agrees.

        ``said`` is what is discussed and decided at the point whose title has these words.
        """
        key, points = meeting.pk, list(meeting.points.filter(dropped_at=None))
        people = [str(one) for one in meeting.attendees.values_list("pk", flat=True)]
        sent = self._form("meeting:minutes", "opening", key)
        sent |= {"opening": "Dibuka dengan doa", "present": people, "lalu": "selesai"}
        for point in points:
            told = next((one for title, one in said.items() if title in point.title), ("", ""))
            sent |= {f"bahas-{point.pk}": told[0], f"putus-{point.pk}": told[1]}
        assert "Notulen disimpan" in self.press(Role.PETUGAS, "meeting:minutes", key, **sent)
        picture = {"form_key": uuid4(), "attached": photo(), "kind": "foto"}
        self.press(Role.MUTU, "meeting:photo-kept", key, **picture)
        self.press(Role.KETUA, "meeting:close", key)
        agreed = {"on": self.today.isoformat(), "decision": "Setuju, laporkan hasilnya."}
        assert "kepala sendiri" in self.press(Role.KEPALA, "meeting:discussed", key, **agreed)
        return points

    def plan_decided(
        self, point: MeetingPoint, action: str, ends_on: date, behind: Sequence[str]
    ) -> None:
        """Make a plan of what was decided at a point, from its screen."""
        sent = self._form("meeting:plan-decided", "problem", point.pk) | {
            "problem": point.title,
            "action": action,
            "person": self.here.staff[Role.PJ_UNIT].pk,
            "ends_on": ends_on.isoformat(),
            "indicator": "Waktu tunggu rata-rata",
        }
        sent |= {"entries": "\n".join(behind)} if behind else {}
        self.press(Role.KETUA, "meeting:plan-decided", point.pk, **sent)

    def _form(self, name: str, field: str, *keys: object) -> dict[str, object]:
        """Return what stands in the form of a screen that has ``field``."""
        there = reverse(name, args=keys)
        page = self.browser(Role.KETUA).get(there).content.decode()
        return dict(next(one for one in forms_on(page, there) if field in one.fields).fields)
