"""Commands: flask --app contest ..."""

from typing import IO

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from contest.accounts import services as accounts
from contest.attempts import services as attempts
from contest.insight import item_analysis
from contest.platform import clock
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import check as audit_check
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.audit.check import BadPlace, Damage
from contest.platform.database import refresh_statistics, transaction
from contest.platform.errors import DomainError
from contest.platform.messages import sentence
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.verification import checking as verification

accounts_group = AppGroup("accounts", help="Tài khoản.")
attempts_group = AppGroup("attempts", help="Lượt thi.")
audit_group = AppGroup("audit", help="Nhật ký.")
standings_group = AppGroup("standings", help="Xếp hạng.")


def install(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(attempts_group)
    app.cli.add_command(audit_group)
    app.cli.add_command(accounts_group)
    app.cli.add_command(standings_group)
    app.cli.add_command(seed)
    app.cli.add_command(demo)


@click.command("seed")
@click.option("--people", type=click.IntRange(1), help="Số người mô phỏng.")
@with_appcontext
def seed(people: int | None) -> None:
    """Load the demonstration contest into an empty database; does nothing otherwise."""
    from contest.demonstration import scenarios  # noqa: PLC0415 - no worker needs it, and it loads slowly

    made = scenarios.load_demonstration(now=clock.now(), people=people or scenarios.SIMULATED_PEOPLE)
    for account in made:
        click.echo(f"  {account.role:<18} {account.phone}   mật khẩu {account.password}   ({account.name})")
    if made:
        click.echo("Các mật khẩu trên chỉ hiện một lần này.")


@click.command("demo")
@click.option("--people", type=click.IntRange(1, 100_000), required=True, help="Số người mô phỏng.")
@click.option("--seed", "seed_number", type=int, required=True, help="Cùng số này thì cùng kết quả.")
@with_appcontext
def demo(people: int, seed_number: int) -> None:
    """Simulate a whole contest of made-up people through the same use cases, and publish it."""
    from contest.demonstration import scenarios  # noqa: PLC0415 - no worker needs it, and it loads slowly

    if rounds.find_contest(scenarios.simulation_slug(people, seed_number)) is not None:
        raise click.ClickException("Mô phỏng này đã có trong cơ sở dữ liệu.")
    for round_id in scenarios.load_simulation(people=people, seed=seed_number, report=click.echo):
        publication = standings.get_publication(round_id)
        click.echo(f"{rounds.get_round(round_id).name}: mã kết quả {publication.digest}")
    whole = standings_services.get_overall(rounds.current_contest().id)
    click.echo(f"Toàn cuộc thi: mã kết quả {whole.digest}")


@accounts_group.command("create-organiser")
@click.option("--name", prompt="Họ và tên")
@click.option("--phone", prompt="Số điện thoại")
@click.password_option(prompt="Mật khẩu (ít nhất 8 ký tự)", confirmation_prompt="Nhập lại mật khẩu")
def create_organiser(name: str, phone: str, password: str) -> None:
    """Make the first account of the organising committee; there is none by default."""
    now = clock.now()
    try:
        with transaction():
            account_id = accounts.register(name=name, phone=phone, password=password, consent=True, now=now)
            accounts.grant_role(account_id=account_id, role=Role.ORGANISER, unit_id=None, by=None, now=now)
    except DomainError as refusal:
        raise click.ClickException(sentence(refusal.code, refusal.facts)) from None
    click.echo("Đã tạo tài khoản Ban Tổ chức. Lần đăng nhập đầu sẽ yêu cầu cài mã 6 số.")


@attempts_group.command("expire")
def expire() -> None:
    """Finish attempts whose time is over; run it every minute."""
    click.echo(f"{attempts.expire_overdue(now=clock.now())} bài hết giờ đã được nộp.")


@attempts_group.command("recompute")
def recompute() -> None:
    """Mark every finished attempt anew and name each whose stored score differs."""
    differences = [
        (this_round.name, difference)
        for this_round in rounds.rounds_of(rounds.current_contest().id)
        for difference in attempts.recompute(round_id=this_round.id)
    ]
    for name, difference in differences:
        click.echo(f"{name}: bài {difference.code} lưu {difference.stored}, tính lại {difference.recomputed}")
    if differences:
        raise click.ClickException(f"{len(differences)} bài có điểm khác khi tính lại")
    click.echo("Mọi điểm đã lưu đều khớp khi tính lại.")


@attempts_group.command("analyse")
def analyse() -> None:
    """Write how the questions of each locked round fared into the bank."""
    for this_round in rounds.rounds_of(rounds.current_contest().id):
        if this_round.state is rounds.RoundState.LOCKED:
            count = item_analysis.record(this_round, now=clock.now())
            click.echo(f"{this_round.name}: số liệu của {count} câu hỏi.")


@standings_group.command("keep-day")
def keep_day() -> None:
    """Keep where every unit stands as the day begins; run it right after midnight, twice does no harm."""
    click.echo(f"Đã giữ thứ hạng đầu ngày của {standings_services.keep_day(now=clock.now())} bảng.")
    refresh_statistics()  # tables have grown by a day


@audit_group.command("verify")
def verify() -> None:
    """Check the log, its signed checkpoints and everything published; exit status 1 names what is wrong."""
    bad = audit_check.first_bad_place()
    if bad is not None:
        raise click.ClickException(_in_words(bad))
    click.echo(f"Nhật ký nguyên vẹn, {audit.count()} mục.")
    wrong = [f"{one.place}: {one.what}" for one in verification.mismatches()]
    if wrong:
        raise click.ClickException("\n".join(wrong))
    click.echo(f"{verification.count()} bản công bố khớp với chữ ký và với bài thi.")


DAMAGES = {
    Damage.CHANGED: "mục này đã bị sửa",
    Damage.DELETED: "mục này đã bị xóa",
    Damage.INSERTED: "mục này được chèn vào sau",
    Damage.TRUNCATED: "từ mục này trở đi đã bị cắt bỏ",
    Damage.REWRITTEN: "từ mục này trở đi đã bị viết lại, khác với mốc đã ký",
}


def _in_words(bad: BadPlace) -> str:
    if bad.damage is Damage.FORGED:
        return f"Có mốc đã ký không đúng chữ ký: {bad.detail}"
    if not bad.entry_id:
        return f"Có mốc đã ký bị xóa khỏi cơ sở dữ liệu: {bad.detail}"
    detail = f" ({bad.detail})" if bad.detail else ""
    return f"Nhật ký sai từ mục {bad.entry_id}: {DAMAGES[bad.damage]}{detail}."


@audit_group.command("checkpoint")
@click.option("--occasion", default="", help="Ghi chú, ví dụ: đóng tuần 3.")
def checkpoint(occasion: str) -> None:
    """Sign the state of the log and add it to the file outside the database; run it every hour."""
    made = audit_anchors.checkpoint(now=clock.now(), occasion=occasion)
    late = audit_anchors.export_missing()
    newest = made or audit_anchors.newest()
    if made is None:
        click.echo("Không có mục mới từ mốc gần nhất.")
    if late:
        click.echo(f"Đã bổ sung {late} mốc còn thiếu vào tệp.")
    if newest is not None:
        facts = newest.facts
        click.echo(
            f"Mốc {facts['entries']} mục, lúc {facts['at']}\n  {facts['head']}\n  khóa {newest.key_id}"
        )


@audit_group.command("export")
@click.argument("target", type=click.File("w", encoding="utf-8"), default="-")
def export(target: IO[str]) -> None:
    """Write the whole log for the stand-alone verifier; it holds personal data."""
    target.writelines(f"{line}\n" for line in audit.export_lines())


@audit_group.command("new-key")
@click.confirmation_option(prompt="Thay khóa ký đang dùng bằng khóa mới?")
def new_key() -> None:
    """Put a new signing key in the place of the one in use; the old one vouches for it."""
    old, new = signing.replace_key(now=clock.now())
    click.echo(f"Khóa cũ {old.id}, khóa mới {new.id}\n  {new.fingerprint}")
    click.echo("Công bố mã khóa mới, rồi cất hoặc hủy tệp khóa cũ (.old) cạnh khóa mới.")
