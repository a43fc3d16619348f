"""A mail server at the other end: the real dovecot for IMAP, an SMTP of our own beside it."""
