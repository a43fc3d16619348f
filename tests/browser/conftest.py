"""The living example, loaded once, served on loopback, walked with Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.walking import NARROW, ROOT, WIDE, Walker, chromium, served

Walk = Callable[..., Walker]


@pytest.fixture(autouse=True)
def no_way_out() -> None:
    """The browser and the server are processes of their own: nothing to guard in this one."""


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the example loaded; ``TANGGAP_WALK_HOME`` names one that is ready."""
    home = tmp_path_factory.mktemp("rumah")
    ready = os.environ.get("TANGGAP_WALK_HOME")
    if ready:
        shutil.copytree(ready, home, dirs_exist_ok=True)
        return home
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TANGGAP_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(
        [sys.executable, "-m", "tanggap.site.command_line", "demo", "--no-serve"],
        env={**kept, "TANGGAP_HOME": str(home), "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    return home


@pytest.fixture(scope="session")
def site(example_home: Path) -> Iterator[str]:
    with served(example_home, "demo") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def walk(browser: Browser, site: str) -> Iterator[Walk]:
    """Give walkers: ``walk("petugas")``, ``walk("petugas", narrow=True, scripts=False)``."""
    contexts = []
    shots = os.environ.get("TANGGAP_SHOTS")

    def begin(
        username: str = "", *, narrow: bool = False, scripts: bool = True, base: str = site
    ) -> Walker:
        width, height = NARROW if narrow else WIDE
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=scripts,
            has_touch=narrow,
        )
        contexts.append(context)
        walker = Walker(context, base, keeps=Path(shots) if shots else None)
        if username:
            walker.sign_in(username)
        return walker

    yield begin
    for context in contexts:
        context.close()
