"""Forms and rows of the admin: each error at its field, each field with a name."""

from collections import Counter
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.choices import Offered, Offers
from campaigns.counting import STEP
from campaigns.order import LAST
from campaigns.placed import Placed
from campaigns.roles import is_office, reads_configuration


class Named(Placed):
    """A form of the admin: each field, and each part of one, has a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            name_parts(field)

    def _get_validation_exclusions(self) -> set[str]:
        """A campaign that cannot be changed here is still part of what is unique."""
        exclude = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude if "campaign" in self.fields else exclude - {"campaign"}


class InOrder(Named):
    """One of several, in order by a number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # a page that only shows it has no such field
        if place := self.fields.get("position"):
            place.required = False
            place.validators.append(MaxValueValidator(LAST))
            if self.instance._state.adding:
                self.initial["position"] = None

    def clean_position(self) -> int:
        """What has no number goes to the end; afterwards all are numbered anew."""
        position = self.cleaned_data["position"]
        return LAST if position is None else position


class NamedRow(Named):
    """A row of a table: its fields are named by the heads of the columns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = field.label


class RowForm(InOrder, NamedRow):
    """A row of a list, in order by a number."""


class Rows(forms.BaseInlineFormSet):
    """Rows of a page, checked together: what may be there once is there once."""

    model: Any

    @cached_property
    def offers(self) -> Offers:
        """What the campaign of the page has to choose from, read once for all rows."""
        campaign = getattr(self.instance, "campaign", self.instance)
        return Offers(campaign, str(self.data.get("formula-0-measure", "")))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if isinstance(form, Offered):
            form.offer(self.offers)
        if "DELETE" in form.fields:
            label = _("Delete this row")
            form.fields["DELETE"].widget.attrs["aria-label"] = label

    def clean(self) -> None:
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                self._once(constraint)
        super().clean()

    def _once(self, constraint: models.UniqueConstraint) -> None:
        """Django leaves out constraints that the parent is part of.

        Those there are say: one key, one unit; or one row with a mark, named by the
        `violation_error_code`.
        """
        if constraint.condition:
            name = str(constraint.violation_error_code)
            message = str(constraint.get_violation_error_message())
        else:
            (name,) = set(constraint.fields) - {self.fk.name}
            message = _("It is there twice.")
        seen: Counter[Any] = Counter()
        for form in self._standing():
            value = form.cleaned_data.get(name)
            seen[value] += bool(value)
            if seen[value] > 1:
                form.add_error(name, message)

    def _standing(self) -> list[Any]:
        """Rows that are filled and not to be deleted."""
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and form not in self.deleted_forms
        ]

    def save(self, commit: bool = True) -> Any:
        """Save; rows that change give way first, so that two may swap their keys."""
        changed = [
            form.instance.pk for form in self.initial_forms if form.has_changed()
        ]
        self.model._default_manager.filter(pk__in=changed).delete()
        saved = super().save(commit)
        if "position" in self.form.base_fields:
            number(self.model._default_manager.filter(**{self.fk.name: self.instance}))
        return saved


def number(rows: models.QuerySet[Any]) -> None:
    """10, 20, 30 …, so that a row can be put between two others."""
    found = list(rows)
    for place, row in enumerate(found, 1):
        row.position = place * STEP
    rows.model._default_manager.bulk_update(found, ["position"])


class OfPage(admin.options.InlineModelAdmin):
    """What stands on the page of something else; whoever may change that may this."""

    formset = Rows
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return reads_configuration(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        campaign = getattr(obj, "campaign", obj)
        free = campaign is None or campaign.is_draft
        return free and is_office(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(*args, **kwargs))


class Inline(OfPage, admin.TabularInline):
    """Rows of a page."""

    form = RowForm


class Stacked(OfPage, admin.StackedInline):
    """The one row of a page that has too many columns for a row."""

    form = Named


def name_parts(field: forms.Field) -> None:
    """Date and time stand side by side and share one label; each gets its own name."""
    if isinstance(field.widget, AdminSplitDateTime):
        parts = (gettext_lazy("date"), gettext_lazy("time"))
        for widget, part in zip(field.widget.widgets, parts, strict=True):
            widget.attrs["aria-label"] = f"{field.label} {part}"
    if isinstance(field, forms.SplitDateTimeField):
        day, hour = field.fields
        day.error_messages["invalid"] = gettext_lazy("Write the date as 2026-06-18.")
        hour.error_messages["invalid"] = gettext_lazy("Write the time as 09:30.")


def without_side_doors(field: Any) -> Any:
    """A choice without buttons that change, add or delete what is chosen."""
    if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_add_related = field.widget.can_change_related = False
        field.widget.can_delete_related = field.widget.can_view_related = False
    return field
