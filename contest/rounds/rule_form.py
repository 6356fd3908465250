"""The form in which organisers write a version of the rules, and the way to and from the rule set."""

import re
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Length, ValidationError

from contest.platform.fields import DayField, WholeField, choices, required
from contest.platform.forms import TextField
from contest.platform.language.vietnamese import fold
from contest.platform.seen import SeenForm
from contest.rounds.manage_forms import Part
from contest.rounds.matrix import MatrixField, TaggedCellForm, typed_matrix
from contest.rounds.rule_results import (
    METHODS,
    NO_OVERALL,
    OVERALL_KEYS,
    QuotaForm,
    overall_rule,
    typed_results,
)
from contest.rounds.rule_words import (
    CLOSENESS,
    COUNTING,
    CUSTOM,
    DIVISION_KINDS,
    NO_PREDICTION,
    ORDERS,
    PRESETS,
    PRIZE_LIMITS,
    SCOPES,
    SCORES_SHOWN,
    STRUCK,
    TARGETS,
    TIE_KEYS,
    order_name,
)
from contest.rules import checks
from contest.rules.ruleset import (
    Closeness,
    CollectiveRule,
    Counting,
    Division,
    DivisionKind,
    PredictionRule,
    PredictionScope,
    PredictionTarget,
    Prize,
    PrizeLimit,
    RuleSet,
    ScoresShown,
    StruckQuestion,
    TieKey,
    UnitGroup,
)
from contest.units.queries import KINDS
from questions.blueprint import PaperBlueprint

BLANK_PRIZES, BLANK_TAGS, KEYS = 2, 2, 7
NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
PATH_PART = re.compile(r"(\w+)(?:\[(\d+)\])?")
# Where the rules' own names of fields differ from the form's.
FIELD_OF = {
    "duration": "minutes",
    "grace": "grace_seconds",
    "extra_time_factor": "extra_percent",
    "prediction": "target",
    "tie_break": "order",
    "floor_rate": "floor_percent",
    "code": "name",
    "divisions": "title",
    "groups": "rate_points",
    "quotas": "rate_points",
    "best_of": "overall_best",
    "least_rounds": "overall_least",
    "collective": "rate_points",
}


class NamedPart(Part):
    """A part that counts once it has a name or had one, unless it is ticked to be left out."""

    code = HiddenField()
    name = TextField("Tên gọi", validators=[Length(max=200)])
    removed = BooleanField("Bỏ")

    @property
    def is_kept(self) -> bool:
        """Whether this part goes into the rules."""
        return bool(self.name.data or self.code.data) and not self.removed.data

    def own_code(self) -> str:
        """The code it has, or one made of its name."""
        return self.code.data or NOT_IN_CODES.sub("-", fold(self.name.data)).strip("-")


class PrizeForm(NamedPart):
    """One prize; a row without a name is no prize."""

    quota = WholeField("Số lượng")
    amount_vnd = WholeField("Tiền thưởng (đồng)")

    def prize(self) -> Prize:
        """The prize as typed."""
        return Prize(
            code=self.own_code(),
            name=self.name.data,
            quota=self.quota.data or 0,
            amount_vnd=self.amount_vnd.data or 0,
        )


class DivisionForm(NamedPart):
    """A group of participants with its paper and prizes."""

    kind = SelectField("Ai thuộc nhóm này", choices=choices(DIVISION_KINDS))
    matrix = MatrixField("Ma trận đề")
    tagged = FieldList(FormField(TaggedCellForm))
    prizes = FieldList(FormField(PrizeForm))
    overall_prizes = FieldList(FormField(PrizeForm))

    def validate_matrix(self, field: MatrixField) -> None:
        """A paper has at least one question, tagged or not."""
        if not field.process_errors and not field.cells() and not kept(self.tagged):
            raise ValidationError("Ma trận đề chưa có câu nào.")

    def division(self) -> Division:
        """The division as typed."""
        return Division(
            code=self.own_code(),
            name=self.name.data,
            kind=DivisionKind(self.kind.data),
            blueprint=PaperBlueprint(
                cells=(*self.matrix.cells(), *(one.cell() for one in kept(self.tagged)))
            ),
            prizes=tuple(one.prize() for one in kept(self.prizes)),
            overall_prizes=tuple(one.prize() for one in kept(self.overall_prizes)),
        )


class GroupForm(NamedPart):
    """Units that compete with each other, and their prizes."""

    kinds = SelectMultipleField(
        "Loại đơn vị", choices=choices({kind: label for kind, label in KINDS.items() if kind != "province"})
    )
    by_size = BooleanField("Xét riêng theo quy mô đơn vị (đến 30, 31 đến 100, trên 100 người)")
    prizes = FieldList(FormField(PrizeForm))
    overall_prizes = FieldList(FormField(PrizeForm))

    def group(self) -> UnitGroup:
        """The group as typed."""
        return UnitGroup(
            code=self.own_code(),
            name=self.name.data,
            kinds=tuple(self.kinds.data or ()),
            prizes=tuple(one.prize() for one in kept(self.prizes)),
            by_size=self.by_size.data,
            overall_prizes=tuple(one.prize() for one in kept(self.overall_prizes)),
        )


