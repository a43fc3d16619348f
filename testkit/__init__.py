"""Counterparts for trying and testing Tanggap where no real one runs on a laptop."""
