"""Pictures written anew: what is seen of them, and nothing beside it."""

from io import BytesIO

from PIL import Image, ImageOps

from campaigns.papers.reading.found import Refused

STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF8": "GIF",
          b"II*\0": "TIFF", b"MM\0*": "TIFF"}  # fmt: skip
KINDS = {"JPEG": "jpg", "PNG": "png"}
# of JPEG 2000 and XR; HEIC and AVIF have the head of a film
OTHERS = (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"II\xbc\x01")
MOVING = b"ftyp"  # in the head of films, and of pictures that some phones take
PIXELS = 50_000_000
LONGEST = 4096  # pixels of a side: enough to read a page of small print
QUALITY = 85
GREY = ("1", "L", "LA", "I", "F")


def form_of(content: bytes) -> str:
    """JPEG, PNG, GIF, TIFF or WEBP; nothing for what is not written anew."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    found = (form for start, form in STARTS.items() if content.startswith(start))
    return next(found, "")


def kind_of(content: bytes) -> str:
    """jpg or png; nothing for anything else."""
    return KINDS.get(form_of(content), "")


def is_other(content: bytes) -> bool:
    """Whether it is a picture of which nothing can be taken out."""
    return content[4:8] == MOVING or content.startswith(OTHERS)


def written_anew(content: bytes) -> bytes:
    """The picture upright, without place, camera, maker, and what follows its end.

    In the form in which it came; of several in one file the first. Raises Refused, and
    whatever a damaged one leads to.
    """
    Image.MAX_IMAGE_PIXELS = None  # what is too large has a sentence of its own
    form = form_of(content)
    with Image.open(BytesIO(content), formats=[form]) as image:
        if image.width * image.height > PIXELS:
            raise Refused("pixels")
        image.load()
        plain = _plain(ImageOps.exif_transpose(image))
    file = BytesIO()
    if form == "JPEG":
        plain = plain.convert("RGB")
    packed = {"compression": "tiff_lzw"} if form == "TIFF" else {"quality": QUALITY}
    plain.save(file, form, **packed)
    return file.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, in an image that knows of nothing else."""
    if image.mode.startswith("I;16"):
        image = _of_eight_bits(image)
    seen = "transparency" in image.info or image.mode.endswith(("A", "a"))
    mode = "RGBA" if seen else "L" if image.mode in GREY else "RGB"
    image = image.convert(mode)
    image.thumbnail((LONGEST, LONGEST))
    plain = Image.new(mode, image.size)
    plain.paste(image)
    return plain


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """A scan in 65536 greys; `convert` alone makes all but the darkest white."""
    image.info.pop("transparency", None)  # a grey of the old scale
    return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