class RulesForm(SeenForm):
    """Everything of one version of the rules."""

    title = TextField("Tên cuộc thi trong thể lệ", validators=[required(), Length(max=250)])
    law_as_of = DayField("Câu hỏi theo pháp luật có hiệu lực vào ngày", validators=[required()])
    minimum_age = WholeField("Tuổi tối thiểu", validators=[required()])
    minutes = WholeField("Thời gian làm bài: phút", validators=[required()])
    seconds = WholeField("và giây")
    attempts_allowed = WholeField("Số lượt thi mỗi đợt", validators=[required()])
    counting = SelectField("Lượt được tính", choices=choices(COUNTING))
    lets_started_finish = BooleanField("Bài bắt đầu trước giờ đóng vẫn được làm hết thời gian")
    grace_seconds = WholeField("Chờ mạng sau khi hết giờ (giây)", validators=[required()])
    extra_percent = WholeField("Người được thêm giờ có (% thời gian chung)", validators=[required()])
    scores_shown = SelectField("Báo điểm cho thí sinh", choices=choices(SCORES_SHOWN))
    struck = SelectField("Câu bị hủy vì sai", choices=choices(STRUCK))
    target = SelectField("Câu dự đoán hỏi", choices=choices(TARGETS))
    scope = SelectField("Đếm trong", choices=choices(SCOPES))
    variant = SelectField("So số dự đoán", choices=choices(CLOSENESS))
    order = RadioField("Thứ tự xếp hạng", choices=choices(ORDERS))
    own_order = FieldList(SelectField("Tiêu chí", choices=choices(TIE_KEYS)), min_entries=KEYS)
    prizes_need_all_correct = BooleanField("Chỉ trao giải cá nhân cho bài đúng tất cả")
    one_prize_per = SelectField("Mỗi người nhận nhiều nhất một giải trong", choices=choices(PRIZE_LIMITS))
    complaint_days = WholeField("Nhận khiếu nại trong (ngày làm việc)", validators=[required()])
    divisions = FieldList(FormField(DivisionForm))
    rate_points = WholeField("Tỷ lệ tham gia (điểm)", validators=[required()])
    average_points = WholeField("Điểm trung bình (điểm)", validators=[required()])
    all_correct_points = WholeField("Tỷ lệ đúng tất cả (điểm)", validators=[required()])
    winner_points = WholeField("Mỗi giải cá nhân (điểm)", validators=[required()])
    floor_percent = WholeField("Tỷ lệ tham gia tối thiểu để xét (%)", validators=[required()])
    groups = FieldList(FormField(GroupForm))
    quotas = FieldList(FormField(QuotaForm))
    overall = SelectField("Kết quả toàn cuộc thi", choices=choices(METHODS), default=NO_OVERALL)
    overall_best = WholeField("Số đợt điểm cao nhất được cộng")
    overall_least = WholeField("Phải thi ít nhất (đợt)")
    overall_order = FieldList(SelectField("Tiêu chí", choices=choices(OVERALL_KEYS)), min_entries=KEYS)
    ceiling_vnd = WholeField("Mức trần tiền thưởng của một đợt (đồng)")

    def validate_divisions(self, _field: FieldList) -> None:
        """What stands in a division that is left out does not matter."""
        for entry in self.divisions:
            if not entry.form.is_kept:
                for field in _leaves(entry.form):
                    field.errors = []

    def validate_seconds(self, field: WholeField) -> None:
        """Seconds beside minutes."""
        if field.data is not None and field.data > 59:  # noqa: PLR2004 - a minute
            raise ValidationError("Số giây từ 0 đến 59.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Sound by itself, and sound as a rule set; each fault is said at its field."""
        super().validate(extra_validators)
        if not self.problems:
            for problem in checks.check(self.rules()):
                target = self._field_at(problem.path.replace("overall.tie_break", "overall"))
                target.errors = [*target.errors, problem.sentence]
        return not self.problems

    def rules(self) -> RuleSet:
        """The rule set as typed; only of a form whose fields are sound."""
        return RuleSet(
            title=self.title.data,
            law_as_of=self.law_as_of.data,
            minimum_age=self.minimum_age.data,
            divisions=tuple(one.division() for one in kept(self.divisions)),
            duration=timedelta(minutes=self.minutes.data, seconds=self.seconds.data or 0),
            attempts_allowed=self.attempts_allowed.data,
            counting=Counting(self.counting.data),
            prediction=self._prediction(),
            tie_break=self._tie_break(),
            scores_shown=ScoresShown(self.scores_shown.data),
            prizes_need_all_correct=self.prizes_need_all_correct.data,
            one_prize_per=PrizeLimit(self.one_prize_per.data),
            complaint_days=self.complaint_days.data,
            collective=self._collective(),
            grace=timedelta(seconds=self.grace_seconds.data),
            lets_started_finish=self.lets_started_finish.data,
            extra_time_factor=Fraction(self.extra_percent.data, 100),
            struck=StruckQuestion(self.struck.data),
            overall=overall_rule(
                method=self.overall.data,
                best_of=self.overall_best.data,
                least=self.overall_least.data,
                keys=[one.data for one in self.overall_order],
            ),
            ceiling_vnd=self.ceiling_vnd.data or 0,
        )

    def _prediction(self) -> PredictionRule | None:
        if self.target.data == NO_PREDICTION:
            return None
        return PredictionRule(
            target=PredictionTarget(self.target.data),
            scope=PredictionScope(self.scope.data),
            variant=Closeness(self.variant.data),
        )

    def _tie_break(self) -> tuple[TieKey, ...]:
        if self.order.data == CUSTOM:
            return tuple(TieKey(one.data) for one in self.own_order if one.data)
        return PRESETS[self.order.data]()

    def _collective(self) -> CollectiveRule:
        return CollectiveRule(
            rate_points=self.rate_points.data,
            average_points=self.average_points.data,
            all_correct_points=self.all_correct_points.data,
            winner_points=self.winner_points.data,
            floor_rate=Fraction(self.floor_percent.data, 100),
            groups=tuple(one.group() for one in kept(self.groups)),
            quotas=tuple(one.quota() for one in kept(self.quotas)),
        )

    def _field_at(self, path: str) -> Any:
        """The field of a path of the rules ("divisions[0].prizes[2].quota")."""
        holder: Any = self
        field: Any = self.title
        for name, index in PATH_PART.findall(path):
            if index:
                holder = kept(holder[name])[int(index)]
                field = holder.name
            elif name != "collective" or path == "collective":
                field = holder[FIELD_OF.get(name, name)]
        return field

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(field id, message) pairs, those of divisions, groups and prizes too."""
        return [(field.id, str(one)) for field in _leaves(self) for one in field.errors]

    def add_rows(self, *, division: bool = False, group: bool = False) -> None:
        """Leave blank rows for prizes, and on request one more division or group."""
        if division:
            self.divisions.append_entry()
        if group:
            self.groups.append_entry()
        for entry in self.divisions:
            _add_blank(entry.form.tagged, "tag", least=BLANK_TAGS)
        for entry in (*self.divisions, *self.groups):
            for rows in (entry.form.prizes, entry.form.overall_prizes):
                _add_blank(rows, "name", least=BLANK_PRIZES)


def _add_blank(rows: FieldList, word: str, *, least: int) -> None:
    blank = sum(not row.form[word].data for row in rows)
    for _row in range(least - blank):
        rows.append_entry()


def kept(parts: FieldList) -> list[Any]:
    """The parts of a list that go into the rules."""
    return [entry.form for entry in parts if entry.form.is_kept]


def _leaves(form: Any) -> list[Any]:
    found: list[Any] = []
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                found += _leaves(entry.form) if isinstance(entry, FormField) else [entry]
        else:
            found.append(field)
    return found


def typed_from(rules: RuleSet) -> dict[str, Any]:
    """What the form holds for a version of the rules."""
    seconds = rules.duration // timedelta(seconds=1)
    prediction = rules.prediction
    return {
        "title": rules.title,
        "law_as_of": rules.law_as_of,
        "minimum_age": rules.minimum_age,
        "minutes": seconds // 60,
        "seconds": seconds % 60 or None,
        "attempts_allowed": rules.attempts_allowed,
        "counting": rules.counting.value,
        "lets_started_finish": rules.lets_started_finish,
        "grace_seconds": rules.grace // timedelta(seconds=1),
        "extra_percent": int(rules.extra_time_factor * 100),
        "scores_shown": rules.scores_shown.value,
        "struck": rules.struck.value,
        "target": prediction.target.value if prediction else NO_PREDICTION,
        "scope": prediction.scope.value if prediction else PredictionScope.DIVISION.value,
        "variant": prediction.variant.value if prediction else Closeness.ABSOLUTE.value,
        "order": order_name(rules.tie_break),
        "own_order": [*(key.value for key in rules.tie_break), *[""] * KEYS][:KEYS],
        "prizes_need_all_correct": rules.prizes_need_all_correct,
        "one_prize_per": rules.one_prize_per.value,
        "complaint_days": rules.complaint_days,
        "divisions": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind.value,
                **typed_matrix(one.blueprint),
                "prizes": _prizes(one.prizes),
                "overall_prizes": _prizes(one.overall_prizes),
            }
            for one in rules.divisions
        ],
        **typed_results(rules, rows=KEYS),
        "rate_points": rules.collective.rate_points,
        "average_points": rules.collective.average_points,
        "all_correct_points": rules.collective.all_correct_points,
        "winner_points": rules.collective.winner_points,
        "floor_percent": int(rules.collective.floor_rate * 100),
        "groups": [
            {
                "code": one.code,
                "name": one.name,
                "kinds": list(one.kinds),
                "by_size": one.by_size,
                "prizes": _prizes(one.prizes),
                "overall_prizes": _prizes(one.overall_prizes),
            }
            for one in rules.collective.groups
        ],
    }


def _prizes(prizes: Sequence[Prize]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "name": one.name, "quota": one.quota, "amount_vnd": one.amount_vnd}
        for one in prizes
    ]
