"""Addresses of the groundwork: signing in, settings, History."""

from django.urls import URLPattern, path

from tanggap.base.views import account, calendar, centre, history, people, signing_in, team

app_name = "base"
urlpatterns: list[URLPattern] = [
    path("masuk/", signing_in.sign_in, name="sign-in"),
    path("masuk/kode/", signing_in.sign_in_code, name="sign-in-code"),
    path("keluar/", signing_in.sign_out, name="sign-out"),
    path("kata-sandi/", signing_in.own_password, name="own-password"),
    path("akun/", account.account, name="own-account"),
    path("akun/sesi/<int:number>/akhiri/", account.session_ended, name="own-session-ended"),
    path("akun/sesi/keluar/", account.sessions_ended, name="own-sessions-ended"),
    path("akun/perangkat/<int:device_id>/", account.device_settled, name="device-settled"),
    path("akun/dua-langkah/", account.second_factor, name="second-factor"),
    path("akun/dua-langkah/mulai/", account.second_factor_begun, name="second-factor-begun"),
    path("akun/dua-langkah/nanti/", account.second_factor_offer, name="second-factor-offer"),
    path("akun/dua-langkah/kode-cadangan/", account.recovery_codes, name="recovery-codes"),
    path("akun/dua-langkah/mati/", account.second_factor_dropped, name="second-factor-dropped"),
    path("setelan/", centre.settings_index, name="settings"),
    path("setelan/profil/", centre.profile, name="profile"),
    path("setelan/puskesmas/", centre.facility, name="facility"),
    path("setelan/unit/", centre.units, name="units"),
    path("setelan/unit/<int:unit_id>/", centre.unit, name="unit"),
    path("setelan/unit/<int:unit_id>/tutup/", centre.unit_closed, name="unit-closed"),
    path("setelan/peran/", centre.roles, name="roles"),
    path("setelan/peran/pemegang/", people.role_holders, name="role-holders"),
    path("setelan/pegawai/", people.staff, name="staff"),
    path("setelan/pegawai/<int:staff_id>/", people.staff_member, name="staff-member"),
    path("setelan/pegawai/<int:staff_id>/peran/", people.role_given, name="role-given"),
    path("setelan/pegawai/<int:staff_id>/aktif/", people.staff_active, name="staff-active"),
    path(
        "setelan/pegawai/<int:staff_id>/kata-sandi/", people.password_reset, name="password-reset"
    ),
    path("setelan/pegawai/<int:staff_id>/kunci/", people.lock_lifted, name="lock-lifted"),
    path("setelan/pegawai/<int:staff_id>/sesi/", people.sessions_ended, name="sessions-ended"),
    path(
        "setelan/pegawai/<int:staff_id>/dua-langkah/",
        people.second_factor_removed,
        name="second-factor-removed",
    ),
    path("setelan/peran/<int:grant_id>/cabut/", people.role_ended, name="role-ended"),
    path("setelan/tim/", team.teams, name="team"),
    path("setelan/tim/baru/", team.team, name="team-new"),
    path("setelan/tim/<int:team_id>/", team.team, name="team-change"),
    path("setelan/tim/<int:team_id>/akhiri/", team.team_ended, name="team-ended"),
    path("setelan/tim/<int:team_id>/sk-tim.pdf", team.decree, name="team-decree"),
    path("setelan/tim/<int:team_id>/surat-tugas.pdf", team.assignment, name="team-assignment"),
    path("setelan/kalender/", calendar.calendar, name="calendar"),
    path("setelan/kalender/<int:day_id>/hapus/", calendar.day_removed, name="day-removed"),
    path("riwayat/", history.history_page, name="history"),
]
