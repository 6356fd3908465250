"""Forms by which ties are settled and draws are held."""

from wtforms import RadioField
from wtforms.validators import Length

from contest.platform.fields import LONGEST_REASON, InstantField, choices, required
from contest.platform.forms import BaseForm, TextField
from contest.standings.ranking.decisions import Method

METHODS = {
    Method.EQUAL_PRIZES.value: "Đồng giải: cùng nhận giải cao nhất đang tranh, chia đều tiền của các giải ấy",
    Method.LOTTERY.value: "Bốc thăm công khai, có mã để ai cũng kiểm tra được",
}
LONGEST_SEED = 200


class TieForm(BaseForm):
    """How one tie is settled; a draw names its source and the time when that yields the seed."""

    method = RadioField("Cách xử lý", choices=choices(METHODS), default=Method.LOTTERY.value)
    seed_source = TextField("Nguồn công khai của số bốc thăm", validators=[Length(max=LONGEST_REASON)])
    seed_due_at = InstantField("Nguồn cho số lúc")
    reason = TextField("Lý do", validators=[Length(max=LONGEST_REASON)])


class DrawForm(BaseForm):
    """The seed that the announced source has yielded."""

    seed = TextField("Số mà nguồn đã cho", validators=[required(), Length(max=LONGEST_SEED)])
    evidence = TextField("Nơi ai cũng xem lại được số này", validators=[Length(max=LONGEST_REASON)])
    reason = TextField("Lý do", validators=[Length(max=LONGEST_REASON)])
