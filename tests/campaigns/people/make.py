"""Makes people as the office does."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaigns.models import Account, Duty, Stage

PASSWORD = "eleven pines by the river"  # noqa: S105 - of nobody


def make_person(name: str = "zhangsan", *duties: Duty, **fields: Any) -> Account:
    """An account that nobody has entered yet."""
    fields = {"last_name": "张三", "email": f"{name}@example.org", **fields}
    account = Account(username=name, **fields)
    account.begin("office")
    for duty in duties:
        duty.give(account, "office")
    return account


def codes(text: str) -> list[str]:
    """The codes of invitations in a page or a letter, behind # or on their own."""
    return re.findall(r"\b\d+-\w{5,8}-[0-9a-f]{32}\b", text)


def accept(client: Client, code: str, password: str = PASSWORD) -> HttpResponse:
    """Set a password as the invited person does."""
    form = {"code": code, "new_password1": password, "new_password2": password}
    return client.post(reverse("invitation"), form)


def stage(account: Account) -> Stage:
    return Account.objects.get(pk=account.pk).stage(Account.objects.locked())


def do(office: Client, account: Account, act: str) -> Any:
    return office.post(f"/people/{account.pk}/{act}/")


def printed(office: Client, account: Account) -> str:
    """The code on the paper."""
    found = set(codes(do(office, account, "sheet").text))
    assert len(found) == 1
    return found.pop()
