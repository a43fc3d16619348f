"""What is typed on the page «Cadangan»."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django import forms

from tanggap.site.backup.sealing import (
    Unreadable,
    WrongPassphrase,
    open_key,
    trouble_with_passphrase,
)
from tanggap.site.models import Backup


def _secret(label: str, help_text: str = "", fresh: bool = True) -> forms.CharField:
    kind = "new-password" if fresh else "off"
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": kind}),
    )


class PassphraseForm(forms.Form):
    passphrase = _secret(
        "Kata sandi cadangan",
        "Paling sedikit 12 huruf, misalnya empat kata yang tidak berhubungan.",
    )
    again = _secret("Sekali lagi")

    def clean_passphrase(self) -> str:
        passphrase = str(self.cleaned_data["passphrase"])
        if passphrase != passphrase.strip():
            raise forms.ValidationError("Jangan awali atau akhiri dengan spasi.")
        if trouble := trouble_with_passphrase(passphrase):
            raise forms.ValidationError(trouble)
        return passphrase

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("passphrase") and typed.get("again") != typed["passphrase"]:
            self.add_error("again", "Kedua kata sandi tidak sama. Ketik lagi.")
        return typed


class TrialForm(forms.Form):
    """A slip of the fingers is said here: it is no verdict on the backup itself."""

    passphrase = _secret(
        "Kata sandi cadangan", "Yang berlaku saat cadangan ini dibuat.", fresh=False
    )

    def __init__(self, backup: Backup, data: Any = None) -> None:
        super().__init__(data)
        self.backup = backup

    def clean_passphrase(self) -> str:
        passphrase = str(self.cleaned_data["passphrase"])
        try:
            open_key(Path(self.backup.path), passphrase)
        except WrongPassphrase as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        except (Unreadable, OSError):
            pass  # what is wrong with the file itself is for the trial to find and to tell
        return passphrase


class FolderForm(forms.Form):
    folder = forms.CharField(
        label="Folder cadangan",
        required=False,
        max_length=400,
        help_text="Kosongkan untuk folder Tanggap sendiri. Disk lain lebih aman, "
        "misalnya E:\\Cadangan atau /media/flashdisk.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_folder(self) -> str:
        folder = str(self.cleaned_data["folder"]).strip()
        if not folder:
            return ""
        path = Path(folder)
        if not path.is_absolute():
            raise forms.ValidationError(
                "Tulis lengkap dari awal, misalnya E:\\Cadangan atau /media/flashdisk."
            )
        if not path.is_dir():
            raise forms.ValidationError(
                "Folder ini tidak ada di komputer Tanggap. Bila itu flash disk, pasang dahulu."
            )
        try:
            handle, trial = tempfile.mkstemp(prefix=".tanggap-", dir=path)
            os.close(handle)
            os.unlink(trial)
        except OSError as error:
            raise forms.ValidationError(
                "Folder ini tidak dapat ditulisi. Pilih folder lain."
            ) from error
        return str(path)
