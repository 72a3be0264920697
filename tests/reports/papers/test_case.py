"""A case on paper: what stands there, for whom, always the same bytes, recorded."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from audit.models import Entry, Export
from ballots.models.archiving import Archiving, told
from campaigns.models import Audience, Campaign
from jobs.models import Outcome
from reports import bundle
from reports.build import build
from reports.casework import before_after
from reports.casework.filed import filed, material
from reports.models import Case, Step
from reports.models.evidence import Handed
from reports.papers import case as paper
from reports.releasing import first
from tests.libreoffice import printed
from tests.make import make_document, make_known
from tests.reports.cases import People, bring, make_case
from tests.reports.papers.make import words
from tests.reports.sample import make_result
from tests.reports.test_case_pages import UNBALANCED, _raise
from tests.reports.test_second_vote import BETTER, FEW, hold

pytestmark = pytest.mark.django_db
TALK = "科长怕得罪人"


@pytest.fixture
def case(people: People) -> Case:
    """With talks, a plan, its evidence, and its second vote."""
    row = make_case(people)
    row.talk(people["team"], TALK, 4)
    row.analyse(people["team"], "下基层不够。\n\n受理时间太短。")
    bring(row, people, "plan")
    extra = row.plan(people["liaison"], "写错了", "某人", None)
    extra.withdraw(people["liaison"], "写错了")
    bring(row, people, "work")
    row.measures.in_force().get().report(people["head"], "现场受理记录 6 份")
    bring(row, people, "ready")
    return hold(row, people)


def text_of(people: People, who: str, case: Case, language: str = "zh-hans") -> str:
    with override(language):
        text = words(paper.render(filed(people[who], _again(case)), "docx"))
    return text.replace("\xa0", " ")


def _again(case: Case) -> Case:
    return Case.objects.select_related("campaign", "second").get(pk=case.pk)


def page(case: Case, how: str) -> str:
    return reverse("cases:paper", args=[case.pk, how])


def test_it_tells_the_case_from_finding_to_second_vote(people, case):
    text = text_of(people, "boss", case, "en")
    heads = ["What was found", "Analysis", "Proposal", "Decision", "Plan and measures",
             "Second vote", "All steps", "Signatures"]  # fmt: skip
    assert re.findall(r"^\d\. (.+)$", text, re.MULTILINE) == heads
    assert case.finding_en in text
    told = (TALK, "4 people talked to", "下基层不够。", "受理时间太短。")
    also = ("建议返工", "Outcome: rework.", "现场受理记录 6 份", f"Case {case.number}")
    for said in (*told, *also):
        assert said in text
    assert "2 | 每周三下午到社区现场受理 | 李喆 |" in text
    assert "1 | 写错了 | 某人 | without an end | withdrawn | —" in text
    assert "Reported done (measure 2) | the unit | Head" in text
    assert "Satisfaction rate | ▼65.7 %\n23/35 | 88.6 %\n31/35 | +22.9" in text
    assert "The same form, classes of raters, formula and rules" in text
    assert "Before ▼ Applies" in text
    assert "waiting for 第三组督导组" in text


def test_what_is_hidden_stays_hidden_and_what_differs_is_said(people):
    document = make_document()
    document["rules"][0]["bound"] = "60 %"
    row = hold(
        bring(make_case(people), people, "ready"), people, FEW, document=document
    )
    text = text_of(people, "boss", row, "en")
    assert "Satisfaction rate | ▼65.7 %\n23/35 | hidden | —" in text
    assert "Not the same in both votes" in text
    assert "60 %" in text
    with override("en"):
        file = filed(people["boss"], _again(row))
        bare = replace(file, figures=replace(file.figures, rules=()))
        assert "Before ▼" in words(paper.render(file, "docx"))
        assert "Before ▼" not in words(paper.render(bare, "docx"))


def test_a_case_without_a_plan_that_is_closed(people):
    row = bring(make_case(people), people, "proposed")
    row.decide(people["boss"], "单位已整改", "refused", None)
    text = text_of(people, "head", row, "en")
    assert "stands at: closed; outcome: no consequence\n" in text
    assert "Plan and measures" not in text
    Step.objects.create(case=row, kind="submitted", side="unit", by="x", name="X",
                        text="口头方案")  # fmt: skip
    Step.objects.create(case=row, kind="gone-on", side="office", by="x", name="X",
                        text="不再测评")  # fmt: skip
    told = text_of(people, "boss", row, "en")
    for words_ in ("Plan and measures\n口头方案", "Second vote\n不再测评"):
        assert words_ in told


def test_the_unit_gets_it_without_what_people_said(people, case):
    text = text_of(people, "liaison", case)
    assert TALK not in text
    assert "Talks held" not in text_of(people, "head", case, "en")
    assert "what people said in talks is not in it" in text_of(
        people, "head", case, "en"
    )
    assert TALK in text_of(people, "auditor", case)


def test_a_second_vote_is_on_the_paper_of_the_unit_once_it_is_released_to_it(people):
    document = make_document()
    document["rules"][0]["bound"] = "60 %"
    row = bring(make_case(people), people, "ready")
    how = {"parent": people.campaign, "document": document}
    second = make_result(BETTER, audience=Audience.TEAM, **how)
    row.vote(people["boss"], second)
    first(second)  # the last thing that happened, for whoever may know of it
    moments = [filed(people[who], _again(row)).as_of for who in ("head", "boss")]
    assert moments[0] < moments[1] == second.releases.get().made_at
    _again(row).end(people["team"], "好多了", **before_after.of(_again(row)).told)
    hidden, told = stamp_of(people, "head"), ("31/35", "88.6", "60 %")
    assert filed(people["head"], _again(row)).figures.changes == ()
    for said in told:
        assert said in text_of(people, "boss", row, "en")
        assert said not in text_of(people, "head", row, "en")
    make_known(second)
    for said in told:
        assert said in text_of(people, "head", row, "en")
    assert stamp_of(people, "head") != hidden


def stamp_of(people: People, who: str) -> str:
    return bundle.stamp(made_of(people, who))


def test_a_case_just_opened_has_no_empty_part(people):
    text = text_of(people, "team", make_case(people), "en")
    heads = [line for line in text.splitlines() if line[:2] in ("2.", "3.", "4.")]
    assert heads == ["2. All steps", "3. Signatures"]
    assert "stands at: analysis; waiting for 第三组督导组; until" in text
    assert "Satisfaction rate | ▼65.7 % · 23/35" in text


def test_the_same_case_gives_the_same_bytes_until_it_moves(people, case):
    def made() -> list[bytes]:
        with override("zh-hans"):
            file = filed(people["boss"], _again(case))
            return [paper.render(file, how) for how in ("pdf", "docx")]

    before = made()
    assert before == made()
    case.go_on(people["team"], "再做一个月", None)
    assert all(a != b for a, b in zip(before, made(), strict=True))
    text = text_of(people, "boss", case, "en")
    assert "再做一个月" in text
    reader = PdfReader(BytesIO(before[0]))
    assert case.number in reader.pages[0].extract_text()


def test_figures_that_cannot_be_shown_say_why(people, case, monkeypatch):
    _raise(monkeypatch, UNBALANCED)
    text = text_of(people, "boss", case, "en")
    assert "more than" in text
    assert "65.7" not in text.split("All steps")[0].replace(case.finding_en, "")


def test_its_page_gives_it_out_and_records_it(people, case):
    assert page(case, "pdf") in people.client("head").get(case.get_absolute_url()).text
    for who in ("boss", "team", "auditor", "head"):
        answer = people.client(who).get(page(case, "docx"))
        assert answer.status_code == 200
        export = Export.objects.latest("seq")
        assert (export.by, export.kind, export.holds) == (who, "docx", True)
    assert "attachment" in answer["Content-Disposition"]
    assert Entry.objects.of(people.campaign.pk).filter(action="export").count() == 4
    for who in ("other", "nobody"):
        assert people.client(who).get(page(case, "docx")).status_code == 404
    assert people.client("boss").get(page(case, "xlsx")).status_code == 404
    Case.objects.update(decided_at=None)
    assert people.client("head").get(page(case, "docx")).status_code == 404


def test_the_password_is_asked_for_again(people, case, settings):
    client = people.client("head")
    settings.SECOND_FACTOR = True
    answer = client.get(page(case, "pdf"))
    assert answer.status_code == 302
    assert answer["Location"].endswith(case.get_absolute_url())


def made_of(people: People, who: str) -> Any:
    with override("en"):
        campaign = people.campaign
        return material(people[who], campaign, build(campaign))


def test_it_is_among_the_papers_of_the_campaign(people, case):
    name = f"case-{case.pk}"
    for who in ("boss", "team", "head"):
        item = made_of(people, who).item(name)
        assert item
        assert item.about == f"{case.number} Unit A"
    assert made_of(people, "other").item(name) is None
    with override("en"):
        content = item.render(made_of(people, "head"), "docx")
        assert content == paper.render(filed(people["head"], _again(case)), "docx")
        assert bundle.in_zip(item, "pdf").startswith(f"Case/{case.number} Unit")


def test_what_was_put_into_a_zip_is_old_as_soon_as_the_case_moves(people, case):
    stamp = bundle.stamp(made_of(people, "boss"))
    assert bundle.stamp(made_of(people, "boss")) == stamp
    case.go_on(people["team"], "再做一个月", None)
    assert bundle.stamp(made_of(people, "boss")) != stamp


def test_the_zip_goes_when_the_names_of_its_files_do(people):
    case = bring(make_case(people), people, "work")
    shown = [Handed("张三回访.jpg", "jpg", b"1")]
    measure = case.measures.get()
    measure.report(people["head"], "好", shown)
    measure.close(people["team"])
    Case.objects.update(state="closed")
    campaign = Campaign.objects.get(pk=people.campaign.pk)
    made = made_of(people, "boss")
    job = bundle.start(campaign, people["boss"], made)
    text = words(made.item(f"case-{case.pk}").render(made, "docx"))
    assert "张三" in text
    Outcome.objects.create(job=job, key="x", name="x", content=text.encode())
    before = bundle.stamp(made)
    erased = Archiving(campaign.box).do("boss", "提前")
    assert (erased["evidence"], erased["official papers"]) == (1, 1)
    assert not Outcome.objects.exists()
    assert bundle.stamp(made_of(people, "boss")) != before
    with override("en"):
        assert "1 file of official papers" in told(erased)


def test_libreoffice_opens_it_without_repair(people, case, tmp_path):
    with override("zh-hans"):
        content = paper.render(filed(people["boss"], _again(case)), "docx")
    (text,) = printed(tmp_path, {"case.docx": content}).values()
    assert case.number in text
    assert TALK in text
