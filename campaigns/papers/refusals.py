"""Why a file is not taken, and what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.papers.reading import Refused, kinds, parts, pdf, picture

AS_DOCX = _("Open it in Word or WPS, save it as “Word document (.docx)” or as PDF, and "
            "upload that.")  # fmt: skip
SENTENCES: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "large": _("The file is larger than %(large)d MB. Make its pictures smaller, or "
               "leave them out."),
    "unpacked": _("Unpacked, the file is larger than %(unpacked)d MB. It is not "
                  "opened. Make its pictures smaller, or leave them out."),
    "pages": _("The file has more than %(pages)d pages, more than anybody reads on a "
               "phone. Shorten it."),
    "heavy": _("The file takes too long to read. Save it again from Word or WPS as "
               ".docx, or type the text."),
    "locked": _("The file is protected by a password or against copying. Take the "
                "protection off and save it again."),
    "doc": _("This is a file of the old kind (.doc or .wps)."),
    "rtf": _("This is a file in rich text format (.rtf)."),
    "odt": _("This is an OpenDocument file (.odt)."),
    "ofd": _("This is an OFD file. Export it as PDF, and upload that."),
    "picture": _("This is a picture. Upload the text as Word document or PDF: what is "
                 "in a picture can be neither made larger nor read aloud."),
    "other picture": _("This is a picture or film of another kind. Save the picture "
                       "as JPG or PNG."),
    "picture inside": _("A picture in the document is of a kind out of which place and "
                        "camera cannot be taken (HEIC, JPEG 2000, JPEG XR). Put it in "
                        "as JPG or PNG, or export the document as PDF."),
    "broken picture": _("The picture is damaged. Take it once more, or save it again "
                        "as JPG."),
    "pixels": _("The picture has more than %(pixels)d million pixels. Make it "
                "smaller."),
    "no evidence": _("This is neither a PDF nor a Word document (.docx) nor a picture "
                     "(JPG, PNG)."),
    "page": _("This is a web page. Copy its text into a Word document, and upload "
              "that."),
    "workbook": _("This is a workbook. Copy what is to be read into a Word document."),
    "slides": _("These are slides. Copy what is to be read into a Word document."),
    "unknown": _("This is neither a Word document (.docx) nor a PDF nor a text."),
    "broken docx": _("The document is damaged, or not what Word saves as .docx. Open "
                     "it, save it as “Word document (.docx)”, and upload that."),
    "broken pdf": _("The PDF is damaged. Export it once more, and upload that."),
    "macros": _("The document holds macros (.docm). Save it as “Word document "
                "(.docx)”, without macros."),
    "objects": _("Other files are embedded in the document. Put what is to be read "
                 "into its text, or export it as PDF."),
    "outside": _("The document fetches parts from elsewhere, such as a linked picture "
                 "or a template. Paste them in, or export it as PDF."),
    "active": _("The PDF holds scripts or commands, such as those of a form to be "
                "filled in. Print it as PDF once more, and upload that."),
    "files": _("Other files are attached to the PDF. Print it as PDF once more, "
               "without them, and upload that."),
}  # fmt: skip
CONVERTED = ("doc", "rtf", "odt")
NUMBERS = {
    "large": kinds.LARGEST // 1024**2,
    "unpacked": parts.UNPACKED // 1024**2,
    "pages": pdf.PAGES,
    "pixels": picture.PIXELS // 10**6,
}


def sentence(refused: Refused) -> str:
    """One or two sentences for a refusal."""
    text = str(SENTENCES[refused.code])
    if refused.code in CONVERTED:
        words = {"what": text, "then": AS_DOCX}
        return gettext("%(what)s %(then)s") % words
    return text % NUMBERS
