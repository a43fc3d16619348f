"""The real ``dovecot`` in a folder of its own, with one mailbox."""

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

USER, PASSWORD = "umpanbalik@pkm.example", "rahasia-surel"

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
first_valid_gid = 0
default_internal_user = {account}
default_internal_group = {group}
default_login_user = {login_account}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


def _accounts() -> dict[str, Any]:
    """Return as whom dovecot runs: its own accounts where we are root, else all as we are."""
    import grp  # absent on Windows, where no dovecot is either
    import pwd

    own = pwd.getpwuid(os.getuid())
    if own.pw_uid:
        names = dict.fromkeys(("account", "login_account"), own.pw_name)
        group = grp.getgrgid(own.pw_gid).gr_name
        return {**names, "group": group, "uid": own.pw_uid, "gid": own.pw_gid}
    mail = pwd.getpwnam("mail")
    names = {"account": "dovecot", "login_account": "dovenull", "group": "dovecot"}
    return {**names, "uid": mail.pw_uid, "gid": mail.pw_gid}


class Dovecot:
    """One mailbox behind IMAP on loopback, without TLS."""

    def __init__(self, program: str, port: int | None = None) -> None:
        self._program = program
        # A place of its own that dovecot's account may enter too: a test's folder is closed.
        folder = Path(tempfile.mkdtemp(prefix="tanggap-dovecot-"))
        folder.chmod(0o755)
        self.folder, self.port = folder, port or free_port()
        (folder / "mail").mkdir(parents=True, exist_ok=True)
        (folder / "run").mkdir(exist_ok=True)
        self._running: subprocess.Popen[bytes] | None = None
        account = _accounts()
        for place in (folder, folder / "mail"):
            os.chown(place, account["uid"], account["gid"])
        self._config = folder / "dovecot.conf"
        self._config.write_text(
            _CONFIG.format(
                folder=folder,
                port=self.port,
                password=PASSWORD,
                **account,
            )
        )

    def start(self) -> "Dovecot":
        with (self.folder / "out").open("ab") as out:
            self._running = subprocess.Popen(
                [self._program, "-F", "-c", str(self._config)],
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._wait()
        return self

    def stop(self) -> None:
        if self._running is not None:
            self._running.terminate()
            self._running.wait(20)
            self._running = None

    def kill(self) -> None:
        """End it and its helpers at once, as a power cut does."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait(20)
            self._running = None

    def close(self) -> None:
        """Stop, and take the folder away."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                self.mailbox().logout()
                return
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.1)
        raise RuntimeError("dovecot does not answer: " + self.log())

    def log(self) -> str:
        path = self.folder / "dovecot.log"
        words = path.read_text(errors="replace")[-2000:] if path.exists() else ""
        return words + (self.folder / "out").read_text(errors="replace")[-2000:]

    def mailbox(self) -> imaplib.IMAP4:
        """Return a connection as another reader of the same mailbox has it."""
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        box.login(USER, PASSWORD)
        return box

    def deliver(self, mail: bytes, folder: str = "INBOX") -> None:
        """Put a mail into the mailbox, as a mail transfer agent would."""
        box = self.mailbox()
        try:
            now = imaplib.Time2Internaldate(datetime.now(UTC))
            crlf = mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            answer, said = box.append(folder, "", now, crlf)
            assert answer == "OK", said
        finally:
            box.logout()

    def renumber(self) -> None:
        """Number the mailbox anew, as a move to another server does (new UIDVALIDITY)."""
        mails = self.mails()
        box = self.mailbox()
        box.select("INBOX")
        box.store("1:*", "+FLAGS", r"(\Deleted)")
        box.expunge()
        box.close()
        box.logout()
        self.stop()
        for path in (self.folder / "mail" / USER).glob("dovecot*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        time.sleep(1.1)  # UIDVALIDITY is a time in seconds
        self.start()
        for mail in mails:
            self.deliver(mail)

    def mails(self) -> list[bytes]:
        box = self.mailbox()
        try:
            box.select("INBOX", readonly=True)
            _, said = box.search(None, "ALL")
            found = []
            for number in (said[0] or b"").split():
                _, parts = box.fetch(number.decode(), "(BODY.PEEK[])")
                found += [part[1] for part in parts if isinstance(part, tuple)]
            return found
        finally:
            box.logout()

    def unseen(self) -> int:
        """Return how many mails nobody has read yet."""
        box = self.mailbox()
        try:
            box.select("INBOX", readonly=True)
            _, said = box.search(None, "UNSEEN")
            return len((said[0] or b"").split())
        finally:
            box.logout()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
