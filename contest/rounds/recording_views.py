"""Organisers' pages of what the site's key texts sound like: record in the browser, or send a file."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import SelectField

from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, choices, form_page, performed
from contest.platform.forms import BaseForm
from contest.platform.language.catalogues import LANGUAGES, SOURCE, texts_of
from contest.platform.language.key_texts import KEY_TEXTS
from contest.platform.serving.security import let_record
from contest.platform.viewer import Role, viewer
from contest.rounds import recordings
from contest.rounds.errors import RecordingUnknown

blueprint = Blueprint("recordings", __name__)
PATH = "/quan-tri/loi-doc"


class RecordingForm(BaseForm):
    """A recording and the language it is in."""

    language = SelectField("Ngôn ngữ của bản ghi", choices=choices(LANGUAGES))
    file = FileField("Tệp ghi âm")

    @property
    def content(self) -> bytes:
        """What was sent; empty where nothing was."""
        if not self.file.data:
            return b""
        content: bytes = self.file.data.read(recordings.LARGEST + 1)
        self.file.data.close()
        return content


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.EDITOR)
def texts_page() -> str:
    return render_template(
        "rounds_manage/recordings.html", texts=KEY_TEXTS, recordings=recordings.all_recordings()
    )


@blueprint.route(f"{PATH}/<key>", methods=["GET", "POST"])
@requires(Role.ORGANISER, Role.EDITOR)
def text_page(key: str) -> Response | tuple[str, int]:
    text = recordings.key_text(key)
    asked = request.args.get("tieng", SOURCE)
    form = RecordingForm(language=asked if asked in LANGUAGES else SOURCE)
    let_record()
    if performed(form, partial(_keep, form, key)):
        flash("Đã lưu bản ghi. Trang của thí sinh có nút Nghe trong nửa phút.", "done")
        return redirect(f"{PATH}/{key}", 303)
    return form_page(
        form,
        render_template(
            "rounds_manage/recording.html",
            form=form,
            text=text,
            found=[one for one in recordings.all_recordings() if one.key == key],
            largest=recordings.LARGEST,
            translated={language: texts_of(language) for language in LANGUAGES},
            languages=LANGUAGES,
        ),
    )


def _keep(form: RecordingForm, key: str) -> None:
    recordings.keep(
        key=key,
        language=form.language.data,
        content=form.content,
        by=viewer().account_id,
        now=clock.now(),
    )


@blueprint.route(f"{PATH}/<key>/<language>/xoa", methods=["GET", "POST"])
@requires(Role.ORGANISER, Role.EDITOR)
def remove_recording(key: str, language: str) -> Response | tuple[str, int]:
    text, form = recordings.key_text(key), ReasonForm()
    remove = partial(
        recordings.remove,
        key=key,
        language=language,
        reason=form.reason.data or "",
        by=viewer().account_id,
        now=clock.now(),
    )
    if performed(form, remove):
        flash("Đã xóa bản ghi.", "done")
        return redirect(f"{PATH}/{key}", 303)
    found = recordings.find_recording(key, language)
    if found is None:
        raise RecordingUnknown
    return form_page(
        form,
        render_template("rounds_manage/recording_remove.html", form=form, text=text, recording=found),
    )
