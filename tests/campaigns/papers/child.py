"""A process that stands where a paper is read: it does what the paper says.

The limits and the environment are those of the real one; only the reading is ours.
"""

import json
import os
import time

from campaigns.papers.reading import Found
from campaigns.papers.reading import __main__ as child

TOO_MUCH = child.MEMORY + 1
LONG = 6  # seconds of computing, more than a test allows


def doing(content: bytes) -> Found:
    """Take too much memory, compute too long, or tell the environment."""
    said = content.decode()
    if said == "memory":
        bytearray(TOO_MUCH)
    while said == "time" and time.process_time() < LONG:
        pass
    told = json.dumps(dict(os.environ)) if said == "environment" else "not stopped"
    return Found("text", told)


if __name__ == "__main__":
    child.read = doing
    child.main()
