"""The real daemon in a folder of its own, ended with the block; it may be killed and started."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from testkit.gammu.phone import DummyPhone

_CONFIG = """\
[gammu]
model = dummy
connection = none
port = {phone}
gammuloc = /dev/null
[smsd]
Service = sql
{database}
PhoneID = {name}
CommTimeout = 1
ReceiveFrequency = 1
LoopSleep = 1
StatusFrequency = 1
MultipartTimeout = 2
DeliveryReport = sms
DeliveryReportDelay = 172800
MaxRetries = 1
RetryTimeout = 1
DebugLevel = 1
LogFile = {folder}/smsd.log
"""


class Smsd:
    """smsd on the tables at ``address``, with a dummy phone; ``zone`` is its local time."""

    def __init__(
        self, program: str, folder: Path, address: str, *, name: str = "puskesmas-1", zone: str = ""
    ) -> None:
        self.program, self.folder, self.zone = program, folder, zone
        self.phone = DummyPhone(folder / "phone")
        self._config = folder / "smsdrc"
        self._config.write_text(
            _CONFIG.format(
                phone=self.phone.folder, folder=folder, name=name, database=_database(address)
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {**os.environ, **({"TZ": self.zone} if self.zone else {})}
        quiet = subprocess.DEVNULL
        command = [self.program, "-c", str(self._config)]
        self._process = subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet)

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> "Smsd":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


def _database(address: str) -> str:
    if not address.startswith("postgresql://"):
        folder, _, name = address.rpartition("/")
        return f"Driver = sqlite3\nDatabase = {name}\nDBDir = {folder}/"
    parts = urlsplit(address)
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return (
        f"Driver = native_pgsql\nHost = {host}\nDatabase = {parts.path.lstrip('/')}\n"
        f"User = {parts.username}\nPassword = {parts.password or ''}"
    )
