"""The register: drafts, enacting, what is in force on a day, revisions that both stay."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.procedures import actions
from tanggap.procedures.actions import Head
from tanggap.procedures.models import Document, DocumentFile, Revision
from tanggap.procedures.queries import basis_on, cited, in_force_on, register_rows, state_of
from tanggap.procedures.rules import State
from tanggap.remedy.papers import plans_paper
from tests.people import Puskesmas
from tests.procedures.office import YEAR_AGO, Office
from tests.reading import words

MARCH, APRIL = date(2023, 3, 28), date(2023, 4, 28)


def test_papers_cite_the_decree_of_their_own_date(office: Office) -> None:
    old = office.decree("440/422-SK/PKM.PDH/III/2020", date(2020, 3, 1))
    draft = actions.begin_revision(office.ketua, old, form_key=uuid4())
    new = actions.enact(
        office.kepala, draft, number="440/422-SK/PKM.PDH/IV/2023", issued_on=APRIL, valid_from=APRIL
    )
    facility = office.here.facility
    days = [date(2019, 1, 1), date(2020, 3, 1), APRIL - timedelta(days=1), APRIL, date(2026, 1, 1)]
    found = [in_force_on(facility, day, kind="sk", about="umpan balik").first() for day in days]
    assert found == [None, old, old, new, new]
    profile = facility.profiles.get()
    assert cited(new, profile) == (
        "Keputusan Kepala UPTD Puskesmas Padaherang Nomor 440/422-SK/PKM.PDH/IV/2023 tentang "
        "Umpan Balik"
    )


def test_a_paper_rests_on_the_decree_about_feedback_of_its_day(office: Office) -> None:
    """A-03: every printed form can cite the SK in force on its date."""
    facility = office.here.facility
    office.decree("440/001", MARCH, "Tata Naskah")
    assert basis_on(facility, APRIL) == {}, "no decree speaks of feedback"
    office.decree("440/422-SK/PKM.PDH/III/2023", APRIL, "Pengelolaan Umpan Balik " + "Warga " * 20)
    assert basis_on(facility, MARCH) == {}, "not yet in force"
    said = basis_on(facility, APRIL)["basis"]
    assert said.startswith(
        "Dasar: Keputusan Kepala UPTD Puskesmas Padaherang Nomor 440/422-SK/PKM.PDH/III/2023 "
        "tentang Pengelolaan Umpan Balik"
    )
    assert len(said) <= 220, "two lines of the foot, whatever the title"
    foot = words(plans_paper(office.ketua, facility, [], 2023).content)
    assert said[:100] in foot


def test_a_number_put_right_is_a_revision_and_both_stay(office: Office) -> None:
    """Row 4 of Padaherang's history: 440/007-SK/PKM.PDH/III/2023 became …/IV/2023 (A-19)."""
    first = office.decree("440/007-SK/PKM.PDH/III/2023", MARCH, "Tim Pengelolaan Umpan Balik")
    draft = actions.begin_revision(office.ketua, first, form_key=uuid4())
    head = Head("sk", "diabaikan", number="440/007-SK/PKM.PDH/IV/2023", revision=1, note="nomor")
    actions.change_head(office.ketua, draft, head)
    actions.enact(office.kepala, draft, issued_on=APRIL, valid_from=APRIL)
    both = list(Revision.objects.order_by("valid_from"))
    assert [one.number for one in both] == [first.number, "440/007-SK/PKM.PDH/IV/2023"]
    assert (both[0].valid_from, both[0].valid_to) == (MARCH, APRIL - timedelta(days=1))
    assert (both[1].revision, both[1].replaces) == (1, both[0])
    assert both[1].document.title == "Tim Pengelolaan Umpan Balik"
    assert state_of(both[0], APRIL) == State.ENDED


def test_what_was_enacted_is_frozen(office: Office) -> None:
    sop = office.sop()
    for act in (
        lambda: actions.write_sop(office.ketua, sop, office.content("Lain")),
        lambda: actions.change_head(office.ketua, sop, Head("sop", "Lain")),
        lambda: actions.drop_draft(office.ketua, sop),
    ):
        with pytest.raises(Refused, match="ditetapkan"):
            act()
    assert sop.steps.count() == 5


