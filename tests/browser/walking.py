"""How a person with a browser walks through Tanggap: a server, a page, a look at each.

Every page looked at is held to what the house promises: no violation that axe finds, no
sideways scrolling, nothing hard to touch, at most 100 KB over the wire.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Request, expect

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "contoh-tanggap"
WIDE, NARROW = (1280, 800), (360, 740)
HEAVIEST = 100 * 1024
# A control must be easy to hit; links within a sentence and hidden inputs are let off (2.5.8).
# The places beside a wide page are there for a mouse: 24 pixels are asked for, 32 are held.
_SMALL = """() => [...document.querySelectorAll(
    'button, .button, select, summary, nav a, input:not([type=hidden])'
  )].filter(one => !['checkbox', 'radio'].includes(one.type)).filter(one => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const seen = box.width > 1 && box.height > 1 && style.visibility !== 'hidden';
    return seen && one.checkVisibility() && box.height < (one.closest('.places') ? 32 : 43.5);
  }).map(one => one.outerHTML.slice(0, 120))"""
_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def chromium() -> str | None:
    """Return where Chromium is, if anywhere."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def served(home: Path, *command: str) -> Iterator[str]:
    """Serve ``command`` (``serve`` or ``demo``) on loopback over ``home``; yield its address."""
    from tanggap.site.example.running import free_port

    port = free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TANGGAP_")}
    env = {**kept, "TANGGAP_HOME": str(home), "PYTHONPATH": str(ROOT)}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    arguments = [*command, "--port", str(port)]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tanggap.site.command_line", *arguments],
            env=env,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(port, process, home / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    from tanggap.site.example.running import answers

    deadline = time.monotonic() + 400
    while not answers(f"http://127.0.0.1:{port}"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"server did not start: {log.read_text()[-2000:]}")
        time.sleep(0.2)


class Walker:
    """One person at one screen: goes, looks, and keeps pictures when asked to."""

    def __init__(self, context: BrowserContext, base: str, *, keeps: Path | None) -> None:
        self.context, self.base, self.keeps = context, base, keeps
        self.page: Page = context.new_page()
        self.fetched: list[Request] = []
        self.page.on("requestfinished", self._note)
        self.page.on("console", self._hear)
        self.complaints: list[str] = []

    @property
    def is_narrow(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] < 600

    @property
    def weight(self) -> int:
        """What the last page and all it needs weighed on the wire, packed as it came."""
        return sum(
            sizes["responseBodySize"] + sizes["responseHeadersSize"]
            for sizes in (request.sizes() for request in self.fetched)
        )

    def _note(self, request: Request) -> None:
        self.fetched.append(request)

    def _hear(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error" or "Content Security Policy" in text:
            self.complaints.append(text)

    def sign_in(self, username: str) -> None:
        self.context.clear_cookies()
        self.go("/masuk/")
        self.page.get_by_label("Nama masuk").fill(username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form").get_by_role("button", name="Masuk").click()
        expect(self.page).not_to_have_url(f"{self.base}/masuk/")

    def go(self, path: str) -> None:
        self.fetched.clear()
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def look(self, name: str = "") -> None:
        """Hold the page to the promises, and keep a picture of it under ``name``."""
        where = f"{self.page.url} at {self.page.viewport_size}"
        found = Axe().run(self.page).response["violations"]
        told = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
        assert told == [], f"{where}: {told}"
        assert self.page.evaluate(_SIDEWAYS) <= 0, f"{where} scrolls sideways"
        assert self.complaints == [], f"{where}: {self.complaints}"
        weight = self.weight
        assert weight <= HEAVIEST, f"{where} weighs {weight}"
        small = self.page.evaluate(_SMALL)
        assert small == [], f"{where} is hard to touch: {small}"
        if name:
            self.picture(name)

    def picture(self, name: str) -> None:
        """Keep a picture for the guide, few colours so that the folder stays light."""
        if self.keeps is None:
            return
        path = self.keeps / f"{name}{'-hp' if self.is_narrow else ''}.png"
        self.page.screenshot(path=path)
        with Image.open(path) as shot:
            light = shot.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        light.save(path, optimize=True)
