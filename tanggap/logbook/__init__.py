"""Buku umpan balik: numbered entries, their messages, units, clocks and receipts; search.

SOP Padaherang step 4 and Sumbersari step 2 (each item is written down as it comes).
Petugas act. In come messages; out go entries that the next steps answer and count.
"""
