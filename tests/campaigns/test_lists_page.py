"""The page of the roster, and hints where a list does not fit."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots.models import Box
from campaigns.lists import page
from campaigns.models import Campaign, Unit
from tests.campaigns.books import brought, roster, units, upload
from tests.make import make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
COMPOSITION = "服务对象 1/5 (窗口); 党员; 居民"


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def person(name: str, unit: str = "A", pool: str = "本单位") -> tuple[str, ...]:
    return (unit, "", pool, name, "党员" if pool == "全评" else "", "")


# the page ------------------------------------------------------------------------


def found(office: Client, campaign: Campaign, **asked: str) -> list[str]:
    answer = office.get(f"/lists/{campaign.pk}/", asked)
    assert answer.status_code == 200
    return [rater.name for rater in answer.context["roster"].shown]


def units_found(office: Client, campaign: Campaign, **asked: str) -> list[str]:
    roster = office.get(f"/lists/{campaign.pk}/", asked).context["roster"]
    return [unit.code for _group, rows in roster.groups for unit, _lists in rows]


def test_people_are_searched_and_narrowed_down(
    campaign: Campaign, office: Client
) -> None:
    second = campaign.groups.create(key="G2", title="第二组")
    campaign.groups.get(key="G1").seats.filter(unit__code="D").update(group=second)
    brought(office, campaign, roster(
        ("A", "", "本单位", "张三", "科室负责人", "13800000001"), person("李四"),
        person("张五", "B", "全评"), person("张六", "D"),
    ))  # fmt: skip
    assert found(office, campaign) == []
    assert found(office, campaign, q="张") == ["张三", "张五", "张六"]
    assert found(office, campaign, q="1380000") == ["张三"]
    assert found(office, campaign, q="科室") == ["张三"]
    assert found(office, campaign, q="张", group="G2") == ["张六"]
    assert found(office, campaign, q="张", pool="cross") == ["张五"]
    assert found(office, campaign, unit="A") == ["张三", "李四"]
    assert found(office, campaign, unit="A", q="nobody") == []
    page = office.get(f"/lists/{campaign.pk}/", {"q": "nobody"})
    assert "Nobody is like that." in text(page)
    assert units_found(office, campaign) == ["A", "B", "C", "D"]
    assert units_found(office, campaign, group="G2") == ["D"]
    assert units_found(office, campaign, unit="A") == ["A"]
    page = office.get(f"/lists/{campaign.pk}/", {"group": "nothing"})
    assert "No list is like that." in text(page)


def test_only_the_first_are_shown(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "SHOWN", 1)
    brought(office, campaign, roster(person("张三"), person("李四")))
    answer = office.get(f"/lists/{campaign.pk}/", {"unit": "A"})
    assert "Only the first 1 is shown." in text(answer)


def test_counts_against_quota_and_composition(office: Client) -> None:
    document = make_document()
    document["pools"][0]["quota"] = 1
    document["pools"][1] |= {"quota": 2, "composition": COMPOSITION}
    campaign = make_campaign(document)
    Unit.objects.filter(code="A").update(kind="窗口单位")
    brought(office, campaign, roster(
        person("张三"), ("A", "", "全评", "李四", "党员", ""),
        ("A", "", "全评", "王五", "居民", ""), ("B", "", "全评", "赵六", "党员", ""),
        ("B", "", "本单位", "钱七", "借调", ""),
    ))  # fmt: skip
    extra = Unit.objects.get(code="B"), campaign.pools.get(key="own")
    campaign.raters.create(unit=extra[0], pool=extra[1], name="孙八")
    shown = text(office.get(f"/lists/{campaign.pk}/"))
    for told in ("2 / 2", "◆ 服务对象 0 (at least 1)", "✓ complete", "◆ 1 missing",
                 "nobody yet", "◆ 1 too many", "借调 1"):  # fmt: skip
        assert told in shown, told
    assert units_found(office, campaign, only="odd") == ["A", "B", "C", "D"]
    Unit.objects.filter(code="A").update(kind="机关")
    assert units_found(office, campaign, only="odd") == ["B", "C", "D"]


def test_pools_are_called_as_the_reader_calls_them(
    campaign: Campaign, office: Client
) -> None:
    page = text(office.get(f"/lists/{campaign.pk}/"))
    assert "Cross-unit</small>" in page
    assert "全评" not in page
    campaign.pools.update(short="", short_en="")
    assert "Cross-unit raters</small>" in text(office.get(f"/lists/{campaign.pk}/"))


def test_a_campaign_without_lists(campaign: Campaign, office: Client) -> None:
    campaign.pools.update(reach="open", quota=0)
    page = text(office.get(f"/lists/{campaign.pk}/"))
    assert "No pool of this campaign has a list" in page


def test_as_many_queries_however_many_units(campaign: Campaign, office: Client) -> None:
    brought(office, campaign, roster(person("张三")))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(f"/lists/{campaign.pk}/", {"q": "张"})
        return len(seen)

    before = queries()
    group, pool = campaign.groups.get(), campaign.pools.get(key="own")
    for number in range(5):
        unit = Unit.objects.create(code=f"Z{number}", name=f"第 {number}")
        group.seats.create(unit=unit)
        campaign.raters.create(unit=unit, pool=pool, name="张三")
    assert queries() == before


# hints ---------------------------------------------------------------------------


def test_lists_that_do_not_fit_are_a_hint_before_freezing_and_opening(
    office: Client,
) -> None:
    document = make_document()
    document["pools"][0]["quota"] = 1
    document["pools"][1] |= {"quota": 1, "composition": "党员 1/1; 居民"}
    campaign = make_campaign(document)
    assert not told(campaign)
    brought(office, campaign, roster(
        *(person(f"张{code}", code) for code in "ABCD"),
        *((code, "", "全评", f"王{code}", "党员", "") for code in "ABCD"),
    ))  # fmt: skip
    assert not told(campaign)
    campaign.raters.filter(name="张A").delete()
    campaign.raters.filter(name__in=("王B", "王C")).update(category="居民")
    assert told(campaign) == [
        "1 list of raters does not fit its quota.",
        "2 lists of raters are not made up as required.",
    ]
    page = office.get(f"/admin/campaigns/campaign/{campaign.pk}/change/")
    assert f'href="/lists/{campaign.pk}/?only=odd"' in text(page)
    assert f'href="/lists/{campaign.pk}/"' in text(page)
    box = Box.objects.freeze(campaign)
    hints = [b.text for b in box.blockers() if not b.stops and "/lists/" in b.url]
    assert len(hints) == 2
    desk = text(office.get(f"/desk/{campaign.pk}/"))
    assert "1 list of raters does not fit its quota." in desk
    assert f'href="/lists/{campaign.pk}/"' in desk


def told(campaign: Campaign) -> list[str]:
    fresh = Campaign.objects.get(pk=campaign.pk)
    hints = [b for b in fresh.definition_blockers() if "/lists/" in b.url]
    assert not any(hint.stops for hint in hints)
    return [hint.text for hint in hints]


def kindless(campaign: Campaign) -> list[tuple[str, str]]:
    fresh = Campaign.objects.get(pk=campaign.pk)
    found = [b for b in fresh.definition_blockers() if "no kind" in b.text]
    assert not any(hint.stops for hint in found)
    return [(hint.text, hint.url) for hint in found]


def test_units_without_a_kind_of_which_a_share_is_not_asked(office: Client) -> None:
    document = make_document()
    document["pools"][1] |= {"quota": 2, "composition": COMPOSITION}
    campaign = make_campaign(document)
    page = "/admin/campaigns/unit/"
    Unit.objects.exclude(code__in="AB").update(kind="窗口单位")
    text_of_two = "2 units have no kind: the share of “服务对象” is not asked of them."
    assert kindless(campaign) == [(text_of_two, f"{page}?kind=")]
    listed = office.get(f"{page}?kind=").context["cl"].result_list
    assert [unit.code for unit in listed] == ["A", "B"]
    assert text_of_two in text(office.get(f"/desk/{campaign.pk}/"))
    unit = Unit.objects.get(code="A")
    Unit.objects.filter(code="B").update(kind="机关")
    text_of_one = "1 unit has no kind: the share of “服务对象” is not asked of it."
    assert kindless(campaign) == [(text_of_one, f"{page}{unit.pk}/change/")]
    box = Box.objects.freeze(campaign)
    assert text_of_one in [hint.text for hint in box.blockers() if not hint.stops]
    Unit.objects.filter(code="A").update(kind="机关")
    assert kindless(campaign) == []


@pytest.mark.parametrize("composition", ["服务对象 1/5; 党员", "服务对象 (窗口)", ""])
def test_kinds_are_asked_for_only_where_a_share_depends_on_them(
    composition: str, campaign: Campaign, office: Client
) -> None:
    assert len(kindless(campaign)) == 1
    Campaign.objects.filter(pk=campaign.pk).update(drill=True)
    assert kindless(campaign) == []
    Campaign.objects.filter(pk=campaign.pk).update(drill=False)
    campaign.pools.update(composition=composition)
    assert kindless(campaign) == []
    assert "no kind" not in text(upload(office, campaign, roster(person("张三"))))


def test_the_preview_counts_the_kinds_of_the_workbook(
    campaign: Campaign, office: Client
) -> None:
    page = text(upload(office, campaign, roster(person("张三"))))
    assert "4 units have no kind: the share of “服务对象” is not asked of them." in page
    assert 'href="/admin/campaigns/unit/?kind="' in page
    group = campaign.groups.get().title
    content = units(*((code, "", "机关", group, "", "", "") for code in "ABC"),
                    ("D", "", "", group, "", "", ""))  # fmt: skip
    assert "1 unit has no kind" in text(upload(office, campaign, content))


def test_a_drill_is_marked(office: Client) -> None:
    drill = make_campaign()
    Campaign.objects.filter(pk=drill.pk).update(drill=True)
    assert "Drill — not a real campaign" in text(office.get(f"/lists/{drill.pk}/"))
