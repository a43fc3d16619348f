"""Lines that are files from a handphone: exported again and again, each time a little longer.

Each export is brought in by ``tanggap import``; some of these commands are shot in the
middle and given once more, as somebody does whose laptop went off.
"""

import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

from testkit.soak.ends import End, Written

ZONE = ZoneInfo("Asia/Jakarta")
AT_ONCE = 4  # messages that an export has more than the one before
_TRIES = 8
_XML = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"


class Files(End):
    """Something to import; every export holds all that was written before."""

    command = ""
    more_words: tuple[str, ...] = ()
    pace = 0.08
    is_hand = True

    def __post_init__(self) -> None:
        self.folder = self.place.folder / self.name
        self.folder.mkdir()
        self._shot = self._known = 0
        self._began = datetime.now(ZONE).replace(microsecond=0) - timedelta(days=2)

    @property
    def came_again(self) -> int:
        return self._shot

    @property
    def twice(self) -> int:
        return self._known

    def write_one(self) -> None:
        before = len(self.written)
        for _ in range(AT_ONCE):
            self.one_more()
        self._known += before
        self.bring(self.exported())

    def one_more(self) -> None:
        mark = f"{self.name}-{len(self.written) + 1}"
        who, text = self.somebody(), f"{mark}: {self.words()}"
        self.written[mark] = Written(who, text)
        self.say(who, text)

    def exported(self) -> Path:
        raise NotImplementedError

    def bring(self, file: Path) -> None:
        """Import ``file``, however often the command is shot."""
        for turn in range(_TRIES):
            words = ["import", self.command, str(file), "--line", self.line_name, *self.more_words]
            patience = self.dice.uniform(0.3, 3.0) if turn < 2 and self.dice.random() < 0.3 else 300
            if self._is_done(words, patience):
                return
            time.sleep(0.5)
        raise RuntimeError(f"«import {self.command}» never came to its end")

    def _is_done(self, words: list[str], patience: float) -> bool:
        with (self.folder / "log").open("ab") as log:
            running = subprocess.Popen(
                [sys.executable, "-m", "tanggap", *words],
                env=dict(self.place.env),
                stdout=log,
                stderr=log,
            )
            with suppress(subprocess.TimeoutExpired):
                return running.wait(patience) == 0
            running.kill()
            running.wait()
        self._shot += 1
        return False


class Chats(Files):
    """WhatsApp on a handphone: a group of people who write, exported as text."""

    name = kind = "wa_handphone"
    command = "whatsapp"
    more_words = ("--date-order", "dmy")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._lines: list[str] = []

    def somebody(self) -> str:
        return "+6281300000003"  # one conversation is one citizen's

    def say(self, who: str, text: str) -> None:
        at = self._began + timedelta(seconds=20 * len(self._lines))
        shown = f"{who[:3]} {who[3:6]}-{who[6:10]}-{who[10:]}"
        self._lines.append(f"{at:%d/%m/%y %H.%M} - {shown}: {text}")

    def exported(self) -> Path:
        file = self.folder / "Chat WhatsApp dengan Bu Tini.txt"
        file.write_text("\n".join(self._lines) + "\n", encoding="utf-8")
        return file


class Backups(Files):
    """SMS on a handphone, saved by «SMS Backup & Restore»."""

    name = kind = "sms_handphone"
    command = "sms"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows: list[str] = []

    def say(self, who: str, text: str) -> None:
        at = self._began + timedelta(seconds=len(self._rows) + self.wrong_by())
        self._rows.append(
            f'<sms protocol="0" address="{who}" date="{int(at.timestamp() * 1000)}" type="1" '
            f"subject=\"null\" body={_as_the_app_writes(text)} read=\"1\" status=\"-1\" "
            'contact_name="(Unknown)" />'
        )  # fmt: skip

    def exported(self) -> Path:
        return _saved(self.folder / "sms.xml", "smses", self._rows)


class CallLogs(Files):
    """Missed calls: no words, but whose and when."""

    name = "call_log"
    kind = "phone"
    command = "calls"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rows: list[str] = []

    def somebody(self) -> str:
        """Return one whom nobody has spoken with since: what was taken down settles a call."""
        return super().somebody().replace("+62813", "+62814")

    def one_more(self) -> None:
        at = self._began + timedelta(seconds=60 * len(self._rows) + self.wrong_by())
        who = self.somebody()
        self.written[f"{who} {at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}"] = Written(who, "")
        self._rows.append(
            f'<call number="{who}" duration="0" date="{int(at.timestamp() * 1000)}" type="3" '
            'presentation="1" contact_name="(Unknown)" />'
        )

    def say(self, who: str, text: str) -> None:
        raise NotImplementedError  # nobody hears a missed call

    def exported(self) -> Path:
        return _saved(self.folder / "calls.xml", "calls", self._rows)


def _saved(file: Path, root: str, rows: list[str]) -> Path:
    body = "\n".join(rows)
    file.write_text(f'{_XML}<{root} count="{len(rows)}">\n{body}\n</{root}>\n', encoding="utf-8")
    return file


def _as_the_app_writes(text: str) -> str:
    """Quote ``text``; what lies beyond 16 bits stands there as two references."""
    signs = []
    for sign in quoteattr(text):
        units = sign.encode("utf-16-be").hex(" ", 2).split() if ord(sign) > 0xFFFF else []
        signs.append("".join(f"&#{int(unit, 16)};" for unit in units) or sign)
    return "".join(signs)
