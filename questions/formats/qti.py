"""Questions in QTI packages (1.2, and 2.0 to 2.2): single-choice items; others are counted and named."""

from questions.formats import qti1, qti2
from questions.formats.drafting import Defaults, Drafting
from questions.formats.packages import UnsafeFileError
from questions.formats.qti_package import Package, Resource
from questions.formats.reading import Place, ReadResult
from questions.formats.xml_tree import XmlError

# Files that only list questions which have files of their own.
_LISTS = frozenset({"assessmentTest", "assessmentSection", "qti-assessment-test", "qti-assessment-section"})


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read a zip with imsmanifest.xml; problems carry the member of the zip and the line in it."""
    drafting = Drafting(defaults or Defaults())
    top = Place(file=file, line=1)
    try:
        package = Package(content)
        if package.manifest:
            _read_package(package, file, drafting)
        else:
            drafting.note(top, "no-manifest", "Gói thiếu imsmanifest.xml; hãy xuất lại dạng gói QTI.")
    except UnsafeFileError as error:
        drafting.note(top, error.code, str(error))
    return drafting.result()


def _read_package(package: Package, file: str, drafting: Drafting) -> None:
    listing = f"{file}/{package.manifest}"
    try:
        resources = list(package.resources())
    except XmlError as error:
        drafting.note(Place(file=listing, line=error.line), error.code, str(error))
        return
    for resource in resources:
        _read_resource(package, resource, file, listing, drafting)
    if not resources:
        drafting.note(Place(file=listing, line=1), "no-questions", "Gói không kê tệp câu hỏi QTI nào.")


def _read_resource(package: Package, resource: Resource, file: str, listing: str, drafting: Drafting) -> None:
    if resource.member is None:
        message = "Tệp được kê trong imsmanifest.xml không có trong gói."
        drafting.refuse(Place(file=listing, line=resource.line), "missing-file", message, value=resource.href)
        return
    member = f"{file}/{resource.member}"
    try:
        root = package.tree(resource.member)
    except XmlError as error:
        drafting.refuse(Place(file=member, line=error.line), error.code, str(error))
        return
    if root.name == "questestinterop":
        qti1.read_items(root, member, drafting)
    elif root.name == "assessmentItem":
        qti2.read_item(root, Place(file=member, line=root.line), resource.note, drafting)
    elif root.name not in _LISTS:
        drafting.refuse_type(Place(file=member, line=root.line), root.name)
