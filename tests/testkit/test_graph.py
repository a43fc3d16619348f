"""The stand-in behaves as Meta does, as far as the notes on the channel say."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from testkit.graph import Graph

SITI = "628000000001"


class Hook:
    """A hook that remembers what it got and can refuse the first few calls."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.refusals = 0
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                return

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.bodies.append(body)
                hook.signatures.append(self.headers["X-Hub-Signature-256"])
                self.send_response(503 if hook.refusals > 0 else 200)
                hook.refusals -= 1
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    @property
    def items(self) -> list[dict[str, object]]:
        return [
            item
            for body in self.bodies
            for entry in json.loads(body)["entry"]
            for change in entry["changes"]
            for part in ("messages", "statuses", "message_echoes")
            for item in change["value"].get(part, [])
        ]


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def graph(hook: Hook) -> Iterator[Graph]:
    with Graph(hook_url=hook.url) as made:
        yield made


def send(graph: Graph, to: str, text: str = "Terima kasih, Bu.", **more: object) -> httpx.Response:
    return httpx.post(
        f"{graph.url}/v23.0/{graph.state.number_id}/messages",
        json={
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": f"+{to}",
            "type": "text",
            "text": {"body": text},
            **more,
        },
        headers={"Authorization": f"Bearer {graph.state.token}"},
    )


def test_a_message_is_signed_over_its_raw_bytes(graph: Graph, hook: Hook) -> None:
    graph.says(SITI, "Antrean lama 🙏", "Bu Siti")
    assert graph.wait()
    digest = hmac.new(b"rahasia-aplikasi", hook.bodies[0], hashlib.sha256).hexdigest()
    assert hook.signatures == [f"sha256={digest}"]
    assert b"\\ud83d" in hook.bodies[0]


def test_a_body_that_was_not_taken_comes_again_unchanged(graph: Graph, hook: Hook) -> None:
    hook.refusals = 2
    graph.manners.pause = 0.01
    graph.says(SITI, "Antrean lama")
    assert graph.wait()
    assert len(hook.bodies) == 3
    assert len(set(hook.bodies)) == 1


def test_a_batch_spreads_over_entries_and_loses_nothing(graph: Graph, hook: Hook) -> None:
    graph.postman.hook_url = ""
    keys = {graph.says(SITI, f"pesan {n}") for n in range(120)}
    keys.add(graph.handphone_writes(SITI, "Sudah kami terima"))
    graph.manners.batch, graph.manners.shuffle = 50, True
    graph.postman.hook_url = hook.url
    assert graph.wait()
    assert {item["id"] for item in hook.items} == keys
    assert len(hook.bodies) == 3


def test_an_answer_within_the_window_is_sent_delivered_and_read(graph: Graph, hook: Hook) -> None:
    graph.says(SITI, "Obat habis")
    answer = send(graph, SITI, biz_opaque_callback_data="kunci-kita")
    assert answer.status_code == 200
    assert graph.wait()
    states = [item["status"] for item in hook.items if "status" in item]
    assert states == ["sent", "delivered", "read"]
    assert all(
        item["biz_opaque_callback_data"] == "kunci-kita" for item in hook.items if "status" in item
    )


def test_after_a_day_only_a_template_passes(graph: Graph) -> None:
    graph.says(SITI, "Obat habis")
    graph.later(25 * 3600)
    assert send(graph, SITI).json()["error"]["code"] == 131047
    template = {"name": "umpan_balik_jawaban", "language": {"code": "id"}}
    assert send(graph, SITI, type="template", template=template).status_code == 200


def test_numbers_fail_by_their_last_digits(graph: Graph) -> None:
    for ending, codes in {
        "9047": [131047],
        "9029": [130429, 130429, None],
        "9056": [131056, None],
        "9190": [190],
    }.items():
        who = f"62800000{ending}"
        graph.says(who, "halo")
        got = [send(graph, who).json().get("error", {}).get("code") for _ in codes]
        assert got == codes, ending


def test_a_photo_is_fetched_with_the_token_and_its_address_expires(graph: Graph) -> None:
    graph.sends(SITI, "image", b"isi-foto", "image/jpeg", "loket")
    media_id = next(iter(graph.state.media))
    headers = {"Authorization": f"Bearer {graph.state.token}"}
    url = httpx.get(f"{graph.url}/v23.0/{media_id}", headers=headers).json()["url"]
    assert httpx.get(url, headers=headers).content == b"isi-foto"
    assert httpx.get(url).status_code == 401
    graph.later(301)
    assert httpx.get(url, headers=headers).status_code == 404


def test_somebody_without_a_number_goes_by_an_id(graph: Graph, hook: Hook) -> None:
    graph.says("ID.9f8e7d6c5b4a", "Petugas ramah", "Pak Nugraha")
    assert graph.wait()
    assert hook.items[0]["from_user_id"] == "ID.9f8e7d6c5b4a"
    assert "from" not in hook.items[0]
