"""Answers to people on Facebook and Instagram: a message, a private or a public answer.

An address says where an answer goes: ``psid`` and ``igsid`` are people; the two others
answer a comment (``_events.COMMENT_WRITER``, ``UNDER_COMMENT``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tanggap.channels._contract import (
    COMMENT_WRITER,
    UNDER_COMMENT,
    Failure,
    FailureKind,
    HttpAnswer,
    NoAnswer,
    Outgoing,
    Ports,
    Sent,
    Unreachable,
)
from tanggap.channels._json import as_dict, key_of, text_of
from tanggap.channels._meta import unreached

WINDOW, LATE_WINDOW = timedelta(hours=24), timedelta(days=7)
LONGEST = 1000


@dataclass(frozen=True)
class Account:
    """How one line speaks: ``base`` is the Graph with its version."""

    base: str
    sender: str
    token: str
    person_kind: str
    public_path: str
    mentions_path: str = ""
    human_agent: bool = False
    own_keys: bool = False
    longest_bytes: int = 0
    name: str = ""


def send(outgoing: Outgoing, account: Account, ports: Ports) -> Sent | Failure:
    """Send by the way that the address asks for; what was refused as late goes once more as a
    human agent's, where Meta has granted that."""
    if account.longest_bytes and len(outgoing.text.encode()) > account.longest_bytes:
        return Failure(FailureKind.GIVE_UP, "length", "Terlalu panjang. Ringkas, lalu kirim lagi.")
    for address in outgoing.to:
        if address.kind == UNDER_COMMENT:
            return _publicly(address.value, outgoing, account, ports)
        if address.kind == COMMENT_WRITER:
            whom = {"comment_id": address.value}
            return _post("messages", _message(whom, outgoing, account), account, ports)
        if address.kind == account.person_kind:
            return _directly(address.value, outgoing, account, ports)
    return Failure(FailureKind.GIVE_UP, "address", f"Orang ini tidak dikenal di {account.name}.")


