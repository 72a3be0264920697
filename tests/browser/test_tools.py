"""The browser's own fixtures notice what they are there for."""

import pytest
from playwright.sync_api import Page

from tests.browser.acting import Axe

NO_INLINE = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\">"


def test_a_good_page_is_no_problem(phone: Page, axe: Axe, problems: list[str]) -> None:
    phone.set_content(
        "<html lang=zh-Hans><title>评议</title><main><h1>评议</h1></main>"
    )
    axe(phone)
    assert problems == []


def test_console_errors_are_noticed(desktop: Page, problems: list[str]) -> None:
    desktop.evaluate("console.error('no'); console.log('fine')")
    assert problems == ["no"]
    problems.clear()


def test_page_errors_are_noticed(desktop: Page, problems: list[str]) -> None:
    desktop.set_content("<script>throw new Error('broken')</script>")
    assert problems == ["broken"]
    problems.clear()


def test_policy_violations_are_noticed(desktop: Page, problems: list[str]) -> None:
    desktop.set_content(f"<head>{NO_INLINE}</head><script>let a = 1</script>")
    assert len(problems) == 1
    assert "Content Security Policy" in problems.pop()


def test_axe_finds_a_picture_without_text(phone: Page, axe: Axe) -> None:
    phone.set_content("<html lang=zh><title>图</title><img src=data:,>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(phone)


def test_a_page_without_script_runs_none(desktop_no_script: Page) -> None:
    desktop_no_script.set_content("<p>-</p><script>document.body.remove()</script>")
    assert desktop_no_script.locator("p").inner_text() == "-"
