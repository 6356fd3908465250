"""The one table from the code of a refusal to its Vietnamese sentence, which catalogues translate."""

from collections.abc import Mapping

from contest.platform.language.readers_numbers import shown
from contest.platform.language.wording import said_with

SENTENCES: dict[str, str] = {
    # Everywhere
    "refused": "Hệ thống không thực hiện được yêu cầu này.",
    "not_found": "Không có trang này, hoặc trang này không dành cho anh/chị.",
    "forbidden": "Anh/chị không có quyền làm việc này.",
    "conflict": "Việc này không còn thực hiện được vì dữ liệu đã thay đổi. Anh/chị tải lại trang.",
    "gone": "Nội dung này đã kết thúc.",
    "invalid": "Dữ liệu gửi lên chưa đúng.",
    "too_many": "Anh/chị thao tác quá nhanh. Xin thử lại sau ít phút.",
    "csrf": "Trang này mở quá lâu hoặc phiên đăng nhập đã đổi. Anh/chị tải lại trang rồi gửi lại.",
    "signed_out": "Phiên đăng nhập đã hết nên chưa có gì được lưu. Anh/chị đăng nhập lại rồi gửi lại.",
    "too_large": "Tệp lớn quá. Hệ thống nhận tệp tối đa {megabytes} MB.",
    "busy": "Nhiều người đang vào thi. Trang tự thử lại sau 10 giây, giờ làm bài chưa tính.",
    "broken": "Hệ thống gặp lỗi. Bài làm vẫn còn trên máy này, xin thử lại sau ít phút.",
    "method": "Trang này không nhận cách gửi đó.",
    "denghi.ly_do": "Ghi lý do.",
    "denghi.khong_co": "Không có đề nghị này, hoặc đề nghị này không dành cho anh/chị.",
    "denghi.cung_nguoi": "Đề nghị này do chính anh/chị lập. Cần một người khác xem và duyệt.",
    "denghi.da_xong": "Đề nghị này không còn chờ duyệt. Trạng thái bây giờ: {state}.",
    "sua.da_doi": "{who} đã lưu thay đổi ở đây lúc {at}, sau khi anh/chị mở trang. Những gì anh/chị gõ còn "
    "nguyên. Mở trang này ở thẻ khác để xem bản mới; bấm lưu lần nữa thì bản của anh/chị thay bản đó.",
    "denghi.da_doi": "Số liệu đã thay đổi từ lúc anh/chị mở trang. Anh/chị xem lại số liệu mới rồi duyệt.",
    "denghi.khong_phai_nguoi_lap": "Chỉ người lập đề nghị rút lại được.",
    # accounts
    "sdt.sai": "Số điện thoại gồm 10 chữ số và bắt đầu bằng số 0, ví dụ 0912 345 678.",
    "sdt.trung": "Số này đã đăng ký. Anh/chị đăng nhập, hoặc dùng số khác.",
    "dn.sai": "Số điện thoại hoặc mật khẩu chưa đúng.",
    "dn.khoa": "Đã nhập sai nhiều lần. Xin thử lại sau {minutes} phút hoặc gọi số hỗ trợ.",
    "ma.sai": "Mã 6 chữ số chưa đúng hoặc đã hết hạn.",
    "mk.ngan": "Mật khẩu cần ít nhất 8 ký tự.",
    "mk.dai": "Mật khẩu dài nhất là 128 ký tự.",
    "mk.de_doan": "Mật khẩu này dễ đoán. Anh/chị chọn mật khẩu khác.",
    "mk.cu_sai": "Mật khẩu hiện tại chưa đúng.",
    "tk.btc_cuoi": "Đây là tài khoản Ban Tổ chức cuối cùng. Cấp vai trò này cho người khác trước đã.",
    "tk.chinh_minh": "Không ai tự khóa tài khoản, tự thu hồi vai trò Ban Tổ chức của mình. Người khác có "
    "vai trò này làm giúp; chưa có ai thì cấp vai trò cho một người trước đã.",
    "tk.chon_don_vi": "Chọn đơn vị mà đầu mối phụ trách, theo mã trong danh sách.",
    "tk.con_vai_tro": "Tài khoản này còn vai trò quản trị. Thu hồi vai trò trước, rồi mới ẩn danh được.",
    "ten.trong": "Nhập họ và tên như trên căn cước.",
    "ten.sai": "Họ và tên chỉ gồm chữ cái và khoảng trắng.",
    "dongy.trong": "Cần đánh dấu đồng ý thì mới đăng ký được.",
    "the.sai_ma": "Mã dự thi gồm 15 chữ và số, chia 3 nhóm như in trên thẻ. Anh/chị xem lại từng nhóm.",
    "the.khong_dung": "Mã dự thi này không dùng được. Anh/chị hỏi nơi đã phát thẻ hoặc gọi số hỗ trợ.",
    "the.so_khong_co": "Không có thẻ nào mang số này. Số thẻ ghi ở danh sách thí sinh, ví dụ thẻ 12-034.",
    "the.da_dung": "Thẻ này đã có người đăng ký. Nếu là anh/chị, xin đăng nhập bằng mã dự thi và mã PIN.",
    "the.dn_sai": "Mã dự thi hoặc mã PIN chưa đúng.",
    "the.vai_tro": "Người dùng thẻ dự thi không nhận vai trò quản trị. Cần một tài khoản có điện thoại.",
    "the.so_luong": "Mỗi lần làm từ 1 đến {most} thẻ.",
    "the.han": "Chọn hạn đăng ký sau hôm nay và trong vòng {days} ngày.",
    "the.da_in": (
        "Lô thẻ {batch} của lần bấm này đã làm xong, mã chỉ in một lần. "
        "Nếu không nhận được tệp, thu hồi lô ấy rồi làm lô mới."
    ),
    "the.khong_co": "Không có thẻ hoặc lô thẻ này, hoặc không thuộc đơn vị của anh/chị.",
    "pin.sai": "Mã PIN gồm đúng 6 chữ số.",
    "pin.de_doan": "Mã PIN này dễ đoán. Anh/chị chọn 6 chữ số khác.",
    "namsinh.sai": "Nhập năm sinh bằng 4 chữ số, ví dụ 1956.",
    "ban.qua_nhieu": "Anh/chị đã hộ {limit} người trong {span}. Có thể hộ người tiếp theo từ {again_at}.",
    "ban.dang_ho": "Anh/chị đang hộ một người. Kết thúc phiên ấy rồi mới hộ người khác.",
    "ban.dang_ngoi": "Người này đang thi ở một bàn hỗ trợ khác.",
    "ban.can_bo": "Tài khoản này có vai trò quản trị nên không thi qua bàn hỗ trợ.",
    "ban.mat_khau": "Mật khẩu của người hỗ trợ chưa đúng.",
    "ban.het_phien": "Phiên của người hỗ trợ đã hết. Anh/chị đăng nhập lại.",
    # entries
    "donvi.trong": "Chọn cơ quan, đơn vị nơi anh/chị công tác.",
    "diaban.trong": "Chọn xã, phường, thị trấn nơi anh/chị ở.",
    "donvi.khong_co": "Đơn vị này không có trong danh sách dự thi.",
    "doituong.sai": "Chọn tư cách dự thi.",
    "thi.loai_tru": (
        "Anh/chị thuộc danh sách không dự thi (Ban Tổ chức, tổ ra đề). Cần hỏi lại, gọi số hỗ trợ."
    ),
    "thi.chua_dang_ky": "Anh/chị chưa đăng ký dự thi cuộc thi này.",
    "dulieu.tra_loi": "Ghi nội dung trả lời cho người yêu cầu.",
    "dulieu.da_xong": "Yêu cầu này đã được trả lời hoặc đã thực hiện. Anh/chị tải lại trang.",
    "cuocthi.het": "Cuộc thi đã kết thúc.",
    # rounds
    "dot.chua": "{round} mở lúc {opens_at}.",
    "dot.dong": "{round} đã đóng lúc {closes_at}.",
    "dot.dong_cho_ket_qua": "{round} đã đóng lúc {closes_at}. Kết quả công bố chậm nhất ngày {due}.",
    "dot.het_luot": "Anh/chị đã dùng hết {limit} lượt của {round}.",
    "dot.gio_sai": "Thời gian chưa hợp lệ: {problems}",
    "dot.da_mo": "Đợt thi đã mở nên không sửa được nội dung này.",
    "dot.chua_dong": "{round} còn mở đến {closes_at}, chưa khóa được.",
    "dot.da_khoa": "{round} đã khóa.",
    "dot.cong_bo_som": "Ngày công bố kết quả không sớm hơn ngày đóng {closes_on}.",
    "dot.con_bai_mo": "Còn {count} bài đang làm. Xin chờ đến khi các bài này kết thúc.",
    "dot.thieu_cau": "Ngân hàng câu hỏi chưa đủ cho ma trận đề: {cells}",
    "dot.chua_khoa": "{round} chưa khóa nên chưa công bố được.",
    "dot.qua_gio": "{round} có giờ đóng đã qua. Sửa thời gian trước khi lên lịch.",
    "dot.khong_nhap": "{round} không còn là bản nháp nên không xóa được.",
    "dot.con_nhap": "{round} còn là bản nháp.",
    "tl.khong_pdf": "Tệp phải là bản quét PDF, không chứa mã lệnh hoặc tệp đính kèm.",
    "tl.chua_co": "Phiên bản thể lệ này chưa có bản ký.",
    "cauhoi.sai": "Câu hỏi chưa hợp lệ: {problems}",
    "cauhoi.trang_thai": "Câu hỏi đang ở trạng thái “{status}” nên không làm được bước này.",
    "cauhoi.phuong_an_la": "Câu hỏi không có phương án này.",
    "cauhoi.tu_duyet": (
        "Người đã soạn hoặc sửa câu này từ lần duyệt trước không tự duyệt. Cần người khác duyệt."
    ),
    "cauhoi.dang_dung": "Câu hỏi đang dùng cho {round} nên chỉ xem được. Đợt thi kết thúc thì sửa được.",
    "cauhoi.da_sua": (
        "Câu hỏi vừa có phiên bản {version} do người khác lưu. Anh/chị mở lại câu hỏi rồi sửa tiếp."
    ),
    "cauhoi.gan_giong": (
        "Ngân hàng đã có câu gần giống: {codes}. Anh/chị đọc câu ấy, rồi đánh dấu nếu vẫn lưu."
    ),
    "cauhoi.tep": "{problem}",
    "cauhoi.trao_doi_trong": "Ghi ý kiến của anh/chị.",
    "cauhoi.ma_trung": "Mã {code} đã dùng cho câu hỏi khác.",
    "tep.da_nhap": "Tệp này đã nhập lúc {at} với tên “{name}”. Muốn nhập lại thì hoàn tác lần nhập đó trước.",
    "tep.het_loi": "Mọi hàng trong tệp đều có lỗi nên không nhập được câu nào.",
    "tep.da_dung": "{count} câu của tệp này đã vào đề thi nên không hoàn tác được.",
    "tep.da_khac": (
        "Ngân hàng vừa thay đổi nên kết quả kiểm tra đã khác. Anh/chị xem lại bảng kiểm tra rồi nhập."
    ),
    "tep.khong_kiem_tra": "Hệ thống không kiểm tra được tệp này. Chưa có gì được lưu, anh/chị chọn lại tệp.",
    "tep.da_hoan_tac": "Lần nhập này đã được hoàn tác.",
    "thele.sai": "Thể lệ chưa hợp lệ: {problems}",
    "ghi_am.thieu": "Ghi âm hoặc chọn tệp ghi âm.",
    "ghi_am.loai": "Tệp phải là ghi âm Ogg, WebM, M4A, MP3 hoặc AAC, không có hình.",
    "ghi_am.lon": "Ghi âm không được lớn hơn {kilobytes} kB. Anh/chị nói ngắn hơn, hoặc ghi ngay trên trang.",
    # attempts
    "bai.khong_co": "Không có bài thi này, hoặc bài này không phải của anh/chị.",
    "bai.dong": "Bài thi đã kết thúc.",
    "bai.tre": (
        "Câu trả lời đến sau giờ kết thúc nên không được tính điểm. "
        "Hệ thống đã ghi lại để Ban Tổ chức xem xét."
    ),
    "bai.cau_la": "Câu hỏi hoặc phương án không thuộc bài thi này.",
    "bai.goi_sai": "Câu trả lời gửi lên không đúng dạng nên chưa được lưu. Anh/chị tải lại trang.",
    "bien_nhan.sai": (
        "Không có bài nào mang mã biên nhận này. Anh/chị xem lại từng chữ, ví dụ HG24-7Q2M-XK4D."
    ),
    "nop.trung": "Bài này đã nộp lúc {time}.",
    "may.khac": "Bài này đang mở trên thiết bị khác. Tiếp tục ở đây thì thiết bị kia chỉ còn xem được.",
    "suco.chua_het": "Sự cố chưa hết. Bù khi sự cố đã qua, để biết mỗi bài mất bao nhiêu phút.",
    "bai.han_da_doi": "Hạn nộp của bài này vừa đổi thành {deadline_at}. Anh/chị xem lại rồi gia hạn tiếp.",
    "bai.khong_gia_han": "Bài đã kết thúc, hoặc thêm từng ấy phút thì vẫn đã hết giờ.",
    "suco.gio": "Giờ bắt đầu sự cố phải trước giờ kết thúc.",
    "dudoan.sai": "Nhập một số nguyên từ 0 trở lên, ví dụ 1250.",
    # units
    "dv.ma_trung": "Mã đơn vị {code} đã có trong danh sách.",
    "dv.ma_sai": "Mã đơn vị gồm chữ không dấu, số và dấu gạch nối.",
    "dv.ten_trong": "Nhập tên đơn vị.",
    "dv.cha_sai": "Đơn vị cấp trên không hợp lệ.",
    "dv.da_dong": "Đơn vị {code} đã kết thúc hoạt động từ {closed_on}.",
    "dv.so_sai": "Số người thuộc diện dự thi là số nguyên từ 0 trở lên.",
    "dv.ngay_sai": "Ngày kết thúc phải sau ngày đơn vị bắt đầu hoạt động ({opens_on}).",
    "dv.gop_sai": "Không sáp nhập được vào {code}. Chọn đơn vị khác, không thuộc đơn vị này.",
    "tep.thieu_cot": "Tệp thiếu cột “{column}”. Anh/chị dùng tệp mẫu, giữ nguyên hàng tiêu đề.",
    "tep.loai": "Tệp này không phải là {kind}. Anh/chị chọn đúng tệp.",
    "tep.trong": "Tệp không có hàng dữ liệu nào.",
    "tep.qua_lon": "Tệp có nội dung lớn quá mức cho phép ({limit}).",
    "tep.loi": "Tệp có {count} hàng lỗi, chưa có gì được lưu.",
    "tep.cong_thuc": "Ô {cell} là công thức. Anh/chị dán giá trị thay cho công thức.",
    "tep.o_gop": "Ô {cell} là ô gộp. Anh/chị bỏ gộp ô rồi tải lại.",
    # standings
    "dulieu.tham_so": "Tham số {parameter} không hiểu được. Xem mô tả tại /openapi.json.",
    "bang.da_cong_bo": "Kết quả đã công bố. Muốn đính chính phải ghi lý do.",
    "bang.chua_co": "Kết quả chưa được công bố.",
    "bang.con_xem_xet": (
        "{where} còn {count} dấu hiệu chưa quyết định. Quyết định xong, hoặc ghi lý do vì sao vẫn công bố."
    ),
    "bang.con_dong_hang": (
        "{where} còn {count} chỗ đồng hạng có giải chưa phân định. Chọn giải như nhau hoặc bốc thăm trước."
    ),
    "boc_tham.khong_co": "Không có lần bốc thăm này.",
    "boc_tham.nguon": "Nêu nguồn công khai của số bốc thăm, ví dụ giải đặc biệt xổ số của một ngày sắp tới.",
    "boc_tham.gio": "Nguồn phải cho số sau bây giờ: danh sách được công bố trước, số có sau.",
    "boc_tham.som": "Chưa đến giờ nguồn công khai cho số ({due_at}).",
    "boc_tham.thieu_so": "Nhập số mà nguồn công khai đã cho.",
    "boc_tham.da_boc": "Danh sách này đã bốc thăm. Mỗi danh sách chỉ bốc thăm một lần.",
    "khieu_nai.khong_co": "Không có khiếu nại này.",
    "khieu_nai.bien_nhan": "Không có bài nào của đợt này mang mã biên nhận ấy. Để trống nếu không rõ.",
    "khieu_nai.tra_loi": "Ghi nội dung trả lời, hoặc lý do không xem xét.",
    "giai.khong_co": "Người này, đơn vị này hiện không có giải nào dự kiến.",
    "toan_cuoc.khong_co": "Thể lệ của cuộc thi này không xếp hạng toàn cuộc thi.",
    "toan_cuoc.con_dot": "Còn đợt chưa công bố kết quả: {rounds}.",
    "xem_xet.khong_co": "Không có dấu hiệu này trong đợt thi.",
    "xem_xet.chua_nop": "Bài này chưa nộp. Mở xem xét được khi bài đã nộp.",
    "xem_xet.khac_luot": "Chọn một lượt thi thuộc dấu hiệu này.",
    "dong_hang.da_doi": "Danh sách đồng hạng đã thay đổi hoặc đã xử lý. Anh/chị xem lại.",
    "lydo.trong": "Ghi lý do.",
    # papers, certificates
    "van_ban.thieu": "Chưa làm được {paper}. Còn thiếu: {fields}. Anh/chị điền ở trang Thiết lập văn bản.",
    "van_ban.mau_hong": (
        "Tệp này không dùng làm mẫu được. Mẫu là tệp Word (.docx) không có macro, chỉ chứa chữ và các trường "
        "điền dạng {{{{ ten_truong }}}}."
    ),
    "van_ban.mau_la": "Mẫu có trường không tồn tại: {fields}. Anh/chị sửa theo danh sách trường bên dưới.",
    "van_ban.mau_thieu": "Mẫu thiếu trường bắt buộc: {fields}.",
    "chung_nhan.khong_co": "Không có giấy chứng nhận nào mang mã này. Anh/chị xem lại từng chữ.",
    "chung_nhan.da_thu_hoi": "Giấy chứng nhận này đã bị thu hồi {at}.",
    "chung_nhan.so_quyet_dinh": "Nhập số quyết định, ví dụ 08/QĐ-BTC.",
}


def sentence(code: str, facts: Mapping[str, object]) -> str:
    """The sentence of a code with its facts filled in, both in the reader's language and form."""
    return said_with(SENTENCES[code], {name: shown(value) for name, value in facts.items()})