def _directly(person: str, outgoing: Outgoing, account: Account, ports: Ports) -> Sent | Failure:
    body = _message({"id": person}, outgoing, account) | {"messaging_type": "RESPONSE"}
    outcome = _post("messages", body, account, ports)
    is_late = isinstance(outcome, Failure) and outcome.kind == FailureKind.WINDOW_CLOSED
    if not (is_late and account.human_agent):
        return outcome  # a refusal sent nothing, so that asking again is safe
    late = body | {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return _post("messages", late, account, ports)


def _message(whom: Mapping[str, str], outgoing: Outgoing, account: Account) -> dict[str, Any]:
    message: dict[str, Any] = {"text": outgoing.text}
    if account.own_keys:
        message["metadata"] = outgoing.key
    return {"recipient": dict(whom), "message": message}


def _publicly(place: str, outgoing: Outgoing, account: Account, ports: Ports) -> Sent | Failure:
    """Answer beneath a comment; one that stands with somebody else is named with its post."""
    comment, _, post = place.partition("@")
    body = {"message": outgoing.text}
    if post and account.mentions_path:
        whole = body | {"media_id": post} | ({"comment_id": comment} if comment != post else {})
        return _post(account.mentions_path, whole, account, ports)
    return _post(account.public_path, body, account, ports, node=comment)


def _post(
    path: str, body: Mapping[str, Any], account: Account, ports: Ports, node: str = ""
) -> Sent | Failure:
    node = node or account.sender
    if not node.replace("_", "").isalnum() or not node.isascii():
        return Failure(FailureKind.GIVE_UP, "id", "Nomor komentar ini tidak dapat dipakai.")
    url = f"{account.base}/{node}/{path}"
    headers = {"Authorization": f"Bearer {account.token}"}
    try:
        answer = ports.http.post(url, json=body, headers=headers)
    except Unreachable:
        return unreached()
    except NoAnswer:
        return Failure(FailureKind.UNSURE, "no answer", "Jawaban dari Meta tidak diterima.")
    return _sent(answer) if answer.status_code == 200 else refusal(answer)


def _sent(answer: HttpAnswer) -> Sent | Failure:
    """Return the id from a 200; what came back without one went out all the same."""
    try:
        told = as_dict(answer.json())
    except ValueError:
        told = {}
    key = text_of(told.get("message_id")) or text_of(told.get("id"))
    if not key:
        return Failure(FailureKind.UNSURE, "no id", "Meta tidak menyebut nomor pesannya.")
    return Sent(key_of(key, ""))


# ---------------------------------------------------------------- what Meta refuses

_LATE = {(10, 2018278), (10, 2534022)}
_RETRY = {2, 4, 17, 32, 341, 613, 80001, 80002, 80006}
_TOLD: Mapping[tuple[int, int], tuple[FailureKind, str]] = {
    (10, 1893063): (FailureKind.MEND_SETTINGS, "Meta membatasi akun ini. Periksa di Meta."),
    (100, 33): (FailureKind.GIVE_UP, "Komentarnya sudah tidak ada. Pakai cara lain."),
    (200, 1545041): (FailureKind.GIVE_UP, "Orang ini tidak menerima pesan. Pakai cara lain."),
}
_TOLD_BY_CODE: Mapping[int, tuple[FailureKind, str]] = {
    1: (FailureKind.UNSURE, "Server Meta sedang terganggu."),
    10: (FailureKind.MEND_SETTINGS, "Aplikasi Meta belum punya izin mengirim. Periksa izinnya."),
    100: (FailureKind.GIVE_UP, "Meta tidak mengenal tujuan ini. Pakai cara lain."),
    102: (FailureKind.MEND_SETTINGS, "Token akses tidak berlaku lagi. Isi token baru."),
    190: (FailureKind.MEND_SETTINGS, "Token akses tidak berlaku lagi. Isi token baru."),
    368: (FailureKind.MEND_SETTINGS, "Meta membatasi akun ini sementara. Periksa di Meta."),
    551: (FailureKind.GIVE_UP, "Orang ini tidak dapat dikirimi pesan. Pakai cara lain."),
    10900: (FailureKind.GIVE_UP, "Komentar ini sudah pernah dibalas lewat pesan pribadi."),
}


def refusal(answer: HttpAnswer) -> Failure:
    """Judge an answer that is not 200, by Graph's code and its second code."""
    try:
        error = as_dict(as_dict(answer.json()).get("error"))
    except ValueError:
        error = {}
    code, second = _number(error.get("code")), _number(error.get("error_subcode"))
    if not error:
        return _by_status(answer.status_code)
    name = f"{code}/{second}" if second else str(code)
    if (code, second) in _LATE:
        words = "Waktu membalas sudah lewat. Pakai cara lain, misalnya telepon."
        return Failure(FailureKind.WINDOW_CLOSED, name, words)
    told = _TOLD.get((code, second)) or _TOLD_BY_CODE.get(code)
    if told:
        return Failure(told[0], name, told[1])
    if code in _RETRY:
        return Failure(FailureKind.RETRY, name, "Meta sedang sibuk; dicoba lagi dengan sendirinya.")
    if 200 <= code <= 299:
        return Failure(FailureKind.MEND_SETTINGS, name, "Aplikasi Meta belum punya izin untuk ini.")
    return Failure(FailureKind.GIVE_UP, name, f"Meta menolak (kode {name}). Pakai cara lain.")


def _by_status(status: int) -> Failure:
    if status in (429, 503):
        return Failure(FailureKind.RETRY, f"http {status}", "Server sibuk; dicoba lagi.")
    if status in (401, 403):
        return Failure(FailureKind.MEND_SETTINGS, f"http {status}", _TOLD_BY_CODE[190][1])
    if status >= 500:
        return Failure(FailureKind.UNSURE, f"http {status}", "Server Meta sedang terganggu.")
    return Failure(FailureKind.GIVE_UP, f"http {status}", "Permintaan ditolak server Meta.")


def _number(value: Any) -> int:
    try:
        return int(text_of(value) or 0)
    except ValueError:
        return -1
