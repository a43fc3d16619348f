"""Fields and forms for photos and files, several at once."""

from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tanggap.base.forms.checks import MB, no_larger_than

LARGEST = 20 * MB
AT_ONCE = 20
not_too_large = no_larger_than(LARGEST, "Berkas lebih dari 20 MB. Pilih yang lebih kecil.")


class SeveralFiles(forms.ClearableFileInput):
    """A file chooser for several files; ``accept`` says which it offers first."""

    allow_multiple_selected = True

    def __init__(self, accept: str = "image/*,application/pdf") -> None:
        super().__init__(attrs={"accept": accept, "multiple": True})


class SeveralFilesField(forms.FileField):
    """Several files at once, as a list; how many, and what each may be, its user says.

    ``when_none`` is what is said where nothing was chosen; a field that may stay empty has none.
    """

    widget = SeveralFiles

    def __init__(self, *, when_none: str = "", **more: Any) -> None:
        super().__init__(required=bool(when_none), **more)
        self.when_none = when_none

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.when_none:
            raise forms.ValidationError(self.when_none)
        return [self.checked(one) for one in given]

    def checked(self, one: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        """Return ``one`` of the files where it may come; raises with what to do."""
        return one


class FilesField(SeveralFilesField):
    """Photos and PDFs that show something: each of at most 20 MB, at most ``most`` at once."""

    def __init__(self, *, most: int = AT_ONCE, **more: Any) -> None:
        super().__init__(**more)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        if isinstance(data, list | tuple) and len(data) > self.most:
            raise forms.ValidationError(f"Paling banyak {self.most} berkas sekaligus.")
        return super().clean(data, initial)

    def checked(self, one: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        kept: UploadedFile[bytes] = forms.FileField.clean(self, one)
        not_too_large(kept)
        return kept


class FilesForm(forms.Form):
    """Photos or files of one kind that are kept beside a row, and what they show.

    Who derives from this gives ``kind`` its choices.
    """

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    kind: ClassVar[Any] = forms.ChoiceField(label="Jenis")
    attached = FilesField(
        label="Foto atau berkas",
        help_text="JPG, PNG, atau PDF; tiap berkas ≤ 20 MB.",
        when_none="Pilih dahulu foto atau berkasnya.",
    )
    note = forms.CharField(label="Keterangan", max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kwargs)

    @property
    def keyed_files(self) -> "list[tuple[UUID, UploadedFile[bytes]]]":
        """Each file with a key of its own, the same when the form comes twice."""
        key: UUID = self.cleaned_data["form_key"]
        return [(uuid5(key, str(i)), one) for i, one in enumerate(self.cleaned_data["attached"])]
