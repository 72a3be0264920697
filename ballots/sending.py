"""What a rater's page posts, form or padded JSON, read into one shape.

Strict: what no page of ours sends is refused before anything looks at its content.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from ballots.checker import Tampered
from ballots.sealing import Key

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
JSON_FIELDS = {"key", "skey", "definition", "lang", "answers", "comments", "pad"}
SKEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One posting. `answers` keeps the choices of a card that is left out as well."""

    lang: str
    json: bool = False
    code: str = ""
    key: Key | None = None
    skey: str = ""
    definition: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, Any] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    # as posted, for a page that sends the same once more
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> Key:
        """The key, on a page that must carry one. Raises Tampered."""
        if self.key is None:
            raise Tampered("no key")
        return self.key

    @property
    def cards(self) -> Any:
        """The answers as the checker takes them: None for a card that is left out."""
        return self.answers | dict.fromkeys(self.out)


def read(request: HttpRequest) -> Sent:
    """Read a posting. Raises SuspiciousOperation, BadRequest or ValueError."""
    if request.content_type == JSON:
        return _read_json(request.body)
    if request.content_type == FORM:
        return _read_form(request)
    raise Tampered("neither a form nor JSON")


def _read_json(body: bytes) -> Sent:
    try:
        data = json.loads(body.decode(), object_pairs_hook=_object)
    except RecursionError as error:
        raise Tampered("nested too deeply") from error
    if not isinstance(data, dict) or set(data) - JSON_FIELDS:
        raise Tampered("not a ballot")
    texts = {name: _text(data.get(name)) for name in ("key", "skey", "definition")}
    answers, comments = data.get("answers"), data.get("comments", {})
    if not (isinstance(answers, dict) and isinstance(comments, dict)):
        raise Tampered("no answers")
    for comment in comments.values():
        _text(comment)
    return Sent(
        lang=_language(data.get("lang")),
        json=True,
        key=Key.from_hex(texts["key"]),
        skey=_skey(texts["skey"]),
        definition=texts["definition"],
        answers=answers,
        comments=comments,
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name stands twice: of two answers none is taken."""
    if len(pairs) != len({name for name, _value in pairs}):
        raise Tampered("a name stands twice")
    return dict(pairs)


def _read_form(request: HttpRequest) -> Sent:
    # Django would put a replacement character where bytes are no UTF-8
    unquote_to_bytes(request.body.replace(b"+", b" ")).decode()
    fields = {}
    for name, values in request.POST.lists():
        if len(values) != 1:
            raise Tampered("a name stands twice")
        fields[name] = _text(values[0])
    answers, comments, out = _ballot(fields)
    return Sent(
        lang=_language(fields.get("switch") or fields.get("lang")),
        code=fields.get("code", ""),
        key=Key.from_hex(fields["key"]) if fields.get("key") else None,
        skey=_skey(fields["skey"]) if fields.get("skey") else "",
        definition=fields.get("definition", ""),
        answers=answers,
        comments=comments,
        out=frozenset(out),
        fields=fields,
    )


def _ballot(
    fields: Mapping[str, str],
) -> tuple[dict[str, dict[str, str]], dict[str, str], set[str]]:
    """Answers `a.subject.item`, comments `c.subject` and `out.subject`."""
    answers: dict[str, dict[str, str]] = {}
    comments, out = {}, set()
    for name, value in fields.items():
        match name.split("."):
            case "a", subject, item:
                answers.setdefault(subject, {})[item] = value
            case "c", subject:
                comments[subject] = value.replace("\r\n", "\n")
            case "out", subject:
                out.add(subject)
    return answers, comments, out


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise Tampered("not a text")
    return value


def _skey(text: str) -> str:
    if not SKEY.fullmatch(text):
        raise Tampered("not a number of ours")
    return text


def _language(asked: object) -> str:
    """The language asked for, or else the one of the request."""
    if isinstance(asked, str) and asked in dict(settings.LANGUAGES):
        return asked
    return get_language() or settings.LANGUAGE_CODE
