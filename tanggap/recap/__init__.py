"""The weekly recap: a week of the book, counted, closed and signed, also when it is empty.

SOP Padaherang step 4 (A-10) and Sumbersari step 2 (B-05, B-13). The team remarks, the ketua
closes and signs, the head sees. In come entries; out goes a week that never changes again.
"""
