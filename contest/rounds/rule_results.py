"""The part of the rules' form about the whole contest and about staff who must take part."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from wtforms import HiddenField

from contest.platform.fields import WholeField
from contest.rounds.manage_forms import Part
from contest.rules.ranking import OVERALL_NAMES
from contest.rules.ruleset import CategoryQuota, OverallMethod, OverallRule, RuleSet, TieKey
from contest.units.queries import ALL_STAFF, CATEGORIES

NO_OVERALL = "none"
METHODS: Mapping[str, str] = {
    NO_OVERALL: "Không xếp hạng toàn cuộc thi",
    OverallMethod.SUM.value: "Cộng tất cả các đợt",
    OverallMethod.BEST.value: "Cộng các đợt có điểm cao nhất",
}
OVERALL_KEYS: Mapping[str, str] = {"": "–", **{key.value: OVERALL_NAMES[key] for key in TieKey}}
USUAL_KEYS = (TieKey.SCORE, TieKey.ROUNDS_TAKEN, TieKey.TIME_USED, TieKey.SUBMITTED_AT, TieKey.LOTTERY)


class QuotaForm(Part):
    """How many of one staff category must take part; both blank: the category is not compulsory."""

    category = HiddenField()
    name = HiddenField()
    people = WholeField("Ít nhất (người)")
    percent = WholeField("Ít nhất (%)")

    @property
    def is_kept(self) -> bool:
        """Whether the category is compulsory."""
        return bool(self.people.data or self.percent.data)

    def quota(self) -> CategoryQuota:
        """The quota as typed."""
        category = str(self.category.data)
        return CategoryQuota(
            category=category,
            name=CATEGORIES.get(category, category),
            least_people=self.people.data or 0,
            least_share=Fraction(self.percent.data or 0, 100),
        )


def overall_rule(
    *, method: str, best_of: int | None, least: int | None, keys: Sequence[str]
) -> OverallRule | None:
    """How the whole contest is ranked, as typed."""
    if method == NO_OVERALL:
        return None
    return OverallRule(
        method=OverallMethod(method),
        best_of=best_of or 0,
        least_rounds=least or 0,
        tie_break=tuple(TieKey(key) for key in keys if key),
    )


def typed_results(rules: RuleSet, *, rows: int) -> dict[str, Any]:
    """What these fields hold for a version of the rules."""
    overall = rules.overall
    keys = overall.tie_break if overall else USUAL_KEYS
    quotas = {one.category: one for one in rules.collective.quotas}
    return {
        "overall": overall.method.value if overall else NO_OVERALL,
        "overall_best": overall.best_of or None if overall else None,
        "overall_least": overall.least_rounds or None if overall else None,
        "overall_order": [*(key.value for key in keys), *[""] * rows][:rows],
        "ceiling_vnd": rules.ceiling_vnd or None,
        "quotas": [
            _typed_quota(category, quotas.get(category)) for category in CATEGORIES if category != ALL_STAFF
        ],
    }


def _typed_quota(category: str, quota: CategoryQuota | None) -> dict[str, Any]:
    return {
        "category": category,
        "name": CATEGORIES[category],
        "people": quota.least_people or None if quota else None,
        "percent": int(quota.least_share * 100) or None if quota else None,
    }
