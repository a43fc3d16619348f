"""The real Kannel (bearerbox, smsbox) with an SMSC of our own behind it.

Needs ``apt-get install kannel``. The SMSC speaks SMPP, cuts and joins long messages, reports
delivery, and refuses on demand by the last digits of a number (:class:`Peer`).
"""

from testkit.kannel.peer import OUR_NUMBER, Peer
from testkit.kannel.run import STATUS_PASSWORD, USER, USER_PASSWORD, Kannel, is_installed

__all__ = [
    "OUR_NUMBER",
    "STATUS_PASSWORD",
    "USER",
    "USER_PASSWORD",
    "Kannel",
    "Peer",
    "is_installed",
]
