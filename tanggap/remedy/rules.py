"""Decisions of the follow-up plan: where it stands, and what makes no sense. Pure."""

import enum
from collections.abc import Mapping
from datetime import date, timedelta

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST = 4_000
HEAD_AFTER = timedelta(days=7)
"""How long a plan may be overdue before its head is told as well."""


class State(enum.StrEnum):
    PLANNED = "direncanakan"
    RUNNING = "berjalan"
    OVERDUE = "lewat"
    REALISED = "menunggu"
    FITS = "sesuai"
    MISMATCH = "tidak"
    CANCELLED = "dibatalkan"


LABELS: Mapping[State, str] = {
    State.OVERDUE: "Lewat waktu",
    State.RUNNING: "Berjalan",
    State.PLANNED: "Direncanakan",
    State.REALISED: "Direalisasikan, menunggu evaluasi",
    State.MISMATCH: "Tidak sesuai",
    State.FITS: "Sesuai",
    State.CANCELLED: "Dibatalkan",
}
"""In the order of the list: what is overdue comes first."""

TONES: Mapping[State, str] = {
    State.OVERDUE: "bad",
    State.RUNNING: "info",
    State.PLANNED: "neutral",
    State.REALISED: "warn",
    State.MISMATCH: "bad",
    State.FITS: "good",
    State.CANCELLED: "neutral",
}


def state_of(
    *,
    begins_on: date,
    ends_on: date,
    is_cancelled: bool,
    is_realised: bool,
    fits: bool | None,
    today: date,
) -> State:
    """Say where a plan stands; ``fits`` is nothing while it was not evaluated."""
    if is_cancelled:
        return State.CANCELLED
    if fits is not None:
        return State.FITS if fits else State.MISMATCH
    if is_realised:
        return State.REALISED
    if today > ends_on:
        return State.OVERDUE
    return State.RUNNING if today >= begins_on else State.PLANNED


def days_late(ends_on: date, today: date) -> int:
    return max(0, (today - ends_on).days)


def trouble_with_days(begins_on: date, ends_on: date) -> str:
    """Say what is wrong with the time of a plan; nothing where it is right."""
    if not EARLIEST <= begins_on < LATEST or not EARLIEST <= ends_on < LATEST:
        return "Periksa tahunnya: antara 2000 dan 2099."
    if ends_on < begins_on:
        return "Tanggal selesai tidak boleh sebelum tanggal mulai."
    return ""
