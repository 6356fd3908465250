import pytest
from factories import NOW, make_staff, make_units, sign_in
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from sqlalchemy import text

from contest.platform.audit import check as audit_check
from contest.platform.audit import log as audit
from contest.platform.audit.check import BadPlace, Damage
from contest.platform.database import dialect_name, transaction
from contest.platform.viewer import Role

PATH = "/quan-tri/nhat-ky"


@pytest.fixture
def organiser(client: StrictClient) -> int:
    account_id = make_staff(90)
    sign_in(client, account_id)
    return account_id


@pytest.mark.parametrize(
    ("role", "status"), [(Role.AUDITOR, 200), (Role.EDITOR, 403), (Role.UNIT_OFFICER, 403)]
)
def test_the_log_is_for_organisers_and_auditors(client: StrictClient, role: Role, status: int):
    assert client.get(PATH).status_code == 303
    sign_in(client, make_staff(91, role))
    assert client.get(PATH).status_code == status


def test_deeds_are_told_in_words_with_both_values_side_by_side(client: StrictClient, organiser: int):
    audit.record(
        action="units:unit:rename",
        subject="02-SNV",
        by=organiser,
        now=NOW,
        reason="Đổi theo nghị quyết",
        facts={"old": "Sở Nội vụ", "new": "Sở Nội vụ và Tôn giáo", "on": "2024-11-18"},
    )
    row = client.get(PATH).page.rows("Các mục")[1]
    assert row[2:7] == ["Trưởng Mẫu Ban", "Đổi tên đơn vị", "02-SNV", "Sở Nội vụ", "Sở Nội vụ và Tôn giáo"]
    assert row[7].startswith("Đổi theo nghị quyết")
    assert "từ ngày: 2024-11-18" in row[7]


def test_the_log_is_filtered_by_deed_person_object_and_day(client: StrictClient, organiser: int):
    make_units()
    audit.record(action="rounds:round:lock", subject="7", by=organiser, now=NOW)
    shown = {
        query: [row[3] for row in client.get(f"{PATH}?{query}").page.rows("Các mục")[1:]]
        for query in (
            "nhom=rounds:",
            "nguoi=truong+mau&nhom=rounds:",
            "doi-tuong=ha-giang-2024",
            "tu=18/11/2024&nhom=rounds:",
        )
    }
    assert shown == {
        "nhom=rounds:": ["Khóa đợt thi"],
        "nguoi=truong+mau&nhom=rounds:": ["Khóa đợt thi"],
        "doi-tuong=ha-giang-2024": ["Nhập danh sách đơn vị"],
        "tu=18/11/2024&nhom=rounds:": ["Khóa đợt thi"],
    }
    assert "Không có mục nào khớp" in client.get(f"{PATH}?tu=19/11/2024").page.text
    assert "Không có mục nào khớp" in client.get(f"{PATH}?nguoi=khong+ai").page.text
    assert "Ngày chưa đúng được bỏ qua" in client.get(f"{PATH}?tu=hom+qua").page.text


@pytest.mark.usefixtures("organiser")
def test_older_entries_are_reached_by_a_link(client: StrictClient):
    for number in range(60):
        audit.record(action="rounds:round:edit", subject=str(number), by=None, now=NOW)
    first = client.get(PATH).page
    assert len(first.rows("Các mục")) == 51
    older = client.get(first.links["Các mục cũ hơn"]).page
    assert [row[4] for row in older.rows("Các mục")[1:11]] == [str(number) for number in range(9, -1, -1)]
    assert "Các mục cũ hơn" not in older.links


@pytest.mark.usefixtures("organiser")
def test_a_changed_entry_breaks_the_chain_in_plain_sight(client: StrictClient, clock: SettableClock):
    assert "Chuỗi nhật ký nguyên vẹn" in client.get(PATH).page.text
    with transaction() as session:
        if dialect_name() == "sqlite":
            session.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER audit_event_insert_only"))
        session.execute(text("UPDATE audit_event SET reason = 'sửa lén' WHERE id = 1"))
    assert clock()
    assert audit_check.first_bad_place() == BadPlace(entry_id=1, damage=Damage.CHANGED)


@pytest.mark.usefixtures("organiser")
def test_a_broken_chain_is_shown_as_an_error(client: StrictClient):
    with transaction() as session:
        session.execute(text("UPDATE audit_head SET entries = entries + 1"))
    assert "Chuỗi nhật ký bị đứt" in client.get(PATH).page.text
