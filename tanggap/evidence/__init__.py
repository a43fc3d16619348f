"""Evidence: what the system can prove of each step of the SOPs, and the pack for an auditor.

Comes in: all that the steps to the left left behind. Goes out: findings with links and what is
still missing, proposals for a daftar tilik (the auditor decides), one bound PDF and a ZIP.
It owns no rows of the journey: only which step a person said is proved by what, and its packs.
"""
