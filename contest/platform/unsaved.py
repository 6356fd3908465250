"""What a refused form held, so that what somebody typed at length is not lost with the page."""

from flask import current_app, request
from flask_wtf.csrf import same_origin
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# Where people work at length: the console, the unit officer's page, the helper's desk, the code cards.
WORK_PLACES = ("/quan-tri", "/don-vi", "/ho-tro-thi", "/the-du-thi")
# What no page may show again: passwords, PINs, what a card says, and the token that was refused.
SECRETS = frozenset({"password", "old_password", "again", "card", "csrf_token"})
# Signs, of more than one word: what is shorter is typed again sooner than found and copied.
WORTH_KEEPING = 20


def is_work() -> bool:
    """Whether the address belongs to those who run the contest."""
    return f"{request.path}/".startswith(tuple(f"{place}/" for place in WORK_PLACES))


def typed_texts() -> tuple[str, ...]:
    """The longer texts of a form that a page of ours sent; nothing that another site put there."""
    sender = request.origin or request.referrer or ""
    if request.method != "POST" or not is_work() or not same_origin(sender, request.host_url):
        return ()
    texts = (
        text.strip()
        for name, text in request.form.items(multi=True)
        if name.rpartition("-")[2] not in SECRETS
    )
    return tuple(text for text in texts if len(text) >= WORTH_KEEPING and " " in text)


def place_above() -> str:
    """The nearest page above this address, for those who run the contest; empty for everybody else."""
    if not is_work():
        return ""
    adapter = current_app.url_map.bind("localhost")
    path = request.path.rstrip("/").rpartition("/")[0]
    while path:
        try:
            adapter.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return ""
