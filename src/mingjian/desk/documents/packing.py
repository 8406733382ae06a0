"""The bytes of a .docx: no author, no times, no traces of editing, the same bytes for the same content."""

import io
import re
import zipfile

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE

# The first day a ZIP archive can name. Every part carries it.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# Parts of the empty document of python-docx that say where it came from.
TELLING_PARTS = (
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
    RELATIONSHIP_TYPE.CUSTOM_PROPERTIES,
)
UNUSED_PARTS = (
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.NUMBERING,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)
EMPTY_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
RSID = re.compile(
    rb'\s+w:rsid\w*="[^"]*"|<w:rsids>.*?</w:rsids>|<w:(?:rsid\w*|proofState)\b[^>]*/>', re.DOTALL
)


def packed(document: DocxDocument) -> bytes:
    """Save a document without anything that tells who made it, when, or with what."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype in TELLING_PARTS:
            del package.rels[key]
    for key, relation in list(document.part.rels.items()):
        if relation.reltype in UNUSED_PARTS:
            del document.part.rels[key]
    raw = io.BytesIO()
    document.save(raw)
    return _repacked(raw.getvalue())


def _repacked(raw: bytes) -> bytes:
    """The same archive with its parts in a fixed order, without times, and with empty core properties."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as archive:
        # The list of content types comes first, as readers expect.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = EMPTY_CORE if name == "docProps/core.xml" else RSID.sub(b"", source.read(name))
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, content, compresslevel=9)
    return target.getvalue()
