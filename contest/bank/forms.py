"""Forms of the question bank."""

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from contest.bank.media import MediaFile
from contest.bank.queries import BankItem, Pool
from contest.platform.fields import DayField, UploadForm, choices, required
from contest.platform.forms import BaseForm, TextField
from contest.platform.language.vietnamese import clean
from questions.item import TOPICS, Item, Language, Level, Medium, Variant

LETTERS = "ABCD"
LONGEST_TEXT = 2000
LONGEST_CODE = 60
# The formats of questions.formats.catalogue, whose readers are loaded by those who import.
EXTENSIONS = (".xlsx", ".csv", ".docx", ".gift", ".txt", ".xml", ".zip", ".yaml", ".yml")


def pool_field() -> SelectField:
    """Secret until drawn, or open to practice."""
    labels = {
        str(Pool.CONTEST): "Ngân hàng thi (giữ kín đến khi đợt thi đóng)",
        str(Pool.OPEN): "Ngân hàng mở (ai cũng ôn tập được)",
    }
    return SelectField("Dùng cho", choices=choices(labels))


def _text(label: str) -> TextField:
    return TextField(label, validators=[required(), Length(max=LONGEST_TEXT)])


class ItemForm(BaseForm):
    """The content of a question; facts and author stay as they are."""

    based_on = IntegerField(widget=HiddenField.widget, default=0)
    stem = TextAreaField("Câu hỏi", validators=[required(), Length(max=LONGEST_TEXT)])
    choice_a, choice_b, choice_c, choice_d = (_text(f"Phương án {letter}") for letter in LETTERS)
    key = RadioField(
        "Đáp án",
        choices=choices(dict(zip(LETTERS, LETTERS, strict=True))),
        validators=[InputRequired("Chọn đáp án.")],
    )
    topic = SelectField("Chủ đề", choices=choices({"": "Chọn chủ đề", **TOPICS}), validators=[required()])
    level = SelectField("Mức độ", choices=choices({str(level): level.label for level in Level}))
    citation = TextAreaField("Căn cứ (văn bản, điều, khoản)", validators=[Length(max=LONGEST_TEXT)])
    explanation = TextAreaField("Giải thích", validators=[Length(max=LONGEST_TEXT)])
    valid_from = DayField("Căn cứ có hiệu lực từ ngày")
    valid_to = DayField("Căn cứ hết hiệu lực sau ngày")
    replaced_by = TextField("Văn bản thay thế", validators=[Length(max=LONGEST_TEXT)])
    tags = TextField("Nhãn", validators=[Length(max=LONGEST_TEXT)])
    insists = BooleanField("Tôi đã đọc câu gần giống và vẫn lưu")
    pin_last = BooleanField("Giữ phương án D ở cuối (dùng cho “Tất cả các phương án trên”)")

    @classmethod
    def of(cls, known: BankItem) -> "ItemForm":
        """The form of a question as it stands."""
        item = known.content
        texts = {
            f"choice_{letter.lower()}": text for letter, text in zip(LETTERS, item.choices, strict=False)
        }
        return cls(
            based_on=known.version,
            stem=item.stem,
            **texts,
            key=item.key_letter,
            topic=item.topic,
            level=str(item.level),
            citation=item.citation,
            explanation=item.explanation,
            valid_from=item.valid_from,
            valid_to=item.valid_to,
            replaced_by=item.replaced_by,
            tags=", ".join(sorted(item.tags)),
            pin_last=item.pin_last,
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """The four choices as typed."""
        fields = (self.choice_a, self.choice_b, self.choice_c, self.choice_d)
        return tuple(clean(field.data or "") for field in fields)

    def item(self, *, code: str, beside: Item | None = None) -> Item:
        """The question that the form describes; what it does not ask for stays as it is in ``beside``."""
        return Item(
            code=code,
            topic=self.topic.data,
            level=Level(self.level.data),
            stem=clean(self.stem.data or ""),
            choices=self.texts,
            key=LETTERS.find(self.key.data or " "),
            explanation=clean(self.explanation.data or ""),
            citation=clean(self.citation.data or ""),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            tags=frozenset(filter(None, map(clean, (self.tags.data or "").split(",")))),
            pin_last=self.pin_last.data,
            facts=beside.facts if beside else (),
            media=beside.media if beside else (),
            variants=beside.variants if beside else (),
            replaced_by=clean(self.replaced_by.data or ""),
        )


class NewItemForm(ItemForm):
    """A question that is not there yet."""

    code = TextField(
        "Mã câu hỏi",
        validators=[
            required(),
            Length(max=LONGEST_CODE),
            Regexp(r"[A-Za-z0-9][A-Za-z0-9_-]*$", message="Mã gồm chữ không dấu, số và gạch nối."),
        ],
    )
    pool = pool_field()


class ItemFileForm(UploadForm):
    """A file of questions in any known format, where they go, and what they are where the file is silent."""

    file = FileField("Tệp câu hỏi")
    pool = pool_field()
    topic = SelectField("Chủ đề, khi tệp không ghi", choices=choices({"": "Chưa chọn", **TOPICS}))
    level = SelectField("Mức độ, khi tệp không ghi", choices=choices({str(one): one.label for one in Level}))
    converts_fonts = BooleanField("Tự chuyển chữ gõ bằng phông cũ (TCVN3, VNI) sang Unicode")

    def validate_file(self, field: FileField) -> None:
        """A file of a kind that can be read; the ending of its name says how."""
        super().validate_file(field)
        if not self.file_name.lower().endswith(EXTENSIONS):
            raise ValidationError(f"Chọn tệp {', '.join(EXTENSIONS[:-1])} hoặc {EXTENSIONS[-1]}.")


class ImportForm(BaseForm):
    """The word that imports a checked file: how many questions the page promised."""

    expected = IntegerField(widget=HiddenField.widget, validators=[InputRequired()])


class CommentForm(BaseForm):
    """What an editor says about a question."""

    text = TextAreaField("Ý kiến", validators=[required(), Length(max=LONGEST_TEXT)])


WHOLE = "-1"


class MediumForm(BaseForm):
    """A picture or recording to be added, and those that go."""

    based_on = IntegerField(widget=HiddenField.widget, default=0)
    file = FileField("Hình hoặc ghi âm")
    description = TextField("Lời mô tả", validators=[Length(max=300)])
    place = SelectField(
        "Thuộc về",
        choices=choices(
            {WHOLE: "Cả câu hỏi", **{str(place): f"Phương án {one}" for place, one in enumerate(LETTERS)}}
        ),
    )
    gone = SelectMultipleField("Bỏ đi", choices=[], validate_choice=False)

    @property
    def content(self) -> bytes:
        """What was sent, empty where nothing was."""
        if not hasattr(self, "_content"):
            self._content: bytes = b""
            if self.file.data:
                self._content = self.file.data.read()
                self.file.data.close()  # a large one lies in a file of the system
        return self._content

    def media(self, before: tuple[Medium, ...], came: MediaFile | None) -> tuple[Medium, ...]:
        """The pictures and recordings as the form wants them."""
        place = int(self.place.data or WHOLE)
        kept = tuple(one for one in before if one.file not in (self.gone.data or ()))
        if came is None:
            return kept
        medium = came.medium(
            description=clean(self.description.data or ""), choice=None if place < 0 else place
        )
        return (*(one for one in kept if one.file != medium.file), medium)


class VariantForm(MediumForm):
    """A question in another language: text, recordings, or both."""

    stem = TextAreaField("Câu hỏi", validators=[Length(max=LONGEST_TEXT)])
    choice_a, choice_b, choice_c, choice_d = (
        TextField(f"Phương án {letter}", validators=[Length(max=LONGEST_TEXT)]) for letter in LETTERS
    )
    explanation = TextAreaField("Giải thích", validators=[Length(max=LONGEST_TEXT)])

    @classmethod
    def of_variant(cls, known: BankItem, language: Language) -> "VariantForm":
        """The form of a question in a language as it stands."""
        variant = known.content.in_language(language) or Variant(language=language)
        texts = {
            f"choice_{letter.lower()}": text for letter, text in zip(LETTERS, variant.choices, strict=False)
        }
        return cls(based_on=known.version, stem=variant.stem, explanation=variant.explanation, **texts)

    def variants(self, item: Item, language: Language, came: MediaFile | None) -> tuple[Variant, ...]:
        """All languages of the question once the form is saved; an empty form takes its language away."""
        before = item.in_language(language) or Variant(language=language)
        fields = (self.choice_a, self.choice_b, self.choice_c, self.choice_d)
        texts = tuple(clean(field.data or "") for field in fields)
        variant = Variant(
            language=language,
            stem=clean(self.stem.data or ""),
            choices=texts[: len(item.choices)] if any(texts) else (),
            explanation=clean(self.explanation.data or ""),
            media=self.media(before.media, came),
        )
        others = [one for one in item.variants if one.language is not language]
        is_empty = variant == Variant(language=language)
        return tuple(sorted(others if is_empty else [*others, variant], key=lambda one: one.language))
