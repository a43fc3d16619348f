"""SMS on a plain handphone: typed in by a person, answered by hand through an sms: link."""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel


class SmsHandphone(Channel):
    kind: ClassVar[str] = "sms_handphone"
    label: ClassVar[str] = "SMS di HP"
    address_label: ClassVar[str] = "Nomor HP"
    public_name: ClassVar[str] = "SMS"
    abilities: ClassVar[Abilities] = Abilities(receives=True, hand_link="sms", counts_sms=True)
