"""A project around django-helpdesk as its install page tells, on the same database settings.

Runs in django-helpdesk's own environment below ``.bench/``.
"""
