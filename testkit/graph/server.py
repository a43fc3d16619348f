"""The stand-in as a server on loopback, and as an object for tests and for the hand page."""

import json
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from testkit.graph import page
from testkit.graph.bodies import Json, Update
from testkit.graph.postman import Postman
from testkit.graph.state import Citizen, GraphError, State
from testkit.loopback import Listening

TEMPLATES = {"umpan_balik_jawaban", "umpan_balik_tanda_terima", "umpan_balik_kelengkapan"}


class Graph:
    """Meta, as far as a health centre's WhatsApp needs it. Loopback only."""

    def __init__(
        self,
        *,
        hook_url: str = "",
        secret: str = "rahasia-aplikasi",
        token: str = "token-akses",
        number_id: str = "106540352242922",
        waba_id: str = "102290129340398",
        port: int = 0,
        follow_up: bool = True,
        carriers: int = 1,
    ) -> None:
        self.state = State(number_id, token, set(TEMPLATES))
        self.postman = Postman(hook_url, secret, waba_id, number_id, carriers)
        self.before_answering: Callable[[], None] | None = None
        self.follow_up = follow_up
        self.held: list[Update] = []
        self.token_ends = 0  # never
        self.template_states: dict[str, str] = {}
        self._server = Listening(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def manners(self) -> Any:
        return self.postman.manners

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.postman.end()

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    # ------------------------------------------------------------ what a citizen does

    def says(self, who: str, text: str, name: str = "", reply_to: str = "") -> str:
        """A citizen writes ``text``; returns the message's wamid."""
        item: Json = {"type": "text", "text": {"body": text}}
        if reply_to:
            item["context"] = {"from": self.state.number_id, "id": reply_to}
        return self._said(self.state.citizen(who, name), item)

    def sends(
        self, who: str, kind: str, content: bytes, mime: str, caption: str = "", name: str = ""
    ) -> str:
        """A citizen sends a file of ``kind`` (image, video, audio, document, sticker)."""
        media = self.state.keep_media(content, mime)
        if caption:
            media["caption"] = caption
        return self._said(self.state.citizen(who, name), {"type": kind, kind: media})

    def edits(self, who: str, original: str, text: str) -> str:
        message = {"type": "text", "text": {"body": text}}
        item = {"type": "edit", "edit": {"original_message_id": original, "message": message}}
        return self._said(self.state.citizen(who), item)

    def revokes(self, who: str, original: str) -> str:
        item = {"type": "revoke", "revoke": {"original_message_id": original}}
        return self._said(self.state.citizen(who), item)

    def reacts(self, who: str, to: str, emoji: str = "👍") -> str:
        reaction: Json = {"message_id": to, **({"emoji": emoji} if emoji else {})}
        return self._said(self.state.citizen(who), {"type": "reaction", "reaction": reaction})

    def handphone_writes(self, to: str, text: str) -> str:
        """Staff answer on the handphone that shares the number: an echo reaches the hook."""
        wamid = self.state.new_id()
        item = {
            "from": "6280000000000",
            "to": to,
            "id": wamid,
            "timestamp": self.state.stamp(),
            "type": "text",
            "text": {"body": text},
        }
        self.postman.bring([Update("message_echoes", item)])
        return wamid

    def _said(self, citizen: Citizen, item: Json) -> str:
        update = self.state.said(citizen, item)
        self.postman.bring([update])
        return str(update.item["id"])

    # ------------------------------------------------------------ what happened

    def got(self, who: str) -> Sequence[Json]:
        """Return what a citizen has received from us, oldest first."""
        return self.state.citizen(who).got

    def later(self, seconds: float) -> None:
        """Move the stand-in's clock on."""
        self.state.shift += seconds

    def wait(self, seconds: float = 30.0) -> bool:
        return self.postman.wait(seconds)

    # ------------------------------------------------------------ what a caller gets

    def account(self, asked: str) -> Json | None:
        """Answer a GET about the account: the number, the token, the templates."""
        if asked == self.state.number_id:
            return {"id": asked, "quality_rating": "GREEN"}
        if asked == "debug_token":
            return {"data": {"is_valid": True, "expires_at": self.token_ends}}
        if asked == "message_templates":
            approved = dict.fromkeys(sorted(self.state.templates), "APPROVED")
            states = approved | self.template_states
            rows = [{"name": name, "status": state} for name, state in states.items()]
            return {"data": rows}
        return None

    def post(self, path: str, body: Json) -> tuple[int, Json, bool]:
        """Answer a POST: status, JSON, and whether the connection is to break instead."""
        number_id, _, what = path.strip("/").partition("/")[2].partition("/")
        if what != "messages":
            raise GraphError(404, 100, "Unsupported post request")
        answer, statuses, breaks = self.state.take(number_id, body)
        if self.follow_up:
            self.postman.bring(statuses)
        else:
            self.held.extend(statuses)
        if self.before_answering is not None:
            self.before_answering()
        return 200, answer, breaks


class _Handler(BaseHTTPRequestHandler):
    graph: Graph
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return  # what people write stays out of the terminal

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            return self._send(200, page.render(self.graph), "text/html; charset=utf-8")
        try:
            self._check_token()
            if path.startswith("/media/"):
                found = self.graph.state.media_at(path.removeprefix("/media/"))
                return self._send(200, found.content, found.mime)
            told = self.graph.account(path.rsplit("/", 1)[-1])
            if told is not None:
                return self._json(200, told)
            answer = self.graph.state.media_url(path.rsplit("/", 1)[-1], self.graph.url)
            return self._json(200, answer)
        except GraphError as error:
            return self._json(error.status, error.as_json())

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path.startswith("/hand/"):
            page.act(self.graph, path.removeprefix("/hand/"), parse_qs(raw.decode()))
            self.send_response(303)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        try:
            self._check_token()
            status, answer, breaks = self.graph.post(path, json.loads(raw))
        except (ValueError, AttributeError):
            error = GraphError(400, 100, "the body is not what was expected")
            return self._json(400, error.as_json())
        except GraphError as error:
            return self._json(error.status, error.as_json())
        if breaks:
            self.close_connection = True
            self.connection.close()
            return None
        return self._json(status, answer)

    def _check_token(self) -> None:
        if self.headers.get("Authorization") != f"Bearer {self.graph.state.token}":
            raise GraphError(401, 190, "Invalid OAuth access token")

    def _json(self, status: int, answer: Json) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _handler(graph: Graph) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"graph": graph})
