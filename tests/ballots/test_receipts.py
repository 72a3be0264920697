"""Receipts: found or not, listed sorted; and the page on secrecy."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballots.models import Receipt
from campaigns.models import Campaign
from tests.ballots.make import Hall, document, make_open_box
from tests.ballots.posting import post, text, use


@pytest.fixture
def counted(db: None) -> Campaign:
    campaign = make_open_box().campaign
    numbers = ("0AAA00000001", "0BBB00000002", "0CCC00000003")
    Receipt.objects.bulk_create(Receipt(campaign=campaign, number=n) for n in numbers)
    return campaign


@pytest.mark.parametrize("typed", ["0BBB00000002", " obbb-oooo ooo2 ", "OBBB0000 0002"])
def test_a_receipt_is_found_however_it_is_typed(
    counted: Campaign, rater: Client, typed: str
) -> None:
    response = rater.post("/r/", {"n": typed})
    assert response.status_code == 200
    assert "查到了，这张票在票箱里，已经计数。 集中联评" in text(response)


def test_a_receipt_that_is_not_there(counted: Campaign, rater: Client) -> None:
    response = rater.post("/r/", {"n": "0BBB00000009", "lang": "en"})
    assert response.status_code == 404
    assert "This number is not among the receipts" in text(response)
    assert 'value="0BBB00000009"' in response.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("n=" + "x" * 2_000_000, "application/x-www-form-urlencoded"),
        (
            "&".join(f"n{n}=" for n in range(21_000)),
            "application/x-www-form-urlencoded",
        ),
        ("n", "multipart/form-data"),
    ],
)
def test_what_no_page_of_ours_asks_with_is_no_fault_of_the_server(
    counted: Campaign, rater: Client, body: str, kind: str
) -> None:
    response = rater.post("/r/", body, content_type=kind)
    assert response.status_code == 400
    assert 'name="n"' in response.content.decode()


def test_a_receipt_in_the_address_is_not_looked_at(
    counted: Campaign, rater: Client
) -> None:
    assert "已经计数" not in text(rater.get("/r/", {"n": "0BBB00000002"}))


def test_the_receipts_of_a_campaign_are_listed_sorted(
    counted: Campaign, rater: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(rater.get("/r/", {"campaign": counted.pk}))
    assert "共有 3 个回执号" in page
    assert "0AAA 0000 0001 0BBB 0000 0002 0CCC 0000 0003" in page
    monkeypatch.setattr("ballots.views.receipts.RECEIPTS_A_PAGE", 2)
    first = rater.get("/r/", {"campaign": counted.pk})
    second = rater.get("/r/", {"campaign": counted.pk, "page": "2"})
    assert "0CCC" not in text(first)
    assert "下一页" in text(first)
    assert "0CCC 0000 0003" in text(second)
    assert "上一页" in text(second)


@pytest.mark.parametrize("campaign", ["0", "-1", "x", "9" * 40, "²"])
def test_a_box_that_is_not_open_lists_nothing(
    counted: Campaign, rater: Client, campaign: str
) -> None:
    response = rater.get("/r/", {"campaign": campaign})
    assert response.status_code == 404
    assert "没有可以列出的回执号" in text(response)


def test_a_campaign_that_is_open_lists_no_receipt(hall: Hall, rater: Client) -> None:
    use(hall, hall.slip())
    assert rater.get("/r/", {"campaign": hall.campaign.pk}).status_code == 404


def test_the_page_on_secrecy_says_what_is_left_to_trust(rater: Client) -> None:
    assert "这一点只能靠信任和监督" in text(rater.get("/b/secret"))
    assert "that is the trust that remains" in text(rater.get("/b/secret?lang=en"))


def test_times_are_those_of_the_campaigns_zone(db: None, rater: Client) -> None:
    hall = make_open_box(document(time_zone="Asia/Urumqi"))
    later = timezone.now() + timedelta(days=30)
    hall.change(closes_at=later.replace(month=12, day=31, hour=3, minute=30))
    page = text(post(rater, "/b/", {"code": hall.slip().code}))
    assert "请在 12 月 31 日 9:30（Asia/Urumqi）前提交" in page
