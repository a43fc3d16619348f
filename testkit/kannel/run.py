"""The real ``bearerbox`` and ``smsbox`` in a folder of their own, ended with the block."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from testkit.kannel.peer import NAME, OUR_NUMBER, PASSWORD, Peer

USER, USER_PASSWORD = "umpanbalik", "rahasia-sms"
STATUS_PASSWORD = "lihat-saja"

_CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = ubah-saja
status-password = {status_password}
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-file = "{folder}/bearerbox.log"
log-level = 0
store-type = spool
store-location = "{folder}/store"
dlr-storage = internal
sms-resend-freq = 1
sms-resend-retry = 3
sms-combine-concatenated-mo-timeout = {patience}

group = smsc
smsc = smpp
smsc-id = AGG
host = 127.0.0.1
port = {smsc}
smsc-username = {name}
smsc-password = {password}
system-type = ""
address-range = ""
transceiver-mode = true
enquire-link-interval = 10
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {smsbox}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = {number}
log-file = "{folder}/smsbox.log"
log-level = 0
mo-recode = true
http-request-retry = 60
http-queue-delay = 1

group = sendsms-user
username = {user}
password = {user_password}
concatenation = true
max-messages = 10

group = sms-service
{service}
"""


def is_installed() -> bool:
    return bool(shutil.which("bearerbox", path=_PATH) and shutil.which("smsbox", path=_PATH))


_PATH = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


class Kannel:
    """Both boxes, bound to ``peer``; ``service`` is the part of the configuration we print."""

    def __init__(self, folder: Path, peer: Peer, service: str, patience: int = 60) -> None:
        self.folder, self.peer = folder, peer
        self._admin, self._smsbox, self.sendsms = _free_ports(3)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        words = _CONFIG.format(
            folder=folder, admin=self._admin, smsbox=self._smsbox, sendsms=self.sendsms,
            smsc=peer.port, name=NAME, password=PASSWORD, number=OUR_NUMBER, user=USER,
            user_password=USER_PASSWORD, status_password=STATUS_PASSWORD, patience=patience,
            service=service,
        )  # fmt: skip
        self.store = folder / "store"
        self.store.mkdir(exist_ok=True)
        self._config = folder / "kannel.conf"
        self._config.write_text(words)

    @property
    def sendsms_url(self) -> str:
        return f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms"

    @property
    def status_url(self) -> str:
        return f"http://127.0.0.1:{self._admin}/status.xml"

    def start(self) -> None:
        self.start_bearerbox()
        self.start_smsbox()
        if not self.peer.wait_bound():
            raise RuntimeError("Kannel did not bind: " + self.log())

    def start_bearerbox(self) -> None:
        self._start("bearerbox")
        _wait_for(self._smsbox)

    def start_smsbox(self) -> None:
        self._start("smsbox")
        _wait_for(self.sendsms)

    def _start(self, program: str) -> None:
        found = shutil.which(program, path=_PATH)
        assert found is not None
        with (self.folder / f"{program}.out").open("ab") as out:
            self._running[program] = subprocess.Popen(
                [found, "-v", "1", str(self._config)], cwd=self.folder, stdout=out, stderr=out
            )

    def kill(self, *programs: str) -> None:
        """End them (both where none is named) at once, as a power cut does."""
        for program in programs or tuple(self._running):
            one = self._running.pop(program)
            one.kill()
            one.wait(timeout=10)

    def log(self) -> str:
        found = [self.folder / "bearerbox.log", self.folder / "smsbox.log"]
        return "\n".join(one.read_text(errors="replace")[-4000:] for one in found if one.exists())

    def __enter__(self) -> "Kannel":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def _free_ports(how_many: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(how_many)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def _wait_for(port: int, seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")
