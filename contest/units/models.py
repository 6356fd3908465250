"""Tables of units; private to this slice."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base


class UnitListRow(Base):
    """One list of units, as of a day ("Hà Giang 2024"); a code is only a key within its list."""

    __tablename__ = "unit_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitRow(Base):
    """One unit of a list; path holds the ids from the root down ("/1/12/190/")."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("list_id", "code"),
        CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR opens_on <= closes_on", name="dates_in_order"
        ),
        CheckConstraint("name <> ''", name="has_a_name"),
        Index("ix_unit_list_path", "list_id", "path"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("unit_list.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(250))
    kind: Mapped[str] = mapped_column(String(30))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(250))
    search: Mapped[str] = mapped_column(String(600))
    sort_key: Mapped[str] = mapped_column(String(600))
    tile_row: Mapped[int | None]
    tile_column: Mapped[int | None]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class UnitMappingRow(Base):
    """Which unit of a newer list took an older unit over: whole, main-part or part."""

    __tablename__ = "unit_mapping"
    old_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    new_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    share: Mapped[str] = mapped_column(String(20))


class HeadcountRow(Base):
    """How many people of a unit and staff category may take part; insert-only, the newest counts."""

    __tablename__ = "headcount"
    __table_args__ = (CheckConstraint("people >= 0", name="not_negative"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    people: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None]
