"""Backups: the whole of a site in one sealed file, and a site out of such a file.

``sealing`` is the file and its passphrase, ``packing`` the stream inside, ``tables`` the
rows; ``making`` and ``restoring`` put them together, and ``moving`` is the last step of a
restore. What people see and press is in ``views``; what happens by itself in
``tanggap.site.jobs``.
"""
