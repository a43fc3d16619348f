"""The two files that a technician puts in place for smsd, with this line's own settings."""

from urllib.parse import unquote, urlsplit

from tanggap.channels._contract import Settings

_POSTGRESQL = ("postgresql://", "postgres://")
SMSDRC, DROP_IN = "gammu-smsdrc", "tanggap.conf"

_SMSDRC = """\
# Gammu SMSD untuk saluran SMS Tanggap. Letakkan sebagai /etc/gammu-smsdrc,
# milik root, izin 600 (berisi kata sandi):
#   sudo install -m 600 gammu-smsdrc /etc/gammu-smsdrc
[gammu]
device = {device}
connection = {connection}

[smsd]
Service = sql
{database}
PhoneID = {phone_id}
{pin}# Lapor bahwa modem hidup, dan periksa SMS masuk, tiap sekian detik.
StatusFrequency = 15
ReceiveFrequency = 5
CommTimeout = 30
# Bagian SMS panjang ditunggu sepuluh menit, lalu diserahkan seadanya.
MultipartTimeout = 600
# Laporan sampai dari operator dicatat pada SMS yang dikirim.
# HP warga yang mati semalam pun masih dilaporkan: dua hari.
DeliveryReport = sms
DeliveryReportDelay = 172800
MaxRetries = 3
RetryTimeout = 600
LogFile = syslog
DebugLevel = 0
"""

_DROP_IN = """\
# Letakkan sebagai /etc/systemd/system/gammu-smsd.service.d/tanggap.conf:
#   sudo install -D -m 644 tanggap.conf /etc/systemd/system/gammu-smsd.service.d/tanggap.conf
#   sudo systemctl daemon-reload && sudo systemctl enable gammu-smsd
#   sudo systemctl restart gammu-smsd
# smsd 1.42 dapat mati bila basis datanya terputus; tanpa berkas ini ia tidak bangun lagi.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=5
"""


def files(settings: Settings) -> dict[str, str]:
    """Return both files by name."""
    pin = settings.get("pin", "").strip()
    smsdrc = _SMSDRC.format(
        device=_line(settings.get("device", "")) or "/dev/ttyUSB0",
        connection=_line(settings.get("connection", "")) or "at115200",
        database=_database(settings),
        phone_id=_line(settings.get("phone_id", "")),
        pin=f"PIN = {_line(pin)}\n" if pin else "",
    )
    return {SMSDRC: smsdrc, DROP_IN: _DROP_IN}


def hint(settings: Settings) -> str:
    """Say what to do on the modem's computer, in the order in which it works."""
    name, address = settings.get("phone_id", "").strip(), settings.get("database", "").strip()
    return (
        "Di komputer tempat modem ditancapkan (Debian atau Ubuntu), dari akun yang menjalankan "
        "Tanggap:\n"
        "1. sudo apt install gammu gammu-smsd libdbd-sqlite3 sqlite3\n"
        f"2. Buat tabel smsd, sekali saja: {_making(settings, address)}\n"
        "3. Unduh kedua berkas di bawah dan letakkan seperti tertulis di baris pertamanya.\n"
        "4. sudo systemctl daemon-reload && sudo systemctl enable gammu-smsd && sudo systemctl "
        "restart gammu-smsd\n"
        f"5. Dalam satu menit «Keadaan» di halaman ini menyebut modem {name} terdengar."
    )


def _making(settings: Settings, address: str) -> str:
    examples = "/usr/share/doc/gammu-smsd/examples"
    if address.startswith(_POSTGRESQL):
        user = settings.get("user", "").strip() or "smsd"
        # smsd writes its own local time, PostgreSQL the server's: they must be one.
        return (
            f"psql -U {user} {address} -f {examples}/pgsql.sql, dan samakan jamnya: "
            f"ALTER ROLE {user} SET timezone TO 'Asia/Jakarta' (atau zona Anda)."
        )
    folder = address.rpartition("/")[0] or "/"
    return (
        f'sudo install -d -o "$(id -un)" -g "$(id -gn)" -m 2770 {folder} && '
        f"sqlite3 {address} < {examples}/sqlite.sql"
    )


def _database(settings: Settings) -> str:
    address = settings.get("database", "").strip()
    if not address.startswith(_POSTGRESQL):
        folder, _, name = address.rpartition("/")
        return f"Driver = sqlite3\nDatabase = {_line(name)}\nDBDir = {_line(folder)}/"
    parts = urlsplit(address)
    host = (parts.hostname or "localhost") + (f":{parts.port}" if parts.port else "")
    user = settings.get("user", "") or unquote(parts.username or "")
    return "\n".join(
        [
            "Driver = native_pgsql",
            f"Host = {_line(host)}",
            f"Database = {_line(unquote(parts.path.lstrip('/')))}",
            f"User = {_line(user)}",
            f"Password = {_line(settings.get('password', ''))}",
        ]
    )


def _line(value: str) -> str:
    """Return ``value`` as one line: a setting must not be able to add another."""
    return "".join(char for char in value if char.isprintable()).strip()
