"""What Facebook and Instagram share as channels: one account, chats and public comments.

Sources: Meta's Messenger Platform, Pages and Instagram Platform references, mid 2026.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from tanggap.channels._contract import (
    TICKED,
    Abilities,
    Admission,
    Awaited,
    Channel,
    CommentPlace,
    Event,
    Failure,
    FailureKind,
    FetchedMedia,
    MediaRef,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Outgoing,
    Polled,
    Ports,
    Request,
    Sent,
    SettingField,
    Settings,
    SignOfLife,
)
from tanggap.channels._json import as_dict, digest, text_of
from tanggap.channels._meta import admitted, fetch_file, graph_of, is_safe_graph
from tanggap.channels._meta_token import day_noted, token_facts
from tanggap.channels._social_content import asked_files
from tanggap.channels._social_polled import polled_events, time_in
from tanggap.channels._social_polling import (
    EVERY,
    GONE,
    Asking,
    Memory,
    get,
    is_node,
    look,
)
from tanggap.channels._social_reading import Entry, Network, events_of, own_link
from tanggap.channels._social_sending import LATE_WINDOW, LONGEST, WINDOW, Account, send

ABILITIES = Abilities(
    receives=True,
    sends=True,
    has_hook=True,
    longest_text=LONGEST,
    answer_window=WINDOW,
    comment_window=timedelta(days=7),
    forgets_removed=True,
    polls_every=EVERY,
)
VERIFY_TOKEN = SettingField(
    "verify_token",
    "Verify token",
    is_secret=True,
    help="Kata sandi karangan sendiri; isikan yang sama di Meta → Webhooks.",
)
APP_SECRET = SettingField(
    "app_secret",
    "App secret",
    is_secret=True,
    help="Meta for Developers → App settings → Basic → App secret.",
)
HUMAN_AGENT = SettingField(
    "human_agent",
    "Meta sudah memberi izin Human Agent",
    is_required=False,
    is_tick=True,
    help="Petugas lalu dapat membalas pesan sampai 7 hari, bukan hanya 24 jam.",
)


class SocialChannel(Channel):
    """Chats and comments of one account; the class of each network says what differs."""

    abilities: ClassVar[Abilities] = ABILITIES
    network: ClassVar[Network]
    default_graph: ClassVar[str]
    comment_fields: ClassVar[str] = "id,message"

    def base(self, settings: Settings) -> str:
        """Return where the Graph is asked for this line, with its version."""
        raise NotImplementedError

    def asking(self, settings: Settings) -> Asking:
        """Return how this line's chats and posts are asked for."""
        raise NotImplementedError

    def speaking(self, settings: Settings) -> Account:
        """Return how this line sends."""
        raise NotImplementedError

    def own_name(self, settings: Settings) -> str:
        return ""

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        for name in ("page_id", "account_id"):
            value = settings.get(name, "").strip()
            if value and not (value.isascii() and value.isdigit()):
                found[name] = "Isi angkanya saja, seperti tertulis di Meta."
        if (noted := settings.get("token_until", "").strip()) and day_noted(noted) is None:
            found["token_until"] = "Tulis tanggalnya seperti 21/01/2027."  # noqa: S105 - a day
        if settings.get("graph_url") and not is_safe_graph(settings["graph_url"]):
            found["graph_url"] = "Alamat Graph API harus https://, atau http:// di komputer ini."
        return found

    def verify(self, request: Request, settings: Settings, now: datetime) -> Admission:
        return admitted(request, settings)

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        account, name = self.account(settings), self.own_name(settings)
        if request.method == "POLL":
            return polled_events(request.body, self.network, account, name)
        return events_of(request.body, self.network, account, name)

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        return send(outgoing, self.speaking(settings), ports)

    def window_closes_at(
        self, last_incoming: datetime | None, settings: Settings | None = None
    ) -> datetime | None:
        """Return until when a person may be answered: a human agent has seven days."""
        if last_incoming is None:
            return None
        is_late = (settings or {}).get("human_agent") == TICKED
        return last_incoming + (LATE_WINDOW if is_late else WINDOW)

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        memory = Memory.of(cursor, now)
        found = look(self.asking(settings), memory, ports, now)
        if isinstance(found, Failure):
            return found
        body = json.dumps(found).encode()
        requests = [Request("POLL", "", {}, body)] if found else []
        speaking = self.speaking(settings)
        noted = settings.get("token_until", "")
        facts, trouble = token_facts(
            speaking.base, speaking.token, speaking.name, ports, now, noted
        )
        sign = SignOfLife(now, 3 * EVERY, tuple(facts), trouble)
        return Polled(requests, memory.as_cursor(), sign)

    def fetch(self, media: MediaRef, settings: Settings, ports: Ports) -> FetchedMedia | Failure:
        """Bring a file from Meta's own hosts; where its address is old, ask for a new one.

        The token stays here: the hosts of files want none.
        """
        graph = graph_of(settings, self.default_graph)
        outcome = fetch_file(media.url, graph, "", ports)
        is_old = isinstance(outcome, Failure) and outcome.code.startswith(("http 40", "http 41"))
        message, _, place = media.key.rpartition("#")
        if not is_old or not is_node(message):
            return outcome
        speaking = self.speaking(settings)
        words = {"fields": "attachments"}
        told = get(speaking.base, message, words, speaking.token, ports)
        if isinstance(told, Failure):
            return told if told.kind != FailureKind.GIVE_UP else outcome
        fresh = [ref for ref, _ in asked_files(told, message) if ref.key.endswith(f"#{place}")]
        return fetch_file(fresh[0].url, graph, "", ports) if fresh else outcome

    def look_up(
        self, comments: Sequence[tuple[str, CommentPlace]], settings: Settings, ports: Ports
    ) -> Sequence[Event] | Failure:
        events: list[Event] = []
        for key, place in comments:
            if not key.replace("_", "").isalnum():
                continue
            outcome = self._looked_up(key, place, settings, ports)
            if isinstance(outcome, Failure):
                return outcome
            events += outcome
        return events

    def _looked_up(
        self, key: str, place: CommentPlace, settings: Settings, ports: Ports
    ) -> list[Event] | Failure:
        speaking = self.speaking(settings)
        path, fields = key, self.comment_fields
        if place.lacks_words:
            path = self.account(settings)
            fields = _mentioned(key, place)
        told = get(speaking.base, path, {"fields": fields}, speaking.token, ports)
        now = datetime.now(UTC)
        if isinstance(told, Failure):
            is_gone = told.code == GONE
            return [MessageRevoked(f"{key}:removed", key, now)] if is_gone else told
        if place.lacks_words:
            if not (told.get("mentioned_comment") or told.get("mentioned_media")):
                return Failure(FailureKind.RETRY, "no words", "Isi sebutan belum disampaikan Meta.")
            return [self._with_words(key, place, told, settings)]
        words = text_of(told.get("message")) or text_of(told.get("text"))
        mark = f"look:{digest([key, words, now.isoformat()])[-40:]}"
        return [MessageEdited(mark, key, words, now, is_snapshot=True)]

    def _with_words(
        self, key: str, place: CommentPlace, told: Mapping[str, object], settings: Settings
    ) -> MessageSeen:
        inner = as_dict(told.get("mentioned_comment")) or as_dict(told.get("mentioned_media"))
        entry = Entry(self.network, self.account(settings), "", time_in(inner.get("timestamp")))
        media = as_dict(inner.get("media")) or inner
        link = own_link(text_of(media.get("permalink")), self.network)
        text = text_of(inner.get("text")) or text_of(inner.get("caption"))
        author = {"username": inner.get("username")}
        there = replace(place, link=link or place.link, lacks_words=False)
        return MessageSeen(key, entry.party(author), entry.at, text=text, comment=there)


def _mentioned(key: str, place: CommentPlace) -> str:
    if key == place.post_key:
        return f"mentioned_media.media_id({key}){{id,caption,timestamp,username,permalink}}"
    return f"mentioned_comment.comment_id({key}){{id,text,timestamp,username,media{{permalink}}}}"
