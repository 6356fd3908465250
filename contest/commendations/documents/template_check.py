"""Whether a Word file can serve as the template of a kind of papers, and if not, which fields are wrong."""

import io
import re
import zipfile

from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from contest.commendations.documents.template_fields import FIELDS, PARTS, required_fields
from contest.commendations.paper_errors import TemplateBroken, TemplateFieldsMissing, TemplateFieldsUnknown
from contest.platform.files.official import Form
from contest.platform.files.spreadsheet import LARGEST_UNPACKED_BYTES, UNREADABLE
from contest.platform.files.word import environment

# A template holds fields, lists and conditions; nothing else can be written in one (C2).
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr,
    nodes.For, nodes.If, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
ATTRIBUTES = frozenset({"last", "first", "index", *(part for parts in PARTS.values() for part in parts)})
EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External["\']')


def check_template(content: bytes, form: Form) -> None:
    """Refuse what is no Word file, does more than name fields, names unknown ones, or lacks a needed one.

    Raises TemplateBroken, TemplateFieldsUnknown, TemplateFieldsMissing.
    """
    _check_package(content)
    try:
        source = DocxTemplate(io.BytesIO(content))
        source.init_docx()
        used = _names(source)
    except (TemplateError, *UNREADABLE):
        raise TemplateBroken from None
    unknown = sorted(used - FIELDS.keys())
    if unknown:
        raise TemplateFieldsUnknown(fields=tuple(unknown))
    missing = [name for name in required_fields(form) if name not in used]
    if missing:
        raise TemplateFieldsMissing(fields=tuple(missing))


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if sum(one.file_size for one in entries) > LARGEST_UNPACKED_BYTES:
                raise TemplateBroken
            names = {one.filename for one in entries}
            # Macros, embedded programs and anything that would be fetched from elsewhere.
            active = any("vbaproject" in name.lower() or "/embeddings/" in name for name in names)
            reaches_out = any(EXTERNAL.search(package.read(name)) for name in names if name.endswith(".rels"))
    except UNREADABLE:
        raise TemplateBroken from None
    if active or reaches_out or "word/document.xml" not in names:
        raise TemplateBroken


def _names(source: DocxTemplate) -> set[str]:
    """The names of fields in the body, headers and footers."""
    used: set[str] = set()
    for text in _texts(source):
        tree = environment().parse(text)
        used |= _names_in(tree)
    return used


def _texts(source: DocxTemplate) -> list[str]:
    parts = [source.patch_xml(source.get_xml())]
    for uri in (source.HEADER_URI, source.FOOTER_URI):
        parts += [source.patch_xml(source.get_part_xml(part)) for _, part in source.get_headers_footers(uri)]
    return parts


def _names_in(tree: nodes.Template) -> set[str]:
    own: set[str] = {"loop"}
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise TemplateBroken
        if isinstance(node, nodes.Getattr) and node.attr not in ATTRIBUTES:
            raise TemplateFieldsUnknown(fields=(node.attr,))
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            own.add(node.target.name)
    return {node.name for node in tree.find_all(nodes.Name) if node.name not in own}
