"""The pages of papers: looking first, correcting, storing, and who may."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from audit.models import Entry
from campaigns.models import (
    Campaign,
    Document,
    PaperFile,
    Role,
    Subject,
    Team,
    Unit,
)
from campaigns.papers import apart
from campaigns.papers.reading import read
from campaigns.roles import writes_papers
from reports.trail import line
from tests.campaigns.papers import files
from tests.campaigns.papers.conftest import signed_in
from tests.campaigns.papers.files import TITLE, made, word
from tests.campaigns.papers.pages import (
    address,
    fields,
    said,
    store,
    stored,
    upload,
)
from tests.make import behind, make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600


def nothing_stored() -> bool:
    return not (Document.objects.exists() or PaperFile.objects.exists())


def test_a_liaison_looks_corrects_and_stores(
    campaign: Campaign, liaison: Client
) -> None:
    where = address(campaign)
    assert "Nothing is stored here yet." in said(liaison.get(where))
    page = upload(liaison, where)
    assert not Document.objects.exists()
    text = said(page)
    assert "Is this how it is to be read?" in text
    assert "This is what raters read on their phones" in text
    assert (
        '<h3 class="read-h" dir="auto">一、征求意见的方式</h3>' in page.content.decode()
    )
    assert fields(page)["title"] == TITLE
    done = store(liaison, where, page, title="报告（定稿）")
    assert done["Location"] == where
    (paper,) = Document.objects.all()
    assert (paper.title, paper.source_name) == ("报告（定稿）", "报告.docx")
    assert paper.body == read(made("report.docx")).text
    assert (paper.source.kind, paper.pdf) == ("docx", None)
    assert bytes(paper.source.content) == made("report.docx")
    assert "报告（定稿）" in said(liaison.get(where))


def test_it_is_recorded_without_a_word_of_it(
    campaign: Campaign, office: Client
) -> None:
    paper = stored(office, address(campaign))
    (entry,) = Entry.objects.filter(action="paper")
    assert entry.detail == {
        "unit": "A", "paper": "report", "on": "", "characters": len(paper.body),
        "sha256": paper.source_id,
    }  # fmt: skip
    told = line(entry)
    assert (told.act, len(told.details)) == ("Paper stored", 4)


def test_a_pdf_is_kept_and_written_anew(campaign: Campaign, office: Client) -> None:
    paper = stored(office, address(campaign), made("report.pdf"))
    assert (paper.pdf.kind, paper.pdf.pages) == ("pdf", 2)
    assert paper.pdf_id != paper.source_id
    assert bytes(paper.pdf.content) == read(made("report.pdf")).pdf
    page = office.get(address(campaign))
    assert "Take it away as PDF 2 pages" in said(page)


def test_a_scan_is_there_as_a_file_only(campaign: Campaign, office: Client) -> None:
    page = upload(office, address(campaign), files.pages())
    assert "No text could be taken out of this file" in said(page)
    assert store(office, address(campaign), page).status_code == 302
    paper = Document.objects.get()
    assert (paper.body, paper.title) == ("", "report of the unit")
    assert "it cannot be made larger here, nor read aloud" in said(
        office.get(address(campaign))
    )
    assert campaign.document()["documents"][0]["pdf"]["pages"] == 1
    assert [b for b in campaign.definition_blockers() if b.stops] == []


def test_a_refused_file_leaves_nothing(campaign: Campaign, office: Client) -> None:
    page = upload(office, address(campaign), OLE, "报告.doc")
    assert page.status_code == 422
    assert "This is a file of the old kind (.doc or .wps). Open it in Word" in said(
        page
    )
    assert nothing_stored()


def test_no_file_at_all(campaign: Campaign, office: Client) -> None:
    page = office.post(address(campaign), {"act": "look"})
    assert page.status_code == 422
    assert "Choose the file first." in said(page)


@pytest.mark.parametrize("name", ["a.pdf", "a.exe", "", "x" * 99 + ".docx"])
def test_the_name_of_a_file_decides_nothing(
    name: str, campaign: Campaign, office: Client
) -> None:
    page = upload(office, address(campaign), word("甲。", "乙。"), name or "x")
    assert page.status_code == 200
    assert fields(page)["body"] == "甲。\n\n乙。"


def test_a_name_that_turns_around(campaign: Campaign, office: Client) -> None:
    page = upload(office, address(campaign), b"a", "a\u202etxt.exe\x07.txt")
    store(office, address(campaign), page)
    assert Document.objects.get().source_name == "atxt.exe.txt"


def test_notes_say_what_is_not_in_the_text(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(word("甲。", "乙。"))
    found.notes = {
        "pictures": 2, "footnotes": 1, "scans": 1, "unread": 3, "cut": 5
    }  # fmt: skip
    monkeypatch.setattr(apart, "read", lambda _content: found)
    text = said(upload(office, address(campaign)))
    assert "2 pictures are not in the text." in text
    assert "1 footnote is not in the text; what matters" in text
    assert "1 page is without text, perhaps scanned." in text
    assert "3 characters could not be read; □ stands for each." in text
    assert "5 characters at the end were left out" in text


# writing ------------------------------------------------------------------------------


def test_typing_without_a_file(campaign: Campaign, liaison: Client) -> None:
    where = address(campaign, kind="speech")
    page = liaison.get(where + "?write=1")
    typed = {
        "title": " 活动开展\u202e情况报告 ",
        "body": "# 一\r\n话\r\n\r\n\r\n\r\n又\0",
    }
    done = store(liaison, where, page, **typed, author="局长", title_en="Report")
    assert done.status_code == 302
    paper = Document.objects.get()
    assert (paper.title, paper.body) == ("活动开展情况报告", "# 一\n话\n\n又")
    text = said(liaison.get(where))
    assert "Spoken at the meeting; raters do not find it beside the form." in text
    assert "Report" in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": "", "body": "文"}, "This field is required."),
        ({"title": "题", "body": " \u200b "}, "Write the text, or upload a file"),
        ({"title": "题" * 121, "body": "文"}, "at most 120 characters (it has 121)"),
        ({"title": "题", "body": "文" * 20001}, "at most 20000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    typed: dict[str, str], sentence: str, campaign: Campaign, liaison: Client
) -> None:
    where = address(campaign)
    page = store(liaison, where, liaison.get(where + "?write=1"), **typed)
    assert page.status_code == 422
    assert sentence in said(page)
    assert fields(page)["title"] == typed["title"]
    assert fields(page)["body"] == typed["body"]
    assert nothing_stored()


def test_a_text_that_is_too_long_is_not_said_to_be_missing(
    campaign: Campaign, liaison: Client, office: Client
) -> None:
    where, typed = address(campaign), {"title": "题", "body": "文" * 20001}
    page = store(liaison, where, liaison.get(where + "?write=1"), **typed)
    assert "Write the text" not in said(page)
    row = {**typed, "campaign": campaign.pk, "unit": Unit.objects.get(code="A").pk}
    page = office.post("/admin/campaigns/document/add/", {**row, "kind": "report"})
    assert "at most 20000 characters" in said(page)
    assert "Write the text" not in said(page)


def test_each_paper_of_a_campaign_file_has_its_page(office: Client) -> None:
    """Of nominees, say: reports on one subject, which the office alone writes."""
    campaign = make_campaign(make_document("model-selection"))
    page = office.get(f"/lists/{campaign.pk}/papers/").content.decode()
    found = set(re.findall(rf'href="(/lists/{campaign.pk}/papers/\w+/[^"?]+)"', page))
    assert address(campaign) + "A-nominee/" in found
    assert {office.get(where).status_code for where in found} == {200}
    assert office.get(address(campaign, kind="speech") + "A/").status_code == 404
    client, user = signed_in("liaison")
    Role.objects.create(user=user, kind="liaison", unit=Unit.objects.get(code="A"))
    where = address(campaign) + "A-nominee/"
    assert client.get(where).status_code == 200
    assert client.post(where, {"act": "store"}).status_code == 403


def test_it_is_shown_again_before_it_is_stored(
    campaign: Campaign, liaison: Client
) -> None:
    where = address(campaign)
    page = upload(liaison, where)
    again = store(liaison, where, page, act="again", body="# 改过的\n话")
    assert again.status_code == 200
    assert '<h3 class="read-h" dir="auto">改过的</h3>' in again.content.decode()
    assert not Document.objects.exists()
    store(liaison, where, again)
    assert Document.objects.get().source_name == "报告.docx"


def test_pressed_twice_it_is_stored_once(campaign: Campaign, liaison: Client) -> None:
    page = upload(liaison, address(campaign))
    for _time in range(2):
        assert store(liaison, address(campaign), page).status_code == 302
    assert Document.objects.count() == 1
    assert Entry.objects.filter(action="paper").count() == 1


def test_in_two_tabs_the_later_is_told(
    campaign: Campaign, liaison: Client, office: Client
) -> None:
    where = address(campaign)
    stored(liaison, where)
    mine, theirs = (client.get(where + "?write=1") for client in (liaison, office))
    store(office, where, theirs, body="活动办改的。")
    page = store(liaison, where, mine, body="单位改的。")
    assert page.status_code == 409
    assert "somebody has changed this paper meanwhile" in said(page)
    assert fields(page)["body"] == "单位改的。"
    assert Document.objects.get().body == "活动办改的。"
    assert store(liaison, where, page).status_code == 302
    assert Document.objects.get().body == "单位改的。"


def test_deleted_meanwhile(campaign: Campaign, liaison: Client) -> None:
    where = address(campaign)
    stored(liaison, where)
    page = liaison.get(where + "?write=1")
    Document.objects.all().delete()
    late = store(liaison, where, page, title="新")
    assert late.status_code == 409
    assert "See theirs" not in said(late)
    assert store(liaison, where, late).status_code == 302
    assert Document.objects.get().title == "新"


def test_the_file_is_taken_away_and_the_text_stays(
    campaign: Campaign, office: Client
) -> None:
    where = address(campaign)
    stored(office, where, made("report.pdf"))
    page = office.get(where + "?write=1")
    assert store(office, where, page, drop="on").status_code == 302
    paper = Document.objects.get()
    assert (paper.source, paper.pdf, paper.source_name) == (None, None, "")
    assert paper.body
    bare = store(office, where, office.get(where + "?write=1"), body="")
    assert "Write the text, or upload a file with it." in said(bare)


def test_a_scan_cannot_lose_its_file(campaign: Campaign, office: Client) -> None:
    where = address(campaign)
    stored(office, where, files.pages())
    page = store(office, where, office.get(where + "?write=1"), drop="on")
    assert page.status_code == 422
    assert Document.objects.get().pdf


# what is carried ----------------------------------------------------------------------


@pytest.mark.parametrize("how", ["nonsense", "late", "gone", "of another paper"])
def test_a_file_that_is_no_longer_at_hand(
    how: str, campaign: Campaign, liaison: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = address(campaign)
    page = upload(liaison, where)
    sent = fields(page) | {"act": "store", "body": "改过。"}
    if how == "nonsense":
        sent["carried"] = "nonsense"
    elif how == "late":
        monkeypatch.setattr("campaigns.papers.looked_at.VALID", -1)
    elif how == "gone":
        PaperFile.objects.all().delete()
    else:
        where = address(campaign, kind="speech")
    late = liaison.post(where, sent)
    assert late.status_code == 422
    assert "Too much time has passed since the file was looked at." in said(late)
    assert fields(late)["body"] == "改过。"
    assert not Document.objects.exists()


def test_files_that_were_only_looked_at_go_after_a_day(
    campaign: Campaign, office: Client
) -> None:
    kept = stored(office, address(campaign), made("report.pdf"))
    upload(office, address(campaign), word("旧。", "看过。"))
    assert PaperFile.objects.count() == 3
    for row in PaperFile.objects.all():
        PaperFile.objects.filter(pk=row.pk).update(
            made_at=row.made_at - timedelta(days=2)
        )
    upload(office, address(campaign), word("新。", "看过。"))
    left = set(PaperFile.objects.values_list("pk", flat=True))
    assert {kept.source_id, kept.pdf_id} < left
    assert len(left) == 3


def test_the_same_file_is_kept_once_and_anew(
    campaign: Campaign, office: Client
) -> None:
    upload(office, address(campaign))
    PaperFile.objects.update(made_at=PaperFile.objects.get().made_at - timedelta(2))
    upload(office, address(campaign))
    assert PaperFile.objects.count() == 1
    upload(office, address(campaign), b"x")
    assert PaperFile.objects.count() == 2


# frozen -------------------------------------------------------------------------------


def test_frozen_meanwhile(campaign: Campaign, liaison: Client, office: Client) -> None:
    where = address(campaign)
    page = upload(liaison, where)
    behind(campaign, state="frozen")
    for client in (liaison, office):
        late = client.post(where, fields(page) | {"act": "store", "body": "改过。"})
        assert late.status_code == 409
        assert "the campaign has been frozen meanwhile" in said(late)
        assert fields(late)["body"] == "改过。"
        assert upload(client, where).status_code == 409
        assert "Upload a file" not in said(client.get(where + "?write=1"))
    assert not Document.objects.exists()


def test_frozen_while_it_is_stored(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock sees what the page did not."""
    page = upload(office, address(campaign))
    changes = "campaigns.papers.page.PaperPage.changes"
    monkeypatch.setattr(changes, True)
    behind(campaign, state="frozen")
    late = store(office, address(campaign), page)
    assert late.status_code == 409
    assert not Document.objects.exists()


