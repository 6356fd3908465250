import io
import zipfile
from datetime import timedelta
from typing import Any

import docx
import pytest
from factories import NOW, make_staff, make_world

from contest.commendations.documents import settings as papers
from contest.commendations.documents.catalogue import TEMPLATES
from contest.commendations.documents.template_check import check_template
from contest.commendations.documents.template_files import own_template
from contest.commendations.paper_errors import (
    TemplateBroken,
    TemplateFieldsMissing,
    TemplateFieldsUnknown,
)
from contest.platform.audit import log as audit
from contest.platform.files.official import Form
from contest.platform.files.word_template import template_of

PLAIN = Form(signers=1)


def text_of(content: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


def with_line(text: str, content: bytes | None = None) -> bytes:
    """A template that says one more thing."""
    file = docx.Document(io.BytesIO(content or template_of(PLAIN)))
    file.add_paragraph(text)
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def without(text: str) -> bytes:
    """A template that lacks a paragraph."""
    file = docx.Document(io.BytesIO(template_of(PLAIN)))
    (found,) = (one for one in file.paragraphs if text in one.text)
    found.text = ""
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def with_member(name: str, content: bytes) -> bytes:
    target = io.BytesIO(template_of(PLAIN))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("kind", TEMPLATES)
def test_our_templates_are_what_their_frame_makes_and_pass_the_check(kind: str):
    shipped = own_template(kind)
    check_template(shipped, TEMPLATES[kind][1])
    made = template_of(TEMPLATES[kind][1])
    for part in ("word/document.xml", "word/styles.xml"):
        with zipfile.ZipFile(io.BytesIO(shipped)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
            assert old.read(part) == new.read(part)


@pytest.mark.parametrize("line", ["{{ ten_khac }}", "{% for dong in danh_sach_la %}{% endfor %}"])
def test_an_unknown_field_is_named(line: str):
    with pytest.raises(TemplateFieldsUnknown) as refusal:
        check_template(with_line(line), PLAIN)
    assert set(refusal.value.facts["fields"]) <= {"ten_khac", "danh_sach_la"}


def test_an_unknown_part_of_a_list_is_named():
    with pytest.raises(TemplateFieldsUnknown) as refusal:
        check_template(with_line("{% for mot in ca_nhan %}{{ mot.luong }}{% endfor %}"), PLAIN)
    assert refusal.value.facts["fields"] == ("luong",)


def test_a_missing_field_is_named():
    with pytest.raises(TemplateFieldsMissing) as refusal:
        check_template(without("noi_dung"), PLAIN)
    assert refusal.value.facts["fields"] == ("noi_dung",)


def test_a_paper_of_three_signers_needs_all_three():
    with pytest.raises(TemplateFieldsMissing) as refusal:
        check_template(template_of(PLAIN), Form(signers=3))
    assert refusal.value.facts["fields"] == ("ky_2", "ky_3")


@pytest.mark.parametrize(
    "line",
    [
        "{{ trich_yeu.__class__ }}",
        "{{ trich_yeu.upper() }}",
        "{{ trich_yeu|length }}",
        "{% for mot in range(9) %}{% endfor %}",
        "{{ 7 * 7 }}",
        "{{ trich_yeu",
        "{% include 'a' %}",
    ],
)
def test_a_template_that_does_more_than_name_fields_is_refused(line: str):
    with pytest.raises((TemplateBroken, TemplateFieldsUnknown)):
        check_template(with_line(line), PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 and no more",
        with_member("word/vbaProject.bin", b"macro"),
        with_member("word/embeddings/a.bin", b"program"),
        with_member("word/_rels/x.rels", b'<Relationship TargetMode="External"/>'),
    ],
)
def test_what_is_no_harmless_word_file_is_refused(content: bytes):
    with pytest.raises(TemplateBroken):
        check_template(content, PLAIN)


@pytest.fixture
def contest_id(app: Any) -> int:
    return make_world().contest_id


def test_a_replaced_template_is_used_and_can_be_taken_back(contest_id: int):
    organiser = make_staff()
    own = with_line("Mẫu riêng của {{ dot_thi }}")
    papers.replace_template(
        contest_id=contest_id, kind="thong-bao", name="rieng.docx", content=own, by=organiser, now=NOW
    )
    found = papers.template_in_use(contest_id, "thong-bao")
    assert (found.name, found.content, found.is_ours) == ("rieng.docx", own, False)
    assert papers.template_in_use(contest_id, "to-trinh").is_ours
    for _ in range(2):
        papers.restore_template(
            contest_id=contest_id, kind="thong-bao", by=organiser, now=NOW + timedelta(hours=1)
        )
    assert papers.template_in_use(contest_id, "thong-bao").is_ours
    done = [one.action for one in audit.latest(limit=10, action="commendations:template")]
    assert done == ["commendations:template:restore", "commendations:template:replace"]


def test_a_refused_template_changes_nothing(contest_id: int):
    with pytest.raises(TemplateFieldsUnknown):
        papers.replace_template(
            contest_id=contest_id,
            kind="thong-bao",
            name="sai.docx",
            content=with_line("{{ sai }}"),
            by=make_staff(),
            now=NOW,
        )
    assert papers.template_in_use(contest_id, "thong-bao").is_ours
