"""A person's own paper in another language, to be read or heard beside the Vietnamese one."""

from dataclasses import dataclass

from contest.attempts.errors import NotInThisLanguage
from contest.attempts.paper_media import ShownMedium, shown_media
from contest.attempts.queries import Attempt, paper_of
from contest.bank import queries as bank
from questions.drawing import Slot
from questions.item import Language, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedQuestion:
    """A question of the paper in another language; words are empty where there are recordings alone."""

    number: int
    stem: str
    choices: tuple[str, ...]
    media: tuple[ShownMedium, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedPaper:
    """The questions that are there in a language, and the numbers of those that are not."""

    questions: tuple[TranslatedQuestion, ...]
    missing: tuple[int, ...]


def translated(attempt: Attempt, language: Language) -> TranslatedPaper:
    """The paper in a language, choices in the order of the paper; raises NotInThisLanguage where nothing is.

    Explanations stay behind, whatever language they are in (A6).
    """
    slots = paper_of(attempt.id)
    variants = bank.variants_of({slot.version_id for slot in slots})
    found = [(slot, variants[slot.version_id].get(language)) for slot in slots]
    questions = tuple(_question(attempt, slot, variant) for slot, variant in found if variant is not None)
    if not questions:
        raise NotInThisLanguage
    return TranslatedPaper(
        questions=questions, missing=tuple(slot.number for slot, variant in found if variant is None)
    )


def _question(attempt: Attempt, slot: Slot, variant: Variant) -> TranslatedQuestion:
    media = shown_media(attempt.code, variant.media, slot.order)
    texts = variant.choices
    if not texts and any(medium.choice is not None for medium in media):
        texts = ("",) * len(slot.order)
    return TranslatedQuestion(
        number=slot.number,
        stem=variant.stem,
        choices=tuple(texts[original] for original in slot.order) if texts else (),
        media=media,
    )
