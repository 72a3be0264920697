"""The process in which a file is read: bytes in, JSON and the file anew out.

Whatever a hostile file does to the libraries that read it happens here: with limits on
memory and time, without the keys and the database of the site.
"""

import json
import logging
import resource
import sys

from campaigns.papers.reading import Refused, read
from campaigns.papers.reading.kept import keep

MEMORY = 1024**3
KEEP = "keep"  # as a file, without reading its text


def answer(content: bytes, how: str = "") -> tuple[dict[str, object], bytes]:
    """What was found, or why not: `refused` a name, `failed` the class of an error."""
    try:
        if how == KEEP:
            kept = keep(content)
            return kept.told(), kept.content
        found = read(content)
    except Refused as error:
        return {"refused": error.code}, b""
    except Exception as error:
        # the one net for whatever a damaged or hostile file makes zipfile, the XML
        # parser, python-docx, pypdf, pdfminer and Pillow stumble over; the class alone,
        # so that a mistake of ours is seen and no word of a paper is logged
        return {"failed": type(error).__name__}, b""
    return found.told(), found.pdf


def main() -> None:
    logging.disable()  # the libraries quote what they stumble over
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told, file = answer(sys.stdin.buffer.read(), "".join(sys.argv[2:]))
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + file)


if __name__ == "__main__":
    main()
