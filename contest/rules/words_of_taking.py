"""The part of the rules page about taking the paper: who, what, how long, how often, and the prediction."""

from contest.rules import wording
from contest.rules.corrections import StruckQuestion
from contest.rules.counting import Counting, earlier_submission_leads
from contest.rules.document import Block, Table, bullets, paragraphs
from contest.rules.prediction import Closeness, PredictionRule, PredictionScope, PredictionTarget
from contest.rules.scoring import POINTS_PER_CORRECT_ANSWER, max_score
from contest.rules.terms import Division, DivisionKind, RuleSet
from contest.rules.windows import allowed_duration
from questions.item import TOPICS

AGE_OF_OWN_CONSENT = 16
"""Under this age a parent or guardian consents too. Source: Luật Trẻ em 2016, Điều 1; D2."""


def participants(ruleset: RuleSet) -> list[Block]:
    where = {
        DivisionKind.STAFF: "chọn cơ quan, đơn vị nơi công tác khi đăng ký",
        DivisionKind.CITIZEN: "chọn địa bàn nơi cư trú khi đăng ký",
    }
    age = f"Thí sinh phải đủ {ruleset.minimum_age} tuổi tính đến ngày đăng ký dự thi."
    guardian = (
        f"Thí sinh dưới {AGE_OF_OWN_CONSENT} tuổi dự thi khi có sự đồng ý của cha, mẹ hoặc người giám hộ."
    )
    return [
        *paragraphs("Mỗi thí sinh đăng ký một lần và dự thi ở một nhóm đối tượng:"),
        bullets(f"{division.name}: {where[division.kind]}." for division in ruleset.divisions),
        *paragraphs(
            age if ruleset.minimum_age else "Cuộc thi không giới hạn tuổi.",
            guardian if ruleset.minimum_age < AGE_OF_OWN_CONSENT else "",
        ),
    ]


def excluded() -> list[Block]:
    return [
        *paragraphs("Những người sau đây không được dự thi:"),
        bullets(
            (
                "Thành viên Ban Tổ chức và Tổ thư ký cuộc thi.",
                "Người viết, thẩm định hoặc được tiếp cận câu hỏi, đáp án.",
                "Người quản trị, vận hành kỹ thuật và người giúp việc cho cuộc thi.",
            )
        ),
        *paragraphs(
            "Bài thi của những người này, và bài thi của người dùng nhiều tài khoản hoặc khai sai thông "
            "tin, bị Ban Tổ chức loại: không xếp hạng, không xét giải, không tính vào số liệu của câu hỏi "
            "dự đoán và của đơn vị. Mỗi quyết định loại đều ghi rõ lý do."
        ),
    ]


def paper(ruleset: RuleSet) -> list[Block]:
    return [
        *paragraphs(
            "Mỗi câu hỏi có nhiều phương án trả lời, trong đó có đúng một phương án đúng. Câu hỏi được rút "
            "ngẫu nhiên từ ngân hàng câu hỏi theo ma trận đề dưới đây; thứ tự câu hỏi và phương án khác "
            "nhau giữa các bài thi.",
            f"Câu hỏi hỏi theo các văn bản có hiệu lực tại ngày {wording.day(ruleset.law_as_of)}.",
        ),
        *(_blueprint(division) for division in ruleset.divisions),
        *paragraphs(
            f"Mỗi câu trả lời đúng được {POINTS_PER_CORRECT_ANSWER} điểm. Câu trả lời sai và câu chưa trả "
            "lời được 0 điểm, không trừ điểm.",
            _STRUCK[ruleset.struck],
        ),
        bullets(
            f"{division.name}: {division.blueprint.size} câu hỏi, điểm tối đa là "
            f"{max_score(questions=division.blueprint.size)} điểm."
            for division in ruleset.divisions
        ),
    ]


