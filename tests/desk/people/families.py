"""Families that are made up: three generations with marriages, divorces and half-siblings, and what is true of them."""

from dataclasses import dataclass, field
from datetime import date
from itertools import product
from random import Random

DAY = date(2026, 11, 26)
LONG_AGO, BEFORE, AFTER = date(1990, 5, 1), date(2015, 3, 1), date(2027, 1, 1)


@dataclass
class Family:
    """Persons by number; who is whose parent; who is or was married to whom, from when to when."""

    size: int = 0
    parents: dict[int, tuple[int, int]] = field(default_factory=dict)
    marriages: list[tuple[int, int, date, date | None]] = field(default_factory=list)

    def someone(self) -> int:
        """One more person."""
        self.size += 1
        return self.size - 1

    def married(self, one: int, on: date) -> set[int]:
        """To whom somebody is married on a day."""
        found = set()
        for a, b, since, until in self.marriages:
            if since <= on and (until is None or until >= on) and one in (a, b):
                found.add(b if one == a else a)
        return found

    def parents_of(self, one: int) -> set[int]:
        """His parents."""
        return set(self.parents.get(one, ()))

    def children_of(self, one: int) -> set[int]:
        """His children."""
        return {child for child, pair in self.parents.items() if one in pair}

    def siblings_of(self, one: int) -> set[int]:
        """Who has a parent in common with him."""
        return {c for parent in self.parents_of(one) for c in self.children_of(parent)} - {one}

    def kept_from(self, one: int, on: date) -> set[int]:
        """Whose matters he keeps away from: written down from the law, not from the program."""
        parents, children = self.parents_of(one), self.children_of(one)
        siblings, spouses = self.siblings_of(one), self.married(one, on)
        grandparents = _all(self.parents_of, parents)
        grandchildren = _all(self.children_of, children)
        uncles = _all(self.siblings_of, parents)
        by_blood = parents | children | siblings | grandparents | grandchildren
        by_blood |= _all(self.parents_of, grandparents) | _all(self.children_of, grandchildren)
        by_blood |= uncles | _all(self.children_of, siblings) | _all(self.children_of, uncles)
        married = lambda some: {w for who in some for w in self.married(who, on)}  # noqa: E731
        in_laws = married(children) | married(siblings) | married(grandchildren) | married(parents)
        in_laws |= _all(self.parents_of, married(children))
        in_laws |= _all(self.parents_of, spouses) | _all(self.siblings_of, spouses)
        in_laws |= _all(self.children_of, spouses) | _all(self.parents_of, _all(self.parents_of, spouses))
        return (by_blood | spouses | in_laws) - {one}


def _all(step, some):
    return {found for one in some for found in step(one)}


def grow(seed: int) -> Family:
    """A family of three generations from one seed."""
    random, family = Random(seed), Family()
    generation = [_couple(family, random) for _ in range(random.randint(2, 3))]
    for _ in range(2):
        children = [child for couple in generation for child in _children(family, random, couple)]
        generation = _marry(family, random, children)
        generation += _again(family, random, generation)
    return family


def _couple(family: Family, random: Random) -> tuple[int, int]:
    one, other = family.someone(), family.someone()
    family.marriages.append((one, other, LONG_AGO, random.choice((None, None, BEFORE))))
    return one, other


def _children(family: Family, random: Random, couple: tuple[int, int]) -> list[int]:
    children = [family.someone() for _ in range(random.randint(0, 3))]
    family.parents |= dict.fromkeys(children, couple)
    return children


def _marry(family: Family, random: Random, children: list[int]) -> list[tuple[int, int]]:
    """Some marry each other across families, some marry strangers, some nobody."""
    couples = []
    random.shuffle(children)
    while children:
        one = children.pop()
        strangers = [c for c in children if c not in family.siblings_of(one)]
        fate = random.random()
        if fate < 0.3 and strangers:
            other = random.choice(strangers)
            children.remove(other)
        elif fate < 0.8:
            other = family.someone()
        else:
            continue
        family.marriages.append((one, other, random.choice((LONG_AGO, BEFORE, AFTER)), None))
        couples.append((one, other))
    return couples


def _again(family: Family, random: Random, couples: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Some divorce and marry somebody else, with whom they have children too."""
    second = []
    for one, other in couples:
        if random.random() < 0.25:
            at = family.marriages.index(
                next(m for m in family.marriages if m[:2] == (one, other) and m[3] is None)
            )
            since = family.marriages[at][2]
            family.marriages[at] = (one, other, min(since, BEFORE), BEFORE)
            new = family.someone()
            family.marriages.append((one, new, date(2016, 1, 1), None))
            second.append((one, new))
    return second


def recorded(family: Family, seed: int) -> list[tuple[int, int, str, date | None, date | None]]:
    """The ties as registers hold them: from either side, some from both, some that follow from others as well."""
    random, turned = Random(seed), {"parent": "child", "child": "parent"}
    rows = []
    for child, pair in family.parents.items():
        rows += [(child, parent, "parent", None, None) for parent in pair]
    rows += [(one, other, "spouse", since, until) for one, other, since, until in family.marriages]
    for one, other in product(range(family.size), repeat=2):
        full = family.parents.get(one) == family.parents.get(other) is not None
        if one < other and full and random.random() < 0.2:
            rows.append((one, other, "sibling", None, None))
    either = [
        (b, a, turned.get(tie, tie), since, until) if random.random() < 0.5 else (a, b, tie, since, until)
        for a, b, tie, since, until in rows
    ]
    both = [
        (b, a, turned.get(tie, tie), since, until)
        for a, b, tie, since, until in either
        if random.random() < 0.1
    ]
    random.shuffle(either)
    return either + both
