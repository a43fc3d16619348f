"""Groundwork: the health centre, its units, people, roles and team, calendar and History.

Knows nothing of complaints. SOP Padaherang step 1 (the head assigns the team) stands on
the rows of this package; every other package needs them.
"""
