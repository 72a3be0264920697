"""Entering figures from elsewhere: a grid, subjects down, indicators across."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.admin.office import hold
from campaigns.admin.told import tell
from campaigns.models import Campaign, Indicator, IndicatorValue, Subject
from campaigns.roles import is_office

State = Campaign.State
# Figures come during the year: until the results are released, and never after.
OPEN = (
    State.DRAFT, State.FROZEN, State.OPEN, State.CLOSED, State.COUNTED,
    State.SUSPENDED,
)  # fmt: skip
CELLS = 400
# A signed rating is that of fewer than five superiors; more would be a secret ballot.
SIGNERS = 4
Entry = tuple[str, str]  # who signed, the value


class FiguresForm(forms.Form):
    """The cells of some subjects, and where the figures of each indicator come from."""

    def __init__(
        self,
        *args: Any,
        indicators: Sequence[Indicator],
        subjects: Sequence[Subject],
        disabled: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators, self.subjects = indicators, subjects
        self.there = _there(indicators, subjects)
        self.sources = _sources(indicators)
        for indicator in indicators:
            name = f"source-{indicator.pk}"
            label = _("%s: where the figures come from") % indicator
            self.fields[name] = forms.CharField(max_length=160, label=label)
            self.initial[name] = self.sources[indicator.pk]
            for subject in subjects:
                self._cell(indicator, subject)
        for field in self.fields.values():
            field.required, field.disabled = False, disabled
            field.widget.attrs["aria-label"] = field.label

    def _cell(self, indicator: Indicator, subject: Subject) -> None:
        name = cell(indicator, subject)
        there = self.there[indicator.pk, subject.pk]
        self.fields[name] = _field(indicator)
        self.fields[name].label = f"{subject} · {indicator}"
        self.initial[name] = _typed(indicator, there)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.read: dict[str, list[Entry]] = {}
        for indicator in self.indicators:
            for subject in self.subjects:
                name = cell(indicator, subject)
                try:
                    found = _entries(indicator, cleaned.get(name, ""))
                    for by, value in found:
                        row = IndicatorValue(indicator=indicator, subject=subject)
                        row.value, row.signed_by = value, by
                        row.clean_fields(exclude=["indicator", "subject"])
                        row.clean()
                    self.read[name] = found
                except ValidationError as error:
                    self.add_error(name, error.messages)
        return cleaned

    def save(self) -> list[str]:
        """Store what was changed; says it a phrase each, for the log."""
        said = []
        for indicator in self.indicators:
            source = self.cleaned_data[f"source-{indicator.pk}"]
            if source != self.sources[indicator.pk]:
                indicator.values.update(source=source)
                said.append(f"{indicator}: {source}")
            for subject in self.subjects:
                old = self.there[indicator.pk, subject.pk]
                new = self.read[cell(indicator, subject)]
                if old != new:
                    _store(indicator, subject, new, source)
                    said.append(_changed(indicator, subject, old, new))
        return said

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The heads of the grid."""
        return [
            {"indicator": indicator, "source": self[f"source-{indicator.pk}"]}
            for indicator in self.indicators
        ]

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """The subjects, each with its cells."""
        for subject in self.subjects:
            cells = [self[cell(indicator, subject)] for indicator in self.indicators]
            yield {"subject": subject, "cells": cells}


def cell(indicator: Indicator, subject: Subject) -> str:
    """The name of the field of a cell."""
    return f"v-{indicator.pk}-{subject.pk}"


def _field(indicator: Indicator) -> forms.Field:
    kind = indicator.kind
    if kind == Indicator.Kind.VETO:
        facts = (("", "–"), ("no", _("no")), ("yes", _("yes")))
        return forms.ChoiceField(choices=facts)
    if kind == Indicator.Kind.GRADE:
        steps = [(step.key, str(step)) for step in indicator.steps.all()]
        return forms.ChoiceField(choices=[("", "–"), *steps])
    if kind == Indicator.Kind.SIGNED:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "cols": 14}))
    return forms.CharField(max_length=32, widget=forms.TextInput(attrs={"size": 8}))


