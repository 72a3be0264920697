"""What happens to every request."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# The rater's pages: the ballot and the receipts. They neither set nor read a cookie.
RATER_PATHS = ("/b/", "/r/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of language, but without a cookie on the rater's pages.

    There `?lang=` decides, or else the browser. A language that travels in a posted
    field is the view's to read: reading the body here would make the answers part of
    the middleware.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        if not request.path_info.startswith(RATER_PATHS):
            super().process_request(request)
            return
        request.COOKIES.pop(settings.LANGUAGE_COOKIE_NAME, None)
        super().process_request(request)
        asked = request.GET.get("lang")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
