"""What stands in the way of counting, each with the page that mends it."""

from collections.abc import Callable
from typing import Any

import pytest

from campaigns.load import load
from campaigns.models import Campaign, Subject, Unit
from tests.campaigns.rich import rich
from tests.make import make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PAGE = "/campaign/{c}/change/"


def found(campaign: Campaign) -> list[tuple[str, bool, str]]:
    fresh = Campaign.objects.get(pk=campaign.pk)
    rows = fresh.definition_blockers()
    return [(r.text, r.stops, r.url.removeprefix("/admin/campaigns")) for r in rows]


def texts(campaign: Campaign) -> list[str]:
    return [text for text, _stops, _url in found(campaign)]


def formula(**values: Any) -> Callable[[Campaign], Any]:
    def change(campaign: Campaign) -> None:
        type(campaign.formula).objects.filter(campaign=campaign).update(**values)

    return change


def rule(number: int, **values: Any) -> Callable[[Campaign], Any]:
    def change(campaign: Campaign) -> None:
        row = campaign.rules.all()[number]
        campaign.rules.filter(pk=row.pk).update(**values)

    return change


def peers(campaign: Campaign, *, people: int, alone: bool = False) -> None:
    campaign.pools.create(key="peers", name="互评", reach="peers", position=90)
    form, unit = campaign.forms.get(), Unit.objects.get(code="A")
    for number in range(people):
        values = {"key": f"p{number}", "name": f"某{number}", "kind": "person"}
        campaign.subjects.create(unit=unit, form=form, **values)
    if alone:
        campaign.pools.exclude(key="peers").update(kinds="team")


def weigh(campaign: Campaign, item: str = "1", heading: str = "1") -> None:
    lines = campaign.forms.get().lines
    lines.filter(kind="item").update(weight=item)
    lines.filter(kind="heading").update(weight=heading)
    lines.filter(key="overall").update(weight="0")


def no_overall(campaign: Campaign) -> None:
    campaign.forms.get().lines.update(main=False)


def turn(campaign: Campaign) -> None:
    """The worst option first."""
    for number, option in enumerate(campaign.scales.get().options.all()):
        option.position = 9 - number
        option.save()


@pytest.mark.parametrize(
    ("spoil", "text", "stops", "page"),
    [
        (
            rule(0, bound=""),
            "Rule 1: bound: is missing",
            True,
            "/rule/",
        ),
        (
            rule(1, measure="excellent"),
            "Rule 2: measure: no option of any form counts as excellent",
            True,
            "/rule/",
        ),
        (
            rule(1, measure="score", bound="60"),
            "Rule 2: measure: no option of any form has a score",
            True,
            "/rule/",
        ),
        (
            rule(1, pool="x"),
            "Rule 2: pool: “x” is not defined in this file",
            True,
            "/rule/",
        ),
        (
            rule(0, times=2),
            "Rule 1 looks at several campaigns, but this one belongs to no series.",
            True,
            f"{PAGE}#id_series",
        ),
        (
            formula(measure="excellent"),
            "“Excellent rate” heads the result, but nothing on “Appraisal: “Study and "
            "listening” stage” makes it.",
            True,
            "/form/",
        ),
        (
            formula(measure="score", deciding="items"),
            "“Score” heads the result, but nothing on “Appraisal: “Study and "
            "listening” stage” makes it.",
            True,
            "/form/",
        ),
        (
            formula(grading="bands"),
            "Grades: grades: a grade needs two steps at least",
            True,
            f"{PAGE}#steps-group",
        ),
        (
            lambda c: c.quorums.create(pool="x", bound="1/2"),
            "Quorum: pool: “x” is not defined in this file",
            True,
            f"{PAGE}#quorums-group",
        ),
        (
            lambda c: c.pools.filter(key="own").update(kinds="pledge"),
            "“Own-unit raters” rate nothing: no subject is of their kind.",
            True,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: (
                c.pools.update(kinds="initiative"),
                c.subjects.exclude(key="A").update(kind="initiative"),
            ),
            "Nobody rates “Unit A”: no pool rates its kind.",
            True,
            "/subject/",
        ),
        (
            lambda c: c.subjects.filter(key="A").update(kind="pledge"),
            "It is not said whose pledge “Unit A” is.",
            True,
            "/subject/",
        ),
        (
            lambda c: peers(c, people=1, alone=True),
            "“互评”: “Unit A” has one person only, whom nobody rates.",
            True,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: peers(c, people=1),
            "“互评”: “Unit A” has one person only, whom nobody rates.",
            False,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: peers(c, people=2),
            "“互评”: each person of “Unit A” has 1 peer, too few for figures: they "
            "will be hidden.",
            False,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: c.pools.update(reach="open", quota=0),
            "Only the public rates: the result is that of whoever comes, not one "
            "ballot a person.",
            False,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: (
                formula(pools="weights")(c),
                c.pools.filter(key="own").update(weight="0"),
            ),
            "“Own-unit raters” has the weight 0: its ballots change nothing.",
            False,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: (formula(pools="weights")(c), c.pools.update(weight="0")),
            "formula.pools: all pools have the weight 0",
            True,
            f"{PAGE}#formula-group",
        ),
        (
            lambda c: (
                formula(pools="weights")(c),
                c.pools.filter(key="own").update(kinds="person"),
                c.pools.filter(key="cross").update(weight="0"),
            ),
            "“Unit A” is rated by classes of the weight 0 alone: no result.",
            True,
            f"{PAGE}#pools-group",
        ),
        (
            lambda c: (formula(deciding="mean")(c), weigh(c, item="0")),
            "“Satisfaction rate” heads the result, but nothing on “Appraisal: “Study "
            "and listening” stage” makes it.",
            True,
            "/form/",
        ),
        (
            lambda c: (formula(deciding="mean")(c), weigh(c, heading="0")),
            "“Satisfaction rate” heads the result, but nothing on “Appraisal: “Study "
            "and listening” stage” makes it.",
            True,
            "/form/",
        ),
        (
            lambda c: (formula(grading="majority", deciding="items")(c), no_overall(c)),
            "Grades come from the votes on the overall item, but “Appraisal: “Study "
            "and listening” stage” has none that is answered by an option.",
            True,
            f"{PAGE}#steps-group",
        ),
        (
            lambda c: (formula(grading="majority")(c), turn(c)),
            "In the scale “Good / fair / poor” a satisfied option follows one that is "
            "not: write the best first, for the order of the options counts here.",
            True,
            "/scale/",
        ),
        (
            lambda c: (formula(void_extremes=3)(c), turn(c)),
            "In the scale “Good / fair / poor” a satisfied option follows one that is "
            "not: write the best first, for the order of the options counts here.",
            True,
            "/scale/",
        ),
        (
            formula(rank="kind"),
            "Units of the same kind are ranked, but “Unit A” has no kind.",
            False,
            "/unit/",
        ),
    ],
)
def test_blockers(
    spoil: Callable[[Campaign], Any], text: str, stops: bool, page: str
) -> None:
    campaign = make_campaign()
    spoil(campaign)
    (row,) = [row for row in found(campaign) if row[0] == text] or [found(campaign)]
    assert row[:2] == (text, stops)
    assert row[2].startswith(page.format(c=campaign.pk))


