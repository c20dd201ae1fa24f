"""QR codes, as pictures within a page: nothing is fetched, and no secret leaves it."""

import segno


def svg(text: str) -> str:
    """The text as an SVG, dark on light whatever the page's ground: scanners expect it so.

    Error correction M (15 %) is the usual choice for screens; the margin of four modules is the
    standard's own (ISO/IEC 18004).
    """
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
