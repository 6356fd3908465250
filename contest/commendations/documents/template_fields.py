"""The fields that a template of papers may name, and those it must."""

from collections.abc import Mapping

from contest.platform.files.official import Form

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


def required_fields(form: Form) -> tuple[str, ...]:
    """The fields that a template of this form must name."""
    return (*ALWAYS, *(f"ky_{number}" for number in range(1, form.signers + 1)))