def test_every_rule_is_looked_at_by_itself() -> None:
    campaign = make_campaign()
    campaign.rules.update(bound="")
    assert texts(campaign)[:2] == [
        "Rule 1: bound: is missing",
        "Rule 2: bound: is missing",
    ]


def test_a_form_with_one_item_where_cards_alike_are_void() -> None:
    campaign = make_campaign()
    campaign.forms.get().lines.exclude(key="overall").delete()
    formula(void_alike=True)(campaign)
    assert texts(campaign)[0] == (
        "Cards with the same option throughout are void, but “Appraisal: “Study and "
        "listening” stage” has one item only: every card would be void."
    )


def test_enough_peers_and_no_persons() -> None:
    campaign = make_campaign()
    peers(campaign, people=6)
    assert not [text for text in texts(campaign) if "互评" in text]
    Subject.objects.filter(kind="person").delete()
    assert texts(campaign)[0] == "“互评” rate nothing: no subject is of their kind."


def test_a_unit_without_kind_and_with_nothing_rated() -> None:
    document = make_document()
    document["formula"]["rank"] = "kind"
    campaign = make_campaign(document)
    campaign.subjects.filter(key="A").delete()
    (url,) = [url for text, _s, url in found(campaign) if "has no kind" in text]
    assert url == f"/campaign/{campaign.pk}/change/"


def test_a_number_scale_needs_no_options() -> None:
    campaign = load(rich())
    assert not [text for text in texts(campaign) if "fewer than two" in text]


def test_numbers_that_are_never_satisfied() -> None:
    campaign = make_campaign()
    campaign.scales.update(kind="number")
    campaign.rules.all().delete()
    campaign.scales.get().options.all().delete()
    assert texts(campaign)[0] == (
        "“Satisfaction rate” heads the result, but nothing on “Appraisal: “Study and "
        "listening” stage” makes it."
    )


def test_nothing_is_said_twice_without_pools() -> None:
    campaign = make_campaign()
    campaign.pools.all().delete()
    assert texts(campaign)[0] == "It is not said who rates."


def test_order_of_options_is_free_where_nothing_goes_by_it() -> None:
    campaign = make_campaign()
    turn(campaign)
    assert not [text for text in texts(campaign) if "best first" in text]
    formula(grading="plurality")(campaign)
    assert not [text for text in texts(campaign) if "best first" in text]
