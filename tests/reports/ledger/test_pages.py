"""The pages of the ledger: who finds what, what is asked, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Comment
from campaigns.audience import Audience
from campaigns.models import Campaign, GroupUnit, Role, Unit
from reports.ledger.forms import OpeningAgain
from reports.ledger.making import A_PAGE as COMMENTS_A_PAGE
from reports.listing import A_PAGE
from reports.models import Basis, Case, Measure, Point, PointStep
from reports.models.point import PointQuerySet
from tests.make import behind
from tests.reports.cases import FAR, People, make_case, move, offered, post, soon
from tests.reports.cases import bring as bring_case
from tests.reports.ledger.make import (
    ASKED,
    REDACTED,
    THANKS,
    bring,
    comment,
    enter,
    make_ledger,
    unit_of,
)
from tests.reports.sample import LONG

pytestmark = pytest.mark.django_db
LATE = {"due": timezone.localdate() - timedelta(days=1)}


def page_of(people: People, name: str = "unit", unit: str = "A") -> str:
    args = [people.campaign.pk] if name == "campaign" else [people.campaign.pk, unit]
    return reverse(f"ledger:{name}", args=args)


# making them -------------------------------------------------------------------


def test_comments_are_made_into_points_until_none_is_left(people):
    client, address = people.client("team"), page_of(people, "comments")
    page = client.get(address)
    assert "0 of 3 released comments are in a point." in page.text
    assert REDACTED in page.text
    assert "张三" not in page.text
    some = [comment(people), comment(people, REDACTED)]
    data = {"comments": [row.pk for row in some], "text": ASKED}
    assert client.post(address, data)["Location"] == address
    made = Point.objects.get()
    assert (made.text, made.source, set(made.comments())) == (
        ASKED, "comments", set(some),
    )  # fmt: skip
    page = client.get(address)
    assert "2 of 3 released comments are in a point." in page.text
    assert page.context["page"][0] == comment(people, THANKS)  # that in none first
    assert page.text.count("A-01</a>") == 2
    more = {"comments": [comment(people, THANKS).pk], "into": made.pk}
    assert client.post(address, more).status_code == 302
    assert made.bases.count() == 3
    assert "In point A-01." in client.get(address).text
    made.strike(people["team"], "重复")
    assert "0 of 3 released comments are in a point." in client.get(address).text


def test_the_team_finds_the_points_where_it_read_the_comments(people, point):
    address = reverse("reports:comments_on", args=[people.campaign.pk, "A"])
    assert f'href="{point.get_absolute_url()}">A-01</a>' in (
        people.client("team").get(address).text
    )


REFUSED = (
    ({}, "Choose at least one comment."),
    ({"comments": "THANKS"}, "Say what it is about."),
    ({"comments": "nonsense", "text": ASKED}, "nonsense"),
    ({"comments": "WITHHELD", "text": ASKED}, "Select a valid choice"),
    ({"comments": "FOREIGN", "text": ASKED}, "Select a valid choice"),
    ({"comments": "THANKS", "text": "a\0b"}, "Null characters are not allowed."),
    ({"comments": "THANKS", "text": "长" * 2001}, "at most 2000 characters"),
    ({"comments": "THANKS", "text": f"有人说：{LONG}！"}, "word for word"),
    ({"comments": "THANKS", "text": ASKED, "into": "99"}, "Select a valid choice"),
    ({"comments": "THANKS", "text": ASKED, "into": "POINT"}, "has its words already"),
)


def test_what_is_refused_is_shown_once_more(people):
    client, keys = (
        people.client("team"),
        {
            "THANKS": comment(people, THANKS).pk,
            "WITHHELD": Comment.objects.get(review="withheld").pk,
            "FOREIGN": comment(people, THANKS, "B").pk,
            "POINT": enter(people).pk,
        },
    )
    for data, says in REFUSED:
        given = {name: keys.get(value, value) for name, value in data.items()}
        answer = client.post(page_of(people, "comments"), given)
        assert (answer.status_code, says in answer.text) == (422, True), says
        if data.get("comments") == "THANKS":
            chosen = f'value="{given["comments"]}" id="c-{given["comments"]}" checked'
            assert chosen in answer.text
    assert not Basis.objects.exists()


def test_where_the_unit_gets_them_verbatim_they_may_be_quoted():
    people = make_ledger("verbatim")
    held = "三楼的小刘什么都不管，谁也不敢说"
    Comment.objects.filter(review="withheld").update(
        text=held, subject=comment(people).subject
    )
    hand = {"text": f"据反映：{held}", "source": "letter"}
    hand |= {"raised_on": soon(-1).isoformat()}
    refused = people.client("team").post(page_of(people, "new"), hand)
    assert refused.status_code == 422
    assert "this unit is not to read" in refused.text
    data = {"comments": comment(people).pk, "text": LONG}
    made = people.client("boss").post(page_of(people, "comments"), data)
    assert made.status_code == 302
    point = bring(Point.objects.get(), people, "assigned")
    assert "It rests on 1 comment" in (
        people.client("liaison").get(point.get_absolute_url()).text
    )


def test_no_words_of_the_team_quote_however_lines_are_broken(people, point):
    held = "三楼的小刘什么都不管，\n谁也不敢说"
    row = Comment.objects.filter(review="withheld")
    row.update(text=held, subject=comment(people).subject)
    quote = {"text": "据反映：" + held.replace("\n", "\r\n　") + "。"}
    day, asked = soon(9).isoformat(), []
    hand = {"text": ASKED, "detail": held.replace("\n", ""), "source": "letter"}
    hand |= {"raised_on": soon(-1).isoformat()}
    asked.append(people.client("team").post(page_of(people, "new"), hand))
    mine = {"owner": "李喆", "due": day}
    for state, acts_ in (
        ("entered", {"word": quote, "assign": quote | mine}),
        ("assigned", {"strike": quote, "reassign": mine | {"owner": held}}),
        ("answered", {"close": quote, "back": quote | {"due": day}}),
        ("closed", {"reopen": quote | {"due": day}}),
    ):
        bring(point, people, state)
        asked += [post(people, "boss", point, *each[:1], **each[1])
                  for each in acts_.items()]  # fmt: skip
    for answer in asked:
        assert answer.status_code == 422
        assert "this unit is not to read" in answer.text
    told = {"points": [point.pk], "due": day} | quote
    form = OpeningAgain(Point.objects.all(), "", [held], told)
    assert "text" in form.errors
    # what the unit says itself is not compared: an answer would tell it what is held
    point.reopen(people["team"], "仍不满意", None, False)
    said = {"response": "refused"} | quote
    assert post(people, "liaison", point, "answer", **said).status_code == 302


def test_a_point_entered_by_hand_after_the_result_has_gone(people):
    make = PointQuerySet.make

    def gone_first(self: PointQuerySet, *args: Any, **columns: Any) -> Point:
        behind(people.campaign, state="void")
        return make(self, *args, **columns)

    hand = {"text": ASKED, "source": "letter", "raised_on": soon(-1).isoformat()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PointQuerySet, "make", gone_first)
        late = people.client("team").post(page_of(people, "new"), hand)
    assert late.status_code == 409
    assert "Nothing was stored" in late.text
    assert ASKED in late.text


def test_of_a_point_that_went_on_nothing_is_stored(people, point):
    client, address = people.client("team"), page_of(people, "comments")
    bring(point, people, "assigned")
    rest_on = Point.rest_on

    def answered_first(self: Point, *args: Any) -> None:
        bring(Point.objects.get(), people, "answered")
        rest_on(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Point, "rest_on", answered_first)
        data = {"comments": comment(people, THANKS).pk, "into": point.pk}
        late = client.post(address, data)
    assert late.status_code == 409
    assert "a point is not where it was" in late.text
    assert Basis.objects.count() == 1


def test_many_comments_have_pages_and_none_an_empty_state(people):
    row = comment(people)
    Comment.objects.bulk_create(
        Comment(campaign=row.campaign, subject=row.subject, text=str(n),
                published=str(n), review="passed")
        for n in range(COMMENTS_A_PAGE)
    )  # fmt: skip
    client, address = people.client("team"), page_of(people, "comments")
    assert "?page=2" in client.get(address).text
    assert "?page=1" in client.get(f"{address}?page=2").text
    Comment.objects.all().delete()
    assert "No comment on this unit has been released." in client.get(address).text
    assert "No comment on this unit" in client.get(page_of(people)).text


def test_a_point_is_entered_by_hand(people):
    client, address = people.client("boss"), page_of(people, "new")
    assert client.get(address).status_code == 200
    data = {"text": ASKED, "source": "meeting", "detail": "职工大会",
            "raised_on": soon(-3).isoformat()}  # fmt: skip
    made = client.post(address, data)
    point = Point.objects.get()
    assert made["Location"] == point.get_absolute_url()
    assert (point.source, point.detail, point.raised_on) == (
        "meeting", "职工大会", soon(-3),
    )  # fmt: skip
    for wrong, says in (
        ({"raised_on": soon(1).isoformat()}, "This day is still to come."),
        ({"raised_on": "1066-10-14"}, "This is too long ago."),
        ({"raised_on": ""}, "Say when it was raised."),
        ({"source": "comments"}, "Select a valid choice"),
        ({"source": "other", "detail": ""}, "Say where it comes from."),
    ):
        answer = client.post(address, data | wrong)
        assert answer.status_code == 422
        assert says in answer.text
        assert ASKED in answer.text


# one point ---------------------------------------------------------------------


def test_everybody_finds_his_forms(people, point):
    for state, keeper, unit in (
        ("entered", ["assign", "word", "strike"], None),
        ("assigned", ["reassign", "strike"], ["answer", "draw"]),
        ("answered", ["close", "back"], ["draw"]),
        ("closed", ["reopen"], []),
    ):
        bring(point, people, state)
        assert (
            offered(people, "team", point) == offered(people, "boss", point) == keeper
        )
        assert offered(people, "auditor", point) == []
        for who in ("head", "liaison", "other"):
            there = unit is not None and who != "other"
            page = people.client(who).get(point.get_absolute_url())
            assert page.status_code == (200 if there else 404)
            if there:
                assert offered(people, who, point) == unit


def test_a_walk_over_its_page(people, point):
    point.word(people["team"], "内部说法一")
    given = {"owner": "李喆", "due": soon(9).isoformat()}
    text = people.client("team").get(point.get_absolute_url()).text
    assert "It rests on 1 comment" in text
    assert LONG in text
    post(people, "team", point, "word", text=ASKED)
    assert post(people, "team", point, "assign", **given).status_code == 302
    unit = people.client("liaison").get(point.get_absolute_url()).text
    assert not any(words in unit for words in ("内部说法一", LONG, "It rests on"))
    answer = {"response": "partly", "text": "双岗值守，周三延时"}
    assert post(people, "liaison", point, "answer", **answer).status_code == 302
    draw = {"text": "双岗值守", "owner": "李喆", "due": soon(20).isoformat()}
    post(people, "head", point, "draw", **draw)
    measure = Measure.objects.get()
    assert "A-01" in people.client("team").get(measure.get_absolute_url()).text
    text = people.client("team").get(point.get_absolute_url()).text
    assert "Answer of the unit: accepted in part" in text
    post(people, "team", point, "close", text="")
    again = {"discontent": "on", "due": soon(5).isoformat(), "text": "回访不满意"}
    assert post(people, "team", point, "reopen", **again).status_code == 302
    point.refresh_from_db()
    assert (point.state, point.reopened) == ("assigned", 1)
    assert "raters were not content" in people.client("head").get("/ledger/").text


def test_a_point_waits_until_its_result_is_released_to_the_unit(people, point):
    behind(people.campaign, audience=Audience.TEAM)
    given = {"owner": "李喆", "due": soon(9).isoformat()}
    boss, address = people.client("boss"), point.get_absolute_url()
    for text in ("内部说法一", ASKED):
        post(people, "team", point, "word", text=text)
    assigned = boss.post(address, {"act": "assign", "seen": 3} | given, follow=True)
    assert "The unit does not read it yet" in assigned.text
    assert "the unit reads it from now on" not in assigned.text
    assert "The unit does not read it yet" in boss.get(page_of(people)).text
    told: dict[Audience, list[str]] = {}
    for to in Audience.TEAM, Audience.HEAD, Audience.UNIT:
        behind(people.campaign, audience=to)
        told[to] = [
            who
            for who in ("head", "liaison")
            if people.client(who).get(address).status_code == 200
        ]
        for who in ("head", "liaison"):
            there, client = who in told[to], people.client(who)
            ledger, start = client.get("/ledger/"), client.get("/")
            assert (point.label in ledger.text) is there
            assert (page_of(people) in ledger.text) is there
            assert ("1 point to answer" in start.text) is there
            assert "内部说法一" not in client.get(address).text
            done = client.post(address, {"act": "answer"})
            assert done.status_code == (422 if there else 404)
        heads_only = to < Audience.UNIT
        assert ("have drawn no measure" in boss.get("/").text) is not heads_only
    assert told == {
        Audience.TEAM: [], Audience.HEAD: ["head"], Audience.UNIT: ["head", "liaison"],
    }  # fmt: skip
    assert "The unit does not read it yet" not in boss.get(address).text
    for who in ("boss", "team", "auditor"):
        assert "内部说法一" in people.client(who).get(address).text


def test_one_measure_serves_another_point_as_well(people, point):
    bring(point, people, "assigned")
    measure = point.draw(people["head"], "双岗值守", "李喆", None)
    other = bring(enter(people), people, "assigned")
    assert offered(people, "liaison", other) == ["answer", "draw", "serve"]
    post(people, "liaison", other, "serve", measure=measure.pk)
    assert list(other.measures.all()) == [measure]
    assert offered(people, "liaison", other) == ["answer", "draw"]


def test_what_was_taken_back_is_not_shown_beside_the_other(people, point):
    bring(point, people, "assigned")
    gone = point.draw(people["head"], "装空调", "李喆", None)
    stays = point.draw(people["head"], "双岗值守", "李喆", None)
    gone.withdraw(people["head"], "写错了")
    client, address = people.client("team"), point.get_absolute_url()
    assert [*client.get(address).context["measures"]] == [stays]
    for where in (page_of(people), "/ledger/"):
        assert gone.get_absolute_url() not in client.get(where).text
        assert stays.get_absolute_url() in client.get(where).text
    assert address in client.get(stays.get_absolute_url()).text
    point.strike(people["team"], "重复")
    assert address not in client.get(stays.get_absolute_url()).text


def test_refused_with_a_sentence_and_what_was_typed(people, point):
    for act, data, says in (
        ("assign", {"text": "请办"}, "Say who is responsible."),
        ("assign", {"owner": "李", "due": "2020-01-01"}, "This day has passed."),
        ("word", {"text": f"{LONG}！"}, "word for word"),
        ("strike", {"text": ""}, "Write a few words."),
        ("strike", {"text": "长" * 4001}, "at most 4000 characters"),
        ("strike", {"text": "a\0b"}, "Null characters are not allowed."),
    ):
        answer = post(people, "team", point, act, **data)
        assert (answer.status_code, says in answer.text) == (422, True), act
    assert "请办" in post(people, "team", point, "assign", text="请办").text
    assert post(people, "team", point, "dance").status_code == 404
    assert post(people, "team", point, "answer").status_code == 403
    bring(point, people, "assigned")
    assert "Say whether it is accepted." in (
        post(people, "liaison", point, "answer", text="x").text
    )
    assert post(people, "liaison", point, "close").status_code == 403


@pytest.mark.parametrize("zone", FAR)
def test_days_are_those_where_the_campaign_is(people, point, zone):
    today = move(people.campaign, zone)
    day = timedelta(days=1)
    hand = {"text": ASKED, "source": "letter"}
    for raised, status in ((today + day, 422), (today, 302)):
        given = hand | {"raised_on": raised.isoformat()}
        answer = people.client("team").post(page_of(people, "new"), given)
        assert answer.status_code == status
    for due, status in ((today - day, 422), (today, 302)):
        given = {"owner": "李喆", "due": due.isoformat()}
        assert post(people, "team", point, "assign", **given).status_code == status
        drawn = people.client("liaison").post(page_of(people), given | {"text": "双岗"})
        assert drawn.status_code == status
        case = Case.objects.first() or bring_case(make_case(people), people, "plan")
        act = reverse("cases:act", args=[case.pk, "plan"])
        planned = given | {"text": "双岗", "seen": case.steps.count()}
        assert people.client("liaison").post(act, planned).status_code == status


def test_the_second_of_two_gets_a_sentence(people, point):
    bring(point, people, "assigned")
    given = {"response": "accepted", "text": "已安排双岗"}
    seen = point.steps.count()
    assert post(people, "head", point, "answer", **given).status_code == 302
    late = post(people, "liaison", point, "answer", seen=seen, **given)
    assert late.status_code == 409
    assert "somebody else was faster" in late.text
    assert "已安排双岗" in late.text
    for nonsense in ("", "x", "9" * 20):
        answer = post(people, "team", point, "close", seen=nonsense)
        assert answer.status_code == 409


# measures of every unit --------------------------------------------------------


def test_every_unit_draws_its_measures(people, point):
    bring(point, people, "assigned")
    client, address = people.client("liaison"), page_of(people)
    assert "No measure is drawn yet." in client.get(address).text
    data = {"text": "双岗值守", "owner": "李喆", "due": "", "points": [point.pk]}
    assert client.post(address, data)["Location"] == address
    measure = Measure.objects.get()
    assert (measure.case, list(measure.points.all())) == (None, [point])
    assert "双岗值守" in client.get(address).text
    data |= {"text": "少开会", "owner": "周敏"}
    for wrong, kept in (
        ({"owner": ""}, ["少开会"]),
        ({"points": "99"}, ["少开会", "周敏"]),
        ({"text": "长" * 501}, ["周敏"]),
    ):
        answer = client.post(address, data | wrong)
        assert answer.status_code == 422
        assert all(words in answer.text for words in kept)
    for who, status in (("team", 403), ("auditor", 403), ("other", 404)):
        assert people.client(who).post(address, data).status_code == status


def test_a_measure_is_drawn_with_all_its_points_or_not(people, point):
    bring(point, people, "assigned")
    serve = Point.serve

    def closed_first(self: Point, *args: Any) -> None:
        Point.objects.update(state="closed")
        serve(self, *args)

    data = {"text": "双岗值守", "owner": "李喆", "points": [point.pk]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Point, "serve", closed_first)
        late = people.client("liaison").post(page_of(people), data)
    assert late.status_code == 409
    assert "双岗值守" in late.text
    assert not Measure.objects.exists()


def test_who_has_drawn_none(people):
    bring_case(make_case(people), people, "work")  # a measure of a case counts as well
    page = people.client("boss").get(page_of(people, "campaign"))
    assert "3 units of 4 have drawn no measure." in page.text
    assert [line.measures for line in page.context["of"].lines] == [1, 0, 0, 0]
    only = people.client("team").get(f"{page_of(people, 'campaign')}?only=none")
    assert [line.unit.code for line in only.context["of"].lines] == ["B"]
    for unit in Unit.objects.exclude(code="A"):
        Measure.objects.create(
            campaign=people.campaign, unit=unit, text="整改", owner="x"
        )
    text = people.client("boss").get(f"{page_of(people, 'campaign')}?only=none").text
    assert "Every unit has drawn a measure." in text
    assert people.client("head").get(page_of(people, "campaign")).status_code == 404
    Campaign.objects.update(state="counted")
    assert people.client("boss").get(page_of(people, "campaign")).status_code == 404


# the list ----------------------------------------------------------------------


def listed(people: People, who: str, query: str = "") -> list[str]:
    page = people.client(who).get(f"/ledger/{query}")
    return [row.label for row in page.context["listing"].page]


@pytest.fixture
def four(people: People, point: Point) -> int:
    """One closed, one answered, one late and reopened; one of B. The campaign."""
    bring(point, people, "closed")
    bring(enter(people, text="食堂太远", source="hotline"), people, "answered")
    bring(enter(people, text="车位", reopened=1), people, "assigned")
    enter(people, unit=unit_of("B"), text="开会多")
    Point.objects.filter(number=3).update(**LATE)
    return people.campaign.pk


def test_filters_stand_in_the_address(people, four):
    assert listed(people, "boss", "?order=unit") == ["A-02", "A-03", "B-01"]
    assert listed(people, "boss", "?order=new&state=all")[0] == "B-01"
    assert listed(people, "boss") == ["A-03", "A-02", "B-01"]  # by deadline
    assert listed(people, "boss", "?state=closed") == ["A-01"]
    assert listed(people, "boss", "?source=hotline") == ["A-02"]
    assert listed(people, "boss", "?only=late") == ["A-03"]
    assert listed(people, "boss", "?only=reopened") == ["A-03"]
    assert listed(people, "boss", "?unit=B") == ["B-01"]
    assert listed(people, "boss", "?q=食堂") == ["A-02"]
    assert len(listed(people, "boss", f"?campaign={four}&state=all")) == 4
    nonsense = "?state=x&source=x&only=x&order=x&unit=x&campaign=x&q=%00&page=x"
    assert len(listed(people, "boss", nonsense)) == 3


def test_whose_turn_it_is_and_how_far_they_are(people, four):
    assert listed(people, "liaison", "?only=mine") == ["A-03"]
    assert listed(people, "boss", "?only=mine") == ["A-02", "B-01"]
    assert listed(people, "team", "?only=mine&order=unit") == ["A-02", "B-01"]
    assert listed(people, "other") == []
    Point.objects.filter(number=2).update(**LATE)
    counts = people.client("boss").get("/ledger/?unit=A").context["listing"].counts
    assert (counts.told, counts.answered, counts.on_time, counts.late) == (3, 2, 1, 1)
    assert (counts.closed, counts.reopened, counts.all) == (1, 1, 3)
    one = people.client("boss").get(f"/ledger/?campaign={four}&unit=A")
    assert page_of(people) in one.text


def test_nothing_at_all_and_nothing_like_that(people):
    for who in ("boss", "liaison", "nobody"):
        assert "There is no point yet." in people.client(who).get("/ledger/").text
    assert page_of(people, "campaign") in people.client("team").get("/ledger/").text
    assert page_of(people) in people.client("liaison").get("/ledger/").text
    enter(people)
    text = people.client("boss").get("/ledger/?state=closed").text
    assert "No point is like that." in text


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "x", "\0"])
def test_a_point_that_cannot_be_is_not_on_offer(people, number):
    given = {"text": "双岗", "owner": "李喆", "points": number}
    answer = people.client("liaison").post(page_of(people), given)
    assert answer.status_code == 422
    assert not Measure.objects.exists()


def test_ones_own_unit_is_listed_beside_many_campaigns(people, monkeypatch):
    monkeypatch.setattr("reports.ledger.listing.RECENT", 1)
    Role.objects.create(user=people["team"], kind="head", unit=unit_of())
    text = people.client("team").get("/ledger/").text
    assert page_of(people, "campaign") in text
    assert page_of(people) in text


def test_two_hundred_points_take_as_many_queries_as_two(
    people, point, django_assert_max_num_queries
):
    measure = Measure.objects.create(
        campaign=people.campaign, unit=unit_of(), text="整改", owner="x"
    )
    Point.objects.bulk_create(
        Point(campaign=people.campaign, unit=unit_of(), number=n, text=ASKED,
              source="other", raised_on=soon(-1), due=soon(n), state="assigned")
        for n in range(2, 201)
    )  # fmt: skip
    for row in Point.objects.all():
        row.measures.add(measure)
    client = people.client("boss")
    with django_assert_max_num_queries(16):
        text = client.get("/ledger/?state=all").text
    assert "page=2" in text
    assert len(listed(people, "boss", "?state=all")) == A_PAGE
    assert "page=1" in client.get("/ledger/?page=2").text
    with django_assert_max_num_queries(22):
        assert client.get(page_of(people)).text.count("整改") > 200
    with django_assert_max_num_queries(16):
        client.get(page_of(people, "campaign"))


# beside results, and the start page --------------------------------------------


def test_the_result_leads_to_the_ledger(people, point):
    address = reverse("reports:subject", args=[people.campaign.pk, "G1", "A"])
    text = people.client("team").get(address).text
    assert "1 of 3 released comments are in a point." in text
    assert page_of(people, "comments") in text
    text = people.client("head").get(address).text
    assert page_of(people) in text
    assert page_of(people, "comments") not in text
    Campaign.objects.update(state="counted")
    assert "Points and measures" not in people.client("team").get(address).text


def test_the_start_page_says_what_waits(people, point):
    def says(who: str) -> str:
        text = people.client(who).get("/").text
        return text if 'id="ledger"' in text else ""

    assert "1 point is entered and not assigned" in says("team")
    assert "4 units of 4 have drawn no measure" in says("boss")
    assert "draw your measures" in says("head")
    assert "draw your measures" in says("liaison")
    Campaign.objects.update(audience=Audience.HEAD)
    assert says("liaison") == ""  # nor is the result told to the unit
    Campaign.objects.update(audience=Audience.UNIT)
    assert says("auditor") == says("nobody") == ""
    bring(point, people, "assigned")
    Point.objects.update(**LATE)
    assert "1 point to answer" in says("liaison")
    assert "1 is late" in says("liaison")
    bring(Point.objects.get(), people, "answered")
    assert "1 answer to look at" in says("team")
    Measure.objects.create(
        campaign=people.campaign, unit=unit_of(), text="整改", owner="x"
    )
    assert "draw your measures" not in says("liaison")
    people["boss"].is_superuser = True
    people["boss"].save()
    assert says("boss") == ""
    assert page_of(people, "campaign") not in people.client("boss").get("/ledger/").text


def test_others_get_no_page_of_it(people, point):
    bring(point, people, "assigned")
    for name in ("unit", "comments", "new"):
        address = page_of(people, name)
        for who in ("other", "nobody"):
            assert people.client(who).get(address).status_code == 404
        if name != "unit":
            for who in ("liaison", "head", "auditor"):
                assert people.client(who).get(address).status_code == 404
                assert people.client(who).post(address).status_code == 404
    assert people.client("auditor").get(page_of(people)).status_code == 200
    GroupUnit.objects.update(team=None)
    assert people.client("team").get(page_of(people)).status_code == 404
    assert PointStep.objects.count() == 2
