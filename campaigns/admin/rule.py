"""Rules: what is common on the campaign's page, all of it on a page of its own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.choices import Offered, Offers
from campaigns.admin.office import DrillFilter, Part
from campaigns.admin.rows import Inline, Named, RowForm
from campaigns.models import Rule
from campaigns.models.rule import COMPARISONS
from campaigns.parser import DocumentError
from campaigns.words import rule_words

OFFERED = {
    "measure": "measures",
    "item": "items",
    "pool": "pools",
    "form": "forms",
}


class RuleForm(Offered):
    """Direction and limit in one select; refused where it cannot be read."""

    offered = OFFERED
    comparison = forms.ChoiceField(
        choices=list(COMPARISONS.items()), label=gettext_lazy("finds what lies")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["comparison"] = self.instance.comparison

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.instance.compare(cleaned.get("comparison", "below"))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.offers.refuse(self.instance)
        except ValidationError as error:
            for name, why in error.message_dict.items():
                self.add_error(name if name in self.fields else None, why)


class RuleRow(RuleForm, RowForm):
    """A rule as a row."""


class RulePage(RuleForm, Named):
    """A rule on its own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(Offers(self.instance.campaign))


class RuleInline(Inline):
    model = Rule
    form = RuleRow
    fields = (
        "position", "measure", "comparison", "bound", "margin", "consequence", "more"
    )  # fmt: skip
    readonly_fields = ("more",)

    @admin.display(description=gettext_lazy("more"))
    def more(self, row: Rule) -> str:
        """The page with all of it, and what it says that the row does not."""
        if not row.pk:
            return _("after saving")
        url = reverse("admin:campaigns_rule_change", args=[row.pk])
        link = format_html('<a href="{}">{}</a>', url, _("All of rule…"))
        return format_html_join("", "{}<br>", [(link,), *((x,) for x in limits(row))])


def limits(row: Rule) -> list[str]:
    """What a rule says besides measure and bound, a phrase each."""
    found = [row.get_kind_display()] if row.kind else []
    found += [_("principal leaders only")] if row.principal else []
    if row.against != Rule.Against.BOUND:
        found.append(f"{row.get_against_display()} {row.last}".strip())
    keys = ((_("item"), row.item), (_("pool"), row.pool), (_("form"), row.form))
    found += [f"{label}: {key}" for label, key in keys if key]
    found += [row.get_occasion_display()] if row.occasion else []
    return [*found, f"× {row.times}"] if row.times > 1 else found


def sentence(row: Rule) -> str:
    """A stored rule in words; nothing while the campaign cannot be read."""
    try:
        definition = row.campaign.current()
    except DocumentError:
        return ""
    number = list(row.campaign.rules.values_list("pk", flat=True)).index(row.pk)
    return capfirst(rule_words(definition, definition.rules[number]))


@admin.register(Rule)
class RuleAdmin(Part):
    """Reached from the campaign's page, where rules are added and put in order."""

    form = RulePage
    list_display = ("__str__", "campaign", "consequence")
    list_filter = (DrillFilter, "campaign__state")
    list_select_related = ("campaign",)
    search_fields = ("campaign__title", "measure", "bound")
    fieldsets = (
        (None, {"fields": ("campaign", "consequence")}),
        (
            gettext_lazy("What is measured"),
            {"fields": ("measure", ("item", "pool"))},
        ),
        (
            gettext_lazy("What is found"),
            {
                "fields": (
                    "against",
                    ("comparison", "bound"),
                    "last",
                    "margin",
                ),
                "description": gettext_lazy(
                    "A rate as 2/3 or 80 %, points as 60, of a grade from elsewhere "
                    "the key of the step that must be reached. A mean, the last, a "
                    "veto fact and the title need no bound."
                ),
            },
        ),
        (
            gettext_lazy("Where it applies"),
            {"fields": (("kind", "principal"), "form", "occasion")},
        ),
        (
            gettext_lazy("Over several campaigns"),
            {"fields": (("times", "running"),)},
        ),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """No list of its own on the first page."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """With the rule in words, as the reports will print it."""
        context["sentence"] = sentence(kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Rule) -> HttpResponse:
        """Back to the campaign's rules, unless asked to stay."""
        answer = super().response_change(request, obj)
        if "_save" not in request.POST:
            return answer
        url = reverse("admin:campaigns_campaign_change", args=[obj.campaign_id])
        return redirect(f"{url}#rules-group")
