"""Every address of the site and who may open it: the table of roles, seen from outside.

Columns: the address's name; the right that GET asks; the right that POST asks; the right
without which a POST changes nothing (empty: the same). ``-`` is open to nobody, ``*`` to
whoever is signed in, ``open`` to everybody.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.base.actions import MemberDraft, add_local_day, note_device, set_up_team
from tanggap.base.models import Role, RoleGrant
from tanggap.base.roles import RIGHTS
from tanggap.evidence.models import Pack
from tanggap.gateway.actions import prove_line
from tanggap.gateway.models import Arrival, AvailabilityCheck, LineProof
from tanggap.inbox.actions import print_slips
from tanggap.inbox.models import BoxOpening, CallBack, CallsImport, ImportRun, SmsImport
from tanggap.logbook.models import BookImport
from tanggap.outreach.actions import SocialisationDraft, keep_proof, write_up
from tanggap.procedures.actions import begin_revision, drop_draft, keep_file
from tanggap.remedy.actions import meeting as meetings
from tanggap.remedy.actions import realise
from tanggap.remedy.meetings.queries import quotable
from tanggap.remedy.meetings.tools import Whys
from tanggap.reply.models import ReplyTemplate
from tanggap.rhythm.actions import OccasionDraft, plan_occasion
from tanggap.rhythm.actions import keep_file as keep_occasion_file
from tanggap.site.models import Backup
from tests.crawling import NOBODYS, SLUGS, Address
from tests.people import SINCE, Puskesmas
from tests.procedures.office import Office
from tests.remedy.gatherings import called
from tests.remedy.plans import planned
from tests.test_secrecy import Case, open_case

TABLE = """
workbench:home               *                      *
workbench:entries            look.entries           -
workbench:entries-search     -                      look.entries
workbench:media              *                      -
workbench:media-small        *                      -
workbench:slip-picture       inbox.type_slip        -
workbench:export             look.export            look.export
workbench:entries-keep       -                      base.save_view
workbench:entries-forget     -                      base.save_view
workbench:entry              look.entries           look.entries
workbench:entry-answer       -                      reply.draft
workbench:entry-people       logbook.assign_units   logbook.assign_units
workbench:answer-news        look.entries           look.entries
workbench:papers             look.papers            -
workbench:paper-book         look.papers            -
workbench:paper-preview      look.papers            -
workbench:paper-form         look.papers            -
workbench:paper-form-preview look.papers            -
workbench:entry-paper        look.papers            -
workbench:reply-paper        look.papers            -
workbench:triage             look.inbox             look.inbox
workbench:triage-undo        -                      look.inbox
workbench:pulse              open                   open
workbench:pulse-lines        open                   open
workbench:phone              inbox.write_in         inbox.write_in
workbench:who-calls          -                      inbox.write_in
workbench:call-backs         look.inbox             -
workbench:call-back          -                      look.inbox             inbox.reach_caller
workbench:walk-in            inbox.write_in         inbox.write_in
workbench:letter             inbox.write_in         inbox.write_in
workbench:intake-line        -                      gateway.open_line
workbench:person             look.identities        look.identities
workbench:person-rename      -                      inbox.rename_person
workbench:person-merge       -                      inbox.merge_people
workbench:person-apart       -                      inbox.keep_apart
workbench:person-split       -                      inbox.split_people
workbench:messages           look.inbox             look.inbox
workbench:components         *                      *
base:sign-in                 open                   open
base:sign-in-code            open                   open
base:sign-out                -                      open
base:own-password            *                      *
base:own-account             *                      *
base:own-session-ended       -                      *                     base.end_own_session
base:own-sessions-ended      -                      *                     base.end_own_sessions
base:device-settled          -                      *                     base.settle_device
base:second-factor           *                      *                     base.confirm_second_factor
base:second-factor-begun     -                      *                     base.begin_second_factor
base:second-factor-offer     *                      *                     base.put_off_second_factor
base:recovery-codes          -                      *                     base.renew_recovery_codes
base:second-factor-dropped   -                      *                     base.drop_second_factor
base:settings                look.settings          look.settings
base:profile                 look.settings          look.settings         base.change_profile
base:facility                look.settings          look.settings         base.change_facility
base:units                   look.settings          look.settings         base.add_unit
base:unit                    look.settings          look.settings         base.change_unit
base:unit-closed             -                      look.settings         base.close_unit
base:roles                   look.settings          look.settings
base:role-holders            look.holders           -
base:staff                   look.settings          look.settings         base.add_staff
base:staff-member            look.settings          look.settings         base.change_staff
base:role-given              -                      look.settings         base.grant_role
base:staff-active            -                      look.settings         base.deactivate_staff
base:password-reset          -                      base.reset_password
base:lock-lifted             -                      base.lift_lock
base:sessions-ended          -                      base.end_sessions
base:second-factor-removed   -                      base.remove_second_factor
base:role-ended              -                      look.settings         base.revoke_role
base:team                    look.settings          look.settings
base:team-new                base.set_up_team       base.set_up_team
base:team-change             base.set_up_team       base.set_up_team
base:team-ended              -                      base.end_team
base:team-decree             look.settings          look.settings
base:team-assignment         look.settings          look.settings
base:calendar                look.settings          look.settings         base.add_local_day
base:day-removed             -                      look.settings         base.remove_local_day
base:history                 look.history           look.history
procedures:documents         look.documents         -
procedures:document-new      procedures.register    procedures.register
procedures:sample-started    -                      procedures.start_from_sample
procedures:document          look.documents         -
procedures:document-head     procedures.change_head procedures.change_head
procedures:editor            procedures.write_sop   procedures.write_sop
procedures:document-printed  look.documents         -
procedures:document-word     look.documents         -
procedures:enacted           -                      procedures.enact
procedures:enactment-taken-back -                   procedures.take_back_enactment
procedures:revoked           -                      procedures.revoke
procedures:revocation-taken-back -                  procedures.take_back_revocation
procedures:revision-begun    -                      procedures.begin_revision
procedures:draft-dropped     -                      procedures.drop_draft
procedures:draft-taken-up    -                      procedures.take_up_draft
procedures:file-kept         -                      procedures.keep_file
procedures:checklist-new     procedures.make_checklist procedures.make_checklist
procedures:file              look.documents         -
procedures:file-dropped      -                      procedures.drop_file
procedures:checklists        look.checklists        -
procedures:checklist         look.checklists   look.checklists   procedures.change_checklist
procedures:round-new         procedures.note_round  procedures.note_round
procedures:sheet             look.checklists        -
procedures:round             look.checklists        -
procedures:round-printed     look.checklists        -
procedures:round-taken-back  -                      procedures.take_back_round
procedures:round-taken-up    -                      procedures.take_up_round
gateway:lines                look.lines             look.lines
gateway:line-add             gateway.open_line      gateway.open_line
gateway:line-add-kind        gateway.open_line      gateway.open_line
gateway:line-howto           look.lines             -
gateway:line                 look.lines             gateway.change_line
gateway:line-closed          -                      look.lines            gateway.close_line
gateway:line-tried-again     -                      look.lines            gateway.try_line_again
gateway:line-file            -                      gateway.take_setup_file
gateway:line-proven          -                      gateway.prove_line
gateway:proof                look.lines             -
gateway:proof-dropped        -                      gateway.drop_proof
gateway:checks               look.checks            -
gateway:check-new            gateway.check_lines    gateway.check_lines
gateway:checks-printed       look.checks            -
gateway:check-taken-back     -                      gateway.take_back_check
gateway:dispatch-tried-again -                      look.troubles         gateway.try_again
gateway:troubles             look.troubles          look.troubles
gateway:arrival-retried      -                      look.troubles         gateway.retry_arrival
gateway:arrival-raw          -                      gateway.take_out_raw
gateway:dispatch-settled     -                      look.troubles         gateway.give_up
outreach:log                 look.outreach          -
outreach:new                 outreach.write_up      outreach.write_up
outreach:record              look.outreach          -
outreach:change              outreach.correct_socialisation outreach.correct_socialisation
outreach:taken-back          -                      outreach.take_back
outreach:put-back            -                      outreach.put_back
outreach:leaflets            look.outreach          -
outreach:leaflet-paper       look.outreach          -
outreach:leaflet-small       look.outreach          -
outreach:report              look.outreach          -
outreach:attendance          look.outreach          -
outreach:proof-kept          -                      outreach.keep_proof
outreach:proof               look.outreach          -
outreach:proof-small         look.outreach          -
outreach:proof-removed       -                      outreach.remove_proof
outreach:proof-put-back      -                      outreach.put_back_proof
inbox:import                 inbox.import_chat      inbox.import_chat
inbox:import-line            -                      gateway.open_line
inbox:import-done            inbox.import_chat      inbox.import_chat
inbox:import-look            inbox.import_chat      inbox.import_chat
inbox:import-discard         -                      inbox.import_chat
inbox:import-sms             inbox.import_sms       inbox.import_sms
inbox:import-sms-line        -                      gateway.open_line
inbox:sms-look               inbox.import_sms       inbox.import_sms
inbox:sms-progress           inbox.import_sms       -
inbox:sms-discard            -                      inbox.import_sms
inbox:sms-undo               -                      inbox.import_sms
inbox:import-calls           inbox.import_calls     inbox.import_calls
inbox:import-calls-line      -                      gateway.open_line
inbox:calls-look             inbox.import_calls     inbox.import_calls
inbox:calls-progress         inbox.import_calls     -
inbox:calls-discard          -                      inbox.import_calls
inbox:calls-undo             -                      inbox.import_calls
inbox:box                    inbox.open_box         inbox.open_box
inbox:box-line               -                      gateway.open_line
inbox:box-slips              inbox.open_box         inbox.open_box
inbox:box-count              -                      inbox.correct_box
inbox:slip-photos            inbox.keep_slip_photos inbox.keep_slip_photos
inbox:slip-photos-progress   inbox.keep_slip_photos -
inbox:slip-photo             inbox.type_slip        inbox.type_slip
inbox:slip-aside             -                      inbox.set_slip_aside
inbox:slip-back              -                      inbox.take_slip_back
inbox:slip-runs              inbox.print_slips      inbox.print_slips
inbox:slip-run               inbox.print_slips      -
inbox:person                 open                   open
logbook:promises             look.settings          look.settings         logbook.change_promise
logbook:write                logbook.write_down     logbook.write_down
logbook:edit                 logbook.correct        logbook.correct
logbook:cancel               -                      logbook.cancel
logbook:restore              -                      logbook.restore
logbook:receipt              -                      logbook.give_receipt
logbook:ask                  -                      logbook.ask_completion
logbook:complete             -                      logbook.declare_complete
logbook:step                 -                      logbook.note_step
logbook:close                -                      logbook.close
logbook:reopen               -                      logbook.reopen
logbook:take-back-closing    -                      logbook.take_back_closing
logbook:units                -                      logbook.assign_units
logbook:accused              -                      logbook.name_accused
logbook:hand-over            -                      logbook.hand_over
logbook:take-out             -                      logbook.take_message_out
logbook:old-book             logbook.import_book    logbook.import_book
logbook:old-book-look        logbook.import_book    logbook.import_book
logbook:old-book-progress    logbook.import_book    -
logbook:old-book-refused     logbook.import_book    -
logbook:old-book-discard     -                      logbook.import_book
logbook:old-book-undo        -                      logbook.import_book
reply:hand-tasks             reply.send             reply.send
reply:dispatch-done          -                      gateway.done_by_hand
reply:approvals              reply.approve          reply.approve
reply:approval-rule          -                      reply.set_approval
reply:approve                -                      reply.approve
reply:return                 -                      reply.return_draft
reply:send                   -                      reply.send
reply:discard                -                      reply.discard
reply:sent-by-hand           -                      reply.sent_by_hand
reply:given                  -                      reply.mark_given
reply:not-given              -                      reply.take_back_given
reply:not-sent               -                      reply.take_back_sent
reply:again                  -                      reply.take_up_again
reply:send-receipt           -                      reply.send_receipt
reply:ask-by-line            -                      reply.ask_by_line
reply:adopt                  -                      reply.adopt
reply:templates              reply.draft            reply.draft
reply:template-add           reply.add_template     reply.add_template
reply:template               reply.change_template  reply.change_template
reply:template-close         -                      reply.close_template
recap:weeks                  look.recaps            -
recap:week                   look.recaps            -
recap:remark                 -                      recap.remark
recap:close                  -                      recap.close
recap:take-back              -                      recap.take_back
recap:see                    -                      recap.see
recap:not-seen               -                      recap.take_back_seeing
recap:paper                  look.recaps            -
analysis:month               look.analysis          -
analysis:paper               look.analysis          -
remedy:plans                 look.plans             -
remedy:paper                 look.plans             -
remedy:new                   remedy.plan            remedy.plan
remedy:plan                  look.plans             -
remedy:change                remedy.change          remedy.change
remedy:cancel                -                      remedy.cancel
remedy:restore               -                      remedy.restore
remedy:realise               -                      remedy.realise
remedy:take-back-realisation -                      remedy.take_back_realisation
remedy:evaluate              -                      remedy.evaluate
remedy:take-back-evaluation  -                      remedy.take_back_evaluation
remedy:plan-paper            look.plans             -
remedy:proof                 look.plans             -
meeting:meetings             look.meetings          -
meeting:new                  remedy.call_meeting    remedy.call_meeting
meeting:meeting              look.meetings          -
meeting:change               remedy.change_meeting  remedy.change_meeting
meeting:prepare              remedy.set_agenda      -
meeting:invited              -                      remedy.mark_invited
meeting:not-invited          -                      remedy.mark_invited
meeting:cancel               -                      remedy.cancel_meeting
meeting:restore              -                      remedy.restore_meeting
meeting:agenda               -                      remedy.set_agenda
meeting:point-added          -                      remedy.add_point
meeting:point-dropped        -                      remedy.drop_point
meeting:point-put-back       -                      remedy.put_back_point
meeting:attendee-added       -                      remedy.add_attendee
meeting:attendee-dropped     -                      remedy.drop_attendee
meeting:minutes              remedy.write_minutes   remedy.write_minutes
meeting:close                -                      remedy.close_meeting
meeting:open-again           -                      remedy.open_meeting_again
meeting:discussed            -                      remedy.discuss_with_head
meeting:discussion-taken-back -                      remedy.take_back_discussion
meeting:photo-kept           -                      remedy.keep_photo
meeting:photo                look.meetings          -
meeting:photo-small          look.meetings          -
meeting:photo-removed        -                      remedy.remove_photo
meeting:photo-put-back       -                      remedy.put_back_photo
meeting:quotation-picked     -                      remedy.pick_quotation
meeting:quotation-released   -                      remedy.release_quotation
meeting:quotation-dropped    -                      remedy.drop_quotation
meeting:tool                 remedy.use_tool        remedy.use_tool
meeting:plan-tool            remedy.use_tool        remedy.use_tool
meeting:tool-dropped         -                      remedy.drop_tool
meeting:tool-put-back        -                      remedy.put_back_tool
meeting:plan-decided         remedy.decide_plan     remedy.decide_plan
meeting:invitation           look.papers            -
meeting:attendance           look.papers            -
meeting:minutes-printed      look.papers            -
rhythm:year                  look.rhythm            -
rhythm:paper                 look.rhythm            -
rhythm:proposed              -                      rhythm.propose_year
rhythm:new                   rhythm.plan_occasion   rhythm.plan_occasion
rhythm:occasion              look.rhythm            look.rhythm            rhythm.change_occasion
rhythm:held                  -                      rhythm.hold_occasion
rhythm:not-held              -                      rhythm.hold_occasion
rhythm:cancelled             -                      rhythm.cancel_occasion
rhythm:restored              -                      rhythm.cancel_occasion
rhythm:file-kept             -                      rhythm.keep_file
rhythm:file                  look.occasion_files    -
rhythm:file-small            look.occasion_files    -
rhythm:file-removed          -                      rhythm.remove_file
rhythm:file-put-back         -                      rhythm.put_back_file
rhythm:reminders             look.rhythm            look.rhythm
rhythm:reminders-ended       -                      rhythm.end_reminders
rhythm:feed-made             -                      rhythm.make_feed
rhythm:feed-dropped          -                      rhythm.drop_feed
rhythm:feed                  open                   -
evidence:page                look.evidence          -
evidence:round-new           procedures.note_round  procedures.note_round
evidence:matches             evidence.match_step    evidence.match_step
remedy:critiques             look.papers            -
remedy:answering             remedy.prepare_answers remedy.prepare_answers
remedy:send-answers          -                      remedy.send_answers
remedy:discard-answers       -                      remedy.discard_answers
remedy:post-board            -                      remedy.post_board
remedy:phones                remedy.prepare_answers -
remedy:board                 remedy.prepare_answers -
remedy:topics                -                      remedy.choose_topics
remedy:report                -                      remedy.report
remedy:take-back-report      -                      remedy.take_back_report
remedy:receive-report        -                      remedy.receive_report
remedy:take-back-receipt     -                      remedy.take_back_receipt
remedy:report-paper          look.plans             -
evidence:report              look.papers            -
evidence:pack-begun          -                      evidence.make_pack
evidence:pack-taken-out      -                      evidence.take_out_pack
evidence:pack-dropped        -                      evidence.drop_pack
website:start                open                   open
website:form                 open                   open
website:form-of-unit         open                   open
website:question             -                      open
website:track                open                   open
website:add                  -                      open
website:posters              look.lines             -
website:paper                look.lines             -
backup:page                  look.backups           look.backups
backup:passphrase            -                      look.backups          site.set_backup_passphrase
backup:folder                -                      look.backups          site.choose_backup_folder
backup:begin                 -                      look.backups          site.back_up
backup:take-out              -                      look.backups          site.take_out_backup
backup:trial                 look.backups           look.backups          site.test_backup
setup:wizard                 open                   open
setup:example                open                   open
"""


@dataclass(frozen=True)
class Door:
    """What one address asks of whoever comes by GET, by POST, and to change anything."""

    get: str
    post: str
    act: str

    def asks(self, method: str) -> str:
        return self.get if method == "get" else self.post


def _door(get: str, post: str, act: str = "") -> Door:
    return Door(get, post, act or post)


DOORS = {line.split()[0]: _door(*line.split()[1:]) for line in TABLE.strip().splitlines()}


def holds(roles: frozenset[Role], right: str) -> bool:
    """Answer from the table of roles whether somebody with ``roles`` passes."""
    return right in ("*", "open") or bool(roles & RIGHTS[right].roles)


@dataclass
class Site:
    """A health centre with something behind every address."""

    here: Puskesmas
    keys: dict[str, int]

    def path(self, address: Address, key: int | None = None, word: str = "") -> str:
        """Return the address with keys that fit it, or with ``key`` in every place."""
        text = word or SLUGS.get(address.name, ("tiada",))[0]
        given: dict[str, Any] = {}
        for name, is_key in address.arguments:
            own = self.keys.get(f"{address.name} {name}") or self.keys.get(name, NOBODYS)
            given[name] = (own if key is None else key) if is_key else text
        return reverse(address.name, kwargs=given)


def furnished(here: Puskesmas) -> Site:
    return Site(here, _case_keys(here, open_case(here)) | _other_keys(here))


def _case_keys(here: Puskesmas, case: Case) -> dict[str, int]:
    """Return by the name of an argument (or address and argument) the key that fits it."""
    of = {row._meta.label_lower: row.pk for row in case.rows}
    entry, reply, dispatch = of["logbook.entry"], of["reply.reply"], of["gateway.dispatch"]
    keys = {"entry_id": entry, "reply_id": reply, "reply": reply, "pk": entry}
    keys |= {f"reply:{name} pk": reply for name in ("approve", "return", "send", "discard")}
    keys |= {f"reply:{name} pk": reply for name in ("sent-by-hand", "given")}
    keys |= {"reply:dispatch-done pk": dispatch, "dispatch_id": dispatch}
    keys |= {"person_id": of["inbox.person"], "media_id": of["gateway.media"]}
    return keys | {"line_id": here.line("phone").pk, "unit_id": here.units["UKM"].pk}


def _other_keys(here: Puskesmas) -> dict[str, int]:
    here.line("website")
    mutu, lead, now = here.staff[Role.MUTU], here.actor(Role.KETUA), timezone.now()
    words = {"kind": "pengelola", "name": "Tim", "decree_number": "1"}
    days = {"decree_on": SINCE, "valid_from": SINCE}
    team = set_up_team(lead, **words, **days, members=[MemberDraft(mutu)])
    owned = {"facility": here.facility, "line": here.line("box")}
    template = ReplyTemplate.objects.create(facility=here.facility, name="Contoh", body="Ya")
    brought = {"at": now, "token": "f" * 32, "state": "done", "file_name": "berkas"}
    book = BookImport.objects.create(facility=here.facility, form_key=uuid4(), **brought)
    calls = CallsImport.objects.create(**owned, form_key=uuid4(), **brought)
    calls_acts = ("look", "progress", "discard", "undo")
    book_acts = ("look", "progress", "refused", "discard", "undo")
    arrival = {"received_at": now, "method": "POST", "body": b"{", "state": "trouble"}
    return {
        "staff_id": mutu.pk,
        "grant_id": RoleGrant.objects.get(staff=mutu).pk,
        "team_id": team.pk,
        "day_id": add_local_day(lead, SINCE.replace(day=2), "Libur").pk,
        "reply:template pk": template.pk,
        "reply:template-close pk": template.pk,
        "arrival_id": Arrival.objects.create(**owned, **arrival).pk,
        "run_id": ImportRun.objects.create(**owned, at=now).pk,
        "import_id": SmsImport.objects.create(**owned, form_key=uuid4(), **brought).pk,
        **{f"logbook:old-book-{act} import_id": book.pk for act in book_acts},
        **{f"inbox:calls-{act} import_id": calls.pk for act in calls_acts},
        "task_id": CallBack.objects.create(**owned, phone="+6281234567890", opened_at=now).pk,
        "proof_id": _proof(here).pk,
        **_documents(here),
        **_outreach_keys(here),
        **_remedy_keys(here),
        **_meeting_keys(here),
        "check_id": AvailabilityCheck.objects.create(
            facility=here.facility,
            checked_on=SINCE,
            by=mutu,
            written_at=now,
            form_key=uuid4(),
        ).pk,
        **_occasion_keys(here),
        "pack_id": Pack.objects.create(
            facility=here.facility,
            by=mutu,
            from_on=SINCE,
            to_on=SINCE,
            begun_at=now,
            seen_at=now,
            expires_on=SINCE,
            form_key=uuid4(),
        ).pk,
        "backup_id": Backup.objects.create(
            facility=here.facility, started_at=now, seen_at=now, path="tiada"
        ).pk,
        "opening_id": BoxOpening.objects.create(
            **owned, opened_at=now, opened_by=mutu, slips=1, form_key=uuid4()
        ).pk,
        "inbox:slip-run run_id": print_slips(
            here.actor(), here.line("box"), form_key=uuid4(), sheets=1
        ).pk,
        "device_id": note_device(
            machine(here.facility.pk), mutu, "a" * 64, words="Firefox di Linux", now=now
        ).pk,
    }


def _documents(here: Puskesmas) -> dict[str, int]:
    """Return the keys of a SOP in force, of its draft, its file, and its daftar tilik."""
    office = Office(here)
    checklist = office.checklist()
    sop = checklist.sop
    key = {"form_key": uuid4()}
    draft = begin_revision(office.ketua, sop, **key)
    dropped = drop_draft(office.ketua, office.draft("Dibuang"))
    scan = SimpleUploadedFile("sop.pdf", b"%PDF-1.4", "application/pdf")
    other = office.sop("Lain")
    drafts = ("document-head", "editor", "draft-dropped", "enacted")
    return {
        "revision_id": sop.pk,
        **{f"procedures:{name} revision_id": draft.pk for name in drafts},
        "procedures:draft-taken-up revision_id": dropped.pk,
        "procedures:enactment-taken-back revision_id": other.pk,
        "procedures:checklist-new revision_id": other.pk,
        "checklist_id": checklist.pk,
        "round_id": office.round(checklist, "yyyyn").pk,
        "file_id": keep_file(office.ketua, sop, form_key=uuid4(), file=scan).pk,
    }


def _occasion_keys(here: Puskesmas) -> dict[str, int]:
    lead = here.actor(Role.KETUA)
    held = plan_occasion(lead, OccasionDraft("rtm", SINCE), form_key=uuid4())
    photo = SimpleUploadedFile("rtm.png", b"\x89PNG\r\n\x1a\n", content_type="image/png")
    file = keep_occasion_file(lead, held, form_key=uuid4(), file=photo, kind="foto")
    acts = ("file", "file-small", "file-removed", "file-put-back")
    return {"occasion_id": held.pk, **{f"rhythm:{act} file_id": file.pk for act in acts}}


def _outreach_keys(here: Puskesmas) -> dict[str, int]:
    told = SocialisationDraft(SINCE, "lintas", "Aula", [here.staff[Role.PETUGAS]], people=9)
    record = write_up(here.actor(), told, form_key=uuid4())
    file = SimpleUploadedFile("hadir.pdf", b"%PDF-1.4", content_type="application/pdf")
    proof = keep_proof(here.actor(), record, form_key=uuid4(), file=file)
    acts = ("proof", "proof-small", "proof-removed", "proof-put-back")
    return {"record_id": record.pk, **{f"outreach:{act} proof_id": proof.pk for act in acts}}


def _proof(here: Puskesmas) -> LineProof:
    photo = SimpleUploadedFile("kotak.txt", b"terpasang", "text/plain")
    lead, box = here.actor(Role.KETUA), here.line("box")
    return prove_line(lead, box, form_key=uuid4(), proven_on=SINCE, file=photo)


def _meeting_keys(here: Puskesmas) -> dict[str, int]:
    """Return the keys of a meeting with a point, somebody invited, a photo, words and a tool."""
    held, lead = called(here, Role.KETUA, is_extra=True), here.actor(Role.KETUA)
    point = held.points.all()[0]
    meetings.add_attendee(lead, held, name="Pak Camat")
    scan = SimpleUploadedFile("hadir.pdf", b"%PDF-1.4", "application/pdf")
    photo = meetings.keep_photo(lead, held, form_key=uuid4(), file=scan)
    entry = quotable(lead).first()
    quoted = meetings.pick_quotation(lead, held, entry, "Antre") if entry else None
    why = Whys("Antre", ["Loket satu"])
    cause = meetings.use_tool(lead, "mengapa", why, form_key=uuid4(), point=point)
    return {
        "meeting_id": held.pk,
        "point_id": point.pk,
        "attendee_id": held.attendees.all()[0].pk,
        "photo_id": photo.pk,
        "quotation_id": quoted.pk if quoted else NOBODYS,
        "cause_id": cause.pk,
    }


def _remedy_keys(here: Puskesmas) -> dict[str, int]:
    plan, lead = planned(here), here.actor(Role.KETUA)
    file = SimpleUploadedFile("foto.pdf", b"%PDF-1.4", content_type="application/pdf")
    day = timezone.localdate()
    done = realise(lead, plan, "Selesai", day, form_key=uuid4(), proofs=[file])
    return {"plan_id": plan.pk, "remedy:proof proof_id": done.proofs.get().pk}
