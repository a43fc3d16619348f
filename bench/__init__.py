"""How fast the site is, measured beside django-helpdesk on the same machine in the same run.

``make bench`` runs it all and prints a table; ``python -m bench.page`` writes that table
into docs/performance.md. What is measured, and how, stands there.
"""
