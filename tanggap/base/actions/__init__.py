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
    "change_facility",
    "change_own_password",
    "change_profile",
    "change_staff",
    "change_unit",
    "close_unit",
    "deactivate_staff",
    "drop_view",
    "end_team",
    "grant_role",
    "reactivate_staff",
    "remove_local_day",
    "reopen_unit",
    "reset_password",
    "revoke_role",
    "save_view",
    "set_up_facility",
    "set_up_team",
]
