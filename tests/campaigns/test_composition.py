"""Who a pool is made up of, as an organiser writes it."""

from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from campaigns.composition import Category, composition, validate_composition
from campaigns.load import load
from campaigns.models import Campaign
from campaigns.parser import DocumentError, parse
from tests.make import make_campaign, make_document

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("党员", (Category("党员"),)),
        ("服务对象 1/5（窗口、执法）；党员",
         (Category("服务对象", Fraction(1, 5), ("窗口", "执法")), Category("党员"))),
        ("服务对象≥２０％、党员",
         (Category("服务对象", Fraction(1, 5)), Category("党员"))),
        ("service clients >= 0.5, residents",
         (Category("service clients", Fraction(1, 2)), Category("residents"))),
    ],
)  # fmt: skip
def test_a_line_is_read(text: str, found: tuple[Category, ...]) -> None:
    assert composition(text) == found
    validate_composition(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("党员; 党员", "“党员” is there twice"),
        ("甲 2/3; 乙 1/2", "the shares are more than the whole"),
        ("甲 1/0", "“甲 1/0” cannot be read"),
        ("甲 3/2", "“甲 3/2” cannot be read"),
        ("甲 1", "“甲 1” cannot be read"),
        ("1/5", "“1/5” cannot be read"),
        ("(窗口)", "“(窗口)” cannot be read"),
        ("甲" * 31, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValidationError, match="Write it as") as refused:
        validate_composition(text)
    assert why in refused.value.messages[0]
    document = make_document()
    document["pools"][0]["composition"] = text
    with pytest.raises(DocumentError) as unread:
        parse(document)
    assert unread.value.path == "pools[1].composition"


@pytest.mark.parametrize(
    ("quota", "kind", "least"), [(5, "窗口单位", 1), (6, "窗口单位", 2), (5, "机关", 0)]
)
def test_least(quota: int, kind: str, least: int) -> None:
    assert Category("甲", Fraction(1, 5), ("窗口",)).least(quota, kind) == least
    assert Category("甲", Fraction(1, 5)).least(5, kind) == 1


@pytest.mark.django_db
def test_a_composition_is_frozen_copied_and_left_out_where_there_is_none() -> None:
    own, cross = make_campaign().document()["pools"]
    assert "composition" not in own
    assert cross["composition"].startswith("服务对象 1/5")
    document = make_document()
    document["pools"][1]["composition"] = "党员 1/2; 居民"
    campaign = make_campaign(document)
    campaign.freeze()
    twin = load(Campaign.objects.get(pk=campaign.pk).definition or {})
    assert twin.pools.get(key="cross").categories == (
        Category("党员", Fraction(1, 2)), Category("居民")
    )  # fmt: skip
    assert campaign.current().pools["cross"].composition == "党员 1/2; 居民"