def test_of_a_drill_nothing_is_written(campaign: Campaign, office: Client) -> None:
    Campaign.objects.update(drill=True)
    assert upload(office, address(campaign)).status_code == 403
    assert office.get(address(campaign)).status_code == 200


# who ----------------------------------------------------------------------------------


def test_the_liaison_of_another_unit_gets_nothing(
    campaign: Campaign, office: Client, liaison: Client
) -> None:
    paper = stored(office, address(campaign, "B"))
    where = address(campaign, "B")
    for answer in (
        liaison.get(where),
        upload(liaison, where),
        liaison.get(f"/lists/{campaign.pk}/papers/{paper.pk}/original"),
    ):
        assert answer.status_code == 404
    listed = said(liaison.get(f"/lists/{campaign.pk}/papers/"))
    assert ("Unit A" in listed, "Unit B" in listed) == (True, False)


def test_what_others_say_is_the_offices(
    campaign: Campaign, office: Client, liaison: Client
) -> None:
    where = address(campaign, kind="leader")
    assert upload(liaison, where).status_code == 403
    assert liaison.get(where).status_code == 200
    on = f"{where}A/"
    assert stored(office, on).subject == Subject.objects.get(campaign=campaign, key="A")
    assert "on" in Entry.objects.filter(action="paper").latest("pk").detail
    assert "Unit A" in said(office.get(f"/lists/{campaign.pk}/papers/"))


