"""Pictures as they are shown: drawn anew as WebP, at most 1600 px, without where and when they were taken."""

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kotikulma.events.types import PictureRefused
from kotikulma.events.types.pictures import Drawn

MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
READ = ("JPEG", "PNG", "WEBP")


def redrawn(content: bytes, small_side: int) -> Drawn:
    """The same picture as WebP, turned the right way up. PictureRefused says what to do."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(_("Kuva on liian suuri. Valitse enintään 8 megatavun kuva."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=READ)
            if picture.width * picture.height > min(MOST_PIXELS, Image.MAX_IMAGE_PIXELS or MOST_PIXELS):
                raise PictureRefused(_("Kuvassa on liikaa kuvapisteitä. Pienennä kuva ja yritä uudelleen."))
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = upright.convert("RGBA" if upright.mode in ("RGBA", "LA", "P") else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise PictureRefused(_("Kuvaa ei voitu lukea. Valitse JPEG-, PNG- tai WebP-kuva.")) from None
    plain.info.clear()
    scale = small_side / max(plain.size)
    less = (
        plain.resize((max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))) if scale < 1 else None
    )
    return Drawn(_written(plain), _written(less) if less else b"", plain.width, plain.height)


def _written(picture: Image.Image) -> bytes:
    drawn = BytesIO()
    picture.save(drawn, "WEBP", quality=82, method=4)
    return drawn.getvalue()