def test_only_the_head_enacts_and_the_same_press_enacts_once(office: Office) -> None:
    draft = office.draft()
    with pytest.raises(NotAllowed):
        actions.enact(office.ketua, draft, issued_on=YEAR_AGO, valid_from=YEAR_AGO)
    for _ in range(2):
        actions.enact(office.kepala, draft, issued_on=YEAR_AGO, valid_from=YEAR_AGO)
    assert HistoryLine.objects.filter(action="procedures.enact").count() == 1


def test_an_empty_sop_or_one_without_a_number_is_not_enacted(office: Office) -> None:
    empty = actions.register(office.ketua, Head("sop", "Kosong"), form_key=uuid4())
    with pytest.raises(Refused, match="langkah"):
        actions.enact(office.kepala, empty, issued_on=APRIL, valid_from=APRIL)
    actions.write_sop(office.ketua, empty, office.content())
    with pytest.raises(Refused, match="nomor"):
        actions.enact(office.kepala, empty, issued_on=APRIL, valid_from=APRIL)


def test_a_new_revision_says_what_changed_and_its_number_counts_the_rows(office: Office) -> None:
    sop = office.sop(changes=3)
    assert sop.revision == 3
    draft = actions.begin_revision(office.ketua, sop, form_key=uuid4())
    assert (draft.revision, draft.steps.count(), draft.changes.count()) == (3, 5, 3)
    today = timezone.localdate()
    with pytest.raises(Refused, match="Rekaman historis"):
        actions.enact(office.kepala, draft, issued_on=today, valid_from=today)
    actions.write_sop(office.ketua, draft, office.content(changes=4))
    new = actions.enact(office.kepala, draft, issued_on=today, valid_from=today)
    sop.refresh_from_db()
    assert (new.revision, sop.valid_to) == (4, today - timedelta(days=1))
    again = actions.begin_revision(office.ketua, new, form_key=uuid4())
    actions.write_sop(office.ketua, again, office.content(changes=5))
    with pytest.raises(Refused, match="sesudah tanggal itu"):
        actions.enact(office.kepala, again, issued_on=today, valid_from=today)


def test_an_enactment_of_today_is_taken_back_and_the_one_before_holds_again(
    office: Office,
) -> None:
    sop, today = office.sop(), timezone.localdate()
    draft = actions.begin_revision(office.ketua, sop, form_key=uuid4())
    actions.write_sop(office.ketua, draft, office.content(changes=1))
    new = actions.enact(office.kepala, draft, issued_on=today, valid_from=today)
    actions.take_back_enactment(office.kepala, new)
    sop.refresh_from_db()
    assert sop.valid_to is None
    assert Revision.objects.get(pk=new.pk).is_draft
    Revision.objects.filter(pk=sop.pk).update(enacted_at=timezone.now() - timedelta(days=2))
    with pytest.raises(Refused, match="hari lain"):
        actions.take_back_enactment(office.kepala, sop)


def test_what_would_end_before_it_begins_is_not_enacted(office: Office) -> None:
    head = Head("sk", "X", number="1", valid_to=MARCH)
    draft = actions.register(office.ketua, head, form_key=uuid4())
    with pytest.raises(Refused, match="berakhir sebelum"):
        actions.enact(office.kepala, draft, issued_on=APRIL, valid_from=APRIL)
    assert Revision.objects.get().is_draft


def test_one_draft_at_a_time_and_a_thrown_away_one_comes_back(office: Office) -> None:
    sop = office.sop()
    draft = actions.begin_revision(office.ketua, sop, form_key=uuid4())
    assert actions.begin_revision(office.ketua, sop, form_key=uuid4()) == draft
    actions.drop_draft(office.ketua, draft)
    other = actions.begin_revision(office.ketua, sop, form_key=uuid4())
    assert other != draft
    with pytest.raises(Refused, match="konsep lain"):
        actions.take_up_draft(office.ketua, draft)
    actions.drop_draft(office.ketua, other)
    assert actions.take_up_draft(office.ketua, draft).dropped_at is None


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_written_over(office: Office) -> None:
    draft = office.draft()
    seen = draft.changed_at
    actions.write_sop(office.ketua, draft, office.content("Punya rekan"), seen=seen)
    with pytest.raises(Refused, match="rekan"):
        actions.write_sop(office.ketua, draft, office.content("Punya saya"), seen=seen)
    assert [one.text for one in draft.steps.all()] == ["Punya rekan"]
    actions.write_sop(office.ketua, draft, office.content("Punya rekan"), seen=seen)  # double click


