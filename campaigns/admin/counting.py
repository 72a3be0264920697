"""How a campaign counts, on its page: pools, formula, rates, grades, quorums."""

from django.utils.translation import gettext_lazy as _

from campaigns.admin.choices import Offered
from campaigns.admin.rows import Inline, Named, RowForm, Stacked
from campaigns.models import Formula, Pool, Quorum, Rate, Step


class FormulaForm(Offered, Named):
    """The one formula of a campaign; its defaults are a choice too."""

    offered = {"measure": "rates", "grading_measure": "graded"}

    def has_changed(self) -> bool:
        return self.instance._state.adding or super().has_changed()


class FormulaInline(Stacked):
    model = Formula
    form = FormulaForm
    min_num = max_num = 1
    can_delete = False
    fieldsets = (
        (
            _("What is counted"),
            {"fields": (("measure", "deciding"), "denominator")},
        ),
        (_("How pools combine"), {"fields": (("pools", "empty"),)}),
        (
            _("Score"),
            {"classes": ["collapse"], "fields": (("trim_each", "trim_least"),)},
        ),
        (
            _("How figures are printed"),
            {
                "classes": ["collapse"],
                "fields": (("decimals", "rounding"), ("zeros", "total")),
            },
        ),
        (
            _("Ranking and grades"),
            {
                "classes": ["collapse"],
                "fields": (
                    "rank",
                    ("grading", "grading_measure"),
                    ("grading_bound", "grading_inclusive"),
                    "grading_fails",
                ),
            },
        ),
        (
            _("What makes a card void"),
            {
                "classes": ["collapse"],
                "fields": ("void_alike", "void_extremes", "void_incomplete"),
            },
        ),
    )


class RateForm(Offered, RowForm):
    """Its options are those of the campaign's scales."""

    offered = {"options": "options"}
    several = ("options",)


class RateInline(Inline):
    model = Rate
    form = RateForm
    classes = ("collapse",)
    fields = ("position", "key", "name", "name_en", "options")


class StepInline(Inline):
    model = Step
    classes = ("collapse",)
    fields = ("position", "label", "label_en", "lowest", "inclusive", "share")


class QuorumForm(Offered, RowForm):
    """Its pool is one of the campaign's."""

    offered = {"pool": "pools"}


class QuorumInline(Inline):
    model = Quorum
    form = QuorumForm
    classes = ("collapse",)
    fields = ("position", "scope", "pool", "bound", "inclusive", "least")


class PoolForm(Offered, RowForm):
    """It rates all kinds of subjects, or those that are ticked."""

    offered = {"kinds": "kinds"}
    several = ("kinds",)


class PoolInline(Inline):
    model = Pool
    form = PoolForm
    fields = (
        "position", "key", "name", "short", "reach", "quota", "weight", "kinds",
        "composition", "name_en", "short_en",
    )  # fmt: skip
