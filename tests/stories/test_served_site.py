"""The real thing: ``tanggap serve`` as a process, messages from outside, Ctrl-C at the end."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from testkit.graph import Graph

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "antrean-panjang-77"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty home, and an empty database of its own where the run names PostgreSQL."""
    url = os.environ.get("TANGGAP_TEST_DATABASE_URL", "")
    made = {**os.environ, "TANGGAP_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    made.pop("DJANGO_SETTINGS_MODULE", None)
    if not url:
        yield {**made, "DATABASE_URL": ""}
        return
    name = f"served_{free_port()}"
    server = urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield {**made, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tanggap(env: dict[str, str], *words: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tanggap", *words],
        env=env,
        input=given,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def until(answers: object, what: str) -> None:
    """Wait until ``answers()`` is true; there is no hurry on a busy machine."""
    for _ in range(600):
        try:
            if answers():  # type: ignore[operator]
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"never: {what}")


def signed_in(address: str) -> httpx.Client:
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
    page = client.get("/masuk/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    client.post(
        "/masuk/",
        data={"csrfmiddlewaretoken": token[1], "username": "sari", "password": PASSWORD},
        headers={"Referer": f"{address}/masuk/"},
    )
    return client


def test_messages_reach_triage_while_serving_and_ctrl_c_ends_it_cleanly(
    env: dict[str, str],
) -> None:
    tanggap(
        env,
        "init",
        "--facility",
        "Puskesmas Padaherang",
        "--admin",
        "sari",
        "--password-stdin",
        given=f"{PASSWORD}\n",
    )
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    serving = subprocess.Popen(
        [sys.executable, "-m", "tanggap", "serve", "--port", str(port)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until(lambda: httpx.get(f"{address}/masuk/").status_code == 200, "the first page")
        with Graph() as graph:
            # Made while the site is running: it must be known within seconds.
            line = json.loads(
                tanggap(
                    env,
                    "line",
                    "add",
                    "whatsapp",
                    "--name",
                    "WA Puskesmas",
                    "--json",
                    "--set",
                    f"phone_number_id={graph.state.number_id}",
                    "--set",
                    f"app_secret={graph.postman.secret}",
                    "--set",
                    "verify_token=uji",
                    "--set",
                    f"access_token={graph.state.token}",
                    "--set",
                    f"graph_url={graph.url}",
                )
            )
            graph.manners.batch, graph.manners.duplicate = 5, 0.5
            graph.postman.hook_url = address + line["hook"]
            for number in range(20):
                graph.says(f"6280000000{number % 10:02}", f"Antrean lama, kejadian {number}.")
            assert graph.wait(60)
        sari = signed_in(address)
        until(lambda: "kejadian 19" in sari.get("/triase/").text, "the last message at triage")
        page = sari.get("/triase/").text
        assert sum(f"kejadian {number}." in page for number in range(20)) == 20
        rows = tanggap(env, "export", "messages", "--format", "jsonl").splitlines()
        assert len(rows) == 20
    finally:
        serving.send_signal(signal.SIGINT)
        said, _ = serving.communicate(timeout=60)
    assert serving.returncode == 0, said
    assert "semua tersimpan" in said
    assert PASSWORD not in said
    assert "Antrean" not in said
