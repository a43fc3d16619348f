"""What governs the work: SK, pedoman, SOP and their revisions; daftar tilik and its rounds.

Both SOPs stand on it (heading «Kebijakan», «Dokumen terkait», «Rekaman historis
perubahan»). The ketua keeps the documents, the head puts them in force, the auditor
checks with a daftar tilik whether the steps were followed.
"""
