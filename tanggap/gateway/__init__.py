"""The one door outside: lines, arrivals (raw, kept), dispatches, deliveries and media.

SOP Padaherang step 2 (accounts and numbers are prepared); Sumbersari step 1. Petugas and
ketua tim act. In come hook calls and files; out go answers. Only this package touches
the network.
"""
