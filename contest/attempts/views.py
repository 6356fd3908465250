"""A participant's way through a round: choose, start, answer, check, submit, result."""

from datetime import datetime
from random import SystemRandom

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from contest.accounts import queries as accounts
from contest.attempts import (
    desk,
    outcome,
    paper_media,
    queries,
    services,
    sheets,
    showing,
    translating,
)
from contest.attempts.cards import cards_of
from contest.attempts.devices import device_of_request, keep_device
from contest.attempts.errors import BatchMalformed, OpenElsewhere
from contest.attempts.forms import Batch, ReceiptForm, Sheet, read_batch, read_sheet
from contest.attempts.programme import programme
from contest.attempts.queries import Attempt
from contest.entries import queries as entries
from contest.platform import clock
from contest.platform.access import public, signed_in, wants_json
from contest.platform.errors import Gone
from contest.platform.here import the_request
from contest.platform.language.vietnamese_numbers import time_vi
from contest.platform.messages import sentence
from contest.platform.serving import framing
from contest.platform.serving.framing import Words
from contest.platform.serving.security import client_address, csrf
from contest.platform.viewer import viewer
from contest.rounds import queries as rounds
from questions.item import Language

blueprint = Blueprint("attempts", __name__)
blueprint.after_request(keep_device)
JOIN_PATH = "/dang-ky/tu-cach"
LANGUAGES = f"<any({', '.join(repr(one.value) for one in Language)}):language>"


@blueprint.before_request
def mark_assisted() -> None:
    """Whatever a guest at a helper's desk sends marks the attempt first; nobody else pays for it."""
    request = the_request()
    code = (request.view_args or {}).get("code")
    if code and request.method in {"POST", "PUT"} and viewer().is_guest:
        services.assist(
            code=code, account_id=viewer().account_id, guest_id=viewer().guest_id, now=clock.now()
        )


@blueprint.errorhandler(Gone)
def closed(refusal: Gone) -> ResponseReturnValue:
    """Whoever comes too late is led to the result."""
    result_url = f"/thi/{(request.view_args or {}).get('code', '')}/ket-qua"
    message = sentence(refusal.code, refusal.facts)
    if wants_json() or request.mimetype == "text/plain":
        return jsonify(code=refusal.code, message=message, result_url=result_url), 410
    flash(message, "warning")
    return redirect(result_url, 303)


@blueprint.errorhandler(OpenElsewhere)
def open_elsewhere(refusal: OpenElsewhere) -> ResponseReturnValue:
    """A form is led back to the paper, which says so and offers to continue here."""
    if wants_json() or request.mimetype == "text/plain":
        return jsonify(code=refusal.code, message=sentence(refusal.code, {})), 409
    flash("Câu trả lời vừa gửi chưa được lưu.", "warning")
    return redirect(f"/thi/{(request.view_args or {}).get('code', '')}", 303)


@blueprint.get("/thi")
@signed_in
def rounds_page() -> ResponseReturnValue:
    """The rounds with their states; the open one can be started here."""
    device_of_request()  # named before the start, so that a click whose answer is lost finds itself again
    now = clock.now()
    entry = entries.find_entry(contest_id=programme().contest_id, account_id=viewer().account_id)
    if entry is None:
        return redirect(JOIN_PATH, 303)
    attempts = services.settle_all(entry_id=entry.id, now=now)
    desks = desk.rounds_for(entry, attempts, now=now)
    words = Words()
    return framing.page(
        "attempts/rounds.html",
        words,
        cards=cards_of(desks, words, now=now),
        is_excluded=entry.is_excluded,
        extra_time=entry.extra_time,
    )


@blueprint.post("/thi/<int:number>/bat-dau")
@signed_in
def start(number: int) -> ResponseReturnValue:
    """Start the round's next attempt, or go on with the one that is open."""
    now = clock.now()
    attempt = services.start(
        round_id=programme().round_id(number),
        account_id=viewer().account_id,
        device=device_of_request(),
        rng=SystemRandom(),
        now=now,
        guest=accounts.find_guest(viewer().guest_id) if viewer().is_guest else None,
    )
    return redirect(f"/thi/{attempt.code}", 303)


