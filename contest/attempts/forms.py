"""What pages send of an attempt: the paper as a plain form, batches of answers as JSON, a receipt code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from werkzeug.datastructures import MultiDict
from wtforms.validators import Length

from contest.attempts.errors import BatchMalformed, PredictionMalformed
from contest.attempts.saving import PREDICTION, Answer, prediction_of
from contest.platform.forms import BaseForm, TextField
from contest.platform.messages import sentence

LARGEST_BATCH = 16 * 1024  # bytes; a batch of a hundred answers has about six thousand
MOST_ANSWERS = 200
LARGEST_SLOT = 1000
LARGEST_SEQ = 2**31 - 1
LONGEST_HANDLE = 16
LONGEST_PREDICTION = 20
LONGEST_DEVICE = 40
LONGEST_TOKEN = 300
FIELD = re.compile(r"([cf])([1-9][0-9]{0,2})", re.ASCII)
PLACE = re.compile(r"cau-[1-9][0-9]{0,2}", re.ASCII)
OTHER_FIELDS = frozenset({"csrf_token", "du_doan", "ve"})


class ReceiptForm(BaseForm):
    """A receipt code to look up."""

    ma = TextField("Mã biên nhận", validators=[Length(max=40)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The paper as a form without scripts sends it; a prediction that is no number is no answer."""

    answers: tuple[Answer, ...]
    prediction: str
    problem: str  # what is wrong with the prediction, empty when nothing is
    place: str  # where to go after saving: "nop", "cau-7" or nowhere in particular


def read_sheet(form: MultiDict[str, str], *, questions: int) -> Sheet:
    """The posted paper; raises BatchMalformed for fields that no paper has or that come twice (A8)."""
    given = {name: values for name, values in form.lists() if name not in OTHER_FIELDS}
    if any(len(values) > 1 for _name, values in form.lists()):
        raise BatchMalformed
    for name in given:
        found = FIELD.fullmatch(name)
        if found is None or int(found[2]) > questions:
            raise BatchMalformed
    answers = [
        Answer(slot=slot, value=form.get(f"c{slot}"), seq=None, flagged=f"f{slot}" in form)
        for slot in range(1, questions + 1)
    ]
    typed, problem = form.get("du_doan"), ""
    if typed is not None:
        try:
            prediction_of(typed)
            answers.append(Answer(slot=PREDICTION, value=typed, seq=None))
        except PredictionMalformed as refusal:
            problem = sentence(refusal.code, refusal.facts)
    place = form.get("ve", "")
    return Sheet(
        answers=tuple(answers),
        prediction=typed or "",
        problem=problem,
        place=place if place == "nop" or PLACE.fullmatch(place) else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Answers sent by a script; the device and the anti-forgery token where the body names them."""

    answers: tuple[Answer, ...]
    device: str
    token: str


def read_batch(body: bytes) -> Batch:
    """The batch in a JSON body; BatchMalformed unless every field is known, single and of its kind (A8)."""
    if len(body) > LARGEST_BATCH:
        raise BatchMalformed
    try:
        data = _BATCH.decode(body.decode())
    except (ValueError, RecursionError):
        raise BatchMalformed from None
    fields = _fields(data, required={"answers"}, optional={"prediction", "device", "csrf_token"})
    if not isinstance(fields["answers"], list) or len(fields["answers"]) > MOST_ANSWERS:
        raise BatchMalformed
    answers = [_answer(one) for one in fields["answers"]]
    if len({one.slot for one in answers}) < len(answers):
        raise BatchMalformed
    if fields.get("prediction") is not None:
        answers.append(_prediction(fields["prediction"]))
    return Batch(
        answers=tuple(answers),
        device=_text(fields.get("device", ""), LONGEST_DEVICE),
        token=_text(fields.get("csrf_token", ""), LONGEST_TOKEN),
    )


def _answer(data: Any) -> Answer:
    fields = _fields(data, required={"slot", "choice", "seq"}, optional={"flag"})
    flag = fields.get("flag", False)
    if not isinstance(flag, bool):
        raise BatchMalformed
    choice = fields["choice"]
    return Answer(
        slot=_whole(fields["slot"], LARGEST_SLOT),
        value="" if choice is None else _text(choice, LONGEST_HANDLE),
        seq=_whole(fields["seq"], LARGEST_SEQ),
        flagged=flag,
    )


def _prediction(data: Any) -> Answer:
    fields = _fields(data, required={"value", "seq"}, optional=set())
    return Answer(
        slot=PREDICTION,
        value=_text(fields["value"], LONGEST_PREDICTION),
        seq=_whole(fields["seq"], LARGEST_SEQ),
    )


def _fields(data: Any, *, required: set[str], optional: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict) or not required <= data.keys() <= required | optional:
        raise BatchMalformed
    return data


def _whole(value: Any, largest: int) -> int:
    if type(value) is not int or not 1 <= value <= largest:
        raise BatchMalformed
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or not value.isascii():
        raise BatchMalformed
    return value


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BatchMalformed
    return found


def _no_number(_text: str) -> NoReturn:
    raise BatchMalformed


_BATCH = json.JSONDecoder(object_pairs_hook=_single, parse_float=_no_number, parse_constant=_no_number)
