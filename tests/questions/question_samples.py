"""Whole valid questions and candidates, and strategies for any that could occur."""

import unicodedata
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from questions.drawing import Candidate
from questions.formats.drafting import cleaned
from questions.formats.legacy_fonts import legacy_of
from questions.formats.texts import clean, is_dangerous
from questions.item import TOPICS, Item, Language, Level, Medium, MediumKind, Variant

PLAIN = Item(
    code="tc-001",
    topic="the-che",
    level=Level.RECALL,
    stem="Cơ quan nào ban hành nghị định?",
    choices=("Quốc hội", "Chính phủ", "Bộ Nội vụ", "UBND tỉnh"),
    key=1,
    explanation="Nghị định là văn bản của Chính phủ.",
    citation="Luật Ban hành văn bản quy phạm pháp luật, Điều 4",
    valid_from=None,
    valid_to=None,
)


def an_item(**changes: Any) -> Item:
    return replace(PLAIN, **changes)


def a_candidate(version_id: int, **changes: Any) -> Candidate:
    given = {"topic": "the-che", "level": Level.RECALL, "choices": 4}
    return Candidate(version_id=version_id, **(given | changes))


PICTURE = Medium(kind=MediumKind.IMAGE, file="bieu-mau.png", description="Tờ khai đã điền")
RECORDING = Medium(kind=MediumKind.AUDIO, file="tc-001-tay.ogg", sha256="0" * 64)
IN_ENGLISH = Variant(
    language=Language.ENGLISH,
    stem="Which body issues decrees?",
    choices=("The National Assembly", "The Government", "The Ministry of Home Affairs", "The province"),
)
IN_TAY = Variant(language=Language.TAY, media=(RECORDING,))


levels = st.sampled_from(list(Level))
topics = st.sampled_from(list(TOPICS))
nfc_texts = st.text(max_size=40).map(lambda text: unicodedata.normalize("NFC", text))


def media(texts: st.SearchStrategy[str], choices: int) -> st.SearchStrategy[tuple[Medium, ...]]:
    one = st.builds(
        Medium,
        kind=st.sampled_from(MediumKind),
        file=texts,
        description=texts,
        choice=st.none() | st.integers(0, choices - 1),
        sha256=texts,
    )
    return st.lists(one, max_size=2).map(tuple)


def variants(texts: st.SearchStrategy[str], choices: int) -> st.SearchStrategy[tuple[Variant, ...]]:
    one = st.builds(
        Variant,
        language=st.sampled_from(Language),
        stem=texts,
        choices=st.lists(texts, max_size=choices).map(tuple),
        explanation=texts,
        media=media(texts, choices),
    )
    return st.lists(one, max_size=2).map(tuple)


@st.composite
def items(draw: st.DrawFn, texts: st.SearchStrategy[str] = nfc_texts) -> Item:
    choices = tuple(draw(st.lists(texts, min_size=1, max_size=6)))
    return Item(
        code=draw(texts),
        topic=draw(topics),
        level=draw(levels),
        stem=draw(texts),
        choices=choices,
        key=draw(st.integers(0, len(choices) - 1)),
        explanation=draw(texts),
        citation=draw(texts),
        valid_from=draw(st.none() | st.dates()),
        valid_to=draw(st.none() | st.dates()),
        tags=draw(st.frozensets(texts, max_size=3)),
        pin_last=draw(st.booleans()),
        facts=tuple(draw(st.lists(texts, max_size=3))),
        author=draw(texts),
        replaced_by=draw(texts),
        media=draw(media(texts, len(choices))),
        variants=draw(variants(texts, len(choices))),
    )


readable = st.text(max_size=30).map(clean).filter(lambda text: not is_dangerous(text))
filled = readable.filter(bool)
lines = filled.filter(lambda text: "\n" not in text)
names = lines.filter(lambda text: "," not in text and ";" not in text)


def is_unicode(item: Item) -> bool:
    return legacy_of("\n".join((item.stem, *item.choices))) is None


@st.composite
def any_sound_items(draw: st.DrawFn) -> Item:
    """Questions that every rich format holds: what an importer would accept."""
    choices = draw(st.lists(filled, min_size=2, max_size=6, unique_by=str.casefold))
    return cleaned(
        Item(
            code=draw(lines),
            topic=draw(topics),
            level=draw(levels),
            stem=draw(filled),
            choices=tuple(choices),
            key=draw(st.integers(0, len(choices) - 1)),
            explanation=draw(readable),
            citation=draw(readable),
            valid_from=draw(st.none() | st.dates()),
            valid_to=draw(st.none() | st.dates()),
            tags=draw(st.frozensets(names, max_size=3)),
            pin_last=draw(st.booleans()),
            facts=tuple(draw(st.lists(names, max_size=3))),
            author=draw(readable),
            replaced_by=draw(readable),
        )
    )


def sound_items() -> st.SearchStrategy[Item]:
    return any_sound_items().filter(is_unicode)