def _there(
    indicators: Sequence[Indicator], subjects: Sequence[Subject]
) -> dict[tuple[int, int], list[Entry]]:
    found: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    rows = IndicatorValue.objects.filter(indicator__in=indicators, subject__in=subjects)
    for row in rows.order_by("pk"):
        found[row.indicator_id, row.subject_id].append((row.signed_by, row.value))
    return found


def _sources(indicators: Sequence[Indicator]) -> dict[int, str]:
    """The source of an indicator's figures, where they have the same one."""
    found: dict[int, set[str]] = {indicator.pk: set() for indicator in indicators}
    rows = IndicatorValue.objects.filter(indicator__in=indicators)
    for pk, source in rows.values_list("indicator", "source").distinct():
        found[pk].add(source)
    return {pk: texts.pop() if len(texts) == 1 else "" for pk, texts in found.items()}


def _typed(indicator: Indicator, entries: list[Entry]) -> str:
    """Entries as they are typed: one value, or a line each of name and value."""
    if indicator.kind == Indicator.Kind.SIGNED:
        return "\n".join(f"{by} {value}" for by, value in entries)
    return entries[0][1] if entries else ""


def _entries(indicator: Indicator, text: str) -> list[Entry]:
    """The inverse. Raises ValidationError."""
    if indicator.kind != Indicator.Kind.SIGNED:
        return [("", text.strip())] if text.strip() else []
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        by, _space, value = line.rpartition(" ")
        if not by:
            raise ValidationError(_("Write a name and a value, one person a line."))
        found.append((by.strip(), value))
    if len(found) > SIGNERS:
        text = _("Four superiors at most sign; more of them rate by secret ballot.")
        raise ValidationError(text)
    if len({by for by, _value in found}) < len(found):
        raise ValidationError(_("Somebody signs twice."))
    return found


def _store(
    indicator: Indicator, subject: Subject, entries: list[Entry], source: str
) -> None:
    IndicatorValue.objects.filter(indicator=indicator, subject=subject).delete()
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=indicator,
            subject=subject,
            value=value,
            signed_by=by,
            source=source,
        )
        for by, value in entries
    )


def _changed(
    indicator: Indicator, subject: Subject, old: list[Entry], new: list[Entry]
) -> str:
    before, after = (_typed(indicator, rows).replace("\n", ", ") for rows in (old, new))
    return f"{subject} · {indicator}: {before or '–'} → {after or '–'}"


class Figures:
    """The page with the grid; a part of the campaign's admin."""

    admin_site: Any
    opts: Any
    log_change: Any
    _campaign: Any
    _context: Any

    def figure_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.figures_view)
        name = "campaigns_campaign_figures"
        return [path("<path:object_id>/figures/", view, name=name)]

    def figures_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Look at the figures, and enter them until the results are released."""
        campaign = self._campaign(request, object_id)
        indicators = list(campaign.indicators.prefetch_related("steps"))
        subjects = campaign.subjects.select_related("unit")
        pages = Paginator(subjects, max(1, CELLS // max(1, len(indicators))))
        page = pages.get_page(request.GET.get("p"))
        open_ = campaign.state in OPEN and is_office(request.user)
        if request.method == "POST" and not open_:
            raise PermissionDenied(_("The campaign is in another state by now."))
        form = FiguresForm(
            request.POST if request.method == "POST" else None,
            indicators=indicators,
            subjects=list(page),
            disabled=not open_,
        )
        if form.is_valid():
            return self._save(request, campaign, form)
        context = self._context(request, _("Figures from elsewhere"))
        context |= {"original": campaign, "form": form, "page": page, "open": open_}
        return TemplateResponse(request, TEMPLATE, context)

    def _save(
        self, request: HttpRequest, campaign: Campaign, form: FiguresForm
    ) -> HttpResponse:
        with transaction.atomic():
            hold(campaign.pk, campaign.state)
            said = form.save()
            if said:
                # the words are in Django's history; their digest fixes them there
                words = "; ".join(said)
                digest = hashlib.sha256(words.encode()).hexdigest()
                tell("figures", request, campaign, changed=len(said), words=digest)
                self.log_change(request, campaign, words)
        text = ngettext("%d figure was changed.", "%d figures were changed.", len(said))
        messages.success(request, text % len(said))
        return redirect(request.get_full_path())


TEMPLATE = "admin/campaigns/campaign/figures.html"
