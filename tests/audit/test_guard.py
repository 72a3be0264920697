"""The database refuses to change an entry, and lets tests empty their tables."""

from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from tests.audit.meddling import make_chain, unguard

STANDS = "stands for ever"
guard = import_module("audit.migrations.0002_guard")


@pytest.mark.django_db
def test_no_entry_is_changed() -> None:
    first = make_chain()[0]
    with pytest.raises(IntegrityError, match=STANDS), transaction.atomic():
        Entry.objects.filter(pk=first.pk).update(actor="nobody")
    with (
        pytest.raises(IntegrityError, match=STANDS),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE audit_entry SET seq = seq")
    unguard()
    assert Entry.objects.filter(pk=first.pk).update(actor="nobody") == 1


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_no_entry_is_deleted() -> None:
    make_chain()
    with pytest.raises(IntegrityError, match=STANDS), transaction.atomic():
        Entry.objects.filter(seq=2).delete()
    unguard()
    Entry.objects.filter(seq=2).delete()
    assert Entry.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_works_and_leaves_the_guard() -> None:
    make_chain()
    call_command("flush", verbosity=0, interactive=False)
    assert Entry.objects.count() == 0
    make_chain()
    with pytest.raises(IntegrityError, match=STANDS):
        Entry.objects.update(actor="nobody")


@pytest.mark.django_db(transaction=True)
def test_migration_goes_back_and_forth() -> None:
    make_chain()
    with connection.schema_editor() as editor:
        guard.unguard(None, editor)
        assert Entry.objects.filter(seq=2).update(actor="") == 1
        guard.guard(None, editor)
    with pytest.raises(IntegrityError, match=STANDS):
        Entry.objects.filter(seq=2).update(actor="nobody")
