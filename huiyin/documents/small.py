"""A picture drawn anew as small as a page's head needs it, see-through where it was.

Runs as a process of its own, `python -m huiyin.documents.small TYPE`, confined as `shown` is.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from huiyin.documents.shown import NotShown, main

SIDE = 240
MOST_PIXELS = 16_000_000


def logo(content: bytes) -> tuple[str, bytes]:
    """The first image, upright, of at most 240 pixels a side; no EXIF, place, profile or text."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotShown("large")
            upright = ImageOps.exif_transpose(image)
            is_clear = "A" in upright.getbands() or "transparency" in upright.info
            # Before it is made smaller: colours out of a palette cannot be mixed.
            plain = upright.convert("RGBA" if is_clear else "RGB")
    except Image.DecompressionBombError as fault:
        raise NotShown("large") from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise NotShown("damaged") from fault
    plain.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    # A new image holds pixels and nothing else that stood in the old one.
    made = io.BytesIO()
    Image.frombytes(plain.mode, plain.size, plain.tobytes()).save(made, "PNG", optimize=True)
    return "image/png", made.getvalue()


if __name__ == "__main__":
    main({"image/jpeg": logo, "image/png": logo})
