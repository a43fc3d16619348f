"""Staff's screens that span steps: home, triage, lists, the whole story of one entry.

Also the one place where *answered, closed, late* are derived (``queries.py``), and the
book's papers, which need them.
"""
