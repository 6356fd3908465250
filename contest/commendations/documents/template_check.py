"""Whether a Word file can serve as the template of a kind of papers, and if not, which fields are wrong."""

import io
import re
import zipfile
from collections.abc import Mapping

from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from contest.commendations.paper_errors import TemplateBroken, TemplateFieldsMissing, TemplateFieldsUnknown
from contest.platform.spreadsheet import LARGEST_UNPACKED_BYTES, UNREADABLE
from contest.platform.word import environment
from contest.platform.word_template import Form

# Fields of every paper and what they mean; `noi_dung` is where the text goes.
FIELDS: Mapping[str, str] = {
    "co_quan_chu_quan": "Cơ quan chủ quản",
    "co_quan_ban_hanh": "Cơ quan ban hành",
    "so_ky_hieu": "Số và ký hiệu: Số: 08/QĐ-BTC",
    "dia_danh_ngay_thang": "Địa danh và thời gian ban hành",
    "ten_loai": "Tên loại văn bản",
    "trich_yeu": "Trích yếu nội dung",
    "tham_quyen": "Thẩm quyền ban hành (quyết định)",
    "can_cu": "Danh sách căn cứ",
    "cong_thuc": "QUYẾT ĐỊNH:",
    "kinh_gui": "Danh sách nơi kính gửi",
    "noi_dung": "Chỗ chèn toàn bộ nội dung, bảng và biểu đồ",
    "noi_nhan": "Danh sách nơi nhận",
    "ky_1": "Người ký thứ nhất: ky_1.dong, ky_1.ten",
    "ky_2": "Người ký thứ hai",
    "ky_3": "Người ký thứ ba",
    "ma_ket_qua": "Mã kết quả đã công bố",
    "ten_cuoc_thi": "Tên cuộc thi",
    "dot_thi": "Tên đợt thi",
    "ca_nhan": "Danh sách cá nhân: ho_ten, don_vi, nhom, giai, tien",
    "tap_the": "Danh sách tập thể: ten, khoi, giai, tien",
    "tong_tien": "Tổng tiền thưởng bằng số",
    "tong_tien_bang_chu": "Tổng tiền thưởng bằng chữ",
}
ALWAYS = ("so_ky_hieu", "dia_danh_ngay_thang", "noi_dung", "ma_ket_qua")
PARTS = {
    "ky_1": ("dong", "ten"), "ky_2": ("dong", "ten"), "ky_3": ("dong", "ten"),
    "ca_nhan": ("ho_ten", "don_vi", "nhom", "giai", "tien"), "tap_the": ("ten", "khoi", "giai", "tien"),
}  # fmt: skip
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


def required_fields(form: Form) -> tuple[str, ...]:
    """The fields that a template of this form must name."""
    return (*ALWAYS, *(f"ky_{number}" for number in range(1, form.signers + 1)))


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
