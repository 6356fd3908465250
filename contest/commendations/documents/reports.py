"""Reports: of one week, in one page, and of the whole contest."""

from collections.abc import Sequence

from contest.commendations.documents import figures
from contest.commendations.documents.decision import counted, shares
from contest.commendations.documents.dossier import Dossier, Outcome
from contest.commendations.documents.frames import by_agency, by_committee, without_article
from contest.commendations.documents.lists import whereabouts
from contest.platform.files.official import Block, Official, Role, Text
from contest.platform.language.vietnamese_numbers import datetime_vi, number, percent
from contest.platform.language.vietnamese_words import vnd_words

TO_WRITE = "................................................................................................."


def heading(text: str) -> Text:
    """A section's title."""
    return Text(text=text, role=Role.HEADING)


def _participation(outcome: Outcome) -> Text:
    return Text(
        text=f"{outcome.title} kết thúc lúc {datetime_vi(outcome.closes_at)}: "
        f"{number(outcome.people)} "
        f"người được xếp hạng với {number(outcome.attempts)} lượt thi, {number(outcome.all_correct)} "
        "người trả lời "
        f"đúng tất cả các câu; điểm trung bình bằng {percent(outcome.average)} điểm tối đa "
        f"({outcome.identity})."
    )


def weekly(dossier: Dossier) -> Official:
    """Báo cáo thống kê tuần: participation, bands, units by rate, prizes of one round."""
    outcome = dossier.outcome
    frame = by_committee(dossier, "BC")
    frame["recipients"] = without_article(frame["recipients"], "Sở Nội vụ (báo cáo)")
    return Official(
        **frame,
        kind="BÁO CÁO",
        subject=f"Thống kê kết quả {outcome.name} {dossier.contest_name}",
        blocks=(
            heading("I. Tình hình tham gia"),
            _participation(outcome),
            *_rates(outcome),
            heading("II. Kết quả làm bài"),
            figures.band_table(outcome.scores),
            figures.band_chart(outcome.scores),
            heading("III. Giải thưởng"),
            Text(
                text=f"{counted(outcome)}, tổng số tiền {number(outcome.total_vnd)} đồng "
                f"(bằng chữ: {vnd_words(outcome.total_vnd)})./."
            ),
        ),
    )


def _rates(outcome: Outcome) -> tuple[Block, ...]:
    if not any(one.rate is not None for one in outcome.agencies):
        return (Text(text="Chưa có số người thuộc diện dự thi của các đơn vị nên chưa tính tỷ lệ tham gia."),)
    return (
        Text(text="Tỷ lệ tham gia theo khối:"),
        figures.group_table(outcome.agencies),
        Text(text="Các đơn vị có tỷ lệ tham gia cao nhất:"),
        figures.rate_table(outcome.agencies, is_best=True),
        Text(text="Các đơn vị có tỷ lệ tham gia thấp nhất:"),
        figures.rate_table(outcome.agencies, is_best=False),
    )


def quick(dossier: Dossier) -> Official:
    """Báo cáo nhanh: the figures of one round on one page."""
    outcome = dossier.outcome
    frame = by_committee(dossier, "BC")
    frame["recipients"] = without_article(frame["recipients"], "Sở Nội vụ (báo cáo)")
    return Official(
        **frame,
        kind="BÁO CÁO NHANH",
        subject=f"Kết quả {outcome.name} {dossier.contest_name}",
        blocks=(
            _participation(outcome),
            Text(
                text=f"Giải thưởng: {counted(outcome)}, tổng số tiền {number(outcome.total_vnd)} đồng"
                f"{shares(outcome)}."
            ),
            figures.round_table((outcome,)),
            Text(text="Ban Tổ chức báo cáo để lãnh đạo biết, chỉ đạo./."),
        ),
    )


def summary(dossier: Dossier) -> Official:
    """Báo cáo tổng kết: all published rounds with charts, and the whole contest if it is published.

    What people judge is left to people.
    """
    outcomes, rounds = dossier.outcomes, dossier.rounds
    frame = by_agency(dossier, "BC")
    frame["recipients"] = without_article(frame["recipients"], "Như Kính gửi")
    scores = [count for one in rounds for count in one.scores]
    total = sum(one.total_vnd for one in outcomes)
    persons, units = sum(len(one.winners) for one in outcomes), sum(len(one.units) for one in outcomes)
    last = rounds[-1]
    return Official(
        **frame,
        kind="BÁO CÁO",
        subject=f"Tổng kết {dossier.contest_name}",
        to=("Ủy ban nhân dân tỉnh",),
        blocks=(
            heading("I. Công tác tổ chức"),
            Text(text=_organised(dossier)),
            *(Text(text=f"{one.title}: {one.identity}.", lead="-", role=Role.ITEM) for one in outcomes),
            heading("II. Kết quả"),
            Text(text="1. Tham gia theo đợt thi"),
            figures.round_table(rounds),
            figures.round_chart(rounds),
            Text(text="2. Phân bố kết quả (tính theo lượt người xếp hạng của các đợt)"),
            figures.band_table(scores),
            figures.band_chart(scores),
            Text(text=f"3. Tham gia của các cơ quan, đơn vị ({last.name})"),
            *_rates(last),
            *_whole(dossier.whole),
            heading("III. Giải thưởng"),
            *_prizes(outcomes),
            Text(
                text=f"Tổng cộng đã trao {number(persons)} giải cá nhân, {number(units)} giải tập thể, tổng "
                f"số tiền {number(total)} đồng (bằng chữ: {vnd_words(total)})."
            ),
            heading("IV. Tồn tại, hạn chế"),
            Text(text=TO_WRITE),
            heading("V. Kiến nghị, đề xuất"),
            Text(text=TO_WRITE),
            Text(text=f"Trên đây là báo cáo tổng kết {dossier.contest_name}./."),
        ),
    )


def _organised(dossier: Dossier) -> str:
    """Who organised the contest and on what basis, where one is noted."""
    basis = dossier.contest.legal_basis.strip().rstrip(".")
    organised = f"Cuộc thi do {dossier.contest.organiser} tổ chức."
    return f"{organised} Căn cứ: {basis}." if basis else organised


def _whole(whole: Outcome | None) -> tuple[Block, ...]:
    """The results over all rounds, where they are ranked."""
    if whole is None:
        return ()
    return (
        Text(text="4. Kết quả chung cuộc (cộng kết quả các đợt theo Thể lệ)"),
        Text(
            text=f"{number(whole.people)} người được xếp hạng chung cuộc với {number(whole.attempts)} lượt "
            f"thi được tính ({whole.identity})."
        ),
        *(
            Text(
                text=f"{one.nomination.prize} ({one.nomination.division_name}): {one.result.name}, "
                f"{whereabouts(one.result.unit_name, one.result.place_name)}, "
                f"{number(one.result.score)}/{number(one.result.questions)} câu đúng.",
                lead="-",
                role=Role.ITEM,
            )
            for one in whole.winners
        ),
        *(
            Text(
                text=f"{one.nomination.prize} tập thể ({one.result.group_name}): {one.result.name}.",
                lead="-",
                role=Role.ITEM,
            )
            for one in whole.units
        ),
    )


def _prizes(outcomes: Sequence[Outcome]) -> tuple[Block, ...]:
    """The prizes of each round and of the whole, apart."""
    return tuple(
        Text(text=f"{one.title}: {counted(one)}, {number(one.total_vnd)} đồng.", lead="-", role=Role.ITEM)
        for one in outcomes
    )
