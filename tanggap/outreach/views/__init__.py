"""The screens at /sosialisasi/."""
