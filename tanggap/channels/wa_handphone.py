"""The plain handphone with WhatsApp (Padaherang, step 2: «HP khusus umpan balik»).

Nothing connects to it: conversations come in as exports, answers go out by hand through
a wa.me link that opens the chat with the text already in it.
"""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel


class WhatsAppHandphone(Channel):
    kind: ClassVar[str] = "wa_handphone"
    label: ClassVar[str] = "WhatsApp di HP"
    address_label: ClassVar[str] = "Nomor HP"
    public_name: ClassVar[str] = "WhatsApp"
    abilities: ClassVar[Abilities] = Abilities(receives=True, imports=True, hand_link="wa.me")
