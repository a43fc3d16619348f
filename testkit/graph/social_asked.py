"""What the stand-in for Messenger and Instagram keeps, and what it says to who asks for it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from testkit.graph.bodies import Json
from testkit.graph.state import GraphError

if TYPE_CHECKING:
    from testkit.graph.social import SocialGraph

Words = dict[str, list[str]]


class SocialError(GraphError):
    """A refusal with Meta's second code."""

    def __init__(self, status: int, code: int, second: int = 0) -> None:
        super().__init__(status, code, "refused by the stand-in")
        self.second = second

    def as_json(self) -> Json:
        told = super().as_json()
        told["error"]["error_subcode"] = self.second
        return told


@dataclass
class Comment:
    """A comment, or an answer beneath one, as it stands for everybody to read."""

    key: str
    post: str
    who: str
    text: str
    made: float
    parent: str = ""
    is_hidden: bool = False
    is_gone: bool = False
    was_answered: bool = False


@dataclass
class Chat:
    """What one person and the account have said to each other."""

    last_in: float = 0.0
    messages: list[Json] = field(default_factory=list)
    got: list[Json] = field(default_factory=list)


def answer_to(graph: "SocialGraph", path: str, words: Words) -> Json:
    """Answer a question for chats, posts, one comment, or a mention; long lists by pages."""
    fields = words.get("fields", [""])[0]
    node, _, what = path.partition("/")
    if node == "debug_token" and graph.is_page:  # Instagram's own Graph does not tell
        return {"data": {"expires_at": graph.token_ends}}
    if what == "conversations":
        return _page(_conversations(graph, fields), words)
    if what in ("feed", "media"):
        return {"data": [_post(graph, fields)]}
    if what == "comments":
        return _page(_comments(graph), words)
    if what == "messages":
        return _page(graph.chats[node.removeprefix("t_")].messages[::-1], words)
    if node == graph.account and fields.startswith("mentioned_comment"):
        key = fields.partition("(")[2].partition(")")[0]
        one = graph.mentions[key]
        told = {"id": key, "text": one.text, "username": graph.names[one.who],
                "timestamp": stamp(one.made)}  # fmt: skip
        return {"mentioned_comment": told}
    said = [one for chat in list(graph.chats.values()) for one in chat.messages]
    message = next((one for one in said if one["id"] == node), None)
    return message or _row(graph, graph.standing(node))


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _page(rows: list[Json], words: Words) -> Json:
    """Return as many ``rows`` as asked for, and where the next begin."""
    first, most = int(words.get("after", ["0"])[0]), int(words.get("limit", ["25"])[0])
    told: Json = {"data": rows[first : first + most]}
    if first + most < len(rows):
        told["paging"] = {"cursors": {"after": str(first + most)}, "next": "there is more"}
    return told


def _first_page(rows: list[Json], fields: str, edge: str) -> Json:
    limit = fields.partition(edge)[2].partition("limit(")[2].partition(")")[0]
    return _page(rows, {"limit": [limit or "25"]})


def _conversations(graph: "SocialGraph", fields: str) -> list[Json]:
    told = []
    for who, chat in list(graph.chats.items()):
        said = chat.messages[::-1]
        if said:
            members = {"data": [graph.author(who), graph.author(graph.account)]}
            told.append({"id": f"t_{who}", "updated_time": said[0]["created_time"],
                         "participants": members,
                         "messages": _first_page(said, fields, "messages")})  # fmt: skip
    return sorted(told, key=lambda one: str(one["updated_time"]), reverse=True)


def _post(graph: "SocialGraph", fields: str) -> Json:
    rows = _first_page(_comments(graph), fields, "comments")
    post: Json = {"id": graph.post_id, "comments": rows}
    if graph.is_page:
        post |= {"from": graph.author(graph.account), "created_time": stamp(0)}
    else:
        post["permalink"] = "https://www.instagram.com/p/77/"
    return post


def _comments(graph: "SocialGraph") -> list[Json]:
    """Return what stands beneath the post, newest first."""
    here = [one for one in list(graph.comments.values()) if not one.is_gone]
    here.sort(key=lambda one: one.made, reverse=True)
    return [_row(graph, one) for one in here]


def _row(graph: "SocialGraph", one: Comment) -> Json:
    words, time_ = ("message", "created_time") if graph.is_page else ("text", "timestamp")
    row: Json = {"id": one.key, words: one.text, time_: stamp(one.made)}
    row["is_hidden" if graph.is_page else "hidden"] = one.is_hidden
    if not graph.hides_authors:
        row["from"] = graph.author(one.who)
    if one.parent:
        row |= {"parent": {"id": one.parent}} if graph.is_page else {"parent_id": one.parent}
    return row
