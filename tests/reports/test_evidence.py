"""Files with the report on a measure: what is taken, who gets them, what goes when."""

import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NullObject,
    TextStringObject,
)

from audit.models import Entry
from ballots.models import Box
from campaigns.papers.reading import Refused
from campaigns.papers.reading.__main__ import KEEP, answer
from campaigns.papers.reading.kept import keep
from campaigns.papers.reading.photo import START, without_notes
from campaigns.papers.refusals import sentence
from reports.casework import files as reading
from reports.casework.archiving import EVIDENCE
from reports.casework.filed import filed
from reports.models import Case, Evidence, Measure
from reports.models.evidence import MOST, Handed
from reports.papers import case as paper
from tests.campaigns.papers.files import pages, word
from tests.reports.cases import People, bring, make_case, post
from tests.reports.papers.make import words
from tests.reports.test_measures import draw

pytestmark = pytest.mark.django_db
PLACE, CAMERA = 0x8825, 0x010F


@pytest.fixture
def measure(people: People) -> Measure:
    return draw(people)


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """As a phone takes it: with its maker, the place, and turned."""
    image, file = Image.new("RGB", size, "red"), BytesIO()
    exif = Image.Exif()
    exif[CAMERA], exif[0x0112] = "SecretPhone", 6
    exif.get_ifd(PLACE)[1] = "N"
    more = {"comment": b"SecretNote"} if kind == "JPEG" else {}
    image.save(file, kind, exif=exif, **more)
    return file.getvalue()


def scripted() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("alert(1)")}
    named = {NameObject(name): value for name, value in action.items()}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(named)
    writer.write(file)
    return file.getvalue()


def sent(
    people: People, measure: Measure, *files: tuple[str, bytes], **data: Any
) -> Any:
    given = {"text": "记录 6 份", **data}
    given["evidence"] = [SimpleUploadedFile(*each) for each in files]
    return post(people, "liaison", measure, "report", **given)


def page(row: Evidence) -> str:
    return reverse("cases:file", args=[row.progress.measure_id, row.pk])


