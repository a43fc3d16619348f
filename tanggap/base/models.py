"""What the health centre is: its profile over time, units, people, team, days and History."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django_otp.models import Device, ThrottlingMixin, TimestampMixin

from tanggap.base.codes import matching_step, without_code
from tanggap.base.fields import EncryptedJSONField
from tanggap.base.ids import new_id


class Row(models.Model):
    """A row with one of our own time-ordered keys."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class TimeZoneChoice(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Paper(models.TextChoices):
    F4 = "f4", "F4 (215 × 330 mm)"
    A4 = "a4", "A4 (210 × 297 mm)"


class BookTitle(models.TextChoices):
    """The register's two titles: Padaherang's (A-05) and Sumbersari's (B-03)."""

    FEEDBACK = "rekap", "Buku Rekap Umpan Balik"
    SUGGESTIONS = "saran", "Buku Saran dan Kritik"


class Facility(Row):
    """A health centre: what holds at any date. Its name and form are in the profile."""

    code = models.CharField("kode unit di nomor surat", max_length=40, default="PKM")
    time_zone = models.CharField(
        "zona waktu", max_length=32, choices=TimeZoneChoice, default=TimeZoneChoice.WIB
    )
    week_days = models.PositiveSmallIntegerField(
        "hari kerja seminggu", choices=[(5, "5 hari"), (6, "6 hari")], default=6
    )
    hours = models.JSONField("jam pelayanan", default=dict, blank=True)
    paper = models.CharField("kertas", max_length=2, choices=Paper, default=Paper.F4)
    font = models.CharField("huruf", max_length=40, default="Arimo")
    book_title = models.CharField(
        "judul buku", max_length=8, choices=BookTitle, default=BookTitle.FEEDBACK
    )
    number_pattern = models.CharField(
        "pola nomor register",
        max_length=80,
        default="{urut:03}/UB/{kode_unit}/{bulan_romawi}/{tahun}",
    )
    clock_profiles = models.JSONField("janji waktu yang dipakai", default=list, blank=True)
    is_example = models.BooleanField("data contoh", default=False)
    created_at = models.DateTimeField(auto_now_add=True)


class FacilityProfile(Row):
    """The health centre's name, legal form and head from one date on (A-17).

    An old paper reprints with the profile of its own date.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="profiles")
    valid_from = models.DateField("berlaku mulai")
    name = models.CharField("nama", max_length=120)
    legal_form = models.CharField(
        "bentuk", max_length=20, blank=True, help_text="UPTD, UPT, BLUD …"
    )
    regency = models.CharField("kabupaten/kota", max_length=80, blank=True)
    agency = models.CharField("dinas", max_length=120, blank=True)
    address = models.CharField("alamat", max_length=240, blank=True)
    place = models.CharField("tempat di surat", max_length=80, blank=True)
    phone = models.CharField("telepon", max_length=40, blank=True)
    email = models.CharField("surel", max_length=120, blank=True)
    head_name = models.CharField("nama kepala", max_length=120, blank=True)
    head_title = models.CharField("jabatan kepala", max_length=120, blank=True)
    head_rank = models.CharField("pangkat", max_length=80, blank=True)
    head_nip = models.CharField("NIP kepala", max_length=18, blank=True)
    logo_left = models.BinaryField(null=True, blank=True)
    logo_right = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "valid_from"], name="one_profile_a_day")
        ]


class Unit(Row):
    """A service unit or programme; carries the old grouping and the ILP cluster (§9.1)."""

    class Group(models.TextChoices):
        ADMEN = "ADMEN", "Administrasi Manajemen"
        UKP = "UKP", "Upaya Kesehatan Perorangan"
        UKM = "UKM", "Upaya Kesehatan Masyarakat"

    class Cluster(models.TextChoices):
        MANAGEMENT = "1", "Klaster 1 Manajemen"
        MOTHER_CHILD = "2", "Klaster 2 Ibu dan Anak"
        ADULT_ELDERLY = "3", "Klaster 3 Usia Dewasa dan Lanjut Usia"
        DISEASE_CONTROL = "4", "Klaster 4 Penanggulangan Penyakit Menular"
        ACROSS = "lintas", "Lintas Klaster"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="units")
    code = models.CharField("kode", max_length=20)
    name = models.CharField("nama", max_length=120)
    group = models.CharField("kelompok", max_length=8, choices=Group, blank=True)
    cluster = models.CharField("klaster", max_length=8, choices=Cluster, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField("ditutup", null=True, blank=True)

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="unit_code_in_facility")
        ]

    def __str__(self) -> str:
        return self.name


class Staff(Row, AbstractBaseUser):
    """Somebody who works here, with or without a sign-in of their own.

    One without a username can be a team member, or the subject of a complaint.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="staff")
    name = models.CharField("nama", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    position = models.CharField("jabatan", max_length=120, blank=True)
    superior = models.ForeignKey(
        "self", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name="atasan"
    )
    username = models.CharField("nama masuk", max_length=40, null=True, blank=True)
    is_active = models.BooleanField("aktif", default=True)
    must_change_password = models.BooleanField(default=False)
    password_only_in = models.BigIntegerField(
        "sesi yang masih boleh mengganti kata sandi", null=True, blank=True
    )
    """Set where its owner refused a browser: the password then opens no other session."""
    sessions_from = models.DateTimeField("sesi sebelum ini tidak berlaku", null=True, blank=True)
    lock_lifted_at = models.DateTimeField(null=True, blank=True)
    second_factor_put_off = models.PositiveSmallIntegerField(default=0)

    USERNAME_FIELD = "username"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "username"], name="username_in_facility")
        ]

    def __str__(self) -> str:
        return self.name


