from datetime import timedelta

import pytest
from factories import NOW, make_item, make_round, make_world

from contest.attempts import services as attempts
from contest.bank import comparing, discussion, file_queries, file_services, queries, services
from contest.bank.errors import (
    AuthorApproves,
    CheckOutdated,
    CodeTaken,
    FileInUse,
    FileKnown,
    FileUndone,
    ItemChanged,
    ItemHeld,
    ItemInvalid,
    ItemNotReviewable,
    ItemUnknown,
    NothingToImport,
    ReasonMissing,
)
from contest.bank.file_services import NewFile
from contest.bank.queries import Filter, Pool, Status
from contest.platform.audit import log as audit
from contest.rounds import queries as rounds
from questions.item import Item

pytestmark = pytest.mark.usefixtures("app")
WRITER, REVIEWER, THIRD, FOURTH = 1, 2, 3, 4


def created(number: int = 1, **changes: object) -> int:
    return services.create(item=make_item(number, **changes), pool=Pool.CONTEST, by=WRITER, now=NOW)


def in_review(number: int = 1) -> int:
    item_id = created(number)
    services.send_to_review(item_id=item_id, by=WRITER, now=NOW)
    return item_id


def status_of(item_id: int) -> Status:
    return queries.get_item(item_id).status


def imported(*items: Item, digest: str = "a" * 64, left_out: int = 0) -> int:
    return file_services.import_file(
        file=NewFile(name="cau-hoi.xlsx", sha256=digest),
        items=items,
        expected=len(items),
        mark=comparing.mark(),
        pool=Pool.CONTEST,
        left_out=left_out,
        by=WRITER,
        now=NOW,
    )


def test_a_question_goes_from_draft_over_review_to_approval_by_a_second_person():
    item_id = created()
    assert status_of(item_id) is Status.DRAFT
    services.send_to_review(item_id=item_id, by=WRITER, now=NOW)
    services.approve(item_id=item_id, by=REVIEWER, now=NOW)
    known = queries.get_item(item_id)
    assert (known.status, known.author_id, known.approver_id) == (Status.APPROVED, WRITER, REVIEWER)
    assert [entry.action for entry in audit.latest(limit=3)] == [
        "bank:item:approved",
        "bank:item:review",
        "bank:item:save",
    ]


def test_nobody_approves_an_own_question():
    item_id = in_review()
    with pytest.raises(AuthorApproves):
        services.approve(item_id=item_id, by=WRITER, now=NOW)
    assert status_of(item_id) is Status.REVIEW


def edited(item_id: int, *, by: int, **changes: object) -> None:
    based_on = queries.get_item(item_id).version
    services.edit(item_id=item_id, item=make_item(1, **changes), based_on=based_on, by=by, now=NOW)


def test_who_wrote_an_earlier_version_since_the_last_approval_does_not_approve_either():
    item_id = created()
    edited(item_id, by=REVIEWER, citation="Điều 9")
    edited(item_id, by=THIRD, citation="Điều 10")
    services.send_to_review(item_id=item_id, by=THIRD, now=NOW)
    for author in (WRITER, REVIEWER, THIRD):
        with pytest.raises(AuthorApproves):
            services.approve(item_id=item_id, by=author, now=NOW)
        assert services.approve_all(item_ids=[item_id], by=author, now=NOW).own == 1
    assert status_of(item_id) is Status.REVIEW
    services.approve(item_id=item_id, by=FOURTH, now=NOW)
    assert queries.get_item(item_id).approver_id == FOURTH


def test_going_back_to_older_words_is_writing_too():
    item_id = created()
    edited(item_id, by=REVIEWER, citation="Điều 9")
    edited(item_id, by=THIRD)
    assert queries.get_item(item_id).author_id == THIRD
    services.send_to_review(item_id=item_id, by=THIRD, now=NOW)
    with pytest.raises(AuthorApproves):
        services.approve(item_id=item_id, by=REVIEWER, now=NOW)


