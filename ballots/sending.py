"""What a rater's page posts, form or padded JSON, read into one shape.

Strict: what no page of ours sends is refused before anything looks at its content.
"""

import json
import re
from collections.abc import Mapping, Sequence
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
TEXTS = {"key": None, "skey": None, "definition": None, "open": "", "unit": ""}
JSON_FIELDS = {*TEXTS, "lang", "answers", "comments", "pad"}
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
    # of an open link, whose ballots have no slip
    open: str = ""
    unit: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, Any] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    # as posted, for a page that sends the same once more
    fields: Sequence[tuple[str, str]] = ()

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
    texts = {name: _text(data.get(name, TEXTS[name])) for name in TEXTS}
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
        open=texts["open"],
        unit=texts["unit"],
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name stands twice: of two answers none is taken."""
    if len(pairs) != len({name for name, _value in pairs}):
        raise Tampered("a name stands twice")
    return dict(pairs)


def _read_form(request: HttpRequest) -> Sent:
    # Django would put a replacement character where bytes are no UTF-8
    unquote_to_bytes(request.body.replace(b"+", b" ")).decode()
    posted = dict(request.POST.lists())
    fields = {n: _one(v) for n, v in posted.items() if not n.startswith("a.")}
    answers, comments, out = _ballot(posted)
    return Sent(
        lang=_language(fields.get("switch") or fields.get("lang")),
        code=fields.get("code", ""),
        key=Key.from_hex(fields["key"]) if fields.get("key") else None,
        skey=_skey(fields["skey"]) if fields.get("skey") else "",
        definition=fields.get("definition", ""),
        open=fields.get("open", ""),
        unit=fields.get("unit", ""),
        answers=answers,
        comments=comments,
        out=frozenset(out),
        fields=[(name, value) for name, values in posted.items() for value in values],
    )


def _one(values: list[str]) -> str:
    if len(values) != 1:
        raise Tampered("a name stands twice")
    return _text(values[0])


def _ballot(
    fields: Mapping[str, list[str]],
) -> tuple[dict[str, dict[str, Any]], dict[str, str], set[str]]:
    """Answers `a.subject.item`, comments `c.subject` and `out.subject`.

    Ticks send a name once for each of them; for other items the checker refuses it.
    """
    answers: dict[str, dict[str, Any]] = {}
    comments, out = {}, set()
    for name, values in fields.items():
        match name.split("."):
            case "a", subject, item:
                texts = [_text(value) for value in values]
                answer = texts if len(texts) > 1 else texts[0]
                answers.setdefault(subject, {})[item] = answer
            case "c", subject:
                comments[subject] = _one(values).replace("\r\n", "\n")
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
