"""A grade ends where its scale ends, and a check may name its registry in Chinese."""

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent

HEAD = "person_id,kind,grade,issued_on,division\n"


def test_a_ninth_grade_of_four_is_rejected_and_says_why(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [f"1599011950010100{n:02d},physical,{grade},2020-01-01,150423" for n, grade in ((17, 9), (25, 4))]
    (folder / "disabled.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    snapshot = check_folder(folder, tmp_path / "store", progress=silent).snapshot
    assert (snapshot.tables["disabled"].accepted, snapshot.tables["disabled"].rejected) == (1, 1)
    rejects = (tmp_path / "store" / "rejects" / "disabled" / "disabled.csv").read_text(encoding="utf-8")
    assert "1 至 4" in rejects


def test_the_item_of_a_check_may_be_the_chinese_title_of_its_registry(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    head = "请求号,行政区划代码,部门,查询项,发起日期,身份证号,授权日期,反馈日期,结果,更正日期,答复机关区划\n"
    (folder / "核对请求.csv").write_text(
        head + "R1,150423,交通,机动车,2024-01-01,159901195001010017,,,,,\n", encoding="utf-8"
    )
    snapshot = check_folder(folder, tmp_path / "store", progress=silent).snapshot
    assert snapshot.tables["checks"].accepted == 1
