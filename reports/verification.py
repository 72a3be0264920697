"""The page on which anybody sees whether a file is what left this site."""

import hashlib
import time
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audit.proof import NotOurs, by_digest
from audit.words import not_ours
from reports.checking import words

LARGEST = 20 * 1024 * 1024
AROUND = 64 * 1024  # what a form has besides the file
A_MINUTE = 60  # files, of all visitors together: nobody's address is kept for it


class Hashing(FileUploadHandler):
    """Keeps the hash of what is uploaded and not one byte of it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        name = self.digest.hexdigest()
        return UploadedFile(BytesIO(), name, size=file_size)


# No session and no right is behind it, so nobody can be made to send it unawares; and
# the token would have to be read before the upload is.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask for a file, or answer for one; nothing of it is stored."""
    if request.method != "POST":
        return _say(request)
    if _large(request):
        return _say(request, 413, refused="large")
    if _many():
        response = _say(request, 429, refused="many")
        response["Retry-After"] = "60"
        return response
    return _answer(request)


def _large(request: HttpRequest) -> bool:
    """Whether it is more than is read, or does not say how much it is."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + AROUND
    except ValueError:
        return True


def _answer(request: HttpRequest) -> HttpResponse:
    request.upload_handlers = [Hashing(request)]
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _say(request, 400, refused="none")
    try:
        proof = by_digest(str(file.name))
    except NotOurs as error:
        return _say(request, 404, digest=file.name, not_ours=not_ours(error))
    return _say(request, digest=file.name, found=words(proof))


def _say(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "reports/verify.html", context, status=status)


def _many() -> bool:
    """Whether this minute has seen all the files it may."""
    name = f"verify:{int(time.time()) // 60}"
    n: int = cache.get(name, 0)
    cache.set(name, n + 1, timeout=120)
    return n >= A_MINUTE
