"""All channels at once, in both directions, with faults, and an exact count at the end.

The real site (``tanggap serve`` and ``tanggap work``) has a line of every kind that can be
tried on one machine. At the other end of each stand the real program or the stand-in that
its own tests use (``testkit/gammu``, ``kannel``, ``mail``, ``graph``, ``smsgate``,
``gateways``), or people with forms and exported files. Citizens write on all of them at the
same time, two desks answer, and by a seed everything goes wrong by turns: programs are
killed and started again, calls hear 503, hang, break off, come twice or in another order,
senders' clocks are hours off, and the site itself is shot. Then nothing goes wrong any more,
what waits drains, and every message and answer is counted.

``make soak`` runs ten minutes of it; ``python -m testkit.soak --help`` says more.
"""
