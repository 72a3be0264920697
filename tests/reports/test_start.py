"""The start page, the ways in and out, and the pages that say no."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils.translation import override
from django.views import defaults
from django.views.csrf import csrf_failure

from ballots.models import Box
from ballots.rehearsal import issue_all
from campaigns.models import Campaign
from reports.releasing import first
from tests.ballots.trustees import make_cards_box, print_cards
from tests.make import make_campaign
from tests.reports.sample import S1, make_result
from tests.reports.test_releasing import stuff
from tests.reports.test_views import LANGUAGES, make_member, make_office, page

FINE = dict.fromkeys(S1, S1["D"])
RIGHT = "right"


@pytest.mark.django_db
def test_stranger_gets_two_ways():
    text = page(Client(), reverse("home"))
    assert f'href="{reverse("ballots:entry")}"' in text
    assert f'href="{reverse("login")}"' in text


@pytest.mark.django_db
def test_team_finds_what_is_flagged():
    campaign = make_result()
    client = make_member(campaign, "A", "D")
    text = page(client, reverse("home"))
    assert "Unit A: analyse and propose" in text
    assert "Unit D:" not in text
    assert "Campaigns under way" not in text
    address = reverse("reports:subject", args=[campaign.pk, "G1", "A"])
    assert f'href="{address}"' in text


@pytest.mark.django_db
def test_nothing_flagged_is_said():
    client = make_member(make_result(FINE), "A")
    assert "No unit is flagged" in page(client, reverse("home"))


@pytest.mark.django_db
def test_what_the_result_page_refuses_is_refused_here_too():
    campaign = make_result()
    client = make_member(campaign, "A", "D")
    first(campaign)
    stuff()
    text = page(client, reverse("home"))
    assert "Unit A: analyse and propose" not in text
    assert "Unit A: the number of ballots differs by 1 from version 1" in text


@pytest.mark.django_db
def test_nothing_at_all_is_said_to_a_team():
    client = make_member(make_campaign(), "A")
    assert "Nothing is waiting for you." in page(client, reverse("home"))


@pytest.mark.django_db
def test_a_team_is_told_of_its_trustee_card():
    box = make_cards_box()
    client = make_member(box.campaign, "A")
    cards = reverse("ballots:trustees", args=[box.pk])
    text = page(client, reverse("home"))
    assert f'href="{cards}"' in text
    assert "Nothing is waiting for you." not in text
    print_cards(box)
    box.trustees.passed("li")
    assert cards not in page(client, reverse("home"))
    assert cards not in page(make_office(), reverse("home"))


@pytest.mark.django_db
def test_office_finds_its_campaigns_with_the_next_act():
    client = make_office()
    assert "No campaign is under way." in page(client, reverse("home"))
    draft, frozen = make_campaign(), make_campaign()
    drill = make_campaign(drill=True)
    frozen.freeze()
    text = page(client, reverse("home"))
    assert "Complete the configuration, then freeze" in text
    assert "Print the slips, then open voting" in text
    assert text.count("Voting opens ") == 2
    for campaign, there in ((draft, True), (frozen, True), (drill, False)):
        desk = reverse("ballots:desk", args=[campaign.pk])
        assert (f'href="{desk}"' in text) is there
    assert "Nothing is waiting" not in text
    assert "have voted" not in text


@pytest.mark.django_db
def test_office_sees_the_turnout_while_voting_runs():
    campaign = make_campaign()
    box = Box.objects.freeze(campaign)
    issue_all(box)
    box.open_voting()
    text = page(make_office(), reverse("home"))
    assert "0 of 80 have voted" in text
    assert re.search(r"Voting closes \d+ \w+, \d+:\d\d \(Beijing time\)\.", text)
    assert text.count('width="160"') == 1


@pytest.mark.django_db
def test_start_page_looks_through_the_latest_results_only(django_assert_num_queries):
    client = make_office()
    for _number in range(5):
        make_result(FINE)
    text = page(client, reverse("home"))
    assert text.count("No unit is flagged") == 3
    assert Campaign.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_login_and_out_again(language):
    get_user_model().objects.create_user("li", password=RIGHT)
    client, address = Client(), reverse("login")
    assert "<form" in page(client, address, language)
    wrong = client.post(address, {"username": "li", "password": "wrong"})
    assert wrong.status_code == 200
    assert b"alert" in wrong.content
    right = client.post(address, {"username": "li", "password": RIGHT})
    assert right["Location"] == reverse("home")
    again = page(client, address + "?next=/admin/", language)
    assert ("may not see this page" in again) == (language == "en")
    out = client.post(reverse("logout"))
    assert out.status_code == 200
    assert reverse("login") in out.content.decode()


@pytest.mark.django_db
def test_login_leads_where_one_wanted_to_go():
    get_user_model().objects.create_user("li", password=RIGHT)
    wanted = reverse("reports:results")
    form = {"username": "li", "password": RIGHT, "next": wanted}
    assert Client().post(reverse("login"), form)["Location"] == wanted


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "出了问题"), ("en", "Something went wrong on our side")],
)
def test_error_pages_need_neither_user_nor_database(language, words):
    with override(language):
        assert words in render_to_string("500.html")
        for name in ("400", "403", "403_csrf", "404", "500"):
            text = render_to_string(f"{name}.html")
            assert "<h1>" in text
            assert "csrfmiddlewaretoken" not in text


@override_settings(DEBUG=False)
def test_error_pages_are_the_ones_that_django_takes():
    request = RequestFactory().get("/")
    answers = [
        defaults.bad_request(request, Exception()),
        defaults.permission_denied(request, Exception()),
        defaults.page_not_found(request, Exception()),
        defaults.server_error(request),
        csrf_failure(request),
    ]
    assert [answer.status_code for answer in answers] == [400, 403, 404, 500, 403]
    assert all("masthead" in answer.content.decode() for answer in answers)


@pytest.mark.django_db
def test_unknown_address_sets_no_cookie():
    response = Client().get("/b/nothing")
    assert response.status_code == 404
    assert not response.cookies
