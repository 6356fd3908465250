"""Write our own templates into templates/documents; run by hand when their frame changes."""

from contest.commendations.documents.catalogue import TEMPLATES
from contest.commendations.documents.template_files import FOLDER
from contest.platform.files.word_template import template_of


def main() -> None:
    """One file a kind of paper."""
    for kind, (_, form) in TEMPLATES.items():
        (FOLDER / f"{kind}.docx").write_bytes(template_of(form))


if __name__ == "__main__":
    main()