# what is kept ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_of_a_picture_nothing_is_left_but_what_is_seen(kind):
    content = photo(kind)
    assert b"SecretPhone" in content
    kept = keep(content + b"<script>behind its end</script>")
    told, file = answer(content, KEEP)
    assert (told["pages"], file) == (1, kept.content)
    assert kept.kind == {"JPEG": "jpg", "PNG": "png"}[kind]
    for secret in (b"Secret", b"Exif", b"eXIf", b"script"):
        assert secret not in kept.content
    image = Image.open(BytesIO(kept.content))
    assert image.size == (40, 60)  # upright, as it is looked at
    assert not image.getexif()


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_are_kept(mode):
    file = BytesIO()
    Image.new(mode, (5000, 10)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    kept = Image.open(BytesIO(keep(file.getvalue()).content))
    assert kept.width == 4096
    assert kept.mode == {"L": "L", "I;16": "L", "RGBA": "RGBA"}.get(mode, "RGB")


def test_a_scan_in_many_greys_looks_as_it_did():
    scan, file = Image.new("I;16", (3, 1)), BytesIO()
    for x, grey in enumerate((0, 0x80FF, 0xFFFF)):
        scan.putpixel((x, 0), grey)
    scan.save(file, "PNG", transparency=0xFFFF)
    kept = Image.open(BytesIO(keep(file.getvalue()).content))
    assert (kept.mode, kept.tobytes()) == ("L", b"\x00\x80\xff")


def test_a_document_keeps_its_words_and_not_who_wrote_it():
    def build(document: Any) -> None:
        document.core_properties.author = "SecretAuthor"
        document.add_picture(BytesIO(photo()))

    kept = keep(word("台账已建。", build=build))
    assert words(kept.content).startswith("台账已建。")
    with ZipFile(BytesIO(kept.content)) as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
    assert b"Secret" not in everything
    assert keep(kept.content).content == kept.content


def test_nobody_stands_at_the_comments_and_revisions_of_a_document():
    inserted = parse_xml(
        f'<w:ins {nsdecls("w")} w:id="7" w:author="张三" w:date="2026-11-20T08:00:00Z">'
        "<w:r><w:t>补记。</w:t></w:r></w:ins>"
    )

    def build(document: Any) -> None:
        paragraph = document.paragraphs[0]
        paragraph._p.append(inserted)
        document.add_comment(paragraph.runs, "已核实", author="张三", initials="ZS")

    kept = keep(word("台账已建。", build=build)).content
    with ZipFile(BytesIO(kept)) as parts:
        names = [name for name in parts.namelist() if name.endswith(".xml")]
        texts = {name: parts.read(name).decode() for name in names}
    whole = "".join(texts.values())
    assert not any(named in whole for named in ("张三", "ZS", "w:date"))
    assert 'w:author="—"' in texts["word/document.xml"]
    assert "已核实" in texts["word/comments.xml"]
    assert [one.text for one in docx.Document(BytesIO(kept)).comments] == ["已核实"]


@pytest.mark.parametrize(
    "name", ["package/services/metadata/core-properties/0a.psmdcp", "docProps/Core.XML"]
)
def test_properties_under_another_name_are_emptied_too(name):
    content = keep(with_part(name, b"<a>SecretAuthor</a>")).content
    with ZipFile(BytesIO(content)) as kept:
        assert b"Secret" not in kept.read(name)


def test_the_workbook_of_a_chart_loses_who_made_it():
    name, inner = "word/embeddings/chart1.xlsx", BytesIO()
    with ZipFile(inner, "w") as book:
        book.writestr("docProps/core.xml", "<a>SecretAuthor</a>")
        book.writestr("xl/workbook.xml", "<b>23</b>")
        book.writestr("xl/media/image1.jpg", photo())
    assert b"Secret" in photo()
    content = keep(with_part(name, inner.getvalue())).content
    with ZipFile(BytesIO(content)) as kept:
        inside = ZipFile(BytesIO(kept.read(name)))
    assert not any(b"Secret" in inside.read(part) for part in inside.namelist())
    assert inside.read("xl/workbook.xml") == b"<b>23</b>"


@pytest.mark.parametrize(
    ("part", "code"),
    [("xl/vbaProject.bin", "macros"), ("xl/embeddings/a.xlsx", "objects")],
)
def test_what_runs_or_hides_in_the_workbook_of_a_chart_is_refused(part, code):
    inner = BytesIO()
    with ZipFile(inner, "w") as book:
        book.writestr(part, b"x")
    with pytest.raises(Refused, match=code):
        keep(with_part("word/embeddings/chart1.xlsx", inner.getvalue()))


def test_a_document_of_many_words_stays_as_small_as_it_came():
    content = word("\n".join(f"第 {n} 条：台账已建。" for n in range(5000)))
    kept = keep(content).content
    assert len(kept) < 1.1 * len(content)
    assert keep(content).content == kept


@pytest.mark.parametrize("form", ["TIFF", "WEBP", "GIF"])
def test_pictures_of_other_kinds_in_a_document_lose_their_notes_too(form):
    file = BytesIO()
    exif = Image.Exif()
    exif[CAMERA] = "SecretPhone"
    note = {"comment": b"SecretNote"} if form == "GIF" else {"exif": exif}
    Image.new("RGB", (60, 40), "red").save(file, form, **note)
    assert b"Secret" in file.getvalue()
    name = "word/media/image1.bin"
    with ZipFile(BytesIO(keep(with_part(name, file.getvalue())).content)) as archive:
        kept = archive.read(name)
    assert b"Secret" not in kept
    with Image.open(BytesIO(kept), formats=[form]) as image:
        assert image.convert("RGB").getpixel((5, 5))[0] > 200


@pytest.mark.parametrize("start", [b"\0\0\0\x18ftypheic", b"II\xbc\x01"])
def test_a_picture_that_cannot_be_written_anew_is_refused_in_a_document(start):
    with pytest.raises(Refused) as refused:
        keep(with_part("word/media/hdphoto1.wdp", start + b"\0" * 60))
    with override("en"):
        assert "Put it in as JPG or PNG" in sentence(refused.value)


def with_part(name: str, content: bytes) -> bytes:
    file = BytesIO(word("台账已建。"))
    with ZipFile(file, "a") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_a_photo_in_a_pdf_in_several_wrappings_loses_its_place_too(packed):
    jpeg, writer, file = photo(), PdfWriter(), BytesIO()
    page = writer.add_blank_page(100, 100)
    stream = EncodedStreamObject()
    stream._data = zlib.compress(jpeg) if packed else jpeg
    ways = [*["/FlateDecode"] * packed, "/DCTDecode"]
    ways_in_it = writer._add_object(ArrayObject(map(NameObject, ways)))
    stream[NameObject("/Filter")] = ways_in_it
    how = [*[NullObject()] * packed, DictionaryObject()]
    stream[NameObject("/DecodeParms")] = ArrayObject(how)
    named = DictionaryObject({NameObject("/P"): writer._add_object(stream)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    writer.write(file)
    kept = keep(file.getvalue()).content
    assert b"Secret" not in kept
    found = PdfReader(BytesIO(kept)).pages[0]["/Resources"]["/XObject"]["/P"]
    assert found._data.startswith(b"\xff\xd8")
    assert Image.open(BytesIO(found._data)).size == (60, 40)


def test_a_photo_in_a_pdf_loses_its_place_too():
    file = BytesIO()
    Image.open(BytesIO(photo())).save(file, "PDF")
    scan = file.getvalue()
    jpeg = photo()
    start, end = scan.index(b"\xff\xd8"), scan.rindex(b"\xff\xd9") + 2
    length = b"/Length %d" % (end - start)
    assert length in scan
    scan = scan.replace(length, b"/Length %d" % len(jpeg))
    kept = keep(scan[:start] + jpeg + scan[end:])
    assert (kept.kind, kept.pages) == ("pdf", 1)
    assert b"\xff\xd8" in kept.content
    assert b"Secret" not in kept.content


def test_a_photo_has_no_notes_before_or_behind_its_end():
    """Fill bytes before a mark, notes between scans, a second photo behind the end."""
    file, jpeg = BytesIO(), photo()
    plain = Image.effect_noise((60, 40), 90)
    plain.save(file, "JPEG", progressive=True, icc_profile=b"SomeColours")
    start, scan = file.getvalue()[:2], file.getvalue().rindex(b"\xff\xda")
    note = b"\xff\xe1\0\x08Secret"
    between = start + b"\xff\xff" + note + file.getvalue()[2:scan] + note
    kept = without_notes(between + file.getvalue()[scan:] + jpeg)
    assert kept == file.getvalue()
    assert b"SomeColours" in kept
    # cut off in a scan, or in a note behind it
    assert without_notes(between[:-3]) == file.getvalue()[:scan]
    assert without_notes(file.getvalue()[:-9]) == file.getvalue()[:-9]


def test_a_photo_has_no_small_picture_and_no_second_one():
    file = BytesIO()
    Image.effect_noise((60, 40), 90).save(file, "JPEG")
    plain, head = file.getvalue(), file.getvalue()[2:20]
    assert head[4:9] == b"JFIF\0"
    small = b"\xff\xe0\0\x1a" + head[4:16] + b"\1\1" + b"Secretpic!"
    assert without_notes(plain[:2] + small + plain[20:]) == plain
    twice = without_notes(plain[:-2] + photo())
    assert twice == plain
    assert b"Secret" in photo()


def test_a_run_of_fill_bytes_takes_no_time():
    """Squared it would take minutes: the child that reads has seconds."""
    fill = b"\xff" * 2_000_000 + b"\0"
    assert without_notes(START + fill) == START


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        (b"nothing", b"nothing"),
        (b"\xff\xd8\xff\xe1\0\4ab", b"\xff\xd8"),
        (b"\xff\xd8\xff\xe0\0\x0aJFIF\0abc", b"\xff\xd8"),
    ],
)
def test_of_what_is_no_whole_photo_no_notes_are_kept_either(broken, kept):
    assert without_notes(broken) == kept


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"GIF89a" + b"\0" * 60, "other picture"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "other picture"),
        (b"<!doctype html><script>1</script>", "no evidence"),
        ("一切都好。".encode(), "no evidence"),
        (b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024), "large"),
        (b"MZ\x90\0" + b"\0" * 99, "no evidence"),
        (scripted(), "active"),
    ],
)
def test_what_is_not_taken(content, code):
    with pytest.raises(Refused) as refused:
        keep(content)
    assert refused.value.code == code


