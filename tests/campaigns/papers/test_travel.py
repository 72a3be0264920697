"""Papers as files travel: frozen, copied, exported, compared; changed behind backs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.comparison import Change, compare
from campaigns.load import copy, left_behind
from campaigns.models import Campaign, Document, PaperFile
from campaigns.parser import DocumentError, parse
from tests.campaigns.pages import save
from tests.make import make_campaign, make_document, unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PDF = b"%PDF-1.4 as if"


def kept() -> dict[str, Any]:
    """What a document says of a file that is kept here, and of the upload."""
    pdf = PaperFile.objects.of(PDF, "pdf", 3)
    source = PaperFile.objects.of(b"PK", "docx")
    told = {"sha256": pdf.pk, "size": len(PDF), "pages": 3}
    return {"pdf": told, "source": source.pk}


def document(**paper: Any) -> dict[str, Any]:
    made = make_document()
    made["documents"] = [{"unit": "A", "title": "报告", "body": "内容", **paper}]
    return made


@pytest.fixture
def filed(db: None) -> Campaign:
    """A draft with a paper that has its file."""
    return make_campaign(document(**kept()))


def test_the_hash_is_frozen_with_the_rest(filed: Campaign) -> None:
    filed.freeze()
    (paper,) = filed.current().documents
    assert paper.pdf
    assert (paper.pdf.sha256, paper.pdf.size, paper.pdf.pages) == (
        PaperFile.objects.get(kind="pdf").pk, len(PDF), 3,
    )  # fmt: skip
    assert paper.source == PaperFile.objects.get(kind="docx").pk
    assert not filed.tampered()
    filed.definition["documents"][0]["pdf"]["sha256"] = "0" * 64
    assert filed.tampered()


def test_a_copy_shares_the_files(filed: Campaign) -> None:
    twin = copy(filed)
    (paper,) = twin.documents.all()
    assert (paper.pdf.pk, paper.source.kind) == (kept()["pdf"]["sha256"], "docx")
    assert PaperFile.objects.count() == 2
    assert twin.document()["documents"] == filed.document()["documents"]


def test_a_file_that_is_not_kept_here_stays_behind(db: None) -> None:
    pdf = {"sha256": "a" * 64, "size": 9, "pages": 1}
    content = document(pdf=pdf, source="b" * 64)
    assert left_behind(content) == 1
    (paper,) = make_campaign(content).documents.all()
    assert (paper.pdf, paper.source, paper.body) == (None, None, "内容")


def test_without_text_and_file_it_cannot_be_frozen(db: None) -> None:
    pdf = {"sha256": "a" * 64, "size": 9, "pages": 1}
    campaign = make_campaign(document(pdf=pdf) | {})
    Document.objects.update(body="")
    texts = [str(b.text) for b in campaign.definition_blockers() if b.stops]
    assert texts == ["“报告” has neither a text nor a file."]


def test_an_imported_file_says_what_has_to_be_uploaded_again(
    office: Client, filed: Campaign
) -> None:
    exported = office.get(
        reverse("admin:campaigns_campaign_export", args=[filed.pk])
    ).content.decode()
    where = reverse("admin:campaigns_campaign_import")
    page = office.post(where, {"text": exported}, follow=True)
    assert "upload it again" not in page.content.decode()
    Document.objects.update(pdf=None, source=None)
    PaperFile.objects.all().delete()
    page = office.post(where, {"text": exported}, follow=True)
    text = "The file of 1 paper is not in a campaign file: upload it again."
    assert text in page.content.decode()


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        ({"source": "x"}, "documents[1].source: is no SHA-256"),
        ({"pdf": {"sha256": "X" * 64, "size": 1, "pages": 1}}, "documents[1].pdf.sha2"),
        ({"pdf": {"sha256": "a" * 64, "size": 0, "pages": 1}}, "documents[1].pdf.size"),
        ({"pdf": {"sha256": "a" * 64, "size": 1}}, "documents[1].pdf.pages: is missi"),
        ({"pdf": "x"}, "documents[1].pdf: must be of type dict"),
        ({"body": ""}, "documents[1].body: is missing"),
        ({"kind": "song"}, "documents[1].kind: must be one of: report, speech, self"),
    ],
)
def test_what_a_document_may_not_say(paper: dict[str, Any], why: str) -> None:
    with pytest.raises(DocumentError) as error:
        parse(document(**paper))
    assert str(error.value).startswith(why)


def test_a_speech_stands_on_no_ballot() -> None:
    definition = parse(document(kind="speech"))
    assert definition.documents
    assert definition.papers_on(definition.subjects["A"]) == []


# compared -----------------------------------------------------------------------------


def changes(**paper: Any) -> list[Change]:
    old, new = document(), document(**paper)
    return compare(parse(old), parse(new))


@pytest.mark.parametrize(
    "paper",
    [{"body": "内空"}, {"author": "局长"}, {"body_en": "Text"}, {"source": "b" * 64}],
)
def test_a_paper_that_was_changed(paper: dict[str, Any]) -> None:
    (found,) = changes(**paper)
    assert (found.part, found.name) == ("Unit paper", "Unit A · report of the unit")
    assert found.before != found.after
    assert found.after.startswith("“报告”, 2 characters (fingerprint ")


def test_a_paper_that_is_new_and_one_of_two_alike() -> None:
    old, new = document(), document()
    new["documents"] += [dict(new["documents"][0], body="又一份")]
    (found,) = compare(parse(old), parse(new))
    assert (found.before, found.after[:4]) == ("", "“报告”")
    assert changes() == []


# the configuration --------------------------------------------------------------------


def test_texts_are_cleaned_in_the_configuration_too(
    office: Client, filed: Campaign
) -> None:
    paper = filed.documents.get()
    done = save(
        office, paper, title="报\u202e告\x07", body="一\r\n\r\n\r\n\r\n二\u200b"
    )
    assert done.status_code == 302
    paper.refresh_from_db()
    assert (paper.title, paper.body) == ("报告", "一\n\n二")
    assert save(office, paper, body=None).status_code == 302  # its file remains
    Document.objects.update(pdf=None)
    page = save(office, paper, body=None)
    assert "Write the text, or upload a file with it." in page.content.decode()


def test_a_file_that_a_paper_has_is_not_deleted(filed: Campaign) -> None:
    with unguarded():
        PaperFile.objects.update(made_at="2020-01-01T00:00Z")
    PaperFile.objects.sweep()
    assert PaperFile.objects.count() == 2
    filed.delete()
    PaperFile.objects.sweep()
    assert not PaperFile.objects.exists()


def test_a_file_knows_whether_it_is_whole(filed: Campaign) -> None:
    file = PaperFile.objects.get(kind="pdf")
    assert str(file) == f"PDF {file.pk[:8]}"
    assert file.intact()
    PaperFile.objects.filter(pk=file.pk).update(content=PDF + b" ")
    assert not PaperFile.objects.get(pk=file.pk).intact()
