"""The monthly meeting of both teams (SOP Padaherang step 5, Sumbersari step 4; A-11, B-07).

Prepared by the system, written down while people talk, closed by the ketua, discussed with
the head. What it decides goes into follow-up plans, and onto the next agenda until it is done.
"""
