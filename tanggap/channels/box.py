"""The suggestion box (Sumbersari, step 1): opened on a day, slip by slip."""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel, PublicShape


class SuggestionBox(Channel):
    kind: ClassVar[str] = "box"
    label: ClassVar[str] = "Kotak saran"
    address_label: ClassVar[str] = "Letak kotak"
    public_shape: ClassVar[PublicShape] = "place"
    abilities: ClassVar[Abilities] = Abilities(receives=True)