_STRUCK = {
    StruckQuestion.EVERYONE_RIGHT: (
        "Câu hỏi bị phát hiện sai sau khi đã có người trả lời thì Ban Tổ chức sửa đáp án hoặc hủy câu: mọi "
        "bài có câu bị hủy được tính điểm câu đó, kể cả bài bỏ trống. Mọi bài liên quan được chấm lại một "
        "lần và việc đính chính được công bố."
    ),
    StruckQuestion.LEAVES_TOTAL: (
        "Câu hỏi bị phát hiện sai sau khi đã có người trả lời thì Ban Tổ chức sửa đáp án hoặc hủy câu: câu "
        "bị hủy không tính vào điểm và tổng số câu của những bài có câu đó. Mọi bài liên quan được chấm lại "
        "một lần và việc đính chính được công bố."
    ),
}


def _blueprint(division: Division) -> Table:
    rows = [
        (
            "Mọi chủ đề" if cell.topic is None else TOPICS[cell.topic],
            "Mọi mức độ" if cell.level is None else cell.level.label,
            str(cell.count),
        )
        for cell in division.blueprint.cells
    ]
    return Table(
        caption=f"Ma trận đề của nhóm {division.name}",
        header=("Chủ đề", "Mức độ", "Số câu"),
        rows=(*rows, ("Tổng số", "", str(division.blueprint.size))),
    )


def times(ruleset: RuleSet) -> list[Block]:
    duration, grace = wording.length(ruleset.duration), wording.length(ruleset.grace)
    extra = wording.length(allowed_duration(ruleset.duration, factor=ruleset.extra_time_factor))
    late = (
        f"Để bù cho mạng yếu, hệ thống vẫn nhận câu trả lời và bài nộp đến trong vòng {grace} sau hạn nộp. "
        f"Khoảng {grace} này không hiện trên đồng hồ và không tính vào thời gian làm bài."
        if ruleset.grace
        else "Hệ thống không nhận câu trả lời và bài nộp đến sau hạn nộp."
    )
    return paragraphs(
        f"Mỗi lượt thi có {duration} làm bài, tính từ lúc hệ thống mở đề lần đầu đến lúc nộp bài, theo đồng "
        "hồ của hệ thống và chính xác đến một phần nghìn giây. Tải lại trang hoặc đổi thiết bị không làm "
        "tính lại thời gian.",
        "Lượt thi bắt đầu trước giờ đóng đợt thi vẫn được làm đủ thời gian."
        if ruleset.lets_started_finish
        else "Hạn nộp là lúc hết thời gian làm bài hoặc lúc đóng đợt thi, tùy theo lúc nào đến trước. Thí "
        "sinh bắt đầu sát giờ đóng chỉ có khoảng thời gian còn lại.",
        late,
        "Câu trả lời đến muộn hơn nữa không được tính điểm và được lưu lại làm căn cứ xem xét. Đến hạn nộp "
        "mà thí sinh chưa nộp thì hệ thống tự nộp bài với những câu trả lời đã lưu.",
        f"Thí sinh khuyết tật hoặc gặp khó khăn khi đọc, thao tác được Ban Tổ chức duyệt thêm giờ: {extra} "
        "cho một lượt thi."
        if ruleset.extra_time_factor > 1
        else "",
    )


def attempts(ruleset: RuleSet) -> list[Block]:
    if ruleset.attempts_allowed == 1:
        return paragraphs("Mỗi thí sinh được thi một lượt trong mỗi đợt thi.")
    order = (
        "lượt nộp sớm hơn; nếu cùng lúc thì lượt có thời gian làm bài ngắn hơn"
        if earlier_submission_leads(ruleset.tie_break)
        else "lượt có thời gian làm bài ngắn hơn; nếu vẫn bằng nhau thì lượt nộp sớm hơn"
    )
    counted = {
        Counting.BEST: f"Lượt thi được tính là lượt có điểm cao nhất. Nếu bằng điểm thì tính {order}.",
        Counting.LAST: "Lượt thi được tính là lượt thi cuối cùng, dù điểm cao hơn hay thấp hơn các lượt "
        "trước.",
        Counting.FIRST: "Lượt thi được tính là lượt thi đầu tiên.",
    }
    return paragraphs(
        f"Mỗi thí sinh được thi tối đa {ruleset.attempts_allowed} lượt trong mỗi đợt thi.",
        counted[ruleset.counting],
        "Số dự đoán, thời gian làm bài và thời điểm nộp bài được xét là của lượt thi được tính."
        if ruleset.prediction is not None
        else "Thời gian làm bài và thời điểm nộp bài được xét là của lượt thi được tính.",
    )


