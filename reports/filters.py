"""How an overview is narrowed and ordered; all of it stands in the address.

A view of a campaign can be sent: whoever opens it sees the same rows, as far as they
are his to see.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from campaigns.models import Subject
from campaigns.order import by_sound
from reports.build import NEEDS_ACTION, urgency
from reports.overview import sections
from reports.report import SubjectReport

LONGEST = 60  # characters of a search
A_FEW = 8  # subjects that are seen at once, with nothing to narrow
NEED = "need"
FLAGS: dict[str, str | Promise] = {
    "act": gettext_lazy("needs action"),
    "near": gettext_lazy("close, or a milder finding"),
    "none": gettext_lazy("not decided"),
    "ok": gettext_lazy("nothing to do"),
}
SORTS: dict[str, str | Promise] = {
    NEED: gettext_lazy("needs action first"),
    "name": gettext_lazy("by name"),
    "group": gettext_lazy("by group"),
    "rate": gettext_lazy("the lowest figure first"),
}
UNKNOWN = gettext_lazy("In this view there is no “%(value)s” here; it was left out.")
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another view: its words, its address, whether it is this one."""

    words: str
    query: str
    here: bool
    key: str = ""
    n: int = 0


def folded(text: str) -> str:
    """As it is searched: full width, case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _choice() -> forms.ChoiceField:
    return forms.ChoiceField(required=False, error_messages={"invalid_choice": UNKNOWN})


class Filter(forms.Form):
    """A view of some subjects; what is not understood is said, and left out."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=gettext_lazy("Unit or code"),
        error_messages={
            "max_length": gettext_lazy(
                "Nothing was searched for: at most %(limit_value)d characters."
            )
        },
    )
    group, flag, kind, what, section, sort = (_choice() for _each in range(6))

    def __init__(
        self, data: Mapping[str, Any], subjects: Sequence[SubjectReport]
    ) -> None:
        super().__init__(data)
        self.subjects = subjects
        for name, choices in self.offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
            field.choices = [("", ""), *choices]
        self.is_valid()

    @cached_property
    def offered(self) -> dict[str, Choices]:
        """What there is to choose among these subjects, by the field's name."""
        columns = {s.key: s.title for one in self.subjects for s in sections(one)}
        kinds = {one.unit_kind for one in self.subjects if one.unit_kind}
        states = {one.verdict.state for one in self.subjects}
        there = {one.kind for one in self.subjects}
        groups = {one.group_key: one.group for one in self.subjects}
        return {
            "group": list(groups.items()),
            "flag": [(key, str(text)) for key, text in FLAGS.items() if key in states],
            "kind": [(kind, kind) for kind in sorted(kinds, key=by_sound)],
            "what": [(k, str(v)) for k, v in Subject.Kind.choices if k in there],
            "section": list(columns.items()),
            "sort": [
                (key, str(words))
                for key, words in SORTS.items()
                if key != "group" or len(groups) > 1
            ],
        }

    def value(self, name: str) -> str:
        """What was asked for, if it is there to ask for."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def wrong(self) -> list[str]:
        """What was not understood, each as a sentence."""
        return [str(text) for errors in self.errors.values() for text in errors]

    # what is shown ---------------------------------------------------------------

    @cached_property
    def rows(self) -> list[SubjectReport]:
        """The subjects that are asked for, in the order that is asked for."""
        found = [one for one in self.subjects if self._fits(one)]
        return sorted(found, key=self._order)

    def _fits(self, one: SubjectReport) -> bool:
        has = {"group": one.group_key, "flag": one.verdict.state, "what": one.kind}
        has["kind"] = one.unit_kind
        same = all(self.value(name) in ("", there) for name, there in has.items())
        words = folded(" ".join((one.unit, one.name, one.unit_code)))
        return same and folded(self.value("q")) in words

    @property
    def _order(self) -> Callable[[SubjectReport], Any]:
        """Equal ones stay in the order of the form."""
        by: dict[str, Callable[[SubjectReport], Any]] = {
            "name": lambda one: by_sound(one.title),
            "group": lambda one: 0,
            "rate": self._lowest,
        }
        return by.get(self.value("sort"), urgency)

    def _lowest(self, one: SubjectReport) -> tuple[bool, Fraction]:
        """The lower figure first, of the chosen section if one is; hidden ones last."""
        chosen = self.value("section")
        figure = one.figure
        if chosen:
            figure = next((s.figure for s in sections(one) if s.key == chosen), None)
        return figure is None, figure.value if figure else Fraction(0)

    # the way to others -----------------------------------------------------------

    @property
    def choosable(self) -> list[dict[str, Any]]:
        """The fields among which there is something to choose, for the template.

        Of a few subjects, which are seen at once, columns and order alone.
        """
        found = []
        for name, (label, everything) in self._labels.items():
            choices = self.offered[name]
            few = len(choices) < (1 if name == "section" else 2)
            if not few and (self.many or name in ("section", "sort")):
                found.append(
                    {"name": name, "label": label, "all": everything,
                     "value": self.value(name), "choices": choices}
                )  # fmt: skip
        return found

    @property
    def _labels(self) -> dict[str, tuple[str, str]]:
        """What each field is called, and what its empty choice is."""
        return {
            "group": (_("Group"), _("all groups")),
            "flag": (_("Finding"), _("all findings")),
            "kind": (_("Kind of unit"), _("all kinds")),
            "what": (_("What is rated"), _("everything")),
            "section": (_("Columns"), _("sections")),
            "sort": (pgettext("of rows", "Order"), ""),
        }

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was chosen in words, for whoever has the page on paper."""
        words = {name: dict(choices) for name, choices in self.offered.items()}
        found = [(str(self.fields["q"].label), self.value("q"))] * bool(self.value("q"))
        for name, (label, _everything) in self._labels.items():
            value = self.value(name) or (NEED if name == "sort" else "")
            if value:
                found.append((label, words[name][value]))
        return found

    @property
    def many(self) -> bool:
        """Whether there are too many subjects to be seen at once."""
        return len(self.subjects) > A_FEW

    @property
    def query(self) -> str:
        """This view as it stands in an address, nothing in it that goes without."""
        given = {name: self.value(name) for name in self.fields}
        if given["sort"] == NEED:
            given["sort"] = ""
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def flags(self) -> list[Link]:
        """How many subjects each finding is of, with the way to them alone."""
        states = [one.verdict.state for one in self.subjects]
        return [
            Link(str(FLAGS[key]), urlencode({"flag": key}), key == self.value("flag"),
                 key, states.count(key))
            for key in NEEDS_ACTION
            if key in states
        ]  # fmt: skip
