"""The form on our own page: kept raw as JSON by ``website``, answered on the tracking page.

Nothing leaves this machine: a message «sent» here stands on the page that the person opens
with the number and the word of the receipt.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from tanggap.channels._contract import (
    Abilities,
    Channel,
    Event,
    Failure,
    IdentityKey,
    MediaRef,
    MessageSeen,
    Outgoing,
    Party,
    Ports,
    PublicShape,
    Request,
    Sent,
    Settings,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME, as_dict, as_list, digest, parsed, text_of

LONGEST = 4000
REPORT = "web_report"  # the kind of identity that a tracking number is


class Website(Channel):
    kind: ClassVar[str] = "website"
    label: ClassVar[str] = "Formulir web"
    address_label: ClassVar[str] = "Tempat atau keterangan"
    public_shape: ClassVar[PublicShape] = "page"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True, sends=True, has_page=True, longest_text=LONGEST
    )

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        """Return the one message that a form is."""
        try:
            form = as_dict(parsed(request.body))
        except ValueError:
            form = {}
        key, number = text_of(form.get("key")), text_of(form.get("number"))
        if not key or not number:
            return [Unreadable(digest(request.body.hex()), "Isian formulir tidak terbaca.")]
        return [_message(form, key, number)]

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        """Let it stand on the tracking page; the page reads it from the answers themselves."""
        return Sent(f"web:{outgoing.key}")


def _message(form: dict[str, Any], key: str, number: str) -> MessageSeen:
    who = [IdentityKey(REPORT, number)]
    if phone := text_of(form.get("phone")):
        who.append(IdentityKey("phone", phone))
    jotted = {name: form[name] for name in ("unit", "is_anonymous") if form.get(name)}
    photos = [as_dict(one) for one in as_list(form.get("photos"))]
    return MessageSeen(
        key,
        Party(tuple(who), text_of(form.get("name"))),
        UNKNOWN_TIME,
        text=text_of(form.get("text")),
        media=tuple(
            MediaRef(text_of(one.get("key")), file_name=text_of(one.get("name"))) for one in photos
        ),
        reply_to=text_of(form.get("reply_to")),
        jotted=jotted,
    )
