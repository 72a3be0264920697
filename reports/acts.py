"""The acts on a row, and the page on which somebody takes the next step."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise

from campaigns.roles import sides
from reports.models import Meanwhile
from reports.typed import ActForm


@dataclass(frozen=True)
class Act:
    """One act: who does it, from where, with which form.

    `said` is what the page says when it is done, `button` what is pressed where that
    is not the heading. `main`: what the state waits for; `asks`: a confirmation
    follows.
    """

    key: str
    sides: tuple[str, ...]
    states: tuple[str, ...]
    heading: Promise
    form: type[ActForm]
    do: Callable[..., object]
    said: Promise | str = ""
    button: Promise | str = ""
    main: bool = False
    asks: Promise | None = None
    fits: Callable[[Any], bool] = lambda row: True

    def offered(self, row: Any, mine: frozenset[str]) -> bool:
        """Whether somebody with these sides may do it now."""
        here = row.state in self.states and row.stands
        return here and bool(mine & set(self.sides)) and self.fits(row)


Typed = tuple[Act, ActForm]


@dataclass(frozen=True)
class StepPage(ABC):
    """The page of one row for one user: what is done is asked for and answered here."""

    request: HttpRequest
    row: Any

    model: ClassVar[Any]
    related: ClassVar[tuple[str, ...]]
    acts: ClassVar[Sequence[Act]]
    template: ClassVar[str]
    section: ClassVar[str]

    @classmethod
    def of(cls, request: HttpRequest, pk: int) -> Self:
        """404 for whoever may not know of the row."""
        return cls(request, get_object_or_404(cls.rows(request.user), pk=pk))

    @classmethod
    def rows(cls, user: Any) -> Any:
        """Those that he may know of, with what the page needs."""
        return cls.model.objects.for_user(user).select_related(*cls.related)

    @cached_property
    def mine(self) -> frozenset[str]:
        return sides(self.request.user, self.row.campaign, self.row.unit)

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What else stands on the page."""

    def form(self, act: Act) -> ActForm:
        """The form of an act as it was sent."""
        sent, files = self.request.POST, self.request.FILES
        return act.form(self.row, sent, act.key, files)

    def said(self, act: Act) -> str:
        return str(act.said)

    def show(
        self, status: int = 200, typed: Typed | None = None, **more: Any
    ) -> HttpResponse:
        """The page; `typed` is the form that is sent back."""
        offers = [
            (act, typed[1] if typed and typed[0] is act else self._empty(act))
            for act in sorted(self.acts, key=lambda act: not act.main)
            if act.offered(self.row, self.mine)
        ]
        context = {
            "offers": offers,
            "typed": typed[0] if typed else None,
            "seen": self.row.taken().count(),
            "section": self.section,
            **self.context(),
            **more,
        }
        response = render(self.request, self.template, context, status=status)
        patch_cache_control(response, no_store=True)
        return response

    def _empty(self, act: Act) -> ActForm:
        return act.form(self.row, None, act.key)

    def find(self, key: str) -> Act:
        """The act of this name, as it is in the state of the row if it has several."""
        rows = [act for act in self.acts if act.key == key]
        here = [act for act in rows if self.row.state in act.states]
        if not rows:
            raise Http404
        return (here or rows)[0]

    def step(self, key: str) -> HttpResponse:
        """Do what was asked; what is missing is said at the form that was sent."""
        act = self.find(key)
        if self.mine.isdisjoint(act.sides):
            raise PermissionDenied
        form = self.form(act)
        with timezone.override(self.row.campaign.zone):
            valid = form.is_valid()
        if valid and "back" not in self.request.POST:
            return self.take(act, form)
        if act.offered(self.row, self.mine):
            return self.show(200 if "back" in self.request.POST else 422, (act, form))
        return self.late(act, form)

    def take(self, act: Act, form: ActForm) -> HttpResponse:
        self.row.seen = self._seen()
        try:
            act.do(self.row, self.request.user, **form.cleaned_data)
        except Meanwhile:
            return self.late(act, form)
        messages.success(self.request, self.said(act))
        return redirect(self.row)

    def _seen(self) -> int:
        """How many steps stood on the page that was sent; nonsense is of no page."""
        seen = self.request.POST.get("seen", "")
        return int(seen) if seen.isdecimal() and len(seen) < 10 else -1

    def late(self, act: Act, form: ActForm) -> HttpResponse:
        """409: somebody was faster. What was typed is kept, in its form if there is."""
        now = type(self).of(self.request, self.row.pk)
        steps = now.row.taken()
        last = steps.last() if steps.count() != self._seen() else None
        typed = (act, form) if act.offered(now.row, now.mine) else None
        words = "" if typed else form.data.get("text", "")
        return now.show(409, typed, late=True, last=last, words=words)
