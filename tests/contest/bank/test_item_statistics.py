from fractions import Fraction

import pytest
from factories import NOW, make_bank, make_item

from contest.bank import queries, services
from contest.bank.queries import Figures, Filter, ItemStatistics

pytestmark = pytest.mark.usefixtures("app")


def test_figures_of_all_rounds_and_versions_of_a_question_are_added_up():
    make_bank(2)
    first, second = queries.all_items()
    services.record_statistics(
        round_id=1,
        figures=[Figures(version_id=first.version_id, papers=40, right_answers=10)],
        now=NOW,
    )
    services.edit(item_id=first.id, item=make_item(1, citation="Điều 9"), based_on=1, by=1, now=NOW)
    changed = queries.get_item(first.id)
    services.record_statistics(
        round_id=2,
        figures=[Figures(version_id=changed.version_id, papers=10, right_answers=9, remarks=("Quá dễ.",))],
        now=NOW,
    )
    known = queries.statistics_of([first.id, second.id])
    assert known == {first.id: ItemStatistics(papers=50, right_answers=19, remarks=("Quá dễ.",))}
    assert known[first.id].facility == Fraction(19, 50)


def test_what_is_recorded_again_for_a_round_takes_the_place_of_what_was_there():
    make_bank(1)
    (item,) = queries.all_items()
    for right in (3, 4):
        figures = [Figures(version_id=item.version_id, papers=5, right_answers=right)]
        services.record_statistics(round_id=1, figures=figures, now=NOW)
    assert queries.statistics_of([item.id])[item.id].right_answers == 4
    services.record_statistics(round_id=1, figures=[], now=NOW)
    assert queries.statistics_of([item.id]) == {}


def test_questions_with_a_remark_are_those_to_look_at():
    make_bank(2)
    first, _ = queries.all_items()
    figures = [Figures(version_id=first.version_id, papers=5, right_answers=0, remarks=("Không ai đúng.",))]
    services.record_statistics(round_id=1, figures=figures, now=NOW)
    assert [one.id for one in queries.list_items(Filter(needs_look=True), limit=9)] == [first.id]