_QUESTIONS = {
    PredictionTarget.PEOPLE_ALL_CORRECT: "bao nhiêu người {among} trả lời đúng tất cả các câu hỏi",
    PredictionTarget.ATTEMPTS_ALL_CORRECT: "bao nhiêu lượt thi {among} trả lời đúng tất cả các câu hỏi",
    PredictionTarget.PEOPLE: "bao nhiêu người {among} dự thi",
    PredictionTarget.ATTEMPTS: "bao nhiêu lượt thi {among}",
}

_AMONG = {
    PredictionScope.DIVISION: "trong nhóm đối tượng của anh/chị",
    PredictionScope.OVERALL: "ở tất cả các nhóm đối tượng",
}

_HOW_COUNTED = {
    PredictionTarget.PEOPLE_ALL_CORRECT: (
        "Số được đếm là số người, không phải số lượt thi: mỗi người được đếm một lần nếu lượt thi được "
        "tính của người đó trả lời đúng tất cả các câu hỏi."
    ),
    PredictionTarget.ATTEMPTS_ALL_CORRECT: (
        "Số được đếm là số lượt thi, không phải số người: mọi lượt thi đã nộp và trả lời đúng tất cả các "
        "câu hỏi đều được đếm, kể cả nhiều lượt của một người."
    ),
    PredictionTarget.PEOPLE: (
        "Số được đếm là số người, không phải số lượt thi: mỗi người có ít nhất một lượt thi đã nộp được "
        "đếm một lần."
    ),
    PredictionTarget.ATTEMPTS: (
        "Số được đếm là số lượt thi, không phải số người: mọi lượt thi đã nộp đều được đếm, kể cả nhiều "
        "lượt của một người."
    ),
}


def prediction_question(rule: PredictionRule) -> str:
    """The prediction question as it stands on the paper.

    Source: thể lệ, mục Câu hỏi dự đoán.
    """
    return f"Theo anh/chị, đợt thi này có {_QUESTIONS[rule.target].format(among=_AMONG[rule.scope])}?"


def prediction(rule: PredictionRule) -> list[Block]:
    closeness = {
        Closeness.ABSOLUTE: (
            "Độ lệch dự đoán là khoảng cách giữa số dự đoán và con số thực tế; dự đoán cao hơn hay thấp "
            "hơn đều tính như nhau."
        ),
        Closeness.NOT_ABOVE: (
            "Độ lệch dự đoán là khoảng cách từ số dự đoán đến con số thực tế. Chỉ xét số dự đoán không "
            "vượt quá con số thực tế; số dự đoán vượt quá coi như không có dự đoán hợp lệ."
        ),
    }
    return paragraphs(
        "Mỗi lượt thi có thêm một câu hỏi dự đoán, trả lời bằng một số nguyên từ 0 trở lên và không tính "
        f"điểm: “{prediction_question(rule)}”",
        _HOW_COUNTED[rule.target],
        "Con số thực tế được xác định sau khi đóng đợt thi và sau khi loại các bài thi không hợp lệ. Trong "
        "lúc đợt thi đang mở, con số này không được công bố.",
        closeness[rule.variant],
        "Thí sinh không có dự đoán hợp lệ xếp sau mọi thí sinh có dự đoán hợp lệ, nếu bằng nhau ở các tiêu "
        "chí đứng trước.",
    )
