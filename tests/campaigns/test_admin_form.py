"""The form's lines, and how raters see it."""

import pytest
from django.test import Client

from campaigns.models import (
    Form,
)
from tests.campaigns.pages import Fields, change, errors, save, text, url
from tests.make import make_campaign


def test_after_the_head_of_a_form_come_its_lines(office: Client) -> None:
    campaign = make_campaign()
    fields = {"campaign": campaign.pk, "key": "second", "title": "第二张"}
    page = office.post(url("form", "add"), fields)
    form = Form.objects.get(key="second")
    assert page.headers["Location"] == change(form)
    assert "The form is empty." in text(office, url("form", "look", form.pk))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"lines-3-key": "overall"}, "It is there twice."),
        ({"lines-3-main": "on"}, "A form has one overall item."),
        ({"lines-3-key": "<x>"}, "Use Latin letters, digits, - and _ only"),
        ({"lines-3-text": ""}, "This field is required."),
        ({"lines-3-text": "a\0"}, "Null characters are not allowed."),
        (
            {"lines-3-position": "99999999"},
            "Ensure this value is less than or equal to",
        ),
        (
            {"lines-3-kind": "heading"},
            "A heading has no scale and is not the overall item.",
        ),
    ],
)
def test_mistakes_in_lines(office: Client, fields: Fields, sentence: str) -> None:
    form = make_campaign().forms.get()
    page = save(office, form, note="已经写好的", **fields)
    assert any(error.startswith(sentence) for error in errors(page)), errors(page)
    assert 'value="已经写好的"' in page.content.decode()
    assert not Form.objects.filter(note="已经写好的").exists()


def test_lines_swap_keys_and_the_overall_item(office: Client) -> None:
    form = make_campaign().forms.get()
    swap = {"lines-1-key": "study-1", "lines-3-key": "overall"}
    swap |= {"lines-1-main": None, "lines-3-main": "on"}
    assert save(office, form, **swap).status_code == 302
    lines = list(form.lines.all())
    assert [(line.key, line.main) for line in lines[1:4]] == [
        ("study-1", False),
        ("study", False),
        ("overall", True),
    ]
    assert len(lines) == 18


def test_a_new_line_goes_where_its_number_says(office: Client) -> None:
    form = make_campaign().forms.get()
    scale = form.campaign.scales.get()
    new = {"lines-TOTAL_FORMS": "20"}
    for number, key in ((18, "last"), (19, "study-6")):
        row = {"kind": "item", "key": key, "text": key, "scale": scale.pk, "weight": 1}
        new |= {f"lines-{number}-{name}": str(value) for name, value in row.items()}
    new["lines-19-position"] = "85"
    assert save(office, form, **new).status_code == 302
    keys = list(form.lines.values_list("key", flat=True))
    assert keys[8] == "study-6"
    assert keys[-1] == "last"
    assert list(form.lines.values_list("position", flat=True))[:3] == [10, 20, 30]


def test_the_scales_of_other_campaigns_are_not_offered(office: Client) -> None:
    form, other = make_campaign().forms.get(), make_campaign().scales.get()
    page = save(office, form, **{"lines-3-scale": other.pk})
    assert errors(page)[0].startswith("Select a valid choice.")


def test_the_form_as_raters_see_it(office: Client) -> None:
    form = make_campaign().forms.get()
    form.lines.filter(key="study-1").update(scale=None)
    Form.objects.update(note="请逐项评")
    page = text(office, url("form", "look", form.pk))
    assert page.count('<span class="choice">Good</span>') == 13
    assert "no scale yet" in page
    assert "请逐项评" in page
