"""Use cases of the bank: write, review, approve, retire; what others record about questions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contest.bank import comparing, corrections, queries, writing
from contest.bank.errors import (
    AuthorApproves,
    CodeTaken,
    CommentEmpty,
    CommentUnknown,
    ItemAlike,
    ItemChanged,
    ItemHeld,
    ItemNotReviewable,
    ItemUnknown,
    ReasonMissing,
)
from contest.bank.media import MediaFile
from contest.bank.models import ItemCommentRow, ItemRow, ItemStatisticsRow
from contest.bank.queries import Figures, Pool, Status
from contest.bank.writing import DRAFT_MAY_LACK
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from questions.item import Item

LONGEST_SUBJECT = 120
# The use case of a room next door, entered here.
CorrectionDecided = corrections.CorrectionDecided
correct_question = corrections.correct_question


def create(*, item: Item, pool: Pool, by: int, now: datetime, insists: bool = False) -> int:
    """Write a new question as a draft; raises ItemInvalid, CodeTaken. Answers its id.

    Raises ItemAlike where a question of nearly this wording is there, unless the editor ``insists``.
    """
    if not insists:
        _refuse_alike(item.stem, None)
    with transaction() as session:
        writing.refuse_faults([item], but=DRAFT_MAY_LACK)
        if queries.find_by_code(item.code) is not None:
            raise CodeTaken(code=item.code)
        row, _ = writing.put(session, item, pool, by, now)
        _record_save(item, by, now)
        return row.id


def edit(
    *,
    item_id: int,
    item: Item,
    based_on: int,
    by: int,
    now: datetime,
    files: Sequence[MediaFile] = (),
    insists: bool = False,
) -> bool:
    """Write a new version of a question, which becomes a draft again; its code stays.

    ``based_on`` is the version that the editor saw; ``files`` are pictures and recordings that come with
    it. Answers whether anything changed; raises ItemInvalid, ItemHeld while a round may draw the question,
    ItemChanged when somebody else wrote a version meanwhile, ItemAlike as ``create`` does.
    """
    if not insists and item.stem != queries.get_item(item_id).content.stem:
        _refuse_alike(item.stem, item_id)
    with transaction() as session:
        before = queries.get_item(item_id)
        content = replace(item, code=before.content.code)
        writing.refuse_faults([content], but=DRAFT_MAY_LACK)
        _refuse_held(item_id)
        if content.fingerprint() == before.content.fingerprint():
            return False
        if before.version != based_on:
            raise ItemChanged(version=before.version)
        writing.store_media(session, files, by, now)
        row, _ = writing.put(session, content, before.pool, by, now)
        row.status = Status.DRAFT
        row.approver_id = None
        _record_save(content, by, now)
        return True


def _refuse_alike(stem: str, item_id: int | None) -> None:
    # Reads the whole bank, so it stands before the transaction, which others wait for.
    found = comparing.alike(stem, apart_from=item_id)
    if found:
        raise ItemAlike(codes=", ".join(one.known.code for one in found[:3]))


def _record_save(item: Item, by: int, now: datetime) -> None:
    audit.record(
        action="bank:item:save",
        subject=item.code,
        by=by,
        now=now,
        facts={"fingerprint": item.fingerprint()},
    )


def import_items(*, items: Iterable[Item], pool: Pool, status: Status, by: int | None, now: datetime) -> int:
    """Take over reviewed questions, all or none; unchanged ones stay. Answers how many are new."""
    with transaction() as session:
        incoming = list(items)
        writing.refuse_faults(incoming)
        changed = 0
        for item in incoming:
            row, is_new_version = writing.put(session, item, pool, by, now)
            if is_new_version:
                row.status = status
                if status is Status.APPROVED:
                    writing.forget_authors(session, [row.id])
                changed += 1
        audit.record(
            action="bank:items:import",
            subject=pool,
            by=by,
            now=now,
            facts={"rows": len(incoming), "new": changed, "status": status},
        )
        return changed


def send_to_review(*, item_id: int, by: int, now: datetime) -> None:
    """Draft -> review; the question must be complete by now (ItemInvalid)."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.DRAFT)
        writing.refuse_faults([queries.get_item(item_id).content])
        writing.move(row, Status.REVIEW, by, now)


