"""The signs for a table: what the latest point says, and whether the target can be counted on."""

from xml.etree import ElementTree

import pytest

from measures.charts import icons
from tests.measures.chart_cases import CALM, KINDS, SHAPES, SIGNALS, by_event, of_kind


@pytest.mark.parametrize(
    ("last", "direction", "name", "words"),
    [
        (20, "down", "common_cause", "Common cause: no significant change"),
        (30, "down", "concern_high", "Special cause: of concern, high"),
        (30, "up", "improvement_high", "Special cause: improving, high"),
        (9, "down", "improvement_low", "Special cause: improving, low"),
        (9, "up", "concern_low", "Special cause: of concern, low"),
        (30, "none", "neutral_high", "Special cause, high"),
        (9, "none", "neutral_low", "Special cause, low"),
    ],
)
def test_variation_at_the_latest_point(last: float, direction: str, name: str, words: str) -> None:
    spec = of_kind((*CALM, last), "xmr", direction=direction)
    icon = icons.variation(spec)
    assert icon is not None
    assert (icon.name, icon.words) == (name, words)
    assert spec.analysis.variation == name


def test_variation_is_of_the_last_number_and_not_of_a_gap() -> None:
    icon = icons.variation(of_kind((*CALM, 30, None), "xmr"))
    assert icon is not None
    assert icon.name == "concern_high"


def test_too_few_points_have_a_sign_of_their_own() -> None:
    icon = icons.variation(SHAPES["too few for limits"])
    assert icon is not None
    assert (icon.name, icon.words) == ("too_few", "Fewer than 10 points: too early to tell")
    assert icons.assurance(SHAPES["too few for limits"]) is None


def test_rule_sets_without_icons_have_none() -> None:
    assert icons.variation(KINDS["run"]) is None
    assert icons.variation(SIGNALS["limits only"]) is None
    assert icons.variation(of_kind([None] * 12, "xmr")) is None


@pytest.mark.parametrize(
    ("direction", "target", "name", "words"),
    [
        ("down", 20.0, "inconsistent", "The target will be met by chance some months and not others"),
        ("down", 40.0, "consistent_pass", "The target will be met, unless something changes"),
        ("up", 40.0, "consistent_fail", "The target will not be met, unless something changes"),
        ("up", 10.0, "consistent_pass", "The target will be met, unless something changes"),
    ],
)
def test_assurance(direction: str, target: float, name: str, words: str) -> None:
    icon = icons.assurance(of_kind(CALM, "xmr", direction=direction, target=target))
    assert icon is not None
    assert (icon.name, icon.words) == (name, words)


def test_assurance_names_the_periods_of_the_chart() -> None:
    icon = icons.assurance(by_event(CALM, "i", target=20.0))
    assert icon is not None
    assert icon.words == "The target will be met by chance some events and not others"


def test_no_assurance_without_target_direction_or_limits() -> None:
    assert icons.assurance(of_kind(CALM, "xmr")) is None
    assert icons.assurance(of_kind(CALM, "xmr", direction="none", target=20.0)) is None
    assert icons.assurance(of_kind(CALM, "run", target=20.0)) is None
    constant = of_kind([12.5] * 14, "xmr", target=12.0)
    assert constant.analysis.assurance == "inconsistent"
    assert icons.assurance(constant) is None


def test_every_sign_says_its_words_and_differs_in_shape_from_the_others() -> None:
    specs = [of_kind((*CALM, last), "xmr", direction=way) for last in (20, 30, 9) for way in ("up", "down", "none")]
    found = [icon for spec in specs if (icon := icons.variation(spec))]
    drawn = {}
    for icon in found:
        root = ElementTree.fromstring(icon.svg)
        assert root.findtext("{http://www.w3.org/2000/svg}title") == icon.words
        plain = [{k: v for k, v in element.attrib.items() if k not in ("stroke", "fill")} for element in root.iter()]
        drawn[icon.name] = str(
            [(element.tag, attributes) for element, attributes in zip(root.iter(), plain, strict=True)]
        )
    assert len(drawn) == len(set(drawn.values())) == 7
