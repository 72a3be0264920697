"""Pictures written anew: what is seen of them, and nothing beside it."""

from io import BytesIO

from PIL import Image, ImageOps

from campaigns.papers.reading.found import Refused

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
PIXELS = 50_000_000
LONGEST = 4096  # pixels of a side: enough to read a page of small print
QUALITY = 85
GREY = ("1", "L", "LA", "I;16")


def kind_of(content: bytes) -> str:
    """jpg or png; nothing for anything else."""
    return "jpg" if content.startswith(JPEG) else "png" if content[:8] == PNG else ""


def written_anew(content: bytes) -> bytes:
    """The picture upright, without place, camera, maker, and what follows its end.

    Raises Refused, and whatever a damaged one leads to.
    """
    Image.MAX_IMAGE_PIXELS = None  # what is too large has a sentence of its own
    with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as image:
        if image.width * image.height > PIXELS:
            raise Refused("pixels")
        image.load()
        plain = _plain(ImageOps.exif_transpose(image))
    file = BytesIO()
    if kind_of(content) == "jpg":
        plain.convert("RGB").save(file, "JPEG", quality=QUALITY)
    else:
        plain.save(file, "PNG")
    return file.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, in an image that knows of nothing else."""
    if image.mode == "I;16":
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
    return image.point(lambda grey: grey * (1 / 256)).convert("L")