def test_an_approval_settles_who_wrote_before_it():
    item_id = in_review()
    services.approve(item_id=item_id, by=REVIEWER, now=NOW)
    edited(item_id, by=REVIEWER, citation="Điều 9")
    services.send_to_review(item_id=item_id, by=REVIEWER, now=NOW)
    assert queries.written_by(REVIEWER, among=[item_id, 999]) == {item_id}
    assert queries.written_by(WRITER, among=[item_id]) == set()
    services.approve(item_id=item_id, by=WRITER, now=NOW)
    assert status_of(item_id) is Status.APPROVED


def test_who_imports_questions_is_their_author():
    (came,) = queries.list_items(Filter(file_id=imported(make_item(1))), limit=None)
    item_id = came.id
    services.send_to_review(item_id=item_id, by=REVIEWER, now=NOW)
    edited(item_id, by=REVIEWER, citation="Điều 9")
    services.send_to_review(item_id=item_id, by=REVIEWER, now=NOW)
    with pytest.raises(AuthorApproves):
        services.approve(item_id=item_id, by=WRITER, now=NOW)
    services.approve(item_id=item_id, by=THIRD, now=NOW)


def test_every_step_starts_from_its_own_state_only():
    item_id = created()
    with pytest.raises(ItemNotReviewable):
        services.approve(item_id=item_id, by=REVIEWER, now=NOW)
    with pytest.raises(ItemNotReviewable):
        services.send_back(item_id=item_id, by=REVIEWER, now=NOW, reason="Sai căn cứ")
    services.retire(item_id=item_id, by=REVIEWER, now=NOW, reason="Hết dùng")
    for step in (services.send_to_review, services.approve):
        with pytest.raises(ItemNotReviewable):
            step(item_id=item_id, by=REVIEWER, now=NOW)
    with pytest.raises(ItemNotReviewable):
        services.retire(item_id=item_id, by=REVIEWER, now=NOW, reason="Lần nữa")


def test_sending_back_and_retiring_need_a_reason():
    item_id = in_review()
    for act in (services.send_back, services.retire):
        with pytest.raises(ReasonMissing):
            act(item_id=item_id, by=REVIEWER, now=NOW, reason="  ")
    services.send_back(item_id=item_id, by=REVIEWER, now=NOW, reason="Đáp án chưa rõ")
    assert status_of(item_id) is Status.DRAFT
    assert audit.latest(limit=1)[0].reason == "Đáp án chưa rõ"


def test_a_draft_may_lack_its_source_but_is_not_sent_to_review_so():
    item_id = created(citation="", explanation="")
    with pytest.raises(ItemInvalid):
        services.send_to_review(item_id=item_id, by=WRITER, now=NOW)
    with pytest.raises(ItemInvalid):
        created(2, choices=("Có", "Có", "Không", "Tùy"))


def test_a_code_belongs_to_one_question():
    created()
    with pytest.raises(CodeTaken):
        created(1, stem="Một câu hỏi khác hẳn về thời hạn giải quyết?")


def test_an_edit_is_a_new_version_that_must_be_approved_again_and_keeps_the_old_one():
    item_id = in_review()
    services.approve(item_id=item_id, by=REVIEWER, now=NOW)
    better = make_item(1, explanation="Giải thích rõ hơn.")
    assert services.edit(item_id=item_id, item=better, based_on=1, by=REVIEWER, now=NOW)
    known = queries.get_item(item_id)
    assert (known.version, known.status, known.approver_id) == (2, Status.DRAFT, None)
    assert [item.explanation for _, _, _, item in discussion.history_of(item_id)] == [
        "Giải thích rõ hơn.",
        make_item(1).explanation,
    ]


def test_an_edit_that_changes_nothing_writes_nothing():
    item_id = in_review()
    assert not services.edit(item_id=item_id, item=make_item(1), based_on=1, by=WRITER, now=NOW)
    assert (queries.get_item(item_id).version, status_of(item_id)) == (1, Status.REVIEW)


def test_two_editors_do_not_overwrite_each_other():
    item_id = created()
    services.edit(item_id=item_id, item=make_item(1, citation="Điều 2"), based_on=1, by=WRITER, now=NOW)
    with pytest.raises(ItemChanged):
        services.edit(item_id=item_id, item=make_item(1, citation="Điều 3"), based_on=1, by=REVIEWER, now=NOW)


