"""Papers handed out: which are for whom, one by one and as one ZIP."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Export
from campaigns.models import Campaign, Role, Unit
from jobs.models import Job, Outcome
from reports import bundle
from reports.editions import Edition, Share, Trend
from reports.papers.catalogue import Item
from tests.jobs.work import now, silence, work
from tests.reports.papers.make import make_material, make_varied
from tests.reports.sample import (
    make_document_in_two_groups,
    make_document_of,
    make_read,
    make_result,
    make_team,
)

pytestmark = pytest.mark.django_db


def make_client(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def make_user(name: str = "office", **fields: Any) -> Any:
    fields = fields or {"is_staff": True}
    return get_user_model().objects.create_user(name, **fields)


def make_head(unit: str = "A") -> Client:
    user = make_user("head", first_name="Wu")
    Role.objects.create(user=user, kind="head", unit=Unit.objects.get(code=unit))
    return make_client(user)


def page_of(campaign: Campaign, view: str = "papers", *args: str) -> str:
    return reverse(f"reports:{view}", args=[campaign.pk, *args])


def offered(client: Client, campaign: Campaign) -> set[str]:
    """The names of the papers that the page offers."""
    html = client.get(page_of(campaign)).content.decode()
    return set(re.findall(r'/papers/([\w-]+)\.(?:pdf|docx|xlsx)"', html))


@pytest.fixture
def blank(monkeypatch):
    """Typesetting takes a second each; here it matters which and for whom."""

    def parts(item, made_of, how):
        yield f"{item.name}.{how} {made_of.report.language}".encode()

    monkeypatch.setattr(Item, "parts", parts)


# one by one ------------------------------------------------------------------------


def test_office_gets_every_paper_and_a_head_those_for_his_unit():
    campaign = make_result()
    units = {f"{name}-{key}" for name in ("feedback", "draft") for key in "ABCD"}
    assert offered(make_client(make_user()), campaign) == units | {
        "summary", "minutes", "group-G1",
    }  # fmt: skip
    head = make_head()
    assert offered(head, campaign) == {"feedback-A", "draft-A"}
    for name in ("feedback-B", "minutes", "summary", "group-G1"):
        assert head.get(page_of(campaign, "paper", name, "pdf")).status_code == 404


def test_team_gets_what_is_of_its_units_and_no_summary_of_the_whole():
    campaign = make_result(document=make_document_in_two_groups())
    team = make_client(make_team(campaign, "A", "B"))
    assert offered(team, campaign) == {
        "minutes", "group-G1", "feedback-A", "feedback-B", "draft-A", "draft-B",
    }  # fmt: skip
    assert team.get(page_of(campaign, "paper", "feedback-C", "pdf")).status_code == 404
    assert team.get(page_of(campaign, "paper", "group-G2", "pdf")).status_code == 404


def test_minutes_of_a_group_are_not_for_the_team_of_one_of_its_units():
    campaign = make_result(document=make_document_in_two_groups())
    user = make_team(campaign, "A")
    team = make_client(user)
    assert offered(team, campaign) == {"group-G1", "feedback-A", "draft-A"}
    assert team.get(page_of(campaign, "paper", "minutes", "pdf")).status_code == 404
    # whose the group is, signs what was counted of it
    campaign.groups.filter(key="G1").update(team=user.teams.get())
    assert "minutes" in offered(team, campaign)


def test_team_of_every_unit_gets_the_summary_too():
    campaign = make_result()
    team = make_client(make_team(campaign, *"ABCD"))
    assert "summary" in offered(team, campaign)


def test_a_paper_is_taken_away_with_its_signature():
    campaign = make_varied(document=make_document_of(1))
    client = make_client(make_user())
    answer = client.get(page_of(campaign, "paper", "feedback-A", "docx"))
    assert answer.status_code == 200
    assert "wordprocessingml" in answer["Content-Type"]
    assert "Feedback to the unit" in unquote(answer["Content-Disposition"])
    assert "no-store" in answer["Cache-Control"]
    export = Export.objects.get()
    assert (export.by, export.kind) == ("office", "docx")
    assert export.holds
    again = client.get(page_of(campaign, "paper", "feedback-A", "docx"))
    assert again.content == answer.content


@pytest.mark.parametrize(
    ("name", "how"),
    [("feedback-A", "xlsx"), ("feedback-Z", "pdf"), ("x", "pdf"), ("summary", "csv")],
)
def test_what_is_no_paper_is_not_there(name, how):
    client = make_client(make_user())
    address = page_of(make_result(), "paper", name, how)
    assert client.get(address).status_code == 404


def test_the_password_is_asked_for_again(settings, blank):
    campaign = make_result()
    client = make_head()
    settings.SECOND_FACTOR = True
    for address in (
        page_of(campaign, "paper", "feedback-A", "pdf"),
        page_of(campaign, "papers_zip"),
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("again"))
        assert answer["Location"].endswith(f"{page_of(campaign)}")
    assert not Export.objects.exists()


def test_pages_lead_to_the_papers():
    campaign = make_result()
    client = make_client(make_user())
    for address in (
        reverse("reports:group", args=[campaign.pk, "G1"]),
        reverse("reports:subject", args=[campaign.pk, "G1", "A"]),
    ):
        assert page_of(campaign) in client.get(address).content.decode()


# all of them -----------------------------------------------------------------------


def ask_for(client: Client, campaign: Campaign) -> Job:
    answer = client.post(page_of(campaign))
    assert answer.status_code == 302
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("job", args=[job.pk])
    return job


def take(client: Client, campaign: Campaign) -> Any:
    return client.get(page_of(campaign, "papers_zip"))


def read(answer: Any) -> dict[str, bytes]:
    content = b"".join(answer.streaming_content)
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_papers_come_as_one_zip(blank):
    campaign, client = make_result(), make_client(make_user())
    job = ask_for(client, campaign)
    assert job.total == 3 + 2 + 3 + 4 * 2 + 4 * 2
    assert "It is being made: 0 of 24" in client.get(page_of(campaign)).content.decode()
    work()
    assert (now(job).state, now(job).done) == ("done", 24)
    assert (
        page_of(campaign) in client.get(reverse("job", args=[job.pk])).content.decode()
    )
    assert "Ready, to be taken until" in client.get(page_of(campaign)).content.decode()
    answer = take(client, campaign)
    found = read(answer)
    assert len(found) == 24
    assert found["Feedback to the unit/A Unit A.docx"] == b"feedback-A.docx en"
    assert found["Summary of the campaign/Summary of the campaign.xlsx"]
    assert "no-store" in answer["Cache-Control"]
    zipped = Export.objects.get(kind="zip")
    assert zipped.by == "office"
    # what is in it can be verified one by one, too
    assert Export.objects.exclude(kind="zip").count() == 24
    content = b"".join(take(client, campaign).streaming_content)
    assert Export.objects.filter(kind="zip").values("sha256").distinct().count() == 1
    assert Export.objects.sign(
        content, campaign=campaign.pk, kind="zip", name="x", version=1
    ).sha256 == zipped.sha256  # fmt: skip


def test_real_papers_come_out_of_the_work():
    campaign = make_varied(document=make_document_of(1))
    client = make_client(make_user())
    ask_for(client, campaign)
    work()
    found = read(take(client, campaign))
    for name, content in found.items():
        assert content.startswith(b"%PDF" if name.endswith("pdf") else b"PK")
    one = client.get(page_of(campaign, "paper", "feedback-A", "pdf"))
    assert found["Feedback to the unit/A Unit A.pdf"] == one.content
    first = b"".join(take(client, campaign).streaming_content)
    ask_for(client, campaign)
    assert not Outcome.objects.exists()
    work()
    assert b"".join(take(client, campaign).streaming_content) == first


def test_head_gets_a_zip_of_his_own(blank):
    campaign = make_result()
    office, head = make_client(make_user()), make_head()
    ask_for(office, campaign)
    ask_for(head, campaign)
    work()
    names = set(read(take(head, campaign)))
    assert names == {
        "Feedback to the unit/A Unit A.pdf", "Feedback to the unit/A Unit A.docx",
        "Draft of the unit's own report/A Unit A.docx",
        "Draft of the unit's own report/A Unit A.pdf",
    }  # fmt: skip
    assert len(read(take(office, campaign))) == 24


def test_killed_in_between_it_goes_on_with_the_next(blank):
    campaign, user = make_result(), make_user()
    job = ask_for(make_client(user), campaign)
    claimed = Job.objects.claim(job.pk)
    steps = bundle.make(claimed)
    for _number in range(7):
        next(steps)
    steps.close()
    made = set(Outcome.objects.values_list("pk", flat=True))
    assert len(made) == 3
    silence(claimed)
    Job.objects.resume()
    work()
    assert now(job).state == "done"
    assert made < set(Outcome.objects.values_list("pk", flat=True))
    assert Export.objects.count() == 24


def test_of_results_that_changed_meanwhile_no_paper_stays(blank):
    campaign, user = make_read(), make_user()
    client = make_client(user)
    job = ask_for(client, campaign)
    steps = bundle.make(Job.objects.claim(job.pk))
    for _number in range(3):
        next(steps)
    steps.close()
    old = set(Outcome.objects.values_list("key", flat=True))
    campaign.box.tell("release", "li")
    silence(job)
    Job.objects.resume()
    work()
    assert not old & set(Outcome.objects.values_list("key", flat=True))
    assert take(client, campaign).status_code == 200
    # and what is ready goes as soon as it is not what the results say
    campaign.box.tell("release", "li")
    answer = take(client, campaign)
    assert (answer.status_code, answer["Location"]) == (302, page_of(campaign))
    assert "not there any more" in client.get(page_of(campaign)).content.decode()


def test_what_was_erased_while_it_was_made_is_not_handed_out_in_part(blank):
    campaign, client = make_result(), make_client(make_user())
    job = ask_for(client, campaign)
    steps = bundle.make(Job.objects.claim(job.pk))
    next(steps), next(steps)
    assert bundle.ERASED.erase(bundle.ERASED.rows(campaign)) == 1
    assert list(steps)
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())
    assert take(client, campaign).status_code == 302
    assert "not there any more" in client.get(page_of(campaign)).text


def test_after_a_day_it_is_gone(blank):
    campaign, client = make_result(), make_client(make_user())
    job = ask_for(client, campaign)
    work()
    then = timezone.now() - timedelta(hours=25)
    Job.objects.filter(pk=job.pk).update(finished_at=then)
    assert take(client, campaign).status_code == 302
    assert "Make the ZIP" in client.get(page_of(campaign)).content.decode()


def test_made_anew_the_old_one_is_erased(blank):
    campaign, client = make_result(), make_client(make_user())
    first = ask_for(client, campaign)
    work()
    second = ask_for(client, campaign)
    assert first != second
    assert not Outcome.objects.exists()
    assert ask_for(client, campaign) == second  # pressed twice, made once


@pytest.mark.parametrize("what", ["reader", "campaign", "rights"])
def test_what_cannot_be_made_is_told_in_a_sentence(what, blank):
    campaign, client = make_result(), make_client(make_user())
    job = ask_for(client, campaign)
    if what == "campaign":
        Job.objects.filter(pk=job.pk).update(about=[999_999, *job.about[1:]])
    elif what == "reader":
        Job.objects.filter(pk=job.pk).update(about=[campaign.pk, 999_999, 0])
    else:
        get_user_model().objects.update(is_staff=False)
    work()
    assert now(job).state == "failed"
    with override("en"):
        assert now(job).sentence.startswith("There is no result any more")
    get_user_model().objects.update(is_staff=True)
    if what == "rights":
        assert "It was not finished." in client.get(page_of(campaign)).content.decode()


def test_head_request_takes_nothing_away(blank):
    campaign, client = make_result(), make_client(make_user())
    ask_for(client, campaign)
    work()
    before = Export.objects.count()
    assert client.head(page_of(campaign, "papers_zip")).status_code == 200
    assert Export.objects.count() == before


def test_papers_for_other_eyes_or_of_another_series_are_others():
    material = make_material(make_read())
    spoken = replace(material, report=material.report.in_other_words())
    longer = replace(material, trend=Trend((edition(),)))
    later = replace(material, trend=Trend((replace(edition(), title="2024"),)))
    stamps = [bundle.stamp(one) for one in (material, spoken, longer, later)]
    assert len(set(stamps)) == 4
    assert bundle.stamp(replace(material, trend=Trend())) == stamps[0]


def edition() -> Edition:
    return Edition("2025", "rate", None, "Asia/Shanghai", {"team": Share(3, 4, 0)}, {})


def test_a_state_without_a_job_is_empty():
    assert list(bundle.State(None, "").zip()) != []
    assert bundle.State(None, "").until is None


def test_names_in_the_zip_are_ones_a_file_system_takes():
    item = Item("feedback", "A", "甲/乙:丙\n")
    with override("zh-hans"):
        assert bundle.in_zip(item, "pdf").endswith("/A 甲_乙_丙_.pdf")
