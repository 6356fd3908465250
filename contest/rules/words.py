"""A rule set as the text that participants read; the code that decides is the code that is described."""

from collections.abc import Sequence

from contest.rules import words_of_results as results
from contest.rules import words_of_taking as taking
from contest.rules.document import Block, Section
from contest.rules.terms import RuleSet


def in_words(ruleset: RuleSet) -> tuple[Section, ...]:
    """The whole rule set as Vietnamese text; the rounds' own times are added by whoever knows them.

    Source: thể lệ (toàn văn).
    """
    sections = [
        _section("doi-tuong", "Đối tượng dự thi", taking.participants(ruleset)),
        _section("khong-du-thi", "Người không được dự thi", taking.excluded()),
        _section("de-thi", "Đề thi và chấm điểm", taking.paper(ruleset)),
        _section("thoi-gian", "Thời gian làm bài", taking.times(ruleset)),
        _section("luot-thi", "Số lượt thi và lượt thi được tính", taking.attempts(ruleset)),
    ]
    if ruleset.prediction is not None:
        sections.append(_section("du-doan", "Câu hỏi dự đoán", taking.prediction(ruleset.prediction)))
    sections.append(_section("xep-hang", "Xếp hạng", results.ranking(ruleset)))
    sections.append(_section("giai-thuong", "Giải thưởng cá nhân", results.awards(ruleset)))
    if ruleset.collective.groups:
        sections.append(_section("tap-the", "Giải thưởng tập thể", results.collective(ruleset.collective)))
    if ruleset.overall is not None:
        words = results.overall(ruleset, ruleset.overall)
        sections.append(_section("toan-cuoc", "Kết quả toàn cuộc thi", words))
    sections.append(_section("cong-bo", "Báo điểm và công bố kết quả", results.publication(ruleset)))
    sections.append(_section("khieu-nai", "Khiếu nại", results.complaints(ruleset)))
    return tuple(sections)


def _section(anchor: str, title: str, blocks: Sequence[Block]) -> Section:
    return Section(anchor=anchor, title=title, blocks=tuple(blocks))
