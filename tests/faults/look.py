"""What a copy of the database holds of a campaign: `python -m tests.faults.look ID`.

A process of its own, because a process has one database. Opens every envelope with the
key, keeps nothing, and prints JSON.
"""

import json
import sys

import django


def main(campaign: int) -> None:
    django.setup()
    from audit.chain import walk
    from ballots.models import Box, Ticket
    from ballots.sealing import Binding, Envelope, unseal

    box = Box.objects.select_related("campaign").get(pk=campaign)
    private = bytes.fromhex(box.key_file.read_text())
    binding = Binding(campaign, box.definition.hash)
    receipts = {}
    for ticket in Ticket.objects.filter(campaign=campaign).used():
        envelope = Envelope(bytes(ticket.box or b""), bytes(ticket.signature or b""))
        unseal(envelope, private, ticket.pk, binding)
        receipts[ticket.pk] = envelope.receipt
    acts = [entry.action for entry in walk(campaign)]
    json.dump(
        {
            "state": box.campaign.state,
            "receipts": receipts,
            "as stored": all(
                Ticket.objects.filter(pk=pk, receipt=number).exists()
                for pk, number in receipts.items()
            ),
            "batches": all(batch.intact() for batch in box.campaign.batches.all()),
            "acts": acts,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
