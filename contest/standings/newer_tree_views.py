"""The organisers' second look at published communes: under the units that took them over."""

from flask import Blueprint, render_template

from contest.platform.access import requires
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.standings import queries
from contest.standings.newer_tree import under_newer_tree
from contest.standings.ranking.units import AGENCY

blueprint = Blueprint("newer_tree", __name__)


@blueprint.get("/quan-tri/xep-hang/<int:round_id>/don-vi-moi")
@requires(Role.ORGANISER, Role.AUDITOR)
def newer_tree_page(round_id: int) -> str:
    publication = queries.get_publication(round_id)
    communes = [one for one in queries.published_units(publication.id, board=AGENCY) if one.kind == "commune"]
    return render_template(
        "standings_manage/newer_tree.html",
        round=rounds.get_round(round_id),
        publication=publication,
        tree=under_newer_tree(communes),
    )
