"""Editors' pages of the question bank: the list, and what cites law that has ended."""

from dataclasses import asdict
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.bank import file_queries, import_views, item_views, listing, queries, services
from contest.bank.queries import Filter, Law, Pool, Status
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.clock import VIETNAM
from contest.platform.fields import ConfirmForm
from contest.platform.files import downloads
from contest.platform.language.vietnamese import clean
from contest.platform.lists import ROWS_A_PAGE
from contest.platform.viewer import Role, viewer
from questions.item import TOPICS, Level

blueprint = Blueprint("bank_manage", __name__)
blueprint.register_blueprint(import_views.blueprint)
blueprint.register_blueprint(item_views.blueprint)
PATH = "/quan-tri/cau-hoi"
STATUS_KINDS = item_views.STATUS_KINDS
ASKED = {
    "text": "tim",
    "topic": "chu-de",
    "level": "muc-do",
    "status": "trang-thai",
    "pool": "ngan-hang",
    "tag": "nhan",
    "law": "can-cu",
}
LONGEST_ID = 9
MOST_ALARMS = 500


def _today() -> date:
    return clock.now().astimezone(VIETNAM).date()


def _wanted() -> Filter:
    asked = {field: clean(request.args.get(name, "")) for field, name in ASKED.items()}
    file_id = request.args.get("tep", "")
    return Filter(
        text=asked["text"],
        topic=asked["topic"],
        level=asked["level"],
        status=asked["status"],
        pool=asked["pool"],
        tag=asked["tag"],
        law=asked["law"],
        as_of=_today(),
        needs_look=request.args.get("can-xem") == "1",
        file_id=int(file_id) if file_id.isascii() and file_id.isdigit() and len(file_id) <= LONGEST_ID else 0,
    )


def _address(wanted: Filter, path: str = PATH, **changed: str) -> str:
    values = {**asdict(wanted), **changed}
    asked = {name: values[field] for field, name in ASKED.items()}
    look = "1" if wanted.needs_look else ""
    return lists.address(path, {**asked, "can-xem": look, "tep": str(wanted.file_id or "")})


@blueprint.get(PATH)
@requires(Role.EDITOR, Role.ORGANISER)
def item_list() -> str:
    wanted = _wanted()
    page = listing.page(
        wanted,
        size=ROWS_A_PAGE,
        after=request.args.get("sau", ""),
        before=request.args.get("truoc", ""),
    )
    counts = listing.count_by_status(wanted)
    ids = [one.id for one in page.rows]
    return render_template(
        "bank/list.html",
        page=page,
        total=counts.get(Status(wanted.status), 0) if wanted.status in list(Status) else sum(counts.values()),
        wanted=wanted,
        today=wanted.as_of,
        file=file_queries.get_file(wanted.file_id) if wanted.file_id else None,
        address=_address(wanted),
        tabs=[
            (f"Tất cả {sum(counts.values())}", _address(wanted, status=""), not wanted.status),
            *(
                (f"{one.label} {counts.get(one, 0)}", _address(wanted, status=one), wanted.status == one)
                for one in Status
            ),
        ],
        alarms=queries.count_items(Filter(law=Law.EXPIRED, as_of=wanted.as_of, status=Status.APPROVED)),
        uses=queries.uses_of(ids),
        figures=queries.statistics_of(ids),
        own=queries.written_by(viewer().account_id, among=ids),
        names=queries.names_of({one.author_id for one in page.rows}),
        topics=TOPICS,
        levels=list(Level),
        pools=list(Pool),
        laws=list(Law),
        status_kinds=STATUS_KINDS,
        form=ConfirmForm(),
    )


@blueprint.post(f"{PATH}/duyet")
@requires(Role.EDITOR, Role.ORGANISER)
def approve_chosen() -> Response:
    form = ConfirmForm()
    chosen = [int(one) for one in request.form.getlist("cau") if one.isascii() and one.isdigit()]
    done = form.perform(
        lambda: services.approve_all(item_ids=chosen, by=viewer().account_id, now=clock.now())
    )
    if done is not None:
        left_out = [
            f"{done.own} câu do anh/chị soạn hoặc sửa" if done.own else "",
            f"{done.not_in_review} câu không ở trạng thái Chờ duyệt" if done.not_in_review else "",
        ]
        rest = "; ".join(filter(None, left_out))
        flash(
            f"Đã duyệt {done.approved} câu." + (f" Chưa duyệt: {rest}." if rest else ""),
            "done" if done.approved else "warning",
        )
    return redirect(_address(_wanted()), 303)


@blueprint.post(f"{PATH}/tai")
@requires(Role.EDITOR, Role.ORGANISER)
def items_workbook() -> Response:
    from questions.formats import spreadsheet  # noqa: PLC0415 - workbooks are written by those who ask for one

    wanted = _wanted()
    found = queries.list_items(wanted, limit=None)
    services.record_download(asked=_address(wanted), rows=len(found), by=viewer().account_id, now=clock.now())
    return downloads.workbook(spreadsheet.write([one.content for one in found]), "cau-hoi.xlsx")


@blueprint.get(f"{PATH}/het-hieu-luc")
@requires(Role.EDITOR, Role.ORGANISER)
def ended_law() -> str:
    today = _today()
    days = [("Hôm nay", today), *(one for answer in queries.openings.ask() for one in answer)]
    asked = request.args.get("ngay", "")
    as_of = next((day for _, day in days if day.isoformat() == asked), today)
    groups = [
        (law, queries.list_items(Filter(law=law, as_of=as_of, in_use=True), limit=MOST_ALARMS)) for law in Law
    ]
    ids = [one.id for _, rows in groups for one in rows]
    return render_template(
        "bank/ended_law.html",
        days=[(name, day, day == as_of) for name, day in days],
        as_of=as_of,
        groups=groups,
        uses=queries.uses_of(ids),
        status_kinds=STATUS_KINDS,
    )
