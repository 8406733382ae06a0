"""The places of the region: counted once against the published numbers, and consistent in themselves."""

import pytest

from mingjian.exchange import divisions


def test_the_region_has_twelve_leagues_and_108_counties_and_zones():
    counted = {length: sum(len(code) == length for code in divisions.names()) for length in divisions.LEVELS}
    assert counted == {2: 1, 4: 12, 6: 108, 9: 1225, 12: 14592}


def test_every_place_below_the_region_stands_under_a_known_place():
    known = divisions.names()
    assert [code for code in known if divisions.parent(code) and divisions.parent(code) not in known] == []


def test_a_banner_is_found_by_its_code_at_its_level():
    assert divisions.name_of("150423") == "巴林右旗"
    assert divisions.level("150423") == "county"
    assert "150423" in divisions.children("1504")
    assert all(code.startswith("150423") for code in divisions.inside("150423", "village"))


def test_an_unknown_place_is_named_by_its_code():
    assert divisions.name_of("159901") == "159901"
    assert divisions.children("159901") == ()


def test_a_code_of_five_digits_has_no_level():
    with pytest.raises(ValueError, match="15042"):
        divisions.level("15042")
