"""Telephone: written down while one is talking; the answer is a call.

What rang in vain comes from the handphone's call log (``tanggap import calls``).
"""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel


class Telephone(Channel):
    kind: ClassVar[str] = "phone"
    label: ClassVar[str] = "Telepon"
    address_label: ClassVar[str] = "Nomor telepon"
    abilities: ClassVar[Abilities] = Abilities(receives=True, hand_link="tel")
