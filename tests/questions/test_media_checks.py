from dataclasses import replace

import pytest
from question_samples import IN_ENGLISH, IN_TAY, PICTURE, RECORDING, an_item

from questions.checks import check_bank
from questions.item import Language, Medium, MediumKind, Variant
from questions.media_checks import languages_of


def codes(**changes):
    return [finding.code for finding in check_bank([an_item(**changes)])]


def test_a_question_with_pictures_recordings_and_languages_is_clean():
    assert codes(media=(PICTURE, replace(RECORDING, choice=3)), variants=(IN_ENGLISH, IN_TAY)) == []


@pytest.mark.parametrize(
    ("medium", "code"),
    [
        (replace(PICTURE, file="../bieu-mau.png"), "bad-file-name"),
        (replace(PICTURE, file="hinh/bieu-mau.png"), "bad-file-name"),
        (replace(PICTURE, file="C:\\bieu-mau.png"), "bad-file-name"),
        (replace(PICTURE, file=".png"), "bad-file-name"),
        (replace(PICTURE, file=""), "bad-file-name"),
        (replace(PICTURE, file="hinh.svg"), "bad-file-type"),
        (replace(PICTURE, file="nghe.ogg"), "bad-file-type"),
        (replace(RECORDING, file="hinh.png"), "bad-file-type"),
        (replace(PICTURE, description=" "), "no-description"),
        (replace(PICTURE, choice=4), "medium-of-no-choice"),
        (replace(PICTURE, choice=-1), "medium-of-no-choice"),
        (replace(PICTURE, sha256="ABC"), "bad-sha256"),
        (replace(PICTURE, description="To\u031b khai"), "not-nfc"),
    ],
)
def test_a_faulty_picture_or_recording_is_named_wherever_it_stands(medium, code):
    assert codes(media=(medium,)) == [code]
    assert codes(variants=(replace(IN_ENGLISH, media=(medium,)),)) == [code]


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        (Variant(language=Language.DAO), "empty-variant"),
        (Variant(language=Language.DAO, media=(PICTURE,)), "empty-variant"),
        (replace(IN_ENGLISH, choices=("a", "b", "c")), "variant-choices"),
        (replace(IN_TAY, choices=("a", "b", "c", "d")), "variant-stem"),
        (replace(IN_TAY, explanation="x"), "variant-stem"),
        (replace(IN_ENGLISH, choices=("a", "b", "c", " ")), "empty-variant-choice"),
        (replace(IN_ENGLISH, choices=("a", "b", "c", "A ")), "repeated-variant-choice"),
        (replace(IN_ENGLISH, stem="o\u031b?"), "not-nfc"),
    ],
)
def test_a_faulty_translation_is_named(variant, code):
    assert codes(variants=(variant,)) == [code]


def test_a_language_stands_once_in_a_question():
    assert codes(variants=(IN_TAY, IN_TAY)) == ["repeated-variant"]


def test_languages_are_those_one_can_use():
    silent = Variant(language=Language.DAO)
    assert languages_of(an_item(variants=(IN_ENGLISH, silent, IN_TAY))) == (Language.TAY, Language.ENGLISH)
    assert languages_of(an_item(media=(Medium(kind=MediumKind.AUDIO, file="a.ogg"),))) == ()
