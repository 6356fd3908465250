"""The part of the rules page about results: places with a worked example, prizes, publication, complaints."""

from collections.abc import Sequence

from contest.rules import participation, wording
from contest.rules import ranking as places
from contest.rules.awards import Prize, PrizeLimit
from contest.rules.document import Block, ItemList, Table, bullets, paragraphs
from contest.rules.overall import OverallMethod, OverallRule
from contest.rules.participation import CollectiveRule, UnitGroup, UnitTally
from contest.rules.ranking import Placing, TieKey
from contest.rules.terms import Division, RuleSet, ScoresShown
from contest.rules.worked_example import ACTUAL_NUMBER, NAMES, Example, example_of

_KEY_RULES = {
    TieKey.SCORE: "Điểm bài thi: cao hơn xếp trước.",
    TieKey.PREDICTION_ERROR: "Độ lệch dự đoán: nhỏ hơn xếp trước.",
    TieKey.TIME_USED: "Thời gian làm bài: ngắn hơn xếp trước.",
    TieKey.SUBMITTED_AT: "Thời điểm nộp bài: sớm hơn xếp trước.",
    TieKey.ATTEMPTS: "Số lượt thi đã dùng trong đợt thi: ít hơn xếp trước.",
    TieKey.REGISTERED_AT: "Thời điểm đăng ký dự thi: sớm hơn xếp trước.",
    TieKey.LOTTERY: "Bốc thăm công khai giữa những người bằng nhau ở mọi tiêu chí trên: thứ tự nhỏ hơn xếp "
    "trước.",
}


def ranking(ruleset: RuleSet) -> list[Block]:
    return [
        *paragraphs(
            "Thí sinh được xếp hạng trong từng nhóm đối tượng của mỗi đợt thi. Các tiêu chí được xét lần "
            "lượt; tiêu chí sau chỉ được xét khi bằng nhau ở mọi tiêu chí trước:"
        ),
        ItemList(items=tuple(_KEY_RULES[key] for key in ruleset.tie_break), ordered=True),
        *paragraphs(
            "Thí sinh bằng nhau ở mọi tiêu chí thì đồng hạng: hai người cùng hạng 1 thì người tiếp theo là "
            "hạng 3."
        ),
        *_example(ruleset),
    ]


def _example(ruleset: RuleSet) -> list[Block]:
    example = example_of(ruleset)
    actual = f" Con số thực tế của câu hỏi dự đoán là {wording.number(ACTUAL_NUMBER)}."
    introduction = (
        "Ví dụ: bốn thí sinh sau đây và mọi số liệu đều là giả định, được xếp hạng bằng chính chương trình "
        "xếp hạng của cuộc thi."
    )
    return [
        *paragraphs(introduction + (actual if ruleset.prediction is not None else "")),
        _example_table(example, ruleset),
        bullets(f"{_named(placing)}. {places.explain(placing)}" for placing in example.placings),
    ]


def _named(placing: Placing) -> str:
    return NAMES[placing.result.entry_id - 1]


def _example_table(example: Example, ruleset: RuleSet) -> Table:
    keys = [key for key in ruleset.tie_break if key is not TieKey.LOTTERY]
    guessed = ruleset.prediction is not None
    header = [
        "Thí sinh",
        *(["Số dự đoán"] if guessed else []),
        *(_capitalised(places.name_of(key)) for key in keys),
    ]
    rows = []
    for placing in example.placings:
        guess = [wording.number(example.guesses[placing.result.entry_id])] if guessed else []
        values = [places.value_in_words(places.value_of(placing.result, key), key) for key in keys]
        rows.append((_named(placing), *guess, *values, str(placing.place)))
    return Table(caption="Ví dụ xếp hạng (số liệu giả định)", header=(*header, "Hạng"), rows=tuple(rows))


