"""The definition of a campaign as typed, frozen objects, read from its document.

The document (a dict, shape in `docs/campaign-file.md`) is what a preset file holds,
what is exported and what is frozen with its hash; everything behind freezing reads
these objects and never the tables of `campaigns`.
"""

from campaigns.definition.counting import (
    BUILT_IN,
    TITLE,
    Formula,
    Grading,
    Indicator,
    Named,
    Quorum,
    Rule,
    Step,
    Trim,
    Void,
)
from campaigns.definition.exact import (
    bound_text,
    canonical,
    digest,
    fraction,
    third,
    written,
)
from campaigns.definition.form import Form, Item, Option, Scale, Section
from campaigns.definition.papers import PRINTED, Document, Pdf
from campaigns.definition.whole import (
    Definition,
    Floors,
    Group,
    Place,
    Pool,
    Subject,
    Unit,
)

__all__ = [
    "BUILT_IN",
    "PRINTED",
    "TITLE",
    "Definition",
    "Document",
    "Floors",
    "Form",
    "Formula",
    "Grading",
    "Group",
    "Indicator",
    "Item",
    "Named",
    "Option",
    "Pdf",
    "Place",
    "Pool",
    "Quorum",
    "Rule",
    "Scale",
    "Section",
    "Step",
    "Subject",
    "Trim",
    "Unit",
    "Void",
    "bound_text",
    "canonical",
    "digest",
    "fraction",
    "third",
    "written",
]
