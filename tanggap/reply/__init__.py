"""The answer to the person: drafted, approved, sent; or typed, read out, or posted.

SOP Sumbersari step 5 (follow up to the customer, by the same channel). Petugas draft,
the ketua or the head approves where the role needs it. In come entries; out go dispatches.
"""