@pytest.mark.parametrize(
    "path", ["A/nonsense/", "X9/report/", "A/report/A/", "A/leader/X9/", "A/leader/B/"]
)
def test_there_is_no_such_paper(path: str, campaign: Campaign, office: Client) -> None:
    assert office.get(f"/lists/{campaign.pk}/papers/{path}").status_code == 404


def test_a_supervision_team_reads_and_does_not_write(
    campaign: Campaign, office: Client, supervisor: Client
) -> None:
    stored(office, address(campaign))
    page = supervisor.get(address(campaign))
    assert TITLE in said(page)
    assert "Upload" not in said(page)
    assert "Correct the text" not in said(page)
    assert upload(supervisor, address(campaign)).status_code == 403
    assert supervisor.get(address(campaign, "B")).status_code == 404


def test_strangers_and_administrators_get_nothing(
    campaign: Campaign, office: Client
) -> None:
    stored(office, address(campaign))
    administrator = signed_in("root", is_staff=True, is_superuser=True)[0]
    for client in (signed_in("stranger")[0], administrator):
        for path in ("", "A/report/"):
            answer = client.get(f"/lists/{campaign.pk}/papers/{path}")
            assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["head", "auditor"])
def test_others_read_what_is_fixed(
    kind: str, campaign: Campaign, office: Client
) -> None:
    stored(office, address(campaign))
    client, user = signed_in(kind)
    unit = Unit.objects.get(code="A") if kind == "head" else None
    Role.objects.create(user=user, kind=kind, unit=unit)
    where = address(campaign)
    assert client.get(where).status_code == 404
    behind(campaign, state="frozen")
    assert client.get(where).status_code == 200
    assert upload(client, where).status_code == 409


