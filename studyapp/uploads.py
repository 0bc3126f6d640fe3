"""How much may be sent in one request. Django bounds the fields of a form, but no file."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 32 * 2**20
"""More than the largest file that a form takes, so that the form can say what is too large."""


class Bounded(FileUploadHandler):
    """Refuses a request by its announced length, before anything of it is read."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  Django's name
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig("The request is larger than this site takes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
