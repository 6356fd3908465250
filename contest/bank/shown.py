"""Questions as participants meet them: words, pictures, recordings, other languages; keys stand apart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from contest.bank.contents import media_in, variant_in
from contest.bank.errors import MediumUnknown
from contest.bank.models import ItemVersionRow, MediaFileRow
from contest.platform import immutable
from contest.platform.database import read
from questions.item import Language, Medium, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """What a participant sees of a question: no key, no explanation (A6)."""

    version_id: int
    topic: str
    stem: str
    choices: tuple[str, ...]
    media: tuple[Medium, ...] = ()
    languages: tuple[Language, ...] = ()


def shown_items(version_ids: Collection[int]) -> Mapping[int, ShownItem]:
    """The given versions without anything that tells the key; kept, since versions never change."""
    return immutable.remembered("shown", version_ids, _shown)


def _shown(version_ids: Collection[int]) -> Mapping[int, ShownItem]:
    rows = read().execute(
        select(
            ItemVersionRow.id,
            ItemVersionRow.topic,
            ItemVersionRow.stem,
            ItemVersionRow.choices,
            ItemVersionRow.media,
            ItemVersionRow.variants,
        ).where(ItemVersionRow.id.in_(version_ids))
    )
    return {
        row.id: ShownItem(
            version_id=row.id,
            topic=row.topic,
            stem=row.stem,
            choices=tuple(row.choices),
            media=media_in(row.media or ()),
            languages=tuple(Language(one["language"]) for one in row.variants or ()),
        )
        for row in rows
    }


def variants_of(version_ids: Collection[int]) -> Mapping[int, Mapping[Language, Variant]]:
    """The given versions in the other languages there are; kept, since versions never change."""
    return immutable.remembered("variants", version_ids, _variants)


def _variants(version_ids: Collection[int]) -> Mapping[int, Mapping[Language, Variant]]:
    rows = read().execute(
        select(ItemVersionRow.id, ItemVersionRow.variants).where(ItemVersionRow.id.in_(version_ids))
    )
    return {
        row.id: {variant.language: variant for variant in map(variant_in, row.variants or ())} for row in rows
    }


def keys_of(version_ids: Collection[int]) -> Mapping[int, int]:
    """The original index of the right choice of each version; kept, since versions never change."""
    return immutable.remembered(
        "keys",
        version_ids,
        lambda missing: {
            row.id: row.key
            for row in read().execute(
                select(ItemVersionRow.id, ItemVersionRow.key).where(ItemVersionRow.id.in_(missing))
            )
        },
    )


def get_media_file(sha256: str) -> tuple[str, bytes]:
    """(kind for browsers, content) of a picture or recording; raises MediumUnknown."""
    row = read().get(MediaFileRow, sha256)
    if row is None:
        raise MediumUnknown
    return row.mimetype, row.content
