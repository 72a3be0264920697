"""The password again, before what cannot be taken back or leaves the site."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

RECENT = 10 * 60
TYPED_AT = "password_at"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def typed(request: HttpRequest) -> None:
    """Note in the session that the password has just been typed."""
    request.session[TYPED_AT] = int(time.time())


def recently_signed_in(
    view: Callable[..., Answer],
) -> Callable[..., Answer | HttpResponseRedirect]:
    """Ask for the password when it was typed more than ten minutes ago.

    Only where second factors are asked for: on the demo nothing is at stake. The page
    that asks leads back to the confirmation, never straight to the act; of a file, to
    the page that offers it.
    """

    @wraps(view)
    def wrapped(
        request: HttpRequest, *args: Any, **kwargs: Any
    ) -> Answer | HttpResponseRedirect:
        age = time.time() - request.session.get(TYPED_AT, 0)
        if settings.SECOND_FACTOR and age > RECENT:
            folder = request.path.rpartition("/")[0]
            return redirect_to_login(f"{folder}/", reverse("again"))
        return view(request, *args, **kwargs)

    return wrapped
