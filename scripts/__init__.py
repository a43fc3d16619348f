"""What keeps the house: set-up, locks, tests, screenshots. Not part of the wheel."""
