"""A finding in a bundle comes out the same anywhere; a changed byte, row or rule does not pass for it."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange import identity
from mingjian.exchange.standard import tables
from mingjian.privacy.masking import Disclosure
from mingjian.screening.bundles import packing
from mingjian.screening.bundles.closure import Reach
from mingjian.screening.bundles.disguising import FREE_TEXT, HEALTH, NAMES, WORDS, Disguise, kind_of
from mingjian.screening.bundles.making import make_bundle
from mingjian.screening.bundles.verifying import verify
from mingjian.screening.catalogue import choose_rules, load_rules
from mingjian.screening.ground import load_rows
from mingjian.screening.order import Order
from mingjian.screening.running import screen
from mingjian.wording import Refusal

RULES = ["deceased-paid", "favoured-by-department", "implausible-pace", "shared-account"]


@pytest.fixture(scope="module")
def found(village):
    """One finding of each of a few rules: the id by rule, from a run in the store."""
    out = village.store / "runs" / "care"
    screen(village.snapshot, village.store, Order(village.as_of, choose_rules(RULES)), out)
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return {row["rule"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def bundled(village, found, tmp_path_factory):
    """A function that makes the bundle of a rule's finding once and gives its file."""
    folder, made = tmp_path_factory.mktemp("bundles"), {}

    def make(rule, disclosure=Disclosure.FULL):
        if (rule, disclosure) not in made:
            order = Order(village.as_of, load_rules())
            bundle = make_bundle(
                village.snapshot, village.store, order, found[rule]["finding_id"], disclosure, lambda *_: None
            )
            path = folder / f"{rule}-{disclosure.value}.zip"
            path.write_bytes(bundle.content)
            made[rule, disclosure] = (bundle, path)
        return made[rule, disclosure]

    return make


def resealed(path: Path, change, new: Path) -> Path:
    """The bundle with its members changed by a function and sealed again, as a forger would."""
    manifest, members, faults = packing.unpacked(path)
    assert faults == ()
    change(manifest, members)
    new.write_bytes(packing.packed({k: v for k, v in manifest.items() if k != "files"}, members))
    return new


# Every rule in both ways; without the full counts one of a household and one that builds on another.
QUICK = {("deceased-paid", Disclosure.FULL), ("deceased-paid", Disclosure.MASKED),
         ("favoured-by-department", Disclosure.FULL)}  # fmt: skip
EVERY = [
    pytest.param(rule, disclosure, marks=[] if (rule, disclosure) in QUICK else pytest.mark.slow)
    for rule in RULES
    for disclosure in Disclosure
]


@pytest.mark.parametrize(("rule", "disclosure"), EVERY)
def test_a_bundle_gives_the_same_finding_again(found, bundled, rule, disclosure):
    path = bundled(rule, disclosure)[1]
    verdict = verify(path)
    assert verdict.is_same, verdict.different
    assert verdict.notes == ()
    finding = verdict.manifest["finding"]
    for column in ("grade", "clause", "first", "last", "amount", "household_id", "division", "elements_open"):
        assert finding[column] == found[rule][column], column
    told = json.loads(found[rule]["evidence"])
    places = [
        [(row["table"], row["row"]) for row in evidence["rows"]] for evidence in (finding["evidence"], told)
    ]
    assert places[0] == places[1]
    assert finding["evidence"]["known"] == told["known"]
    if disclosure is Disclosure.FULL:
        assert finding["finding_id"] == found[rule]["finding_id"]


def test_a_household_takes_its_own_rows_along_and_a_comparison_many_more(village, bundled):
    own, _ = bundled("deceased-paid")
    wide, _ = bundled("implausible-pace")
    everything = sum(table.accepted for table in village.snapshot.tables.values())
    assert own.reach is Reach.HOUSEHOLD
    assert wide.reach is not Reach.HOUSEHOLD
    assert own.rows < 100 < wide.rows < everything


