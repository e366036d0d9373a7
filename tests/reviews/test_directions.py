"""Base directions of BCP 47 tags."""

import pytest

from reviews.markup.directions import direction


@pytest.mark.parametrize(
    "language",
    [
        "ar",
        "AR",
        "ar-IQ",
        "he",
        "fa-AF",
        "ur",
        "ps",
        "sd",
        "ug",
        "yi",
        "dv",
        "ckb",
        "ku-Arab",
        "az-Arab",
        "az-Arab-IR",
        "az-IR",
        "pa-PK",
        "uz-AF",
        "en-Hebr",
        "arz",
        "ar-x-latn",
    ],
)
def test_right_to_left(language):
    assert direction(language) == "rtl"


@pytest.mark.parametrize(
    "language",
    [
        "en",
        "fr-FR",
        "ku",
        "tr",
        "az",
        "ar-Latn",
        "ar-Latn-EG",
        "he-Latn",
        "pa-IN",
        "sd-Deva",
        "zh-Hant",
        "en-x-arab",
        "en-u-nu-arab",
        "",
    ],
)
def test_left_to_right(language):
    assert direction(language) == "ltr"
