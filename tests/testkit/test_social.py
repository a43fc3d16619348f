"""The stand-in for Messenger and Instagram refuses what Meta refuses."""

from collections.abc import Iterator

import httpx
import pytest

from testkit.graph import SocialGraph
from testkit.graph.bodies import Json

SITI = "7001"


@pytest.fixture(params=["facebook", "instagram"])
def graph(request: pytest.FixtureRequest) -> Iterator[SocialGraph]:
    with SocialGraph(request.param) as made:
        yield made


def call(graph: SocialGraph, path: str, body: Json, token: str = "token-akses") -> Json:
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{graph.url}/v23.0/{path}", json=body, headers=headers).json()
    return dict(answer.get("error", answer))


def message(graph: SocialGraph, to: Json, **more: str) -> Json:
    body = {"recipient": to, "message": {"text": "Baik, Bu"}, **more}
    return call(graph, f"{graph.account}/messages", body)


def test_a_person_is_reached_within_a_day_and_by_a_human_agent_within_seven(
    graph: SocialGraph,
) -> None:
    assert message(graph, {"id": SITI})["code"] == 100
    graph.writes(SITI, "Antre lama")
    assert "message_id" in message(graph, {"id": SITI})
    graph.later(25 * 3600)
    assert message(graph, {"id": SITI})["error_subcode"] == 2018278
    late = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert "message_id" in message(graph, {"id": SITI}, **late)
    graph.later(7 * 86400)
    assert message(graph, {"id": SITI}, **late)["code"] == 10


def test_a_comment_has_one_private_answer_and_none_once_it_is_gone(graph: SocialGraph) -> None:
    key, gone = graph.comments_on(SITI, "Antre lama"), graph.comments_on(SITI, "Salah tulis")
    assert message(graph, {"comment_id": key})["recipient_id"] == SITI
    assert message(graph, {"comment_id": key})["code"] == 10900
    graph.removes(gone)
    assert message(graph, {"comment_id": gone})["code"] == 100


def test_a_wrong_token_is_refused(graph: SocialGraph) -> None:
    assert call(graph, f"{graph.account}/messages", {}, token="salah")["code"] == 190