@blueprint.get("/thi/<code>")
@signed_in
def paper_page(code: str) -> ResponseReturnValue:
    """The whole paper in one page; a finished one leads to its result."""
    attempt = services.settle(code=code, account_id=viewer().account_id, now=clock.now())
    if attempt.is_finished:
        return redirect(f"/thi/{code}/ket-qua", 303)
    return _paper(attempt)


@blueprint.get(f"/thi/<code>/ban-dich/{LANGUAGES}")
@signed_in
def translation_page(code: str, language: str) -> ResponseReturnValue:
    """The questions of the own open paper in another language, to be read beside the paper."""
    attempt = services.settle(code=code, account_id=viewer().account_id, now=clock.now())
    if attempt.is_finished:
        return redirect(f"/thi/{code}/ket-qua", 303)
    chosen = Language(language)
    return render_template(
        "attempts/translation.html",
        attempt=attempt,
        terms=rounds.terms_of(attempt.round_id),
        language=chosen,
        translated=translating.translated(attempt, chosen),
    )


@blueprint.get("/thi/<code>/tep/<name>")
@signed_in
def medium(code: str, name: str) -> Response:
    """A picture or recording of the own paper."""
    attempt = queries.get_attempt(code=code, account_id=viewer().account_id)
    mimetype, content = paper_media.file_of(attempt, name)
    response = Response(content, mimetype=mimetype)
    # Whoever opens the file by itself gets a file, not a page of ours; nobody keeps it on the way.
    response.headers["Content-Disposition"] = "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/thi/<code>/luu")
@signed_in
def save_sheet(code: str) -> ResponseReturnValue:
    """Save the paper as a form, then go back to where the person was, or to the check page."""
    now = clock.now()
    attempt = queries.get_attempt(code=code, account_id=viewer().account_id)
    sheet = read_sheet(request.form, questions=attempt.questions)
    services.save(
        code=code,
        account_id=viewer().account_id,
        device=device_of_request(),
        answers=sheet.answers,
        now=now,
    )
    if sheet.problem:
        return _paper(attempt, sheet), 422
    if sheet.place == "nop":
        return redirect(f"/thi/{code}/nop", 303)
    return redirect(f"/thi/{code}#{sheet.place}" if sheet.place else f"/thi/{code}", 303)


@blueprint.put("/thi/<code>/tra-loi")
@signed_in
def save_batch(code: str) -> ResponseReturnValue:
    """Save a batch of answers sent by the page's script."""
    now = clock.now()
    if not request.is_json:
        raise BatchMalformed
    return _save(code, read_batch(request.get_data()), now)


@blueprint.post("/thi/<code>/tra-loi")
@signed_in
@csrf.exempt  # type: ignore[untyped-decorator] # Flask-WTF ships no types
def save_last_batch(code: str) -> ResponseReturnValue:
    """Save what a closing page sends with navigator.sendBeacon, which knows no headers.

    The anti-forgery token stands in the body instead, so the general check must not look for it.
    """
    now = clock.now()
    batch = read_batch(request.get_data())
    _check_token(batch.token)
    return _save(code, batch, now)


@blueprint.get("/thi/<code>/gio")
@signed_in
def time(code: str) -> Response:
    """The server's time and the deadline, in a few bytes."""
    now = clock.now()
    attempt = queries.get_attempt(code=code, account_id=viewer().account_id)
    return jsonify(now=now.isoformat(), deadline=attempt.deadline_at.isoformat())


@blueprint.post("/thi/<code>/o-day")
@blueprint.post("/thi/<code>/tiep-tuc", endpoint="continue_here_by_script")
@signed_in
def continue_here(code: str) -> ResponseReturnValue:
    """From now on this device writes; the other one can only look."""
    services.continue_here(
        code=code, account_id=viewer().account_id, device=device_of_request(), now=clock.now()
    )
    return redirect(f"/thi/{code}", 303)


