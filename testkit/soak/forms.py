"""Lines that are forms on our own pages: the public's, and those that staff type into.

Whoever sees no answer presses «send» again: the same form with the same key.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

import httpx

from testkit.faults.site import PASSWORD
from testkit.soak.ends import End

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_RECEIPT = re.compile(r'<dd class="code">([^<]+)</dd>')
_PAUSE = 0.3
_LONGEST = 120.0


class Form(End):
    """A form that is sent until the site has said that it has it; now and then twice."""

    pace = 0.7
    is_hand = True

    def __post_init__(self) -> None:
        self._again = 0

    @property
    def came_again(self) -> int:
        return self._again

    def browser(self) -> httpx.Client:
        """Return a browser of its own address: a village does not share one."""
        last = self.dice.randrange(2, 250)
        way = httpx.HTTPTransport(local_address=f"127.0.{self.dice.randrange(1, 250)}.{last}")
        return httpx.Client(base_url=self.place.site, timeout=20, transport=way)

    def page(self, browser: httpx.Client, address: str) -> str:
        return self._until(200, lambda: browser.get(address)).text

    def press(self, browser: httpx.Client, address: str, typed: Mapping[str, str], ok: int) -> str:
        """Send a form until it is taken, and sometimes once more; return what was said."""
        answer = self._until(ok, lambda: browser.post(address, data=dict(typed)))
        if self.dice.random() < 0.2:
            self.offered_twice += 1
            self._until(ok, lambda: browser.post(address, data=dict(typed)))
        return answer.headers.get("location", "") if ok == 302 else answer.text

    def _until(self, ok: int, call: Callable[[], httpx.Response]) -> httpx.Response:
        over = time.monotonic() + _LONGEST
        while time.monotonic() < over:
            try:
                answer = call()
                if answer.status_code == ok:
                    return answer
                if answer.status_code < 500:
                    raise RuntimeError(f"{answer.url.path}: {answer.status_code}, not {ok}")
            except httpx.HTTPError:
                pass  # shot while it was answering
            self._again += 1
            time.sleep(_PAUSE)
        raise RuntimeError(f"the site did not answer for {_LONGEST:.0f} s")

    def key(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128), version=4))


class WebForm(Form):
    """/lapor, without an account; the answer stands on the tracking page."""

    name = kind = "website"
    is_hand = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self._receipts: list[tuple[str, str]] = []

    def say(self, who: str, text: str) -> None:
        with self.browser() as browser:
            page = self.page(browser, "/lapor/")
            typed = dict(_HIDDEN.findall(page)) | {"text": text, "phone": who, "situs": ""}
            typed |= {"form_key": self.key()}
            said = self.press(browser, _action(page), typed, 200)
        number, secret = _RECEIPT.findall(said)
        self._receipts.append((number, secret))

    def received(self) -> Iterable[str]:
        for number, secret in self._receipts:
            with self.browser() as browser:
                page = self.page(browser, "/lacak/")
                typed = dict(_HIDDEN.findall(page)) | {"nomor": number, "sandi": secret}
                yield browser.post("/lacak/", data=typed).text


def _action(page: str) -> str:
    """Return where the form goes: «/lapor/» itself, or the address of the one centre."""
    found = re.search(r'<form[^>]*method="post"[^>]*action="([^"]+)"', page)
    return found[1] if found else "/lapor/"


class Staff(Form):
    """What staff type: signed in once, through every kill of the site."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._signed_in: httpx.Client | None = None
        self._token = ""
        self.line_id = ""

    def begin(self, line: Mapping[str, str]) -> None:
        self.line_id = line["id"]

    @property
    def desk(self) -> httpx.Client:
        if self._signed_in is None:
            browser = self.browser()
            fields = dict(_HIDDEN.findall(self.page(browser, "/masuk/")))
            self._until(302, lambda: browser.post(
                "/masuk/", data=fields | {"username": "sari", "password": PASSWORD}
            ))  # fmt: skip
            self._token = dict(_HIDDEN.findall(self.page(browser, "/telepon/")))[
                "csrfmiddlewaretoken"
            ]
            self._signed_in = browser
        return self._signed_in

    def typed(self, who: str, text: str, **more: str) -> dict[str, str]:
        token = {"csrfmiddlewaretoken": self._token, "form_key": self.key()}
        return token | {"phone": who, "text": text} | more

    def end(self) -> None:
        if self._signed_in is not None:
            self._signed_in.close()


class Telephone(Staff):
    """Somebody calls, somebody types."""

    name = kind = "phone"

    def say(self, who: str, text: str) -> None:
        desk = self.desk
        more = {"line": self.line_id, "kind": "keluhan", "then": "nanti"}
        self.press(desk, "/telepon/", self.typed(who, text, **more), 302)


class Box(Staff):
    """The suggestion box: opened once, then typed slip by slip."""

    name = kind = "box"

    def __post_init__(self) -> None:
        super().__post_init__()
        self._opening = ""
        self._slips = 0

    def say(self, who: str, text: str) -> None:
        desk = self.desk
        if not self._opening or self._slips == _MOST_SLIPS:
            opened = time.strftime("%Y-%m-%dT00:00")
            more = {"line": self.line_id, "opened_at": opened, "slips": str(_MOST_SLIPS)}
            self._opening = self.press(desk, "/kotak/", self.typed("", "", **more), 302)
            self._slips = 0
        self._slips += 1
        self.press(desk, self._opening, self.typed(who, text), 302)


_MOST_SLIPS = 400