def approve(*, item_id: int, by: int, now: datetime) -> None:
    """Review -> approved, by somebody who wrote nothing of it since it was last approved."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.REVIEW)
        if queries.written_by(by, among=[item_id]):
            raise AuthorApproves
        _approve(session, [row], by, now)


def _approve(session: Session, rows: Sequence[ItemRow], by: int, now: datetime) -> None:
    for row in rows:
        row.approver_id = by
        writing.move(row, Status.APPROVED, by, now)
    writing.forget_authors(session, [row.id for row in rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What came of approving several questions at once."""

    approved: int
    own: int
    not_in_review: int


def approve_all(*, item_ids: Collection[int], by: int, now: datetime) -> Approved:
    """Approve those of the questions that wait for review and that the approver did not write on."""
    with transaction() as session:
        rows = session.execute(
            select(ItemRow).where(ItemRow.id.in_(item_ids)).order_by(ItemRow.id).with_for_update()
        ).scalars()
        waiting = [row for row in rows if row.status == Status.REVIEW]
        own = queries.written_by(by, among=[row.id for row in waiting])
        others = [row for row in waiting if row.id not in own]
        _approve(session, others, by, now)
        return Approved(
            approved=len(others),
            own=len(own),
            not_in_review=len(set(item_ids)) - len(waiting),
        )


def send_back(*, item_id: int, by: int, now: datetime, reason: str) -> None:
    """Review -> draft, with what must be mended."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.REVIEW)
        writing.move(row, Status.DRAFT, by, now, _stated(reason))


def retire(*, item_id: int, by: int, now: datetime, reason: str) -> None:
    """Take a question out of all future draws; raises ItemHeld while a round may draw it."""
    with transaction() as session:
        row = session.get(ItemRow, item_id, with_for_update=True)
        if row is None:
            raise ItemUnknown
        if row.status == Status.RETIRED:
            raise ItemNotReviewable(status=Status.RETIRED.label)
        _refuse_held(item_id)
        writing.move(row, Status.RETIRED, by, now, _stated(reason))


def _in_status(session: Session, item_id: int, status: Status) -> ItemRow:
    row = session.get(ItemRow, item_id, with_for_update=True)
    if row is None:
        raise ItemUnknown
    if row.status != status:
        raise ItemNotReviewable(status=Status(row.status).label)
    return row


def _stated(reason: str) -> str:
    stated = clean(reason)
    if not stated:
        raise ReasonMissing
    return stated


def _refuse_held(item_id: int) -> None:
    held = [use for use in queries.uses_of([item_id]).get(item_id, ()) if not use.is_over]
    if held:
        raise ItemHeld(round=held[0].round_name)


def comment(*, item_id: int, text: str, by: int, now: datetime) -> int:
    """Say something about a question as it stands; raises CommentEmpty, ItemUnknown. Answers its id."""
    with transaction() as session:
        known, said = queries.get_item(item_id), clean(text)
        if not said:
            raise CommentEmpty
        row = ItemCommentRow(
            item_id=item_id,
            version=known.version,
            text=said,
            written_at=now,
            written_by=by,
            settled_at=None,
            settled_by=None,
        )
        session.add(row)
        session.flush()
        return row.id


def settle(*, item_id: int, comment_id: int, by: int, now: datetime) -> None:
    """Say that a comment was dealt with; a second time is the same. Raises CommentUnknown."""
    with transaction() as session:
        row = session.get(ItemCommentRow, comment_id, with_for_update=True)
        if row is None or row.item_id != item_id:
            raise CommentUnknown
        if row.settled_at is None:
            row.settled_at, row.settled_by = now, by


def record_download(*, asked: str, rows: int, by: int, now: datetime) -> None:
    """Note who took questions with their keys out of the bank (R1)."""
    audit.record(
        action="bank:items:download", subject=asked[:LONGEST_SUBJECT], by=by, now=now, facts={"rows": rows}
    )


def record_statistics(*, round_id: int, figures: Sequence[Figures], now: datetime) -> None:
    """Keep how questions fared in a round, in place of what was recorded for that round before.

    Derived from attempts by the slice that analyses them, so nothing is lost when it is replaced.
    """
    with transaction() as session:
        session.execute(delete(ItemStatisticsRow).where(ItemStatisticsRow.round_id == round_id))
        session.add_all(
            ItemStatisticsRow(
                version_id=one.version_id,
                round_id=round_id,
                papers=one.papers,
                right_answers=one.right_answers,
                remarks=list(one.remarks),
                needs_look=bool(one.remarks),
                recorded_at=now,
            )
            for one in figures
        )