def test_a_picture_of_too_many_pixels_is_not_opened(monkeypatch):
    monkeypatch.setattr("campaigns.papers.reading.picture.PIXELS", 100)
    with pytest.raises(Refused, match="pixels"):
        keep(photo())


def test_what_grows_when_it_is_written_anew_is_too_large(monkeypatch):
    monkeypatch.setattr("campaigns.papers.reading.kinds.LARGEST", len(photo()))
    kept = keep(photo())
    assert len(kept.content) <= len(photo())
    monkeypatch.setattr("campaigns.papers.reading.picture.QUALITY", 100)
    content = BytesIO()
    Image.effect_noise((64, 64), 90).save(content, "JPEG", quality=5)
    monkeypatch.setattr(
        "campaigns.papers.reading.kinds.LARGEST", len(content.getvalue())
    )
    with pytest.raises(Refused, match="large"):
        keep(content.getvalue())


# handing it in ---------------------------------------------------------------------


def test_files_stand_with_the_report_and_are_given_to_whoever_reads_it(people, measure):
    files = ("登记表.pdf", pages()), ("现场.jpg", photo()), ("又一份.jpg", photo())
    answer = sent(people, measure, *files)
    assert answer.status_code == 302
    rows = list(Evidence.objects.all())
    assert [str(row) for row in rows] == ["登记表.pdf", "又一份.jpg"]  # the same once
    told = Entry.objects.of(people.campaign.pk).filter(action="measure reported").get()
    assert told.detail["files"] == 2
    for who in ("team", "boss", "auditor", "head"):
        client = people.client(who)
        text = client.get(measure.get_absolute_url()).text
        assert all(part in text for part in (page(rows[0]), rows[1].sha256))
        given = client.get(page(rows[1]))
        assert b"".join(given.streaming_content) == rows[1].content
    assert given["Content-Type"] == "image/jpeg"
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for who in ("other", "nobody"):
        assert people.client(who).get(page(rows[0])).status_code == 404


