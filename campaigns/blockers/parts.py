"""What is missing in the parts of a campaign, before it can be read as a whole."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.blockers.blocker import Blocker, page

if TYPE_CHECKING:
    from campaigns.models import Campaign, Form


def blockers(campaign: "Campaign") -> Iterator[Blocker]:
    """Part by part: window, formula, groups, forms, scales, subjects, pools, rules."""
    yield from _window(campaign)
    yield from _formula(campaign)
    yield from _groups(campaign)
    yield from _forms(campaign)
    yield from _scales(campaign)
    yield from _subjects(campaign)
    yield from _pools(campaign)
    yield from _rules(campaign)


def _window(campaign: "Campaign") -> Iterator[Blocker]:
    if not (campaign.opens_at and campaign.closes_at):
        text = _("It is not said when voting opens and closes.")
        yield Blocker(text, page(campaign) + "#id_opens_at_0")
    elif campaign.is_draft and campaign.closes_at <= timezone.now():
        text = _("The time at which voting closes has passed.")
        yield Blocker(text, page(campaign) + "#id_closes_at_0", stops=False)


def _formula(campaign: "Campaign") -> Iterator[Blocker]:
    if not hasattr(campaign, "formula"):
        text = _("It is not said how the ballots are counted.")
        yield Blocker(text, page(campaign) + "#formula-group")


def _groups(campaign: "Campaign") -> Iterator[Blocker]:
    groups = list(campaign.groups.with_units())
    if not groups:
        add = reverse("admin:campaigns_group_add") + f"?campaign={campaign.pk}"
        yield Blocker(_("There is no group of units yet."), add)
    units = Counter(seat.unit for group in groups for seat in group.seats.all())
    for unit in [unit for unit, times in units.items() if times > 1]:
        yield Blocker(_("“%s” sits in two groups.") % unit, page(groups[-1]))
    for group in groups:
        seats = group.seats.all()
        if not seats:
            yield Blocker(_("“%s” has no units.") % group, page(group))
        if any(seat.team_id is None for seat in seats):
            text = _("In “%s” a unit has no original team to read its result.") % group
            yield Blocker(text, page(group), stops=False)


def _forms(campaign: "Campaign") -> Iterator[Blocker]:
    forms = list(campaign.forms.prefetch_related("lines__scale"))
    if not forms:
        add = reverse("admin:campaigns_form_add") + f"?campaign={campaign.pk}"
        yield Blocker(_("There is no form yet."), add)
    formula = getattr(campaign, "formula", None)
    for form in forms:
        yield from _form(form, overall=not formula or formula.deciding == "overall")


def _form(form: "Form", *, overall: bool) -> Iterator[Blocker]:
    items = [line for line in form.lines.all() if line.kind == line.Kind.ITEM]
    if not items:
        yield Blocker(_("The form “%s” has no items.") % form, page(form))
    elif overall and not any(item.main for item in items):
        text = _("The form “%s” has no overall item, but that item decides.") % form
        yield Blocker(text, page(form))
    for item in items:
        if item.scale is None:
            text = _("The item “%s” has no scale.") % item
            yield Blocker(text, page(form))
        elif item.scale.campaign_id != form.campaign_id:
            text = _("The item “%s” uses the scale of another campaign.") % item
            yield Blocker(text, page(form))


def _scales(campaign: "Campaign") -> Iterator[Blocker]:
    for scale in campaign.scales.prefetch_related("options"):
        if scale.kind != "number" and len(scale.options.all()) < 2:
            text = _("The scale “%s” has fewer than two options.") % scale
            yield Blocker(text, page(scale))


def _subjects(campaign: "Campaign") -> Iterator[Blocker]:
    subjects = list(campaign.subjects.select_related("unit", "form"))
    rated = {subject.unit_id for subject in subjects}
    seated = {
        seat.unit_id: seat.unit
        for group in campaign.groups.with_units()
        for seat in group.seats.all()
    }
    for unit in [unit for pk, unit in seated.items() if pk not in rated]:
        add = reverse("admin:campaigns_subject_add")
        text = _("Nothing of “%s” is rated.") % unit
        yield Blocker(text, f"{add}?campaign={campaign.pk}&unit={unit.pk}")
    for subject in subjects:
        if subject.unit_id not in seated:
            text = _("“%s” is rated but sits in no group.") % subject.unit
            yield Blocker(text, page(subject))
        if subject.form.campaign_id != campaign.pk:
            text = _("“%s” uses the form of another campaign.") % subject
            yield Blocker(text, page(subject))
        if subject.kind == subject.Kind.PLEDGE and not subject.of_id:
            text = _("It is not said whose pledge “%s” is.") % subject
            yield Blocker(text, page(subject))
    for paper in campaign.documents.exclude(unit__in=seated).select_related("unit"):
        text = _("“%s” has a report here but sits in no group.") % paper.unit
        yield Blocker(text, page(paper))
    for paper in campaign.documents.filter(body="", pdf=None):
        text = _("“%s” has neither a text nor a file.") % paper
        yield Blocker(text, page(paper))


def _pools(campaign: "Campaign") -> Iterator[Blocker]:
    pools = list(campaign.pools.all())
    if not pools:
        text = _("It is not said who rates.")
        yield Blocker(text, page(campaign) + "#pools-group")
    for pool in pools:
        # a pool of the group reaches every subject with the raters of all its units
        if pool.reach == pool.Reach.UNIT and pool.quota < campaign.distribution_floor:
            text = ngettext(
                "“%(pool)s” has %(n)d rater a unit, too few for figures of its own: "
                "they will be hidden.",
                "“%(pool)s” has %(n)d raters a unit, too few for figures of its own: "
                "they will be hidden.",
                pool.quota,
            )
            words = text % {"pool": pool, "n": pool.quota}
            yield Blocker(words, page(campaign) + "#pools-group", stops=False)


def _rules(campaign: "Campaign") -> Iterator[Blocker]:
    rules = list(campaign.rules.all())
    if not rules:
        text = _("There is no rule: nothing will be flagged.")
        yield Blocker(text, page(campaign) + "#rules-group", stops=False)
    for number, rule in enumerate(rules, 1):
        if rule.times > 1 and not campaign.series:
            text = _(
                "Rule %d looks at several campaigns, but this one belongs to no series."
            )
            yield Blocker(text % number, page(campaign) + "#id_series")