def test_who_was_liaison_and_left_gets_nothing(
    campaign: Campaign, liaison: Client
) -> None:
    user = User.objects.get(username="liaison")
    assert writes_papers(user, campaign, Unit.objects.get(code="A"))
    User.objects.update(is_active=False)
    user.refresh_from_db()
    assert not writes_papers(user, campaign, Unit.objects.get(code="A"))


def test_the_office_is_led_to_what_may_be_there_on_each_person(
    office: Client, supervisor: Client
) -> None:
    members = make_campaign(make_document("group-and-members"))
    where = f"/lists/{members.pk}/papers/"
    person = members.subjects.filter(kind="person").first()
    assert person
    on = f"{address(members, person.unit.code, 'self')}{person.key}/"
    assert f'href="{on}"' in office.get(where).content.decode()
    stored(office, on, "我的自评。\n\n完。".encode())
    assert "On each person" in said(office.get(where))
    members.groups.update(team=Team.objects.get())
    page = said(supervisor.get(where))
    assert "On each person" not in page
    assert "self-assessment" in page


def test_the_configuration_leads_to_the_page_of_a_paper(
    campaign: Campaign, office: Client
) -> None:
    paper = stored(office, f"{address(campaign, kind='leader')}A/")
    page = office.get(f"/admin/campaigns/document/{paper.pk}/change/")
    assert f'href="{address(campaign, kind="leader")}A/"' in page.content.decode()
    stored(office, address(campaign))
    paper = campaign.documents.get(kind="report")
    page = office.get(f"/admin/campaigns/document/{paper.pk}/change/")
    assert f'href="{address(campaign)}"' in page.content.decode()
    assert "field-file" not in office.get(
        "/admin/campaigns/document/add/"
    ).content.decode()  # fmt: skip


