"""«Killed at any moment»: the real site, shot again and again, and an exact count at the end.

``python -m tanggap serve`` and ``tanggap work`` run as processes. Outside are citizens on the
Graph stand-in, whose postman shuffles, batches, duplicates and repeats what was not answered
200; inside, two desks write entries and answers through the actions. All of them are killed
with SIGKILL at points drawn from a seed, some exactly between Meta's taking a message and its
answer. At the end every message, answer, number and file is counted.

``make faults`` runs it at full length; ``python -m testkit.faults --help`` says more.
"""
