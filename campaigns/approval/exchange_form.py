"""Who goes and who comes: the exchange of a name on an approved list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.approval.checks import Checks
from campaigns.approval.forms import Cell, NameCell, blame
from campaigns.approval.item import Item
from campaigns.approval.own import instead
from campaigns.approval.pages import said
from campaigns.models import Exchange, Rater, Twice

LINE = ("name", "category", "contact")


class ExchangeForm(forms.ModelForm):
    """Who comes for whom, and why."""

    class Meta:
        model = Exchange
        fields = ("name", "category", "contact", "reason")
        labels = {
            "name": gettext_lazy("Name"),
            "category": gettext_lazy("Category"),
            "contact": gettext_lazy("Phone or e-mail"),
            "reason": gettext_lazy("Reason"),
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        field_classes = dict.fromkeys(LINE, Cell) | {"name": NameCell}

    namesake = forms.BooleanField(
        label=gettext_lazy("This is another person of the same name"), required=False
    )
    field_order = ("name", "namesake", "category", "contact", "reason")

    def __init__(self, *args: Any, item: Item, rater: Rater, **kwargs: Any) -> None:
        kwargs["initial"] = {"category": rater.category}
        super().__init__(*args, **kwargs)
        self.item, self.rater = item, rater
        # asked only of whom it concerns
        self.asks = Checks(item).is_leader(str(self.data.get("name", "")))
        if not self.asks:
            del self.fields["namesake"]
        self.fields["name"].required = True
        names = [each.name for each in rater.pool.categories]
        if names:
            choices = [(name, name) for name in names]
            label = self.fields["category"].label
            self.fields["category"] = forms.ChoiceField(choices=choices, label=label)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        line = instead(self.rater, *(data[name] for name in LINE))
        if line.problems:
            blame(self, line.problems)
            return data
        (read,) = line.wanted
        data |= {name: getattr(read, name) for name in LINE}
        given = dict(data)  # an error takes its field out
        self._not_a_leader(given)
        self._composed(given)
        self._twice(given["name"], given["contact"])
        return data

    def _twice(self, name: str, contact: str) -> None:
        rows = self.item.campaign.raters.filter(unit=self.rater.unit_id)
        if rows.filter(contact=contact).named(name).exists():
            self.add_error("name", said(Twice(name)))

    def _not_a_leader(self, data: Mapping[str, Any]) -> None:
        if self.asks and not data["namesake"]:
            text = _(
                "“%s” has the name of a leader who is rated. If it is another person, "
                "say so below."
            )
            self.add_error("name", text % data["name"])

    def _composed(self, data: Mapping[str, Any]) -> None:
        """The list stays made up as it has to be."""
        row, category = self.rater, data["category"]
        if row.category == category:
            return
        for each in self.item.lists:
            if (each.unit.pk, each.pool.pk) != (row.unit_id, row.pool_id):
                continue
            for share in each.shares():
                if share.name == row.category and share.n - 1 < share.least:
                    text = _("At least %(n)d of category “%(category)s” are required.")
                    words = {"n": share.least, "category": share.name}
                    self.add_error("category", text % words)

    def exchange(self, by: str) -> Exchange:
        """What is asked for, not stored yet."""
        row = self.save(commit=False)
        row.submission, row.rater, row.asked_by = self.item.row, self.rater, by
        row.namesake = self.asks
        return row
