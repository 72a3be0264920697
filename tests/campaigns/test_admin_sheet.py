"""Paste the sheet: nothing is stored before it was looked at."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import (
    Campaign,
    Form,
    Scale,
)
from tests.campaigns.pages import change, text, url
from tests.make import make_campaign

SHEET = "一、学习教育情况\n1. 学习教育组织情况\t好\t一般\t差\n2. 新的一项\n总体评价"


def paste(client: Client, form: Form, **fields: Any) -> Any:
    sent = {"text": SHEET, "mode": "replace", "scale": form.campaign.scales.get().pk}
    return client.post(url("form", "sheet", form.pk), {**sent, **fields})


def test_a_sheet_is_shown_before_it_is_stored(office: Client) -> None:
    form = make_campaign().forms.get()
    page = paste(office, form)
    words = page.content.decode()
    assert page.status_code == 200
    assert "5 lines for the form" in words
    assert 'name="_save"' in words
    assert form.lines.count() == 18


def test_a_sheet_replaces_the_lines_and_keeps_keys(office: Client) -> None:
    form = make_campaign().forms.get()
    assert paste(office, form, _save="1").headers["Location"] == change(form)
    assert [(line.key, line.text, line.main) for line in form.lines.all()] == [
        ("study", "学习教育情况", False),
        ("study-1", "学习教育组织情况", False),
        ("study-6", "新的一项", False),
        ("sum", "总体评价", False),
        ("overall", "总体评价", True),
    ]
    first = form.lines.get(key="study-1")
    assert (first.text_en, first.scale) == (
        "Organisation of study",
        form.campaign.scales.get(),
    )
    assert "5 lines were taken over." in text(office, change(form))


def test_a_sheet_is_put_behind_the_others(office: Client) -> None:
    form = make_campaign().forms.get()
    page = paste(office, form, mode="append")
    said = "The form has an overall item; this one was taken as an ordinary one."
    assert said in page.content.decode()
    paste(office, form, mode="append", _save="1")
    lines = list(form.lines.all())
    assert [line.key for line in lines[18:]] == [
        "s1",
        "s1-1",
        "s1-2",
        "s2",
        "s2-1",
    ]
    assert [line.main for line in lines].count(True) == 1


def test_a_sheet_into_an_empty_form_without_a_scale(office: Client) -> None:
    campaign = make_campaign()
    form = campaign.forms.create(key="second", title="第二张")
    campaign.scales.create(key="other")
    page = office.get(url("form", "sheet", form.pk))
    assert page.context["form"].initial == {}
    sent = {"text": SHEET, "mode": "append", "scale": "", "_save": "1"}
    assert office.post(url("form", "sheet", form.pk), sent).status_code == 302
    assert [line.scale for line in form.lines.all()] == [None] * 5
    assert form.lines.get(main=True).position == 50


def test_a_sheet_with_mistakes_is_not_stored(office: Client) -> None:
    form = make_campaign().forms.get()
    page = paste(office, form, text="1. 甲\n2.", _save="1").content.decode()
    assert "⊘ There is nothing after the number." in page
    assert "line 2" in page
    page = paste(office, form, text="说明：无", _save="1").content.decode()
    assert "No line of a form was found in it." in page
    page = paste(office, form, text="长" * 50_001, _save="1").content.decode()
    assert "Nothing has been saved yet." in page
    page = paste(office, form, text="a\0b", _save="1").content.decode()
    assert "Null characters are not allowed." in page
    assert "This field is required." in paste(office, form, text="").content.decode()
    assert form.lines.count() == 18


def test_a_sheet_begins_with_the_only_scale(office: Client) -> None:
    form = make_campaign().forms.get()
    page = office.get(url("form", "sheet", form.pk))
    assert page.context["form"].initial == {"scale": Scale.objects.get()}


def test_a_sheet_comes_too_late(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = make_campaign().forms.get()
    monkeypatch.setattr(Campaign, "is_draft", True)
    Campaign.objects.update(state="frozen")
    assert paste(office, form, _save="1").status_code == 403
    assert form.lines.count() == 18