def test_a_campaign_without_units(office: Client) -> None:
    bare = Campaign.objects.create(title="空")
    page = office.get(f"/lists/{bare.pk}/papers/")
    assert "No unit has a seat in a group yet." in said(page)


# files --------------------------------------------------------------------------------


def got(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_files_are_taken_away_by_the_staff(campaign: Campaign, office: Client) -> None:
    paper = stored(office, address(campaign), made("report.pdf"))
    base = f"/lists/{campaign.pk}/papers/{paper.pk}"
    original, again = office.get(f"{base}/original"), office.get(f"{base}/pdf")
    assert got(original) == made("report.pdf")
    assert got(again) == bytes(paper.pdf.content)
    for answer in (original, again):
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Content-Disposition"].startswith("attachment; ")
    # uploaded as .docx: the ending is that of what it is
    assert original["Content-Disposition"].endswith(".pdf")
    assert office.get(f"{base}/other").status_code == 404
    assert office.get(f"/lists/{campaign.pk}/papers/0/original").status_code == 404


def test_a_text_never_becomes_a_page(campaign: Campaign, office: Client) -> None:
    page = upload(office, address(campaign), "<b>甲</b>。".encode(), "a.html")
    assert "&lt;b&gt;甲&lt;/b&gt;" in page.content.decode()
    store(office, address(campaign), page)
    paper = Document.objects.get()
    answer = office.get(f"/lists/{campaign.pk}/papers/{paper.pk}/original")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert office.get(
        f"/lists/{campaign.pk}/papers/{paper.pk}/pdf"
    ).status_code == 404  # fmt: skip


def test_a_file_of_a_copy_is_called_by_its_title(
    campaign: Campaign, office: Client
) -> None:
    paper = stored(office, address(campaign))
    Document.objects.update(source_name="")
    answer = office.get(f"/lists/{campaign.pk}/papers/{paper.pk}/original")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith(".docx")


def test_a_unit_in_no_group_has_no_paper(campaign: Campaign, office: Client) -> None:
    Unit.objects.create(code="Z", name="别处")
    assert office.get(address(campaign, "Z")).status_code == 404