def _capitalised(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _prize_table(caption: str, prizes: Sequence[Prize]) -> Table:
    return Table(
        caption=caption,
        header=("Giải", "Số lượng", "Mức thưởng mỗi giải"),
        rows=tuple(
            (prize.name, wording.number(prize.quota), wording.money(prize.amount_vnd)) for prize in prizes
        ),
    )


def awards(ruleset: RuleSet) -> list[Block]:
    tables = [
        _prize_table(f"Giải thưởng mỗi đợt thi của nhóm {division.name}", division.prizes)
        for division in ruleset.divisions
        if division.prizes
    ]
    if not tables:
        return paragraphs("Cuộc thi không có giải thưởng cá nhân.")
    limit = {
        PrizeLimit.ROUND: "Mỗi người nhận nhiều nhất một giải trong một đợt thi và có thể nhận giải ở các "
        "đợt khác.",
        PrizeLimit.CONTEST: "Mỗi người nhận nhiều nhất một giải cá nhân trong cả cuộc thi.",
        PrizeLimit.NONE: "Không giới hạn số giải của một người.",
    }
    return [
        *tables,
        *paragraphs(
            "Giải được trao theo thứ hạng, từ giải cao nhất trở xuống."
            + (
                " Chỉ thí sinh trả lời đúng tất cả các câu hỏi mới được xét giải; giải không có người đạt "
                "thì không trao."
                if ruleset.prizes_need_all_correct
                else ""
            ),
            limit[ruleset.one_prize_per],
            "Khi số người đồng hạng nhiều hơn số giải còn lại, hoặc các giải còn lại khác nhau, Ban Tổ "
            "chức bốc thăm công khai theo cách ai cũng kiểm tra được, hoặc trao giải như nhau và chia đều "
            "tiền thưởng của các giải đó.",
            "Người bị loại sau khi xác minh được thay bằng người xếp kế tiếp.",
            "Người đã rút lại đồng ý cho dùng dữ liệu không được xét các giải chưa công bố; giải đã công bố "
            "giữ nguyên.",
        ),
    ]


def overall(ruleset: RuleSet, rule: OverallRule) -> list[Block]:
    added = (
        "Kết quả toàn cuộc thi của mỗi người là tổng của tất cả các đợt đã thi."
        if rule.method is OverallMethod.SUM
        else f"Kết quả toàn cuộc thi của mỗi người là tổng của {rule.best_of} đợt có điểm cao nhất; bằng "
        "điểm thì tính đợt làm bài ngắn hơn."
    )
    keys = [places.OVERALL_NAMES[key] for key in rule.tie_break]
    boards: tuple[Division | UnitGroup, ...] = (*ruleset.divisions, *ruleset.collective.groups)
    tables = [
        _prize_table(f"Giải thưởng toàn cuộc thi: {one.name}", one.overall_prizes)
        for one in boards
        if one.overall_prizes
    ]
    return [
        *paragraphs(
            added,
            f"Chỉ xếp hạng người đã thi ít nhất {rule.least_rounds} đợt." if rule.least_rounds > 1 else "",
            "Các tiêu chí được xét lần lượt:",
        ),
        ItemList(
            items=tuple(
                _capitalised(_direction(key, name)) for key, name in zip(rule.tie_break, keys, strict=True)
            ),
            ordered=True,
        ),
        *tables,
    ]


def _direction(key: TieKey, name: str) -> str:
    better = (
        "cao hơn"
        if key is TieKey.SCORE
        else "nhiều hơn"
        if key is TieKey.ROUNDS_TAKEN
        else "nhỏ hơn, sớm hơn"
    )
    return f"{name}: {better} xếp trước."


def collective(rule: CollectiveRule) -> list[Block]:
    return [
        *paragraphs(
            "Tập thể được xét trong từng khối. Tỷ lệ tham gia là số người dự thi (mỗi người một lần) chia "
            "cho tổng số người thuộc diện dự thi của đơn vị, nhiều nhất là 100%. Điểm trung bình lấy theo "
            "lượt thi được tính. Đơn vị cấp trên (huyện, sở, ngành) gồm mọi người dự thi của mình và của "
            "các đơn vị bên dưới.",
            f"Điểm xét giải = {_formula(rule)}.",
            f"Đơn vị có tỷ lệ tham gia dưới {wording.percent(rule.floor_rate)} không được xếp hạng."
            if rule.floor_rate
            else "",
            *_quota_rules(rule),
            *_band_rules(rule),
            "Đơn vị chưa có tổng số người thuộc diện dự thi không được xếp hạng. Đơn vị bằng điểm thì đồng "
            "hạng.",
            "Ví dụ (số liệu giả định): đơn vị A có 100 người thuộc diện dự thi, 80 người dự thi, điểm "
            "trung bình 15 trên 20, 20 người đúng tất cả và 1 giải cá nhân. Điểm xét giải: "
            f"{_collective_example(rule)}",
        ),
        *(_prize_table(f"Giải thưởng tập thể: {group.name}", group.prizes) for group in rule.groups),
    ]


def _quota_rules(rule: CollectiveRule) -> list[str]:
    due = [f"{one.name} {participation.due_in_words(one)}" for one in rule.quotas]
    return [f"Diện bắt buộc dự thi: {'; '.join(due)}. Đơn vị không đạt thì không xếp hạng."] if due else []


def _band_rules(rule: CollectiveRule) -> list[str]:
    names = [group.name for group in rule.groups if group.by_size]
    bands = "; ".join(participation.BAND_NAMES.values())
    return [f"Xét riêng theo quy mô ({bands}) trong khối: {'; '.join(names)}."] if names else []


def _formula(rule: CollectiveRule) -> str:
    parts = (
        (rule.rate_points, "tỷ lệ tham gia"),
        (rule.average_points, "điểm trung bình so với điểm tối đa"),
        (rule.all_correct_points, "tỷ lệ người đúng tất cả các câu hỏi"),
        (rule.winner_points, "số giải cá nhân"),
    )
    return " + ".join(f"{weight} × {what}" for weight, what in parts if weight)


def _collective_example(rule: CollectiveRule) -> str:
    unit = UnitTally(
        unit_id=1,
        people=80,
        attempts=80,
        headcount=100,
        score_sum=80 * 15,
        scored=80,
        max_score=20,
        all_correct=20,
        winners=1,
    )
    return participation.explain(participation.standing_of(unit, rule), rule)


def publication(ruleset: RuleSet) -> list[Block]:
    shown = {
        ScoresShown.AFTER_SUBMIT: "Thí sinh xem được điểm của mình ngay sau khi nộp bài.",
        ScoresShown.AFTER_CLOSE: "Thí sinh xem được điểm của mình sau khi đợt thi đóng.",
    }
    return paragraphs(
        f"{shown[ruleset.scores_shown]} Đáp án và giải thích chỉ xem được sau khi đợt thi đóng.",
        "Nộp bài xong, thí sinh nhận mã biên nhận để tra cứu rằng bài thi đã được ghi nhận.",
        "Thứ hạng trong lúc đợt thi đang mở là tạm thời. Kết quả chính thức được công bố sau khi Ban Tổ "
        "chức rà soát; mỗi thứ hạng đều kèm lý do. Khi phải đính chính, bản công bố trước vẫn được giữ để "
        "đối chiếu.",
    )


def complaints(ruleset: RuleSet) -> list[Block]:
    return paragraphs(
        f"Thí sinh gửi khiếu nại đến Ban Tổ chức trong {ruleset.complaint_days} ngày làm việc kể từ ngày "
        "công bố kết quả, kèm mã biên nhận. Ban Tổ chức giải quyết trên bản lưu nguyên trạng của bài thi: "
        "câu hỏi như đã hiện, câu trả lời và các mốc thời gian."
    )