def test_a_revoked_document_holds_no_more_and_can_be_given_back(office: Office) -> None:
    decree = office.decree("1/SK/2025", YEAR_AGO)
    today = timezone.localdate()
    actions.revoke(office.kepala, decree, today)
    assert not in_force_on(office.here.facility, today, kind="sk").exists()
    assert in_force_on(office.here.facility, today - timedelta(days=1), kind="sk").exists()
    actions.take_back_revocation(office.kepala, decree)
    assert in_force_on(office.here.facility, today, kind="sk").get() == decree
    with pytest.raises(Refused, match="lebih awal"):
        actions.revoke(office.kepala, decree, YEAR_AGO - timedelta(days=1))


def test_the_register_shows_what_holds_and_drafts_only_to_who_keeps_them(office: Office) -> None:
    office.decree("1/SK/2025", YEAR_AGO)
    actions.begin_revision(office.ketua, office.sop(), form_key=uuid4())
    office.draft("Baru sama sekali")
    today = timezone.localdate()
    keeper = register_rows(office.ketua, today)
    assert [(one.document.kind, one.state, one.draft is not None) for one in keeper] == [
        ("sk", State.IN_FORCE, False),
        ("sop", State.DRAFT, False),
        ("sop", State.IN_FORCE, True),
    ]
    reader = register_rows(office.here.actor(Role.PETUGAS), today)
    assert [(one.document.kind, one.draft) for one in reader] == [("sk", None), ("sop", None)]
    assert len(register_rows(office.ketua, today, kind="sop", state="draft")) == 2
    assert register_rows(office.ketua, today, kind="sk", state="revoked") == []


def test_a_sample_cites_the_decree_in_force_and_names_nobody(office: Office) -> None:
    first = actions.start_from_sample(office.ketua, "umpan_balik", form_key=uuid4())
    assert first.texts["policy"].startswith("Keputusan {kepala} Nomor …")
    office.decree("440/422-SK/2025", YEAR_AGO, "Pengelolaan Umpan Balik dari Masyarakat")
    key = uuid4()
    second = actions.start_from_sample(office.ketua, "umpan_balik", form_key=key)
    assert "Nomor 440/422-SK/2025 tentang" in second.texts["policy"]
    assert actions.start_from_sample(office.ketua, "umpan_balik", form_key=key) == second
    other = actions.start_from_sample(office.ketua, "pengaduan", form_key=uuid4())
    assert (second.steps.count(), other.steps.count()) == (6, 5)
    assert (second.outline, other.outline) == ("ten", "eleven")
    with pytest.raises(Refused):
        actions.start_from_sample(office.ketua, "lain", form_key=uuid4())


def test_a_file_is_kept_whole_and_a_photo_drawn_anew(office: Office, padaherang: Puskesmas) -> None:
    decree, key = office.decree("1/SK/2025", YEAR_AGO), uuid4()
    scan = SimpleUploadedFile("sk.pdf", b"%PDF-1.4 isi", "application/pdf")
    kept = actions.keep_file(office.ketua, decree, form_key=key, file=scan)
    assert actions.keep_file(office.ketua, decree, form_key=key, file=scan) == kept
    fake = SimpleUploadedFile("a.png", b"<script>", "image/png")
    broken = actions.keep_file(office.ketua, decree, form_key=uuid4(), file=fake)
    assert broken.mime == "application/octet-stream"
    actions.drop_file(office.ketua, broken)
    assert DocumentFile.objects.get() == kept
    DocumentFile.objects.update(at=timezone.now() - timedelta(days=3))
    with pytest.raises(Refused, match="tidak dihapus"):
        actions.drop_file(office.ketua, kept)


def test_a_document_signed_on_paper_needs_its_number_and_day(office: Office) -> None:
    with pytest.raises(Refused, match="nomor"):
        actions.register(office.ketua, Head("sk", "X"), form_key=uuid4(), is_signed=True)
    assert not Document.objects.exists()
    key = uuid4()
    head = Head("sk", "X", number="1", valid_from=APRIL)
    made = actions.register(office.ketua, head, form_key=key, is_signed=True)
    assert actions.register(office.ketua, head, form_key=key, is_signed=True) == made
    assert not made.is_draft
