"""Arrivals become messages of a person; what is not feedback is set aside.

SOP Sumbersari step 2 (collect each suggestion as it comes in). Petugas act. In come
arrivals, exports, calls, slips, letters; out go messages in threads, waiting for triage.
"""
