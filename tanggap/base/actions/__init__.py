"""Everything that is written in the groundwork, one verb each; by subject in the modules."""

from tanggap.base.actions.days import add_local_day, remove_local_day
from tanggap.base.actions.facility import (
    FirstAccount,
    NewFacility,
    change_facility,
    change_profile,
    set_up_facility,
)
from tanggap.base.actions.people import (
    add_staff,
    change_own_password,
    change_staff,
    deactivate_staff,
    grant_role,
    reactivate_staff,
    reset_password,
    revoke_role,
)
from tanggap.base.actions.second_factor import (
    begin_second_factor,
    cancel_second_factor,
    confirm_second_factor,
    drop_second_factor,
    put_off_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from tanggap.base.actions.sessions import (
    end_own_session,
    end_own_sessions,
    end_sessions,
    lift_lock,
    note_device,
    refuse_device,
    settle_device,
)
from tanggap.base.actions.team import MemberDraft, end_team, set_up_team
from tanggap.base.actions.units import add_unit, change_unit, close_unit, reopen_unit
from tanggap.base.actions.views import drop_view, save_view

__all__ = [
    "FirstAccount",
    "MemberDraft",
    "NewFacility",
    "add_local_day",
    "add_staff",
    "add_unit",
    "begin_second_factor",
    "cancel_second_factor",
    "change_facility",
    "change_own_password",
    "change_profile",
    "change_staff",
    "change_unit",
    "close_unit",
    "confirm_second_factor",
    "deactivate_staff",
    "drop_second_factor",
    "drop_view",
    "end_own_session",
    "end_own_sessions",
    "end_sessions",
    "end_team",
    "grant_role",
    "lift_lock",
    "note_device",
    "put_off_second_factor",
    "reactivate_staff",
    "refuse_device",
    "remove_local_day",
    "remove_second_factor",
    "renew_recovery_codes",
    "reopen_unit",
    "reset_password",
    "revoke_role",
    "save_view",
    "set_up_facility",
    "set_up_team",
    "settle_device",
]