def test_a_file_of_another_measure_is_not_there(people, measure):
    sent(people, measure, ("现场.jpg", photo()))
    other = reverse("cases:file", args=[draw(people).pk, Evidence.objects.get().pk])
    assert people.client("liaison").get(other).status_code == 404


def test_what_was_altered_in_the_database_is_not_given_out(people, measure, caplog):
    sent(people, measure, ("现场.jpg", photo()))
    Evidence.objects.update(content=b"altered")
    row = Evidence.objects.get()
    assert people.client("team").get(page(row)).status_code == 404
    assert "EvidenceAltered" in caplog.text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("现场.jpg", photo()[:400], "现场.jpg: The picture is damaged."),
        ("表.exe", b"MZ\x90\0" + b"\0" * 99, "表.exe: This is neither a PDF"),
        ("表.pdf", b"%PDF-1.7\nnothing", "表.pdf: The PDF is damaged."),
        ("表.docx", b"PK\x03\x04nothing", "表.docx: The document is damaged"),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_typed_is_lost(
    people, measure, name, content, sentence
):
    answer = sent(people, measure, ("好.pdf", pages()), (name, content))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "记录 6 份" in answer.text
    assert not Evidence.objects.exists()
    assert Measure.objects.get().state == "planned"


def test_more_files_than_go_with_one_report(people, measure, monkeypatch):
    many = [(f"{n}.jpg", photo()) for n in range(MOST + 1)]
    answer = sent(people, measure, *many)
    assert answer.status_code == 422
    assert "These are 6 files; 5 go with one report." in answer.text
    monkeypatch.setattr(reading, "TOGETHER", -1)
    answer = sent(people, measure, *many[:2])
    assert "send fewer at a time" in answer.text


