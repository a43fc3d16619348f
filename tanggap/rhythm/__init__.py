"""The procedure's own year: what falls due when, and who is reminded of it.

Every day stems from a step to the left (recap, meeting, RTL, documents); only gatherings that
people plan themselves (lintas sektor, RTM, survey, audit) and their wishes to be reminded are
rows of this package. Nothing here ever holds the content of a case.
"""