def test_a_question_of_a_scheduled_or_open_round_is_read_only_until_the_round_is_locked():
    world = make_world()
    item_id = queries.list_items(Filter(), limit=1)[0].id
    with pytest.raises(ItemHeld) as refusal:
        services.edit(item_id=item_id, item=make_item(1, citation="Khác"), based_on=1, by=WRITER, now=NOW)
    assert refusal.value.facts == {"round": "Tuần 1"}
    with pytest.raises(ItemHeld):
        services.retire(item_id=item_id, by=WRITER, now=NOW, reason="Sai")
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.retire(item_id=item_id, by=WRITER, now=NOW, reason="Sai")
    assert status_of(item_id) is Status.RETIRED


def test_approving_many_takes_only_what_waits_and_is_not_own():
    own = in_review(1)
    other = services.create(item=make_item(2), pool=Pool.CONTEST, by=REVIEWER, now=NOW)
    services.send_to_review(item_id=other, by=REVIEWER, now=NOW)
    draft = created(3)
    done = services.approve_all(item_ids=[own, other, draft, 999], by=WRITER, now=NOW)
    assert (done.approved, done.own, done.not_in_review) == (1, 1, 2)
    assert [status_of(one) for one in (own, other, draft)] == [Status.REVIEW, Status.APPROVED, Status.DRAFT]


def test_an_unknown_question_is_not_found():
    with pytest.raises(ItemUnknown):
        services.approve(item_id=999, by=REVIEWER, now=NOW)


def test_a_file_comes_in_whole_as_drafts_and_is_recognised_by_its_content():
    file_id = imported(make_item(1), make_item(2), left_out=3)
    file = file_queries.get_file(file_id)
    assert (file.imported, file.left_out) == (2, 3)
    came = queries.list_items(Filter(file_id=file_id), limit=None)
    assert [(one.content.code, one.status) for one in came] == [
        ("ch-001", Status.DRAFT),
        ("ch-002", Status.DRAFT),
    ]
    with pytest.raises(FileKnown):
        imported(make_item(3))


def test_a_file_with_one_taken_code_brings_nothing_in():
    created(2)
    with pytest.raises(CodeTaken):
        imported(make_item(1), make_item(2, stem="Câu hỏi khác hẳn trong ngân hàng này là gì?"))
    assert queries.count_items(Filter()) == 1
    assert file_queries.files(limit=5) == ()


def test_nothing_is_imported_that_the_person_did_not_confirm():
    with pytest.raises(NothingToImport):
        imported()
    with pytest.raises(CheckOutdated):
        file_services.import_file(
            file=NewFile(name="a.xlsx", sha256="b" * 64),
            items=[make_item(1)],
            expected=2,
            mark=comparing.mark(),
            pool=Pool.CONTEST,
            left_out=0,
            by=WRITER,
            now=NOW,
        )
    assert queries.count_items(Filter()) == 0


def test_an_import_is_undone_by_retiring_and_may_then_come_in_again():
    file_id = imported(make_item(1), make_item(2))
    assert file_services.undo_import(file_id=file_id, by=WRITER, now=NOW) == 2
    assert queries.count_items(Filter(status=Status.RETIRED)) == 2
    with pytest.raises(FileUndone):
        file_services.undo_import(file_id=file_id, by=WRITER, now=NOW)
    again = imported(make_item(1), make_item(2, citation="Điều 5"))
    assert again != file_id
    assert queries.count_items(Filter(file_id=again, status=Status.DRAFT)) == 2


def test_an_import_that_a_round_uses_is_not_undone():
    world = make_world()
    extra = imported(make_item(31))
    item_id = queries.list_items(Filter(file_id=extra), limit=1)[0].id
    services.send_to_review(item_id=item_id, by=WRITER, now=NOW)
    services.approve(item_id=item_id, by=REVIEWER, now=NOW)
    make_round(world.contest_id, name="Tuần 2", opens_at=NOW + timedelta(days=9))
    with pytest.raises(FileInUse):
        file_services.undo_import(file_id=extra, by=WRITER, now=NOW)
    assert status_of(item_id) is Status.APPROVED
