"""Lists by workbook: from the template to the roster and back, and who may do it."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.signing import dumps
from django.test import Client
from openpyxl import load_workbook

from audit.models import Entry
from campaigns.lists import forms
from campaigns.models import Campaign, Rater, Unit
from reports.trail import Trail
from tests.campaigns.books import (
    brought,
    roster,
    said,
    saved,
    shown,
    take_over,
    upload,
)
from tests.make import behind, make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
COMPOSITION = "服务对象 1/5 (窗口); 党员; 居民"


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def names(campaign: Campaign) -> list[str]:
    return [rater.name for rater in campaign.raters.in_order()]


def person(name: str, unit: str = "A", pool: str = "本单位") -> tuple[str, ...]:
    return (unit, "", pool, name, "党员" if pool == "全评" else "", "")


# there and back ------------------------------------------------------------------


def test_from_the_template_to_the_roster_and_back(
    campaign: Campaign, office: Client
) -> None:
    empty = office.get(f"/lists/{campaign.pk}/")
    assert "No roster yet." in text(empty)
    blank = office.get(f"/lists/{campaign.pk}/template.xlsx")
    book = load_workbook(BytesIO(blank.content))
    places = [row for row in book["Raters"].iter_rows(min_row=4) if row[0].value]
    assert len(places) == 80
    for number, row in enumerate(places[:15]):
        row[3].value, row[5].value = f"张{number}", 13800000000 + number
    page = upload(office, campaign, saved(book))
    assert "What changes" in text(page)
    assert campaign.raters.count() == 0
    (units, raters) = page.context["plan"].account
    assert (units.added, units.same, raters.added) == (0, 4, 15)
    done = take_over(office, campaign, page)
    assert "15 of 80 raters are on the lists." in text(done)
    assert str(campaign.raters.in_order()[0]) == "张0"
    assert names(campaign) == [f"张{n}" for n in range(15)]
    again = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    assert len(shown(again)["Raters"]) == 3 + 15
    page = upload(office, campaign, again)
    assert page.context["plan"].problems == []
    assert "The lists are the same already" in text(page)
    assert not page.context["carried"]
    acts = Entry.objects.of(campaign.pk)
    assert [(e.action, e.actor, e.detail) for e in acts] == [
        ("lists", "office", {"raters added": 15}),
        ("lists taken", "office", {"raters": 15}),
    ]


def test_what_is_given_out_cannot_run(campaign: Campaign, office: Client) -> None:
    for name in ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)"):
        unit = Unit.objects.create(code=f"X{len(name)}{ord(name[0])}", name=name)
        campaign.groups.get().seats.create(unit=unit)
    campaign.raters.create(
        pool=campaign.pools.all()[0], unit=Unit.objects.get(code="A"), name="=1+1"
    )
    content = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert len([cell for cell in texts if cell.value.startswith("'")]) == 9
    for cell in texts:
        assert not cell.value.startswith(tuple("=+-@"))
        assert cell.data_type == "s"
    campaign.raters.all().delete()
    # and is what it was when it comes back
    content = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    page = upload(office, campaign, content)
    assert said(page) == []
    assert not page.context["plan"].changes


def test_the_template_offers_what_may_be_chosen(office: Client) -> None:
    document = make_document()
    document["pools"][1]["composition"] = COMPOSITION
    campaign = make_campaign(document)
    content = office.get(f"/lists/{campaign.pk}/template.xlsx").content
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Units and groups", "Raters", "Example", "Choices"]
    assert book["Choices"].sheet_state == "hidden"
    rules = book["Raters"].data_validations.dataValidation
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in rules}
    assert sorted(offered) == ["A", "B", "C", "E"]
    place = re.findall(r"\$(\w+)\$(\d+)", offered["E"])
    values = [book["Choices"][f"D{row}"].value for row in range(2, 5)]
    assert place == [("D", "2"), ("D", "4")]
    assert values == ["服务对象", "党员", "居民"]
    assert "居民" in str(shown(content)["Example"])
    assert all(row[0].number_format == "@" for row in book["Raters"]["F4:F9"])


def test_a_large_campaign_gets_a_template_without_places(
    campaign: Campaign, office: Client
) -> None:
    campaign.pools.update(quota=5000)
    content = office.get(f"/lists/{campaign.pk}/template.xlsx").content
    assert len(shown(content)["Raters"]) == 3


def test_in_chinese(campaign: Campaign, office: Client) -> None:
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    brought(office, campaign, roster(person("张三")))
    content = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    sheets = shown(content)
    assert list(sheets) == ["单位和分组", "参评人员名单", "选项"]
    head = ("单位代码", "单位", "参评类型", "姓名", "类别", "联系方式")
    assert sheets["参评人员名单"][2] == head
    assert not upload(office, campaign, content).context["plan"].changes


# taking over ---------------------------------------------------------------------


def test_nothing_of_a_preview_is_kept(campaign: Campaign, office: Client) -> None:
    page = upload(office, campaign, roster(person("金丝雀")))
    assert not Rater.objects.exists()
    assert "金丝雀" not in str([s.get_decoded() for s in Session.objects.all()])
    assert "no-store" in page["Cache-Control"]


def test_a_preview_is_of_one_person_and_one_campaign(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, roster(person("张三")))
    other = make_campaign()
    refused = take_over(office, other, page)
    assert "The preview is no longer valid." in text(refused)
    another = Client(headers={"accept-language": "en"})
    another.force_login(User.objects.create_user("another", is_staff=True))
    assert "The preview is no longer valid." in text(take_over(another, campaign, page))
    assert not Rater.objects.exists()


@pytest.mark.parametrize("carried", ["", "nonsense", dumps([[], False, []])])
def test_what_was_not_shown_is_not_taken_over(
    carried: str, campaign: Campaign, office: Client
) -> None:
    answer = office.post(f"/lists/{campaign.pk}/take-over/", {"lists": carried})
    assert answer["Location"] == f"/lists/{campaign.pk}/upload/"
    assert not Entry.objects.exists()


def test_a_preview_grows_old(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = upload(office, campaign, roster(person("张三")))
    monkeypatch.setattr(forms, "VALID", -1)
    assert "The preview is no longer valid." in text(take_over(office, campaign, page))


def test_what_changed_meanwhile_is_shown_again(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, roster(person("张三")))
    brought(office, campaign, roster(person("李四")))
    again = take_over(office, campaign, page)
    assert again.status_code == 409
    assert "the lists of the campaign have changed since you looked" in text(again)
    assert names(campaign) == ["李四"]
    take_over(office, campaign, again)
    assert names(campaign) == ["张三"]


def test_other_changes_of_the_same_number_are_shown_again(
    campaign: Campaign, office: Client
) -> None:
    """Two tabs exchange one person each: both count one more and one less."""
    brought(office, campaign, roster(person("张三")))
    page = upload(office, campaign, roster(person("王五")))
    brought(office, campaign, roster(person("李四")))
    again = take_over(office, campaign, page)
    assert again.status_code == 409
    assert names(campaign) == ["李四"]


@pytest.mark.parametrize(
    "asked", ["q=%00", "q=a&unit=%00", "unit=A&pool=%00", "group=%00"]
)
def test_looking_for_what_no_database_holds(
    asked: str, campaign: Campaign, office: Client
) -> None:
    assert office.get(f"/lists/{campaign.pk}/?{asked}").status_code == 200


def test_who_comes_back_without_the_preview_uploads_again(
    campaign: Campaign, office: Client
) -> None:
    answer = office.get(f"/lists/{campaign.pk}/take-over/")
    assert answer["Location"] == f"/lists/{campaign.pk}/upload/"


def test_taken_over_twice_is_taken_over_once(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, roster(person("张三")))
    take_over(office, campaign, page)
    again = take_over(office, campaign, page)
    assert again.redirect_chain == [(f"/lists/{campaign.pk}/", 302)]
    assert "The lists are as in the workbook already." in text(again)
    assert Entry.objects.of(campaign.pk).count() == 1


def test_too_much_for_a_page(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "CARRIED", 10)
    page = upload(office, campaign, roster(person("张三")))
    assert "These are too many lines for one upload." in text(page)


def test_lists_are_exchanged_until_voting_closes(
    campaign: Campaign, office: Client
) -> None:
    for state in ("draft", "frozen", "open", "suspended"):
        behind(campaign, state=state)
        brought(office, campaign, roster(person(f"张{state}")))
    page = upload(office, campaign, roster(person("李四")))
    behind(campaign, state="closed")
    for answer in (
        take_over(office, campaign, page),
        office.get(f"/lists/{campaign.pk}/upload/"),
        upload(office, campaign, roster(person("李四"))),
    ):
        assert answer.status_code == 409
        assert "Nothing was changed: lists are exchanged until" in text(answer)
    assert names(campaign) == ["张suspended"]
    page = text(office.get(f"/lists/{campaign.pk}/"))
    assert "Voting is closed; the lists stay as they are." in page
    assert "Upload a workbook" not in page


def test_the_log_tells_how_many_and_never_who(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(person("张三"), person("李四")))
    brought(office, campaign, roster(person("王五")))
    told = [line.text for line in Trail.of(campaign.pk).lines]
    assert "Lists taken over from a workbook" in told[0]
    assert "raters added 1 raters removed 2" in told[0]
    assert not re.search("张三|李四|王五", " ".join(told))
    assert not re.search("张三|李四|王五", str(list(Entry.objects.values())))


def test_a_roster_is_no_part_of_what_is_frozen(
    campaign: Campaign, office: Client
) -> None:
    campaign.freeze()
    brought(office, campaign, roster(person("张三")))
    campaign.refresh_from_db()
    assert not campaign.tampered()
    assert "张三" not in str(campaign.document())
