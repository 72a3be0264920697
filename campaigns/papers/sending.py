"""A file of a paper as an answer: taken away, never shown, never run."""

from io import BytesIO

from django.http import FileResponse
from django.utils.http import content_disposition_header

from campaigns.models import PaperFile
from campaigns.papers import clean

TYPES = {
    PaperFile.Kind.PDF: "application/pdf",
    PaperFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument"
    ".wordprocessingml.document",
    PaperFile.Kind.TEXT: "application/octet-stream",
}
ENDINGS = {PaperFile.Kind.TEXT: "txt"}
# a browser that shows it nevertheless runs nothing in it and gives it to no other site
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def attached(
    file: PaperFile, stem: str, content: BytesIO | None = None
) -> FileResponse:
    """`stem`: what it is called, without an ending; the ending is ours."""
    kind = PaperFile.Kind(file.kind)
    name = clean.file_name(f"{stem}.{ENDINGS.get(kind, kind.value)}")
    response = FileResponse(
        content or BytesIO(file.content), content_type=TYPES[kind], headers=HEADERS
    )
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Length"] = str(file.size)
    return response
