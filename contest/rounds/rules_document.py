"""The rules as an official document (Decree 30/2020/NĐ-CP): the page's words, to be signed."""

from collections.abc import Iterator, Sequence

from contest.platform.files import official
from contest.platform.files.official import Column, Official, Role, Signer, Text
from contest.platform.language.vietnamese_numbers import datetime_vi
from contest.rounds.queries import Contest, Round, RuleSetVersion
from contest.rules import document
from contest.rules.document import ItemList, Paragraph, Section
from contest.rules.ruleset import in_words

KIND, SYMBOL = "THỂ LỆ", "TL-BTC"
DIGEST_SHOWN = 12
# A column is as wide as its longest text asks, within these shares.
NARROWEST, WIDEST = 8, 40


def rules_document(
    contest: Contest, version: RuleSetVersion, rounds: Sequence[Round], *, province: str
) -> Official:
    """One version of a contest's rules; room is left for number, day and signature."""
    sections = (_calendar(rounds), *in_words(version.rules))
    return Official(
        parent="",
        issuer=contest.organiser.upper(),
        symbol=SYMBOL,
        place=province,
        kind=KIND,
        subject=contest.title,
        bases=(f"Ban hành theo {contest.legal_basis}",) if contest.legal_basis else (),
        blocks=tuple(block for number, one in enumerate(sections, start=1) for block in _blocks(number, one)),
        signers=(Signer(lines=("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"), name=""),),
        code=f"Mã thể lệ: {version.digest[:DIGEST_SHOWN]}, phiên bản {version.number}",
    )


def _calendar(rounds: Sequence[Round]) -> Section:
    title = "Thời gian các đợt thi"
    if not rounds:
        words = Paragraph(text="Ban Tổ chức chưa công bố thời gian các đợt thi.")
        return Section(anchor="", title=title, blocks=(words,))
    rows = tuple(
        (one.name, datetime_vi(stretch.opens_at), datetime_vi(stretch.closes_at))
        for one in rounds
        for stretch in one.intervals
    )
    table = document.Table(caption="", header=("Đợt thi", "Mở", "Đóng"), rows=rows)
    note = Paragraph(text="Giờ Việt Nam. Đợt thi mở từ giờ mở đến ngay trước giờ đóng.")
    return Section(anchor="", title=title, blocks=(table, note))


def _blocks(number: int, section: Section) -> Iterator[official.Block]:
    yield Text(text=f"{number}. {section.title}", role=Role.HEADING)
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield Text(text=block.text)
        elif isinstance(block, ItemList):
            for place, item in enumerate(block.items, start=1):
                yield Text(text=f"{place}. {item}" if block.ordered else f"– {item}", role=Role.ITEM)
        else:
            yield _table(block)


def _table(table: document.Table) -> official.Table:
    longest = [
        max(len(row[column]) for row in (table.header, *table.rows)) for column in range(len(table.header))
    ]
    return official.Table(
        caption=table.caption,
        columns=tuple(
            Column(header=words, width=min(WIDEST, max(NARROWEST, length)))
            for words, length in zip(table.header, longest, strict=True)
        ),
        rows=table.rows,
    )
