"""QR codes as inline SVG, for slips and for the addresses on papers."""

import segno


def qr_svg(text: str, border: int = 0) -> str:
    """The code of `text` at level M, black on what is behind it, as large as its box.

    Attributes only, so that it stands under a policy without inline styles as well;
    the paper around it must leave four modules free where `border` is 0.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return code.svg_inline(
        border=border, omitsize=True, svgclass=None, lineclass=None, dark="#000"
    )
