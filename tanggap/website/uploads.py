"""What the public may upload: three photos of ten megabytes, and no byte more is kept.

Looked at while the body still streams in, so that a film of a gigabyte fills neither memory
nor disk. The form says it in a sentence.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from tanggap.website.rules import LARGEST_PHOTO, MOST_PHOTOS

PLACE = "/lapor/"
TOO_LARGE, TOO_MANY = "photo_too_large", "photos_too_many"


class PhotoQuota(FileUploadHandler):
    """Stops a file of the public form that is too large, or one too many."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.is_public = request is not None and request.path.startswith(PLACE)
        self.count = 0
        self.size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        self.size = 0
        if self.is_public and self.count > MOST_PHOTOS:
            self._stop(TOO_MANY)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.size += len(raw_data)
        if self.is_public and self.size > LARGEST_PHOTO:
            self._stop(TOO_LARGE)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _stop(self, why: str) -> None:
        if self.request is not None:
            self.request.META[f"tanggap.{why}"] = True
        raise SkipFile()
