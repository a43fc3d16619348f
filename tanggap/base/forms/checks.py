"""What is asked of one field in several forms."""

from collections.abc import Callable

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tanggap.base.rules import plain_nip, trouble_with_nip

MB = 1024 * 1024


def no_larger_than(most: int, advice: str) -> "Callable[[UploadedFile[bytes]], None]":
    """Return the validator that refuses a file of more bytes than ``most``, with ``advice``."""

    def check(file: "UploadedFile[bytes]") -> None:
        if (file.size or 0) > most:
            raise forms.ValidationError(advice)

    return check


def nip_in(typed: str) -> str:
    """Return the NIP without its spaces; refuses one that cannot be."""
    nip = plain_nip(typed)
    trouble = trouble_with_nip(nip)
    if trouble:
        raise forms.ValidationError(trouble)
    return nip