def values_in(path):
    """Every value of every row in a bundle, as text."""
    words = set()
    with zipfile.ZipFile(path) as archive, duckdb.connect() as connection:
        for name in archive.namelist():
            if name.endswith(".parquet"):
                rows = path.with_suffix(".parquet")
                rows.write_bytes(archive.read(name))
                found = connection.execute(f"FROM read_parquet('{rows}')").fetchall()
                words |= {str(value) for row in found for value in row}
    return words


def test_a_masked_bundle_holds_no_number_name_or_account_of_anybody(village, bundled):
    _, masked = bundled("shared-account", Disclosure.MASKED)
    _, full = bundled("shared-account", Disclosure.FULL)
    with duckdb.connect() as connection:
        members = f"read_parquet('{village.snapshot.tables['members'].path}')"
        payments = f"read_parquet('{village.snapshot.tables['payments'].path}')"
        persons = {str(row[0]) for row in connection.execute(f"SELECT person_id FROM {members}").fetchall()}
        names = {
            row[0] for row in connection.execute(f"SELECT name FROM {members} WHERE name <> ''").fetchall()
        }
        accounts = {
            row[0]
            for row in connection.execute(f"SELECT DISTINCT account_no FROM {payments}").fetchall()
            if row[0]
        }
    for secret in (persons, names, accounts):
        assert secret & values_in(full)
        assert not secret & values_in(masked)
    numbers = {identity.id_text(int(person)) for person in persons}
    content = masked.read_bytes().decode("utf-8", errors="replace")
    assert [number for number in numbers if number in content] == []
    assert [name for name in names if len(name) > 1 and name in content] == []


def test_every_text_column_of_the_standard_has_its_place_in_a_disguise():
    undecided = [
        f"{table.name}.{column.name}"
        for table in tables().values()
        for column in table.columns
        if column.kind == "text"
        and not kind_of(column)
        and column.name not in FREE_TEXT | HEALTH | NAMES | WORDS
    ]
    assert undecided == []


def disguised(connection, table, **rows):
    """The rows of a table in disguise, as dictionaries, and the disguise."""
    load_rows(connection, rows)
    disguise = Disguise(connection, lambda name: f"SELECT * FROM raw.{name}", (table,))
    found = connection.execute(f"{disguise.select(table, f'SELECT * FROM raw.{table}')} ORDER BY source_row")
    heads = [head[0] for head in found.description]
    return [dict(zip(heads, row, strict=True)) for row in found.fetchall()], disguise


def test_in_disguise_no_two_persons_become_one(connection):
    load_rows(connection, {})
    connection.execute(
        "INSERT INTO raw.members (household_id, person_id) "
        "SELECT 'H', ((150400 + n // 28) * 100000000000 + 19500101011 + n % 28 * 1000) * 11 FROM range(1200) AS r(n)"
    )
    Disguise(connection, lambda name: f"SELECT * FROM raw.{name}", ("members",))
    others = [row[0] for row in connection.execute("SELECT other FROM other_person").fetchall()]
    assert len(set(others)) == len(others) == 1200
    assert {identity.id_text(other)[:4] for other in others} == {"1599"}
    assert {str(identity.born_on(other)) for other in others} == {"1950-01-01"}


def test_free_text_health_and_outcomes_of_others_are_left_out_of_a_disguise(connection):
    steps, _ = disguised(
        connection, "steps", steps=[{"application_id": "A1", "opinion": "王某某患重病，儿子在北京"}]
    )
    assert [(row["application_id"], row["opinion"]) for row in steps] == [("A1", None)]
    for table, rows in (
        ("disabled", [{"person_id": "15990119500101001?", "kind": "mental", "grade": 1}]),
        (
            "members",
            [{"household_id": "H1", "person_id": "15990119500101001?", "health": "重病", "labour": "无"}],
        ),
    ):
        connection.execute("DROP SCHEMA raw CASCADE; CREATE SCHEMA raw")
        ((row,), _) = disguised(connection, table, **{table: rows})
        assert [row[name] for name in ("kind", "health", "labour") if name in row] in ([None], [None, None])
    connection.execute("DROP SCHEMA raw CASCADE; CREATE SCHEMA raw")
    assert (
        disguised(connection, "outcomes", outcomes=[{"finding_id": "0" * 32, "reason": "本人已说明"}])[0]
        == []
    )


