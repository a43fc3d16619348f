"""The bodies Meta posts, built from single updates: any mix of messages and statuses."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Update:
    """One update: ``part`` is messages, statuses or message_echoes."""

    part: str
    item: Json
    contact: Json | None = None

    @property
    def field(self) -> str:
        return "smb_message_echoes" if self.part == "message_echoes" else "messages"


def body_of(updates: Sequence[Update], waba_id: str, metadata: Mapping[str, str]) -> bytes:
    """Return one webhook body that holds ``updates``: a change for each part in turn."""
    changes: list[Json] = []
    for update in updates:
        value = changes[-1]["value"] if changes else {}
        if update.part not in value:
            value = {"messaging_product": "whatsapp", "metadata": dict(metadata), update.part: []}
            changes.append({"field": update.field, "value": value})
        value[update.part].append(update.item)
        if update.contact and update.contact not in value.setdefault("contacts", []):
            value["contacts"].append(update.contact)
    # Half of the changes in a second entry: a reader of entry[0] alone would lose them.
    half = (len(changes) + 1) // 2
    entries = [
        {"id": waba_id, "changes": part} for part in (changes[:half], changes[half:]) if part
    ]
    whole = {"object": "whatsapp_business_account", "entry": entries}
    return json.dumps(whole, ensure_ascii=True).encode()  # Meta escapes what is not ASCII


def signature(secret: str, body: bytes) -> str:
    """Return the value of ``X-Hub-Signature-256``."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