@blueprint.get("/thi/<code>/nop")
@signed_in
def check_page(code: str) -> ResponseReturnValue:
    """What is answered and what is not, before handing in."""
    now = clock.now()
    attempt = services.settle(code=code, account_id=viewer().account_id, now=now)
    if attempt.is_finished:
        return redirect(f"/thi/{code}/ket-qua", 303)
    terms = rounds.terms_of(attempt.round_id)
    progress = showing.progress_of(attempt, has_prediction=terms.rules.prediction is not None)
    return sheets.check(attempt, progress, terms=terms, device=device_of_request(), now=now)


@blueprint.post("/thi/<code>/nop")
@signed_in
def submit(code: str) -> ResponseReturnValue:
    """Hand in; a repeat gets the first result."""
    now = clock.now()
    attempt = services.submit(code=code, account_id=viewer().account_id, now=now)
    if attempt.finished_at != now:
        flash(sentence("nop.trung", {"time": time_vi(attempt.finished_at)}), "info")
    return redirect(f"/thi/{code}/ket-qua", 303)


@blueprint.get("/thi/<code>/ket-qua")
@signed_in
def result_page(code: str) -> ResponseReturnValue:
    """The receipt; the score where the rules allow it; answers and explanations when the round is over."""
    now = clock.now()
    attempt = services.settle(code=code, account_id=viewer().account_id, now=now)
    if not attempt.is_finished:
        return redirect(f"/thi/{code}", 303)
    terms = rounds.terms_of(attempt.round_id)
    entry = entries.get_entry(contest_id=terms.contest.id, account_id=attempt.account_id)
    own = desk.desk_of(terms, entry, queries.attempts_of(entry_id=entry.id), now=now)
    answers = showing.answered_questions(attempt) if own.is_over else ()
    return outcome.page(attempt, own, answers, late=queries.late_count(attempt.id))


@blueprint.get("/toi")
@signed_in
def own_page() -> ResponseReturnValue:
    """The person's attempts by round, the counting one marked."""
    now = clock.now()
    entry = entries.find_entry(contest_id=programme().contest_id, account_id=viewer().account_id)
    attempts = () if entry is None else services.settle_all(entry_id=entry.id, now=now)
    desks = () if entry is None else desk.rounds_for(entry, attempts, now=now)
    return render_template("attempts/own.html", desks=desks, entry=entry)


@blueprint.get("/bien-nhan")
@public
def receipt_page() -> str:
    """Ask for a receipt code."""
    return render_template("attempts/receipt.html", form=ReceiptForm(formdata=None), receipt=None)


@blueprint.post("/bien-nhan")
@public
def look_receipt_up() -> ResponseReturnValue:
    """Say whether a receipt's attempt is counted; the answer is kept nowhere, so it has no address."""
    form, now = ReceiptForm(), clock.now()
    receipt = form.validate() and form.perform(
        lambda: services.look_up(code=form.ma.data or "", address=client_address(), now=now)
    )
    page = render_template("attempts/receipt.html", form=form, receipt=receipt or None)
    return page if receipt else (page, 422)


def _paper(attempt: Attempt, sheet: Sheet | None = None) -> str | bytes:
    return sheets.paper(
        attempt,
        showing.answers_of(attempt),
        terms=rounds.terms_of(attempt.round_id),
        device=device_of_request(),
        now=clock.now(),
        sheet=sheet,
    )


def _save(code: str, batch: Batch, now: datetime) -> Response:
    saved = services.save(
        code=code,
        account_id=viewer().account_id,
        device=batch.device or device_of_request(),
        answers=batch.answers,
        now=now,
    )
    return jsonify(
        stored=[{"slot": slot, "seq": seq} for slot, seq in saved.stored.items()],
        prediction_seq=saved.prediction_seq,
        kept=[
            {
                "slot": "du_doan" if one.slot == services.PREDICTION else one.slot,
                "seq": one.seq,
                "value": one.value,
                "flag": one.flagged,
            }
            for one in saved.kept
        ],
        saved_at=saved.saved_at.isoformat(),
        now=now.isoformat(),
        deadline=saved.deadline_at.isoformat(),
    )


def _check_token(token: str) -> None:
    try:
        validate_csrf(token)
    except ValidationError as refusal:
        raise CSRFError(str(refusal)) from None
