"""What is read beside the form."""

from dataclasses import dataclass

from campaigns.text import Text

NOBODY = Text("")
SPOKEN = "speech"
PRINTED = ("report", "points")  # for whoever rates on paper


@dataclass(frozen=True, slots=True)
class Pdf:
    """A file that raters may take away; its hash fixes it with the definition."""

    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Document:
    """What is read beside the form: the unit's report, a self-assessment, a comment.

    `subject` empty: it belongs to every subject of the unit. `source`: the hash of
    the file that was uploaded. A speech is spoken and stands beside no form.
    """

    unit: str
    title: Text
    body: Text
    kind: str = "report"
    subject: str = ""
    author: Text = NOBODY
    pdf: Pdf | None = None
    source: str = ""