def test_a_number_of_a_household_that_is_somebodys_own_is_replaced_everywhere(connection):
    person = identity.id_text(
        identity.id_number("15990119500101001" + identity.check_digit("15990119500101001"))
    )
    rows = {
        "grants": [
            {"grant_id": "G1", "household_id": person},
            {"grant_id": "G13812345678", "household_id": "H2"},
        ]
    }
    (one, two), disguise = disguised(connection, "grants", **rows)
    assert one["household_id"] == disguise.households(person) == disguise.subject(person, "household")
    assert not {person, "G13812345678"} & {*one.values(), *two.values()}
    assert (one["grant_id"], two["household_id"], disguise.households("H2")) == ("G1", "H2", "H2")
    assert disguise.subject(person, "person") == person  # she stands in no column of these rows


def test_one_changed_byte_anywhere_fails(bundled, tmp_path):
    _, path = bundled("deceased-paid")
    content, changed = path.read_bytes(), tmp_path / "changed.zip"
    names = [name.encode() for name in zipfile.ZipFile(path).namelist()]
    places = {*range(0, len(content), len(content) // 150), *range(len(content) - 30, len(content))}
    # Where a member begins, in its name and in the directory at the end.
    places |= {content.index(name) + 1 for name in names} | {content.rindex(name) - 20 for name in names}
    for place in sorted(places):
        changed.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert not verify(changed).is_same, place
        except Refusal:
            continue
    changed.write_bytes(content + b"\0")
    assert not verify(changed).is_same


@pytest.mark.parametrize(
    ("place", "value"),
    [(8, 1), (10, 8), (10, 14), (10, 99), (20, 255), (24, 255), (42, 255), (45, 127)],
    ids=["password", "deflate", "lzma", "unknown", "size", "size", "offset", "offset"],
)
def test_a_directory_that_says_something_else_of_a_member_is_a_changed_byte(bundled, tmp_path, place, value):
    """Bytes of the entry in the directory at the end: flags, compression, sizes, where the member stands."""
    content, changed = bytearray(bundled("deceased-paid")[1].read_bytes()), tmp_path / "changed.zip"
    for name in (b"rows/deaths.parquet", b"manifest.json"):
        forged = bytearray(content)
        forged[content.rindex(name) - 46 + place] = value
        changed.write_bytes(forged)
        try:
            assert not verify(changed).is_same
        except Refusal:
            continue


def test_what_was_changed_is_named_and_never_run(bundled, tmp_path):
    _, path = bundled("deceased-paid")
    content, changed = path.read_bytes(), tmp_path / "changed.zip"
    place = zipfile.ZipFile(path).getinfo("rows/deaths.parquet").header_offset + 80
    changed.write_bytes(content[:place] + b"#" + content[place + 1 :])
    verdict = verify(changed)
    assert [text.en for text in verdict.changed] == ["rows/deaths.parquet is not as it was sealed"]
    assert verdict.different == ()


def test_a_forger_who_seals_anew_is_found_out_by_the_run(bundled, tmp_path):
    _, path = bundled("deceased-paid")

    def cheaper(manifest, _):
        manifest["finding"]["amount"] = "1.00"

    verdict = verify(resealed(path, cheaper, tmp_path / "cheaper.zip"))
    assert [text.en.partition(":")[0] for text in verdict.different] == ["amount"]

    def alive(_, members):
        del members["rows/deaths.parquet"]

    verdict = verify(resealed(path, alive, tmp_path / "alive.zip"))
    assert [text.en for text in verdict.different] == ["run again, the finding does not come out"]

    def lenient(_, members):
        text = members["rules/deceased-paid/rule.toml"].decode()
        members["rules/deceased-paid/rule.toml"] = text.replace("value = 3", "value = 1").encode()

    verdict = verify(resealed(path, lenient, tmp_path / "lenient.zip"))
    assert "rule_version" in {text.en.partition(":")[0] for text in verdict.different}
    assert any("rule deceased-paid: version" in text.en for text in verdict.notes)


def test_a_text_that_does_more_than_a_rule_may_is_not_run(bundled, tmp_path):
    _, path = bundled("deceased-paid")

    def reads_files(_, members):
        members["rules/deceased-paid/rule.sql"] = b"SELECT t.content AS x FROM read_text('/etc/passwd') AS t"

    with pytest.raises(Refusal, match="超出了规则的写法"):
        verify(resealed(path, reads_files, tmp_path / "reads.zip"))


def in_toml(old, new):
    def change(_, members):
        text = members["rules/deceased-paid/rule.toml"].decode()
        assert old in text
        members["rules/deceased-paid/rule.toml"] = text.replace(old, new, 1).encode()

    return change


def without(*keys):
    def change(manifest, members):
        place = members if keys[0] in members else manifest
        for key in keys[:-1]:
            place = place[key]
        del place[keys[-1]]

    return change


def told(value, *keys):
    def change(manifest, _):
        place = manifest
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value

    return change


@pytest.mark.parametrize("change", [
    without("finding", "finding_id"), without("finding"), without("engine"), without("order"),
    without("rules/deceased-paid/rule.toml"), without("rules/deceased-paid/rule.sql"),
    told([], "finding"), told(["x"], "finding", "finding_id"), told("x", "finding", "evidence"),
    told("none", "finding", "rule"), told({"other": "1"}, "rules"), told(5, "tables", "deaths", "sources"),
    told({"deceased-paid.grace": []}, "settings"), told("soon", "as_of"), told([], "tables"),
    in_toml('id = "deceased-paid"', 'id = "x\', 1) AS r; --"'),
    in_toml('family = "A"', 'family = "A\', 1"'),
    in_toml('subject = "person"', 'subject = "p\', 1"'),
    in_toml('died_on = { zh', '"x AS y, 1" = { zh'),
    in_toml('name = "grace"', 'name = "grace, 1"'),
    in_toml('{ table = "deaths", by = ["person_id"] }', '{ table = "deaths", by = ["person_id=1; DROP"] }'),
    in_toml('{ table = "deaths", by = ["person_id"] }', '{ table = "duckdb_settings()", by = [] }'),
    in_toml('closes_by = "rerun"', 'closes_by = "rerun"\nstrong_if_complete = ["x\' OR \'\' = \'"]'),
    in_toml('closes_by = "rerun"', 'closes_by = "rerun"\nbuilds_on = ["x\') OR (\'\' = \'"]'),
    in_toml("{died_on}死亡", "{nothing}死亡"), in_toml("{died_on}死亡", "{死亡"),
    in_toml("to_day = 2022-10-19", 'to_day = "x"'),
    lambda _, m: m.update({"rules/deceased-paid/judged.sql": b"SELECT t.x AS x FROM read_text('/etc/passwd') AS t"}),
])  # fmt: skip
def test_whatever_a_forger_seals_is_refused_with_a_sentence_and_not_run(bundled, tmp_path, capsys, change):
    path = resealed(bundled("deceased-paid")[1], change, tmp_path / "forged.zip")
    assert main(["verify", str(path)]) == 2
    assert "出错" not in capsys.readouterr().err


@pytest.mark.slow
def test_rules_that_compare_names_go_only_into_a_full_bundle(village):
    order = Order(village.as_of, choose_rules(["deceased-by-name"]))
    out = village.store / "runs" / "names"
    screen(village.snapshot, village.store, order, out)
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        finding_id = next(csv.DictReader(file))["finding_id"]
    quiet = lambda *_: None  # noqa: E731
    with pytest.raises(Refusal, match="--reveal"):
        make_bundle(village.snapshot, village.store, order, finding_id, Disclosure.MASKED, quiet)
    assert make_bundle(village.snapshot, village.store, order, finding_id, Disclosure.FULL, quiet).rows


def line(village, *words):
    return [
        "screen",
        str(village.data),
        "--store",
        str(village.store),
        "--as-of",
        village.as_of.isoformat(),
        *words,
    ]


def test_the_commands_write_and_verify_a_bundle(village, found, tmp_path, capsys):
    path = tmp_path / "out" / "one.zip"
    finding_id = found["deceased-paid"]["finding_id"]
    assert main(line(village, "--bundle", finding_id, "--out", str(path), "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["bundle"], told["disclosure"], told["reach"]) == (str(path), "masked", "household")
    assert path.stat().st_mode & 0o077 == 0
    assert main(["verify", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["same"], said["seal"], said["rule"]) == (True, told["seal"], "deceased-paid")
    assert main(line(village, "--bundle", finding_id, "--out", str(path))) == 2
    assert "已经存在" in capsys.readouterr().err


def test_a_full_bundle_is_verified_without_showing_anybody(bundled, capsys):
    _, path = bundled("deceased-paid")
    assert main(["verify", str(path)]) == 0
    said = capsys.readouterr().out
    finding = packing.unpacked(path)[0]["finding"]
    assert finding["subject_id"] in finding["explanation"]
    assert finding["subject_id"] not in said
    assert "一致：" in said


@pytest.mark.parametrize("words", [
    ["--drafts", "草案"], ["--incremental"], ["--out", "taken.zip"], ["--out", "taken"], ["--for", "county"],
])  # fmt: skip
def test_what_does_not_go_with_a_bundle_or_an_edition_is_refused_before_anything_is_read(
    tmp_path, monkeypatch, capsys, words
):
    monkeypatch.chdir(tmp_path)
    draft = Path("草案") / "deceased-paid"
    draft.mkdir(parents=True)
    for name in ("taken", "taken.zip"):
        Path(name).write_text("x", encoding="utf-8")
    assert main(["screen", "nowhere", "--bundle", "0" * 32, *words]) == 2
    assert words[0].replace("--out", words[-1]) in capsys.readouterr().err
    if words[0] in ("--drafts", "--incremental"):
        assert main(["screen", "nowhere", "--for", "county", "--division", "150423", *words]) == 2
        assert words[0] in capsys.readouterr().err


def test_the_commands_refuse_what_they_cannot_use(village, tmp_path, capsys):
    assert main(line(village, "--bundle", "abc")) == 2
    assert "不是线索编号" in capsys.readouterr().err
    assert main(line(village, "--rules", "deceased-paid", "--bundle", "0" * 32)) == 2
    assert "没有编号为" in capsys.readouterr().err
    assert main(line(village, "--bundle", "0" * 32, "--division", "150423")) == 2
    assert "--division" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "nowhere.zip")]) == 2
    plain = tmp_path / "plain.zip"
    plain.write_text("no zip", encoding="utf-8")
    assert main(["verify", str(plain)]) == 2
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("readme.txt", "hello")
    plain.write_bytes(held.getvalue())
    assert main(["verify", str(plain)]) == 2
    assert "不是线索包" in capsys.readouterr().err


def test_the_same_finding_makes_the_same_bytes(village, found, bundled):
    bundle, _ = bundled("deceased-paid")
    order = Order(village.as_of, load_rules())
    again = make_bundle(
        replace(village.snapshot), village.store, order, found["deceased-paid"]["finding_id"], Disclosure.FULL,
        lambda *_: None,
    )  # fmt: skip
    assert packing.seal_of(again.content) == packing.seal_of(bundle.content)
