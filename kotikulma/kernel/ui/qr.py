"""A code for paper: a picture that opens a page in a phone."""

from io import BytesIO

import segno


def qr_code(address: str) -> bytes:
    """An SVG without size or style, so that it prints sharp; error correction M."""
    out = BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=2, omitsize=True, xmldecl=False, title=address)
    return out.getvalue()
