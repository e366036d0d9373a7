"""What an image is by its content: measured, hashed exactly and by how it looks."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

import imagehash
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""What is taken, by Pillow's names; SVG is a program for browsers, and none of them."""
PIXELS_AT_MOST = 40_000_000
SIDE_AT_MOST = 16_384
# Two photographs seldom come that near by chance; a copy that was scaled, compressed anew or
# lightly marked does.
ALIKE = 10
"""At most so many of the 64 bits of two hashes differ where two images are taken for one."""
_SKETCH = 1024


class NoPicture(Exception):
    """That bytes are no image that is taken; `reason` says why, `remedy` what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: `sha256` of its bytes in hex, `phash` (64 bits, signed) of how it looks."""

    content_type: str
    width: int
    height: int
    sha256: str
    phash: int


def read(content: bytes) -> Picture:
    """Return what an image is; of several frames the first counts. Raises NoPicture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of bombs: sizes are checked here
        try:
            return _read(content)
        except NoPicture:
            raise
        except Exception as error:  # decoders fail in any way on hostile bytes
            reason = "It cannot be read to its end as an image."
            raise NoPicture(reason, "Send a whole, sound file.") from error


def _read(content: bytes) -> Picture:
    image = _opened(content)
    width, height = image.size
    if max(width, height) > SIDE_AT_MOST or width * height > PIXELS_AT_MOST:
        most = f"{SIDE_AT_MOST} pixels a side and {PIXELS_AT_MOST} in all"
        raise NoPicture(f"It is {width} by {height} pixels large.", f"Send one of at most {most}.")
    image.draft("RGB", (_SKETCH, _SKETCH))  # JPEG alone: decoded no larger than is needed
    look = imagehash.phash(_upright(image))
    return Picture(
        content_type=FORMATS[image.format or ""],
        width=width,
        height=height,
        sha256=hashlib.sha256(content).hexdigest(),
        phash=_signed(int(str(look), 16)),
    )


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(content), formats=list(FORMATS))
    except Image.DecompressionBombError as error:
        raise NoPicture("It is far too large once decoded.", "Send a smaller image.") from error
    except UnidentifiedImageError as error:
        taken = ", ".join(FORMATS.values())
        raise NoPicture("By its content it is no image that is taken.", f"Send {taken}.") from error


def _upright(image: Image.Image) -> Image.Image:
    """Return it as it is seen: turned as it says, on white where it is transparent."""
    turned = ImageOps.exif_transpose(image)
    if not turned.has_transparency_data:
        return turned
    seen = turned.convert("RGBA")
    seen.thumbnail((_SKETCH, _SKETCH))
    ground = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(ground, seen)


def _signed(bits: int) -> int:
    """Return 64 bits as the database's bigint has them."""
    return bits - (1 << 64) if bits >> 63 else bits
