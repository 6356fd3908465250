"""The terms and templates of a contest's papers: kept as versions, the newest counts."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from contest.commendations.documents.catalogue import TEMPLATES
from contest.commendations.documents.template_files import own_template
from contest.commendations.documents.terms import DocumentTerms
from contest.commendations.paper_errors import PaperUnknown
from contest.commendations.paper_models import DocumentTemplateRow, DocumentTermsRow
from contest.platform import seen
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese_numbers import local


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTemplate:
    """The Word file in use for a kind of papers."""

    kind: str
    title: str
    name: str
    content: bytes
    saved_at: datetime | None  # None: ours
    saved_by: int | None

    @property
    def is_ours(self) -> bool:
        """Whether nobody replaced it."""
        return self.saved_at is None


def terms_of(contest_id: int, *, now: datetime) -> DocumentTerms:
    """The terms of a contest's papers; the defaults before anybody saved them."""
    body = (
        read()
        .execute(
            select(DocumentTermsRow.body)
            .where(DocumentTermsRow.contest_id == contest_id)
            .order_by(DocumentTermsRow.id.desc())
            .limit(1)
        )
        .scalar_one_or_none()
    )
    default = DocumentTerms.default(local(now).date())
    return default if body is None else DocumentTerms.from_json(body, default=default)


def mark_of_terms(terms: DocumentTerms) -> str:
    """A mark of what the form of the terms was filled with."""
    return seen.mark_of(terms)


def save_terms(
    *, contest_id: int, terms: DocumentTerms, by: int, now: datetime, based_on: str | None = None
) -> None:
    """Keep new terms beside the old ones; what changed goes to the log. Saving what there is does nothing.

    ``based_on`` marks what the organiser saw (mark_of_terms); raises ChangedMeanwhile.
    """
    with transaction() as session:
        before = terms_of(contest_id, now=now)
        if before == terms:
            return
        seen.refuse_unseen_deed(
            based_on, mark_of_terms(before), action="commendations:terms:save", subject=str(contest_id)
        )
        old, new = asdict(before), asdict(terms)
        session.add(DocumentTermsRow(contest_id=contest_id, body=terms.to_json(), saved_at=now, saved_by=by))
        audit.record(
            action="commendations:terms:save",
            subject=str(contest_id),
            by=by,
            now=now,
            facts={name: [old[name], new[name]] for name in old if old[name] != new[name]},
        )


def template_in_use(contest_id: int, kind: str) -> StoredTemplate:
    """The template of a kind of papers in a contest; raises PaperUnknown."""
    ours = own_template(kind)
    row = (
        read()
        .execute(
            select(DocumentTemplateRow)
            .where(DocumentTemplateRow.contest_id == contest_id, DocumentTemplateRow.kind == kind)
            .order_by(DocumentTemplateRow.id.desc())
            .limit(1)
        )
        .scalar_one_or_none()
    )
    title = TEMPLATES[kind][0]
    if row is None or row.content is None:
        return StoredTemplate(
            kind=kind, title=title, name=f"{kind}.docx", content=ours, saved_at=None, saved_by=None
        )
    return StoredTemplate(
        kind=kind,
        title=title,
        name=row.name,
        content=row.content,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


def templates_of(contest_id: int) -> tuple[StoredTemplate, ...]:
    """The templates of all kinds."""
    return tuple(template_in_use(contest_id, kind) for kind in TEMPLATES)


def replace_template(
    *, contest_id: int, kind: str, name: str, content: bytes, by: int, now: datetime
) -> None:
    """Use another Word file for a kind of papers; raises what check_template does."""
    from contest.commendations.documents.template_check import (  # noqa: PLC0415 - the reader of Word files is loaded by those who send one
        check_template,
    )

    if kind not in TEMPLATES:
        raise PaperUnknown
    check_template(content, TEMPLATES[kind][1])
    _keep(contest_id=contest_id, kind=kind, name=name, content=content, by=by, now=now)


def restore_template(*, contest_id: int, kind: str, by: int, now: datetime) -> None:
    """Go back to our own template; doing it twice is the same."""
    if not template_in_use(contest_id, kind).is_ours:
        _keep(contest_id=contest_id, kind=kind, name="", content=None, by=by, now=now)


def _keep(*, contest_id: int, kind: str, name: str, content: bytes | None, by: int, now: datetime) -> None:
    with transaction() as session:
        session.add(
            DocumentTemplateRow(
                contest_id=contest_id, kind=kind, name=name, content=content, saved_at=now, saved_by=by
            )
        )
        audit.record(
            action=f"commendations:template:{'restore' if content is None else 'replace'}",
            subject=f"{contest_id}/{kind}",
            by=by,
            now=now,
            facts={"name": name},
        )
