"""A stateful stand-in for Meta's Graph API, as far as WhatsApp goes.

It signs and redelivers like Meta, shuffles, duplicates and batches, lets media expire,
keeps the 24-hour window, and fails on demand by the last digits of a number:

=========  ==========================================================
ends with  what happens to a message sent to it
=========  ==========================================================
9047       refused at once: 131047 (the window is closed)
9147       taken, then reported failed: 131047
9029       refused twice with 130429 (too much at once), then taken
9056       refused once with 131056 (too fast to this person), then taken
9190       refused with 401 and 190 (the token has expired)
9500       the connection breaks after the message was taken
=========  ==========================================================

Messenger, page comments and Instagram stand beside it: :class:`SocialGraph`.

By hand: ``make graph`` or ``python -m testkit.graph --help``.
"""

from testkit.graph.server import Graph
from testkit.graph.social import SocialGraph

__all__ = ["Graph", "SocialGraph"]