class KnownDevice(Row):
    """A browser that a member of staff has signed in from: a random token in its cookie.

    ``settled_at`` is empty until she says, from a device known longer, that it is hers.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "token_hash"], name="a_device_once")
        ]


class StaffSession(AbstractBaseSession):
    """A session, with whose it is and from what: so that it can be listed and ended.

    The key of the session never leaves the server; ``number`` names it on screens.
    """

    number = models.BigIntegerField(unique=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="sessions", null=True)
    device = models.ForeignKey(KnownDevice, models.SET_NULL, related_name="sessions", null=True)
    words = models.CharField(max_length=60, blank=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now_add=True)
    has_notice = models.BooleanField(default=False)


class SecondFactor(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """The second step at sign-in: a code of an app (TOTP, RFC 6238), or a code kept on paper.

    A device of django-otp that keeps its secret encrypted and its recovery codes hashed;
    both share one throttle, and no code opens twice.
    """

    LONGEST_WAIT = 300
    """Seconds between two guesses, at the most: who only guesses cannot lock her out for long."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    secret = EncryptedJSONField()
    last_step = models.BigIntegerField(default=-1)
    code_hashes = models.JSONField(default=list)
    codes_made_at = models.DateTimeField(null=True)

    objects = models.Manager["SecondFactor"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "confirmed"], name="one_second_factor")
        ]

    def get_throttle_factor(self) -> float:
        """Return the seconds that django-otp doubles with every failure: 1, 2, 4 … 256, 300."""
        return float(min(1.0, self.LONGEST_WAIT / 2 ** max(0, self.throttling_failure_count - 1)))

    def verify_token(self, token: str) -> bool:
        """Take ``token`` (app or paper) once; call through ``django_otp.verify_token``."""
        if not self.verify_is_allowed()[0]:
            return False
        step = matching_step(self.secret, token, after=self.last_step)
        left = without_code(self.code_hashes, token)
        if step is None and left is None:
            self.throttle_increment()
            return False
        self.last_step = self.last_step if step is None else step
        self.code_hashes = self.code_hashes if left is None else left
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


class Role(models.TextChoices):
    PETUGAS = "petugas", "Petugas"
    KETUA = "ketua", "Ketua tim pengelola"
    MUTU = "mutu", "Anggota tim mutu"
    PJ_UNIT = "pj_unit", "Penanggung jawab unit"
    KEPALA = "kepala", "Kepala puskesmas"
    AUDITOR = "auditor", "Auditor"
    ADMIN = "admin", "Admin"


class RoleGrant(Row):
    """A role somebody holds from one date until another; PJ unit holds it for a unit."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="grants")
    role = models.CharField("peran", max_length=10, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", null=True, blank=True)
    valid_from = models.DateField("mulai")
    valid_to = models.DateField("sampai", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "role"])]


class Team(Row):
    """A team set up by decree (SK Tim): A-06, A-07."""

    class Kind(models.TextChoices):
        FEEDBACK = "pengelola", "Tim Pengelola Umpan Balik"
        QUALITY = "mutu", "Tim Mutu"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="teams")
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.FEEDBACK)
    name = models.CharField("nama tim", max_length=120)
    decree_number = models.CharField("nomor SK", max_length=80)
    decree_on = models.DateField("tanggal SK")
    valid_from = models.DateField("berlaku mulai")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "decree_number", "kind"], name="team_of_a_decree"
            )
        ]


class TeamMember(Row):
    class Seat(models.TextChoices):
        CHAIR = "ketua", "Ketua"
        SECRETARY = "sekretaris", "Sekretaris"
        MEMBER = "anggota", "Anggota"

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    seat = models.CharField("kedudukan", max_length=12, choices=Seat, default=Seat.MEMBER)
    duty = models.CharField("tugas", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="once_in_a_team")]


class LocalDay(Row):
    """A day on which this health centre departs from the national calendar (§10)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="local_days")
    on = models.DateField("tanggal")
    is_working = models.BooleanField("hari kerja", default=False)
    name = models.CharField("keterangan", max_length=120)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["facility", "on"], name="one_local_day")]


class HistoryLine(Row):
    """One sentence on one act of a person: who, what, when. Append-only.

    The sentence names records and fields, never personal data, so that a deletion the
    law demands never has to touch it. Each line is chained to the one before it in its
    health centre (``base/chain.py``): ``place`` counts 1, 2, 3 …
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    place = models.PositiveBigIntegerField("baris")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField("sidik", max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    sentence = models.TextField()

    class Meta:
        indexes = [
            models.Index(  # who may see little of it is shown its newest without reading the rest
                fields=["facility", "-id", "subject_kind", "subject_id"], name="history_newest"
            ),
            models.Index(fields=["subject_kind", "subject_id", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["facility", "place"], name="history_place_once")
        ]


class HistoryHead(Row):
    """The last line of a health centre's History, kept apart; locked while one is added.

    By it a missing end is seen, and two acts at once never follow the same line. Beside
    it stands what the last reading of the whole chain found; nothing means all was well.
    """

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="+")
    place = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    read_at = models.DateTimeField(null=True, blank=True)
    read_to = models.PositiveBigIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)


class SavedView(Row):
    """A list's coded filters under a name; words and numbers searched for are never kept."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="saved_views")
    screen = models.CharField(max_length=40)
    name = models.CharField("nama", max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "screen", "name"], name="one_view_a_name")
        ]


class JobTurn(Row):
    """When a job that happens by itself last ran, and who has it now (a lease)."""

    name = models.CharField(max_length=80, unique=True)
    last_run_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="job_has_a_name")]
