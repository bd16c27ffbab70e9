"""Files that mean harm or are merely odd, each made small; and honest ones of every kind."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WAVE = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)
MP4 = b"\0\0\0\x18ftypisom" + bytes(40)
M4A = b"\0\0\0\x18ftypM4A " + bytes(40)
MP3 = b"\xff\xfb\x90\x64" + bytes(400)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def picture(form: str = "JPEG", *, size: tuple[int, int] = (64, 48), exif: bool = False) -> bytes:
    """A small picture; with `exif`, turned on its side and with the place where it was taken."""
    notes = Image.Exif()
    if exif:
        notes[0x0112], notes[0x010F] = 6, "PhoneMaker"
        notes[0x8825] = {1: "N", 2: (25.0, 2.0, 3.0), 3: "E", 4: (102.0, 42.0, 31.0)}
    made = io.BytesIO()
    drawn = Image.new("RGB", size, (200, 30, 20))
    if exif:
        drawn.save(made, form, exif=notes, comment=b"taken by Chen")
    else:
        drawn.save(made, form)
    return made.getvalue()


def wide_png(width: int, height: int) -> bytes:
    """A PNG that claims this size in a few bytes (one bit a pixel, all white)."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    row = b"\0" + b"\xff" * ((width + 7) // 8)
    pixels = zlib.compressobj(9)
    body = b"".join(pixels.compress(row) for _ in range(height)) + pixels.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def office(ending: str = "docx", **parts: bytes) -> bytes:
    """An office document of the least parts; `parts` are added, `__` in a name is a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(MAIN[ending], b"<w:document><w:t>\xe4\xbd\xa0</w:t></w:document>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def packed(entries: dict[str, bytes], *, link: str = "") -> bytes:
    """Any zip file; `link` names an entry that is a symbolic link."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o120777 if name == link else 0o100644) << 16
            archive.writestr(entry, content)
    return made.getvalue()


def docx_with(name: str, content: bytes, *, link: str = "") -> bytes:
    """A Word document with one part more."""
    parts = {"[Content_Types].xml": b"<Types/>", MAIN["docx"]: b"<w:document/>", name: content}
    return packed(parts, link=link)


def locked_zip() -> bytes:
    """A Word document whose entries say that they are enciphered."""
    content = bytearray(office())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 1)
    return bytes(content)


def overlapping_zip() -> bytes:
    """A Word document in which every entry of the directory points at the same bytes."""
    content = bytearray(office(a=b"1" * 50, b=b"1" * 50))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 42 : place + 46] = bytes(4)
        place = content.find(b"PK\x01\x02", place + 1)
    return bytes(content)


def old_office(*streams: str) -> bytes:
    """A file of old Word or Excel with streams of these names."""
    return OLE + b"".join(name.encode("utf-16-le") + bytes(16) for name in streams)


def pdf(*, pages: int = 1, password: str = "", photograph: bytes = b"") -> bytes:
    """A PDF; `photograph` stands on its page as it is, with whatever notes it carries."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        for _ in range(pages):
            new.add_blank_page(page_size=(200, 200))
        if photograph:
            stream = new.make_stream(photograph)
            stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            stream.Width, stream.Height, stream.BitsPerComponent = 64, 48, 8
            stream.ColorSpace, stream.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
            page = new.pages[0]
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream))
            page.Contents = new.make_stream(b"q 64 0 0 48 0 0 cm /P Do Q")
        lock = pikepdf.Encryption(user=password, owner="owner") if password else False
        new.save(made, encryption=lock)
    return made.getvalue()


def acting_pdf() -> bytes:
    """A PDF that would run, open, launch, send, tell and carry: all at once."""
    made = io.BytesIO()
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('ACT')"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("ACT.exe"))
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://ACT.example/"))
    with pikepdf.new() as new:
        new.add_blank_page(page_size=(200, 200))
        page = new.pages[0]
        page.AA = pikepdf.Dictionary(O=act)
        page.Annots = new.make_indirect(
            pikepdf.Array(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=each
                )
                for each in (launch, link, act)
            )
        )
        new.Root.OpenAction = act
        new.Root.AA = pikepdf.Dictionary(WC=act)
        new.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("ACT"), Fields=pikepdf.Array())
        new.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), act])
        )
        new.attachments["ACT.exe"] = b"MZ ACT"
        new.docinfo["/Author"] = "ACT Chen"
        with new.open_metadata() as told:
            told["dc:creator"] = ["ACT Chen"]
        new.save(made)
    return made.getvalue()