def test_without_words_no_file_is_stored(people, measure):
    answer = sent(people, measure, ("现场.jpg", photo()), text="")
    assert answer.status_code == 422
    assert "Choose the files once more." in answer.text
    assert not Evidence.objects.exists()


def test_who_comes_second_chooses_the_files_once_more(people, measure):
    measure.begin(people["head"])
    late = sent(people, measure, ("现场.jpg", photo()), seen=1)
    assert late.status_code == 409
    assert "Choose the files once more." in late.text
    assert not Evidence.objects.exists()


def test_the_second_of_two_stores_no_file(people, measure):
    assert sent(people, measure).status_code == 302
    late = sent(people, measure, ("现场.jpg", photo()))
    assert late.status_code == 409
    assert "记录 6 份" in late.text
    assert not Evidence.objects.exists()


def test_files_stand_on_the_paper_of_the_case_by_their_hash(people):
    case = bring(make_case(people), people, "work")
    case.measures.get().report(people["head"], "好", [Handed("表.pdf", "pdf", b"%PDF")])
    with override("en"):
        row = Case.objects.get()
        text = words(paper.render(filed(people["boss"], row), "docx"))
        assert "1 file" in people.client("team").get(case.get_absolute_url()).text
    assert f"1 | 表.pdf | 1 kB | {Evidence.objects.get().sha256}" in text


# how long it is kept ------------------------------------------------------------------


def handed(measure: Measure, people: People) -> Measure:
    measure.report(people["head"], "好", [Handed("张三回访.jpg", "jpg", b"1")])
    return measure


def test_archiving_erases_the_files_of_what_is_closed(people, measure):
    handed(measure, people)
    assert EVIDENCE.number(people.campaign) == 0  # the team has not looked yet
    measure.close(people["team"])
    assert EVIDENCE.number(people.campaign) == 1
    assert EVIDENCE.erase(EVIDENCE.rows(people.campaign)) == 1
    row = Evidence.objects.get()
    assert (row.name, row.content, row.size) == ("", None, 1)
    text = people.client("team").get(measure.get_absolute_url()).text
    assert "erased on" in text
    assert row.sha256 in text
    assert "张三" not in text
    assert people.client("team").get(page(row)).status_code == 404
    assert EVIDENCE.words % 1 == "1 file of evidence"


def test_what_was_at_work_then_goes_when_it_is_closed(people, measure):
    handed(measure, people)
    case = bring(make_case(people), people, "work")
    handed(case.measures.get(), people)
    case.measures.get().close(people["team"])
    type(people.campaign).objects.update(erased_at=timezone.now())
    Box.objects.update(rewritten=True)
    assert EVIDENCE.number(people.campaign) == 0  # its case may still send it back
    measure = Measure.objects.get(pk=measure.pk)
    measure.close(people["team"])
    assert Evidence.objects.filter(content=None).count() == 1
    assert Box.objects.unwritten().exists()  # its bytes still lie in the files
    other = draw(people)  # nothing was handed in with it
    other.report(people["head"], "好")
    other.close(people["team"])
    case = Case.objects.get()
    case.end(people["team"], "好")
    case.close(people["deputy"], "")
    assert Evidence.objects.filter(content=None).count() == 2
    told = Entry.objects.of(people.campaign.pk).filter(action="evidence erased")
    assert [entry.detail["files"] for entry in told] == [1, 1]
