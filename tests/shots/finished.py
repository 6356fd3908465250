"""A site after its contest: every round and the whole of them published, corrected and certified."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from shots.places import Place
from shots.stage import DAY, Filled, Stage, served, token

from contest.accounts import services as accounts
from contest.commendations.certificates import acts as certificate_acts
from contest.commendations.certificates import queries as certificates
from contest.commendations.documents import settings as papers
from contest.commendations.documents.catalogue import CONTEST_KINDS, WHOLE_KINDS
from contest.demonstration.scenarios import load_simulation
from contest.entries import queries as entries
from contest.platform.clock import system_clock
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.awards import Prize
from contest.rules.overall import OverallMethod, OverallRule
from contest.rules.ranking import TieKey
from contest.rules.ruleset import RuleSet, default_2024
from contest.rules.scope import Scope
from contest.standings import services as standings
from contest.standings.proposing import TieCase
from contest.standings.ranking.decisions import Method
from contest.standings.ties import services as ties

PEOPLE, SEED = 150, 11
# A limit between prizes may cut through people who tie: whatever is drawn, three ties are left over.
CONSOLATIONS = (3, 3, 3, 3, 3, 5, 5, 5)
AFTER = datetime(2025, 1, 2, tzinfo=UTC)
SIGNERS = ("committee_signer", "agency_signer", "secretary", "preparer", "accountant")
STAFF = {"organiser": Role.ORGANISER, "auditor": Role.AUDITOR}
# What one looks at after the end: a name, the address, and who looks.
PAGES = (
    ("trang-chu", "/", "nobody"),
    ("bang-toan-cuoc", "/xep-hang/toan-cuoc", "nobody"),
    ("bang-toan-cuoc-nguoi-dan", "/xep-hang/toan-cuoc?bang=nguoi-dan", "nobody"),
    ("bang-toan-cuoc-don-vi", "/xep-hang/toan-cuoc?bang=don-vi", "nobody"),
    ("bang-toan-cuoc-dia-ban", "/xep-hang/toan-cuoc?bang=dia-ban", "nobody"),
    ("bang-ca-nhan", "/xep-hang/ca-nhan", "nobody"),
    ("so-lieu", "/xep-hang/so-lieu", "nobody"),
    ("so-lieu-ban-dau", "/xep-hang/so-lieu/toan-cuoc/1", "nobody"),
    ("so-lieu-dinh-chinh", "/xep-hang/so-lieu/toan-cuoc/2", "nobody"),
    ("boc-tham", "/boc-tham", "nobody"),
    ("boc-tham-da-boc", "/boc-tham/{held}", "nobody"),
    ("boc-tham-cho-so", "/boc-tham/{announced}", "nobody"),
    ("xac-nhan", "/xac-nhan/{code}", "nobody"),
    ("xac-nhan-da-thu-hoi", "/xac-nhan/{withdrawn}", "nobody"),
    ("bang-toan-cuoc-cua-toi", "/xep-hang/toan-cuoc", "participant"),
    ("toi", "/toi", "participant"),
    ("chung-nhan-cua-toi", "/toi/chung-nhan", "participant"),
    ("tong-quan", "/quan-tri", "organiser"),
    ("duong-di", "/quan-tri/xep-hang", "organiser"),
    ("toan-cuoc", "/quan-tri/xep-hang/toan-cuoc", "organiser"),
    ("toan-cuoc-don-vi", "/quan-tri/xep-hang/toan-cuoc?bang=don-vi", "organiser"),
    ("toan-cuoc-cong-bo", "/quan-tri/xep-hang/toan-cuoc/cong-bo", "organiser"),
    ("toan-cuoc-dong-hang", "/quan-tri/xep-hang/toan-cuoc/dong-hang", "organiser"),
    ("xu-ly-dong-hang", "/quan-tri/xep-hang/toan-cuoc/dong-hang/{tie}", "organiser"),
    ("tien-hanh-boc-tham", "/quan-tri/xep-hang/boc-tham/{announced}", "organiser"),
    ("khen-thuong", "/quan-tri/khen-thuong/toan-cuoc", "organiser"),
    ("khen-thuong-mot-nguoi", "/quan-tri/khen-thuong/toan-cuoc/thi-sinh/{winner}", "organiser"),
    ("xuat", "/quan-tri/xuat", "organiser"),
    ("chung-nhan", "/quan-tri/chung-nhan", "organiser"),
    ("chung-nhan-tim", "/quan-tri/chung-nhan?tim=mau", "organiser"),
    ("chung-nhan-tim-tiep", "/quan-tri/chung-nhan?tim=mau&truoc={older}", "organiser"),
    ("chung-nhan-cap", "/quan-tri/chung-nhan/toan-cuoc/cap", "organiser"),
    ("chung-nhan-thu-hoi", "/quan-tri/chung-nhan/thu-hoi/{code}", "organiser"),
    ("chung-nhan-da-thu-hoi", "/quan-tri/chung-nhan/thu-hoi/{withdrawn}", "organiser"),
    *((kind.code, f"/quan-tri/van-ban/toan-cuoc/{kind.code}", "organiser") for kind in WHOLE_KINDS),
    *((kind.code, f"/quan-tri/van-ban/cuoc-thi/{kind.code}", "organiser") for kind in CONTEST_KINDS),
    ("toan-cuoc-giam-sat", "/quan-tri/xep-hang/toan-cuoc", "auditor"),
)


def finished(folder: Path) -> AbstractContextManager[Stage]:
    """Build the site after its contest, serve it, and take it down."""
    return served(folder, _filled)


def places(stage: Stage) -> Iterator[Place]:
    """The pages after the end."""
    for name, path, who in PAGES:
        yield Place(name=f"sau-cuoc-thi-{name}", path=path.format_map(stage.samples), who=who)


def rules() -> RuleSet:
    """The rules of 2024, with so many prizes for the whole and so short a chain that people tie."""
    base = default_2024()
    prizes = (
        Prize(code="nhat", name="Giải Nhất toàn cuộc", quota=1, amount_vnd=2_000_000),
        Prize(code="nhi", name="Giải Nhì toàn cuộc", quota=2, amount_vnd=1_500_000),
        Prize(code="ba", name="Giải Ba toàn cuộc", quota=5, amount_vnd=1_000_000),
        *(
            Prize(
                code=f"kk{number}",
                name=f"Giải Khuyến khích {number} toàn cuộc",
                quota=quota,
                amount_vnd=500_000 - number * 10_000,
            )
            for number, quota in enumerate(CONSOLATIONS, start=1)
        ),
    )
    return replace(
        base,
        divisions=tuple(replace(one, overall_prizes=prizes) for one in base.divisions),
        overall=OverallRule(method=OverallMethod.SUM, best_of=0, least_rounds=0, tie_break=(TieKey.SCORE,)),
    )


def _filled() -> Filled:
    round_ids = load_simulation(people=PEOPLE, seed=SEED, rules=rules())
    whole = Scope(contest_id=rounds.get_round(round_ids[0]).contest_id, round_id=None)
    now = system_clock()
    staff = {who: _staff(number, role, now=now) for number, (who, role) in enumerate(STAFF.items())}
    samples = {**_certified(whole, by=staff["organiser"]), **_drawn(whole, by=staff["organiser"])}
    standings.publish_overall(
        contest_id=whole.contest_id, by=staff["organiser"], now=AFTER + 9 * DAY, reason="Đã bốc thăm"
    )
    _signers(whole.contest_id, by=staff["organiser"])
    [first, *_] = standings.overall_winners(whole.contest_id)[0]
    account_id = entries.account_ids_of({first.entry_id})[first.entry_id]
    readers = {**staff, "participant": account_id}
    return Filled(
        tokens={who: token(one, now=now) for who, one in readers.items()},
        samples={**samples, "winner": first.entry_id},
        samples_of={},
        way_back="",
    )


def _staff(number: int, role: Role, *, now: datetime) -> int:
    account_id = accounts.register(
        name="Trưởng Mẫu Ban", phone=f"090090090{number}", password=None, consent=True, now=now
    )
    accounts.grant_role(account_id=account_id, role=role, unit_id=None, by=None, now=now)
    return account_id


def _signers(contest_id: int, *, by: int) -> None:
    """Names that papers cannot be made without."""
    names = dict.fromkeys(SIGNERS, "Trưởng Mẫu Ban")
    terms = replace(papers.terms_of(contest_id, now=AFTER), **names)
    papers.save_terms(contest_id=contest_id, terms=terms, by=by, now=AFTER)


def _certified(whole: Scope, *, by: int) -> dict[str, object]:
    """Certificates for everybody; the last one is withdrawn."""
    certificate_acts.issue(
        scope=whole,
        wanted=certificate_acts.Wanted.ALL,
        decision_number="123/QĐ-SNV",
        decided_on=AFTER.date(),
        by=by,
        now=AFTER,
        rng=Random(SEED),
    )
    found = certificates.matching(whole.contest_id, "mau", size=50).rows
    certificate_acts.withdraw(code=found[-1].code, reason="Ghi nhầm đơn vị", by=by, now=AFTER)
    return {"code": found[0].code, "withdrawn": found[-1].code, "older": found[-1].id}


def _drawn(whole: Scope, *, by: int) -> dict[str, object]:
    """One tie is settled by a draw, the draw of another is announced, a third waits."""
    held, announced, waiting, *_ = [tie for one in standings.proposals_of(whole) for tie in one.ties]
    drawn, due_at = _announced(whole, held, by=by, due_at=AFTER + DAY), AFTER + DAY
    ties.hold_draw(
        decision_id=drawn, seed="73918", evidence="Kết quả xổ số ngày 03/01/2025", by=by, now=due_at + DAY
    )
    return {
        "held": drawn,
        "announced": _announced(whole, announced, by=by, due_at=system_clock() + DAY),
        "tie": f"{waiting.fingerprint}/{waiting.board}",
    }


def _announced(whole: Scope, tie: TieCase, *, by: int, due_at: datetime) -> int:
    return ties.settle_tie(
        scope=whole,
        board=tie.board,
        fingerprint=tie.fingerprint,
        method=Method.LOTTERY,
        seed_source="Giải đặc biệt xổ số kiến thiết miền Bắc",
        seed_due_at=due_at,
        reason="Thể lệ, mục Giải thưởng",
        by=by,
        now=AFTER,
    )
