"""The two files that a technician puts in place for smsd, with this line's own settings."""

from urllib.parse import unquote, urlsplit

from tanggap.channels._contract import Settings

SMSDRC, DROP_IN = "gammu-smsdrc", "tanggap.conf"

_SMSDRC = """\
# Gammu SMSD untuk saluran SMS Tanggap. Letakkan sebagai /etc/gammu-smsdrc,
# milik root, izin 600 (berisi kata sandi): chmod 600 /etc/gammu-smsdrc
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
# Letakkan sebagai /etc/systemd/system/gammu-smsd.service.d/tanggap.conf, lalu:
#   systemctl daemon-reload && systemctl enable --now gammu-smsd
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


def _database(settings: Settings) -> str:
    address = settings.get("database", "").strip()
    if not address.startswith(("postgresql://", "postgres://")):
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
