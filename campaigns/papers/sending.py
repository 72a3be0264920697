"""A file of a paper as an answer: taken away, never shown, never run."""

from io import BytesIO
from typing import Any, Protocol

from django.http import FileResponse
from django.utils.http import content_disposition_header

from campaigns.papers import clean

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text": "application/octet-stream",
    "jpg": "image/jpeg",
    "png": "image/png",
}
ENDINGS = {"text": "txt"}
# a browser that shows it nevertheless runs nothing in it and gives it to no other site
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Kept(Protocol):
    """Whatever holds the bytes of a file and knows what it is."""

    kind: Any
    size: Any
    content: Any


def attached(file: Kept, stem: str, content: BytesIO | None = None) -> FileResponse:
    """`stem`: what it is called, without an ending; the ending is ours."""
    kind = str(file.kind)
    name = clean.file_name(f"{stem}.{ENDINGS.get(kind, kind)}")
    response = FileResponse(
        content or BytesIO(file.content), content_type=TYPES[kind], headers=HEADERS
    )
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Length"] = str(file.size)
    return response
