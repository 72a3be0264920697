"""QR codes as SVG."""

from xml.etree import ElementTree

import segno

from paper.qr import qr_svg

ADDRESS = "https://pingyi.example/b/#0123-45678-9ABCD"


def test_qr_holds_the_text_at_level_m() -> None:
    code = segno.make(ADDRESS, error="m", micro=False, boost_error=False)
    size = code.symbol_size(border=0)[0]
    svg = ElementTree.fromstring(qr_svg(ADDRESS))  # noqa: S314
    assert svg.attrib == {"viewBox": f"0 0 {size} {size}"}
    assert "style" not in qr_svg(ADDRESS)


def test_qr_border_is_part_of_the_box() -> None:
    bare, framed = qr_svg("A"), qr_svg("A", border=4)
    assert 'viewBox="0 0 21 21"' in bare
    assert 'viewBox="0 0 29 29"' in framed
