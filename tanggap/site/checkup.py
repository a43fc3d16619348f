"""What ``tanggap check`` looks at: each finding says what is wrong and how to mend it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.base.actions.chain import note_reading
from tanggap.base.calendar import national_days
from tanggap.base.chain import grouped
from tanggap.base.fields import UnreadableSecret
from tanggap.base.history import read_chain
from tanggap.base.models import Facility, JobTurn, Role, RoleGrant
from tanggap.gateway.models import Arrival, Dispatch, Line
from tanggap.gateway.queries import channel_of, dead_lines
from tanggap.gateway.signs import advice_on, what_is_dead
from tanggap.recap.queries import damaged
from tanggap.recap.rules import words_of
from tanggap.site.backup.signs import findings as backup_findings
from tanggap.site.finding import Finding
from tanggap.site.home import home_folder
from tanggap.site.reach import findings as reach_findings

LEAST_FREE = 500 * 1024 * 1024
WAITS_TOO_LONG = timedelta(minutes=5)


def _folder() -> Iterator[Finding]:
    home = home_folder()
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        yield Finding(
            "bad", f"Sisa ruang disk {free // 2**20} MB.", "Kosongkan disk; pesan bisa ditolak."
        )
    if not os.access(home, os.W_OK):
        yield Finding("bad", f"Folder {home} tidak dapat ditulisi.", "Periksa hak akses folder.")
    loose = [
        key.name
        for key in (home / "keys").glob("*")
        if os.name == "posix" and key.stat().st_mode & 0o077
    ]
    if loose:
        yield Finding(
            "warn",
            f"Kunci dapat dibaca orang lain: {', '.join(loose)}.",
            f"chmod 600 {home}/keys/*",
        )
    yield Finding("good", f"Data di {home}; sisa disk {free // 2**30} GB.")


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            row = cursor.fetchone()
            if not row or row[0] != "ok":
                yield Finding(
                    "bad", "Berkas basis data rusak.", "Hentikan Tanggap; pulihkan dari cadangan."
                )
            cursor.execute("PRAGMA journal_mode")
            mode = (cursor.fetchone() or ["?"])[0]
            if mode != "wal":
                yield Finding(
                    "bad",
                    f"Mode jurnal SQLite {mode}, bukan WAL.",
                    "Taruh TANGGAP_HOME di disk lokal, bukan folder jaringan.",
                )
    yield Finding("good", f"Basis data: {connection.vendor}.")


def _people() -> Iterator[Finding]:
    facility = Facility.objects.first()
    if facility is None:
        yield Finding("bad", "Belum ada puskesmas.", "Jalankan «tanggap serve» lalu isi.")
        return
    today = timezone.localdate()
    held = set(
        RoleGrant.objects.filter(
            facility=facility,
            valid_from__lte=today,
            staff__is_active=True,
            staff__username__isnull=False,
        )
        .exclude(valid_to__lt=today)
        .values_list("role", flat=True)
    )
    for role in (Role.ADMIN, Role.PETUGAS, Role.KEPALA):
        if role not in held:
            yield Finding(
                "bad" if role == Role.ADMIN else "warn",
                f"Tidak ada akun dengan peran {role.label}.",
                f"Setelan → Pegawai: beri seseorang nama masuk dan peran {role.label}.",
            )


def _calendar() -> Iterator[Finding]:
    for year in (timezone.localdate().year, timezone.localdate().year + 1):
        if not national_days(year):
            yield Finding(
                "warn",
                f"Hari libur {year} belum dikenal.",
                "Perbarui Tanggap, atau isi Setelan → Kalender.",
            )


def _lines() -> Iterator[Finding]:
    for line in Line.objects.filter(active_to=None):
        try:
            values = line.settings
        except UnreadableSecret as error:
            yield Finding("bad", f"Saluran «{line.name}»: {error}", "Kembalikan folder keys/.")
            continue
        channel = channel_of(line)
        lacking = [f.label for f in channel.fields if f.is_required and not values.get(f.name)]
        if lacking:
            yield Finding(
                "bad",
                f"Saluran «{line.name}» kurang: {', '.join(lacking)}.",
                "Lengkapi setelannya.",
            )
        if line.trouble:
            yield Finding("bad", f"Saluran «{line.name}»: {line.trouble}", "Buka Saluran.")
    yield from _silent()


def _silent() -> Iterator[Finding]:
    """Name the lines whose other end says nothing, and those that failed to send."""
    for facility in Facility.objects.filter(is_example=False).order_by("id"):
        for line in dead_lines(facility.pk, timezone.now()):
            if not line.trouble:
                yield Finding("bad", what_is_dead(line), advice_on(line))
    failed = Dispatch.objects.filter(state=Dispatch.State.FAILED, followed_at=None)
    for name, count in failed.order_by().values_list("line__name").annotate(Count("pk")):
        yield Finding(
            "warn",
            f"Saluran «{name}»: {count} kiriman gagal.",
            "Buka Saluran, lalu salurannya: «Coba lagi» atau «Hentikan».",
        )


def _waiting() -> Iterator[Finding]:
    long_ago = timezone.now() - WAITS_TOO_LONG
    unread = Arrival.objects.filter(
        state=Arrival.State.NEW, received_at__lt=long_ago, tries=0
    ).count()
    if unread:
        yield Finding(
            "bad",
            f"{unread} kiriman belum dibaca lebih dari 5 menit.",
            "Pekerja tidak berjalan: jalankan «tanggap serve» atau «tanggap work».",
        )
    unsure = Dispatch.objects.filter(state=Dispatch.State.UNSURE).count()
    if unsure:
        yield Finding("warn", f"{unsure} jawaban tidak pasti terkirim.", "Buka Saluran → Gangguan.")
    for turn in JobTurn.objects.exclude(last_error=""):
        yield Finding("warn", f"Pekerjaan «{turn.name}» gagal: {turn.last_error}.", "Lihat log.")


def _history() -> Iterator[Finding]:
    """Read every line of History again; slow only where there are very many."""
    for facility in Facility.objects.order_by("id"):
        found = read_chain(facility)
        note_reading(machine(facility.pk), found)
        if found.fault:
            yield Finding(
                "bad",
                f"Riwayat {facility.code} rusak. {found.fault}",
                "Riwayat diubah lewat basis data, bukan lewat Tanggap. Jangan hapus apa pun: "
                "simpan salinannya, bandingkan dengan cadangan, dan lapor kepala puskesmas.",
            )
        else:
            yield Finding("good", f"Riwayat {facility.code} utuh: {grouped(found.place)} baris.")


def _recaps() -> Iterator[Finding]:
    """Reckon the fingerprint of every closed week again."""
    for facility in Facility.objects.order_by("id"):
        for recap in damaged(facility.pk):
            yield Finding(
                "bad",
                f"Rekap minggu {words_of(recap.monday)} di {facility.code} tidak seperti ketika "
                "ditandatangani.",
                "Rekap diubah lewat basis data, bukan lewat Tanggap. Bandingkan dengan cetakannya "
                "dan dengan cadangan, dan lapor kepala puskesmas.",
            )


def _reach() -> Iterator[Finding]:
    yield from reach_findings(settings.PUBLIC_URL)


def _backups() -> Iterator[Finding]:
    yield from backup_findings()


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _folder,
    _database,
    _people,
    _calendar,
    _lines,
    _waiting,
    _backups,
    _history,
    _recaps,
    _reach,
)


def checkup() -> list[Finding]:
    """Return everything found, in the order in which it should be mended."""
    return [finding for check in CHECKS for finding in check()]
