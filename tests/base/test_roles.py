"""The table of roles, stated a second time and held cell by cell against the code."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tanggap
from tanggap.base.acting import ACTIONS, Actor, NotAllowed, machine
from tanggap.base.models import Role
from tanggap.base.roles import RIGHTS
from tanggap.base.roles_page import page
from tests.people import Puskesmas

# P petugas · K ketua tim · M anggota tim mutu · U PJ unit · H kepala · A auditor · X admin
EXPECTED = """
look.settings             .  x  .  .  x  .  x
look.holders              .  x  .  .  x  x  x
look.history              .  x  .  .  x  x  x
base.set_up_facility      .  .  .  .  .  .  .
base.change_facility      .  .  .  .  x  .  x
base.change_profile       .  .  .  .  x  .  x
base.add_unit             .  x  .  .  x  .  x
base.change_unit          .  x  .  .  x  .  x
base.close_unit           .  x  .  .  x  .  x
base.reopen_unit          .  x  .  .  x  .  x
base.add_staff            .  .  .  .  x  .  x
base.change_staff         .  .  .  .  x  .  x
base.deactivate_staff     .  .  .  .  x  .  x
base.reactivate_staff     .  .  .  .  x  .  x
base.grant_role           .  .  .  .  x  .  x
base.revoke_role          .  .  .  .  x  .  x
base.reset_password       .  .  .  .  .  .  x
base.change_own_password  x  x  x  x  x  x  x
base.note_device          .  .  .  .  .  .  .
base.settle_device        x  x  x  x  x  x  x
base.refuse_device        x  x  x  x  x  x  x
base.end_own_session      x  x  x  x  x  x  x
base.end_own_sessions     x  x  x  x  x  x  x
base.end_sessions         .  .  .  .  .  .  x
base.lift_lock            .  .  .  .  .  .  x
base.begin_second_factor  x  x  x  x  x  x  x
base.cancel_second_factor x  x  x  x  x  x  x
base.confirm_second_factor x  x  x  x  x  x  x
base.renew_recovery_codes x  x  x  x  x  x  x
base.drop_second_factor   x  x  x  x  x  x  x
base.remove_second_factor .  .  .  .  .  .  x
base.put_off_second_factor x  x  x  x  x  x  x
base.set_up_team          .  x  .  .  x  .  x
base.end_team             .  x  .  .  x  .  x
base.add_local_day        .  x  .  .  x  .  x
base.remove_local_day     .  x  .  .  x  .  x
base.note_reading         .  .  .  .  .  .  .
base.save_view            x  x  x  x  x  x  x
base.drop_view            x  x  x  x  x  x  x
look.documents              x  x  x  x  x  x  x
look.drafts                 .  x  .  .  x  .  x
procedures.register         .  x  .  .  x  .  x
procedures.start_from_sample  .  x  .  .  x  .  x
procedures.change_head      .  x  .  .  x  .  x
procedures.write_sop        .  x  .  .  x  .  x
procedures.begin_revision   .  x  .  .  x  .  x
procedures.drop_draft       .  x  .  .  x  .  x
procedures.take_up_draft    .  x  .  .  x  .  x
procedures.keep_file        .  x  .  .  x  .  x
procedures.drop_file        .  x  .  .  x  .  x
procedures.enact            .  .  .  .  x  .  .
procedures.take_back_enactment .  .  .  .  x  .  .
procedures.revoke           .  .  .  .  x  .  .
procedures.take_back_revocation .  .  .  .  x  .  .
look.checklists             x  x  x  .  x  x  .
procedures.make_checklist   .  x  .  .  .  x  .
procedures.change_checklist .  x  .  .  .  x  .
procedures.note_round       .  x  .  .  .  x  .
procedures.take_back_round  .  x  .  .  .  x  .
procedures.take_up_round    .  x  .  .  .  x  .
look.lines                x  x  .  .  x  .  x
look.checks               x  x  x  .  x  x  x
gateway.open_line         .  x  .  .  x  .  x
gateway.change_line       .  x  .  .  x  .  x
gateway.take_setup_file   .  x  .  .  x  .  x
gateway.close_line        .  x  .  .  x  .  x
gateway.reopen_line       .  x  .  .  x  .  x
gateway.try_line_again    .  x  .  .  x  .  x
gateway.prove_line        x  x  .  .  x  .  x
gateway.drop_proof        .  x  .  .  x  .  x
gateway.check_lines       x  x  .  .  x  .  x
gateway.take_back_check   x  x  .  .  x  .  x
gateway.send              x  x  .  x  x  .  .
gateway.keep_media        x  x  .  .  .  .  .
gateway.keep_form         .  .  .  .  .  .  .
gateway.let_go_of_media   .  .  .  .  .  .  .
look.troubles             x  x  .  .  x  .  x
gateway.retry_arrival     x  x  .  .  .  .  x
gateway.take_out_raw      .  .  .  .  .  .  x
gateway.done_by_hand      x  x  .  .  x  .  .
gateway.wait_by_hand_again x x . . x . .
gateway.give_up           x  x  .  .  x  .  .
gateway.try_again         x  x  .  .  x  .  .
gateway.follow            x  x  .  .  x  .  .
gateway.doubt_what_waited  .  .  .  .  .  .  .
look.outreach             x  x  x  .  x  x  .
outreach.write_up         x  x  .  .  .  .  .
outreach.correct_socialisation x x . . . . .
outreach.take_back        x  x  .  .  .  .  .
outreach.put_back         x  x  .  .  .  .  .
outreach.keep_proof       x  x  .  .  .  .  .
outreach.remove_proof     x  x  .  .  .  .  .
outreach.put_back_proof   x  x  .  .  .  .  .
outreach.let_go_of_removed . . . . . . .
look.inbox                x  x  .  .  .  .  .
inbox.write_in            x  x  .  .  .  .  .
inbox.take_in             .  .  .  .  .  .  .
inbox.note_sent           .  .  .  .  .  .  .
inbox.let_go_of_sent      x  x  .  .  x  .  .
inbox.correct_box         x  x  .  .  .  .  .
inbox.sort_out            x  x  .  .  .  .  .
inbox.unsort              x  x  .  .  .  .  .
inbox.split_people        x  x  .  .  .  .  .
inbox.open_box            x  x  .  .  .  .  .
inbox.print_slips         x  x  .  .  .  .  .
inbox.keep_slip_photos    x  x  .  .  .  .  .
inbox.note_slip_read      .  .  .  .  .  .  .
inbox.type_slip           x  x  .  .  .  .  .
inbox.set_slip_aside      x  x  .  .  .  .  .
inbox.take_slip_back      x  x  .  .  .  .  .
inbox.import_chat         x  x  .  .  .  .  .
inbox.forecast_import     x  x  .  .  .  .  .
inbox.offer_sms           x  x  .  .  .  .  .
inbox.import_sms          x  x  .  .  .  .  .
inbox.drop_sms            x  x  .  .  .  .  .
inbox.undo_sms            x  x  .  .  .  .  .
inbox.carry_sms           .  .  .  .  .  .  .
inbox.offer_calls         x  x  .  .  .  .  .
inbox.import_calls        x  x  .  .  .  .  .
inbox.drop_calls          x  x  .  .  .  .  .
inbox.undo_calls          x  x  .  .  .  .  .
inbox.carry_calls         .  .  .  .  .  .  .
inbox.reach_caller        x  x  .  .  .  .  .
inbox.miss_caller         x  x  .  .  .  .  .
inbox.give_up_caller      x  x  .  .  .  .  .
inbox.wait_for_caller_again  x  x  .  .  .  .  .
inbox.set_aside           x  x  .  .  .  .  .
inbox.take_back           x  x  .  .  .  .  .
inbox.know_people         .  .  .  .  .  .  .
inbox.forget_people       .  .  .  .  .  .  .
inbox.keep_apart          x  x  .  .  .  .  .
inbox.merge_people        x  x  .  .  .  .  .
inbox.rename_person       x  x  .  .  .  .  .
look.entries              x  x  x  x  x  x  .
look.identities           x  x  .  .  x  .  .
logbook.write_down        x  x  .  .  .  .  .
logbook.add_message       x  x  .  .  .  .  .
logbook.take_message_out  x  x  .  .  .  .  .
logbook.correct           x  x  .  .  .  .  .
logbook.assign_units      x  x  .  .  x  .  .
logbook.name_accused      x  x  .  .  x  .  .
logbook.cancel            x  x  .  .  .  .  .
logbook.restore           x  x  .  .  .  .  .
logbook.give_receipt      x  x  .  .  .  .  .
logbook.ask_completion    x  x  .  .  .  .  .
logbook.declare_complete  x  x  .  .  .  .  .
logbook.close             x  x  .  .  x  .  .
logbook.reopen            x  x  .  .  x  .  .
logbook.take_back_closing x  x  .  .  x  .  .
logbook.note_step         x  x  .  x  x  .  .
logbook.make_findable     x  x  .  x  x  .  .
logbook.meet              x  x  .  x  x  .  .
logbook.unmeet            .  .  .  .  .  .  .
logbook.change_promise    .  x  .  .  x  .  x
logbook.prepare           .  .  .  .  .  .  .
logbook.lay_in_topics     .  .  .  .  .  .  x
logbook.withdraw_stale    .  .  .  .  .  .  .
logbook.hand_over         x  x  .  .  x  .  .
logbook.offer_book        x  x  .  .  .  .  .
logbook.import_book       x  x  .  .  .  .  .
logbook.drop_book         x  x  .  .  .  .  .
logbook.undo_book         x  x  .  .  .  .  .
logbook.carry_book        .  .  .  .  .  .  .
logbook.note_old_answers  .  .  .  .  .  .  .
reply.draft               x  x  .  x  x  .  .
reply.approve             .  x  .  .  x  .  .
reply.return_draft        .  x  .  .  x  .  .
reply.discard             x  x  .  .  x  .  .
reply.redraft             x  x  .  x  x  .  .
reply.send                x  x  .  .  x  .  .
reply.send_again          x  x  .  .  x  .  .
reply.answer_at_once      x  x  .  .  .  .  .
reply.sent_by_hand        x  x  .  .  x  .  .
reply.mark_given          x  x  .  .  x  .  .
reply.take_back_given     x  x  .  .  x  .  .
reply.take_back_sent      x  x  .  .  x  .  .
reply.take_up_again       x  x  .  .  .  .  .
reply.note_reached        .  .  .  .  .  .  .
reply.send_receipt        x  x  .  .  .  .  .
reply.ask_by_line         x  x  .  .  .  .  .
reply.adopt               x  x  .  .  .  .  .
reply.keep_old_answers    .  .  .  .  .  .  .
reply.let_go_of_old_answers . . . . . . .
reply.set_approval        .  x  .  .  x  .  .
reply.prepare             .  .  .  .  .  .  .
reply.add_template        .  x  .  .  x  .  .
reply.change_template     .  x  .  .  x  .  .
reply.close_template      .  x  .  .  x  .  .
look.recaps               x  x  x  .  x  x  .
recap.remark              x  x  x  .  .  .  .
recap.close               .  x  .  .  .  .  .
recap.take_back           .  x  .  .  .  .  .
recap.see                 .  .  .  .  x  .  .
recap.take_back_seeing    .  .  .  .  x  .  .
look.plans                x  x  x  x  x  x  .
look.all_plans            x  x  x  .  x  x  .
look.late_plans           .  .  .  .  x  .  .
remedy.plan               .  x  x  .  .  .  .
remedy.change             .  x  x  .  .  .  .
remedy.cancel             .  x  x  .  .  .  .
remedy.restore            .  x  x  .  .  .  .
remedy.realise            x  x  x  x  x  .  .
remedy.take_back_realisation x x x x x . .
remedy.evaluate           .  x  x  .  x  .  .
remedy.take_back_evaluation . x x . x . .
look.meetings x x x x x x .
look.owed_meeting . x . . x . .
remedy.call_meeting x x x . . . .
remedy.change_meeting x x x . . . .
remedy.mark_invited x x x . . . .
remedy.cancel_meeting x x x . . . .
remedy.restore_meeting x x x . . . .
remedy.add_attendee x x x . . . .
remedy.drop_attendee x x x . . . .
remedy.add_point x x x . . . .
remedy.set_agenda x x x . . . .
remedy.drop_point x x x . . . .
remedy.put_back_point x x x . . . .
remedy.decide_plan . x x . . . .
remedy.write_minutes x x x . . . .
remedy.close_meeting . x . . . . .
remedy.open_meeting_again . x . . . . .
remedy.discuss_with_head . x . . x . .
remedy.take_back_discussion . x . . x . .
remedy.keep_photo x x x . . . .
remedy.remove_photo x x x . . . .
remedy.put_back_photo x x x . . . .
remedy.let_go_of_photos . . . . . . .
remedy.pick_quotation x x x . . . .
remedy.release_quotation x x x . . . .
remedy.drop_quotation x x x . . . .
remedy.use_tool x x x . . . .
remedy.drop_tool x x x . . . .
remedy.put_back_tool x x x . . . .
remedy.choose_topics      .  x  x  .  x  .  .
remedy.prepare_answers    x  x  .  .  x  .  .
remedy.send_answers       x  x  .  .  x  .  .
remedy.discard_answers    x  x  .  .  x  .  .
remedy.post_board         x  x  .  .  x  .  .
remedy.report             .  x  .  .  .  .  .
remedy.take_back_report   .  x  .  .  .  .  .
remedy.receive_report     .  .  .  .  x  .  .
remedy.take_back_receipt  .  .  .  .  x  .  .
look.analysis             x  x  x  .  x  x  .
look.rhythm               x  x  x  x  x  x  x
rhythm.plan_occasion      x  x  x  .  x  .  .
rhythm.propose_year       x  x  x  .  x  .  .
rhythm.change_occasion    x  x  x  .  x  .  .
rhythm.hold_occasion      x  x  x  .  x  .  .
rhythm.cancel_occasion    x  x  x  .  x  .  .
look.occasion_files       x  x  x  .  x  x  .
rhythm.keep_file          x  x  x  .  x  .  .
rhythm.remove_file        x  x  x  .  x  .  .
rhythm.put_back_file      x  x  x  .  x  .  .
rhythm.let_go_of_files    .  .  .  .  .  .  .
rhythm.make_feed          x  x  x  x  x  x  x
rhythm.drop_feed          x  x  x  x  x  x  x
rhythm.wish_reminders     x  x  x  x  x  x  x
rhythm.end_reminders      x  x  x  x  x  x  x
rhythm.remind             .  .  .  .  .  .  .
look.evidence             .  x  x  .  x  x  .
evidence.match_step       .  x  .  .  .  x  .
evidence.make_pack        .  x  x  .  x  x  .
evidence.take_out_pack    .  x  x  .  x  x  .
evidence.drop_pack        .  x  x  .  x  x  .
evidence.note_pack        .  .  .  .  .  .  .
website.take_report       .  .  .  .  .  .  .
website.add_words         .  .  .  .  .  .  .
website.clear_doubt       .  .  .  .  .  .  .
look.papers               x  x  x  .  x  x  .
look.export               .  x  .  .  x  .  .
look.backups              .  .  .  .  x  .  x
site.set_backup_passphrase .  .  .  .  x  .  x
site.choose_backup_folder .  .  .  .  .  .  x
site.back_up              .  .  .  .  x  .  x
site.test_backup          .  .  .  .  x  .  x
site.take_out_backup      .  .  .  .  .  .  x
site.note_backup          .  .  .  .  .  .  .
"""

ROWS = {line.split()[0]: line.split()[1:] for line in EXPECTED.strip().splitlines()}
CELLS = [
    (name, role, cells[column] == "x")
    for name, cells in ROWS.items()
    for column, role in enumerate(Role)
]


BESIDE_THE_TABLE = {
    "tanggap.reply.actions.notices.way_back",  # writes nothing
    "tanggap.reply.actions.giving.note_given",  # the living example plays the provider's part
}

SOURCES = Path(tanggap.__file__).parent


def acting_modules() -> Iterator[str]:
    """Yield the name of every module that may write: ``tanggap/*/actions*``."""
    for found in pkgutil.walk_packages(tanggap.__path__, "tanggap."):
        parts = found.name.split(".")
        if len(parts) >= 3 and parts[2].startswith("actions"):
            yield found.name


def functions_that_act() -> list[Callable[..., object]]:
    """Return every function wrapped by ``@action``, from wherever in the actions it is."""
    modules = [importlib.import_module(name) for name in acting_modules()]
    known = {id(function) for function in ACTIONS.values()}
    found = {
        id(thing): thing
        for module in modules
        for thing in vars(module).values()
        if id(getattr(thing, "__wrapped__", None)) in known
    }
    return list(found.values())


def functions_called_from_outside() -> dict[str, Callable[..., object]]:
    """Return what other modules import from the actions of any step: the doors in use."""
    doors = {}
    for path in SOURCES.rglob("*.py"):
        here = path.relative_to(SOURCES).parts
        if len(here) > 1 and here[1].startswith("actions"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and ".actions" in (node.module or ""):
                module = importlib.import_module(str(node.module))
                for alias in node.names:
                    thing = getattr(module, alias.name)
                    if inspect.isfunction(thing):
                        doors[f"{node.module}.{alias.name}"] = thing
    return doors


ACTING = functions_that_act()


def test_the_table_here_and_the_table_in_the_code_name_the_same_rights() -> None:
    assert list(ROWS) == list(RIGHTS)


@pytest.mark.parametrize(("name", "role", "expected"), CELLS)
def test_each_cell(name: str, role: Role, expected: bool) -> None:
    assert Actor(1, 1, frozenset({role})).may(name) is expected


@pytest.mark.parametrize("name", list(ROWS))
def test_nobody_without_a_role_may_anything_and_the_machine_may_all(name: str) -> None:
    assert not Actor(1, 1).may(name)
    assert machine(1).may(name)


@pytest.mark.parametrize("name", list(ROWS))
def test_two_roles_together_may_what_either_may(name: str) -> None:
    both = Actor(1, 1, frozenset({Role.MUTU, Role.ADMIN}))
    assert both.may(name) is ("x" in (ROWS[name][2], ROWS[name][6]))


def test_who_calls_into_actions_from_outside_meets_the_table() -> None:
    acting = {id(function) for function in ACTING}
    doors = functions_called_from_outside()
    assert len(doors) > 20
    strays = {name for name, function in doors.items() if id(function) not in acting}
    assert strays <= BESIDE_THE_TABLE


def test_every_action_stands_in_the_table() -> None:
    assert len(ACTING) == len(ACTIONS) > 20
    assert set(ACTIONS) <= set(RIGHTS)


def test_every_right_but_those_to_look_has_its_action() -> None:
    rights = {name for name in RIGHTS if not name.startswith("look.")}
    assert rights - set(ACTIONS) == set()


@pytest.mark.parametrize("function", ACTING, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_an_outsider_with_every_role_at_home_moves_no_row_of_ours(
    function: Callable[..., object], padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    outsider = Actor(sumbersari.facility.pk, sumbersari.staff[Role.ADMIN].pk, frozenset(Role))
    for ours in (padaherang.facility, padaherang.units["UKP"], [padaherang.staff[Role.PETUGAS]]):
        with pytest.raises(NotAllowed):
            function(outsider, ours)


@pytest.mark.parametrize("function", ACTING, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_somebody_without_a_role_is_refused_before_anything_happens(
    function: Callable[..., object], padaherang: Puskesmas
) -> None:
    with pytest.raises(NotAllowed):
        function(Actor(padaherang.facility.pk, padaherang.staff[Role.PETUGAS].pk))


def test_the_page_in_the_docs_is_printed_from_the_table() -> None:
    printed = Path(__file__).parents[2] / "docs" / "peran.md"
    assert printed.read_text(encoding="utf-8") == page(), (
        "python -m tanggap.base.roles_page > docs/peran.md"
    )
