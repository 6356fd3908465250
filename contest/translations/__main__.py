"""`make translations`: bring every catalogue up to date with the texts there are, and say what is missing."""

import sys
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from contest.platform.language.catalogues import ENGLISH, LANGUAGES, SOURCE, forms_of, path_of
from contest.platform.language.key_texts import KEY_TEXTS
from contest.translations.extracting import Text, texts

WIDTH = 110
HEADER = """# {name} ({language}).
# How to fill this in: docs/developers/translations.md, docs/organisers/ngon-ngu.md
#"""
# English has a form for one and one for several; the other languages have one form for any number.
PLURALS = {ENGLISH: (2, "(n != 1)")}


def template(language: str) -> Catalog:
    """The texts that a language translates: English all of them, any other the key texts alone."""
    num_plurals, _rule = PLURALS.get(language, (1, "0"))
    catalogue = Catalog(charset="utf-8", fuzzy=False, header_comment=HEADER)
    for one in texts() if language == ENGLISH else _key_texts():
        known = catalogue.get(one.text) or catalogue.get((one.text, one.text))
        counts = num_plurals > 1 and (one.counts or (known is not None and known.pluralizable))
        if known is not None and known.pluralizable != counts:
            catalogue.delete(known.id)
        id_ = (one.text, one.text) if counts else one.text
        catalogue.add(id_, locations=[(one.place, 0)], flags=_flags(one.text))
    return catalogue


def brought_up_to_date(language: str) -> tuple[bytes, int]:
    """A language's catalogue with every translation kept, and how many texts it does not say yet."""
    path = path_of(language)
    before: dict[str, Message] = {}
    if path.exists():
        with path.open("rb") as file:
            before = {forms_of(message.id)[0]: message for message in read_po(file) if message.id}
    catalogue = template(language)
    missing = 0
    for message in catalogue:
        if not message.id:
            continue
        known = before.get(forms_of(message.id)[0])
        if known is not None:
            message.string = _in_form(known, message)
            message.flags |= known.flags & {"fuzzy"}
            message.user_comments = known.user_comments
        missing += not all(forms_of(message.string)) or message.fuzzy
    return _written(catalogue, language), missing


def main() -> int:
    """Write the catalogues; English must be whole."""
    incomplete = 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        content, missing = brought_up_to_date(language)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(content)
        sys.stdout.write(f"{language:8} {LANGUAGES[language]}: còn thiếu {missing} câu\n")
        incomplete += missing if language == ENGLISH else 0
    return 1 if incomplete else 0


def _key_texts() -> list[Text]:
    return [Text(text=text, place=one.key) for one in KEY_TEXTS for text in one.texts]


def _flags(text: str) -> set[str]:
    return {"python-format"} if "%(" in text else {"python-brace-format"} if "{" in text else set()


def _in_form(known: Message, wanted: Message) -> str | tuple[str, ...]:
    strings = forms_of(known.string)
    if not wanted.pluralizable:
        return strings[-1]
    return strings if len(strings) > 1 else (strings[0], strings[0])


def _written(catalogue: Catalog, language: str) -> bytes:
    """As Babel writes it, with a head that holds no dates: the same texts make the same file."""
    num_plurals, rule = PLURALS.get(language, (1, "0"))
    file = BytesIO()
    write_po(file, catalogue, width=WIDTH, omit_header=True)
    head = (
        HEADER.format(name=LANGUAGES[language], language=language)
        + '\nmsgid ""\nmsgstr ""\n'
        + f'"Language: {language.replace("-", "_")}\\n"\n'
        + '"Content-Type: text/plain; charset=utf-8\\n"\n'
        + '"Content-Transfer-Encoding: 8bit\\n"\n'
        + f'"Plural-Forms: nplurals={num_plurals}; plural={rule};\\n"\n\n'
    )
    return head.encode() + file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
