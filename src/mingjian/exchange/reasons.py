"""Why a row is not accepted, in words, by the code of the reason."""

from mingjian.exchange.standard import Column
from mingjian.wording import Text

REASONS: dict[str, Text] = {
    "empty": Text("必填项为空", "this column must not be empty"),
    "bool": Text("应为 是/否/1/0/true/false", "must be one of 是 否 1 0 true false"),
    "int": Text("应为不小于 0 的整数", "must be a whole number, not below 0"),
    "number": Text(
        "应为不小于 0 的数字，且不超过上限（比例最大为 1 或 100%）",
        "must be a number, not below 0 (a share at most 1)",
    ),
    "ratio": Text("应为 -100 到 100 之间的百分数", "must be a percentage between -100 and 100"),
    "money": Text("不是金额，应如 1234.50", "is not a sum of money; write it like 1234.50"),
    "negative": Text(
        "金额不得为负数（扣回款填写扣回的正数）",
        "money is never negative (a recovery holds the sum taken back)",
    ),
    "decimals": Text("金额小数超过两位", "money has more than two decimals"),
    "beyond": Text(
        "超过该列的最大值，残疾等级为 1 至 4",
        "is above the greatest value of the column; grades go from 1 to 4",
    ),
    "too_much": Text("单行金额超过上限 10,000,000 元", "more than 10,000,000 yuan in one row"),
    "huge": Text("金额超过 10^15 元", "more money than 10^15 yuan"),
    "date": Text("不是日期，应如 2026-03-01", "is not a date; write it like 2026-03-01"),
    "month": Text("不是年月，应如 2026-03", "is not a month; write it like 2026-03"),
    "time": Text("不是时间，应如 2026-03-01 09:30", "is not a time; write it like 2026-03-01 09:30"),
    "year": Text("日期超出 1900 至 2100 年", "the date lies outside the years 1900 to 2100"),
    "float": Text(
        "被 Excel 变成了科学计数法，末尾数字已丢失；请把该列设为文本后重新填写",
        "Excel turned it into a rounded number and its last digits are lost; make the column text and enter it again",
    ),
    "id": Text(
        "不是身份证号：应为 18 位（或旧 15 位）",
        "is not an identity number: 18 characters (or the old 15) are needed",
    ),
    "code": Text(
        "不是行政区划代码：应为 6、9 或 12 位数字", "is not a division code: 6, 9 or 12 digits are needed"
    ),
    "region": Text(
        "行政区划代码不属于内蒙古自治区（应以 15 开头）",
        "the division is not in Inner Mongolia (codes begin with 15)",
    ),
    "village": Text(
        "行政区划代码应为嘎查村（社区）的 12 位代码", "the division must be a village or community, 12 digits"
    ),
    "word": Text("不在允许的取值之内", "is not one of the accepted words"),
    "text": Text("不能作为文本读取", "cannot be read as text"),
    "duplicate": Text("与 {other} 完全相同，只保留一行", "is the same as {other}; one row is kept"),
    "contradiction": Text(
        "与 {other} 主键相同而内容不同，均不采用", "has the key of {other} but other values; none is used"
    ),
    "ragged": Text("列数为 {found}，表头为 {wanted} 列", "has {found} cells, the header has {wanted}"),
    "quote": Text("引号不成对", "has a quotation mark without its partner"),
    "nul": Text("含有空字符（NUL）", "contains a NUL character"),
    "encoding": Text("不是有效的 {encoding} 编码", "is not valid {encoding}"),
    "long": Text("一行超过 1 MiB", "is longer than 1 MiB"),
}

# Those that name another row or a number, as they are counted.
SHARED: dict[str, Text] = {
    "duplicate": Text("与另一行完全相同，只保留一行", "the same as another row; one is kept"),
    "contradiction": Text(
        "与另一行主键相同而内容不同，均不采用", "the key of another row but other values; none is used"
    ),
    "ragged": Text("列数与表头不同", "another number of cells than the header"),
}


def wording(code: str, column: Column | None) -> Text:
    """The reason in words; for an enum with the words that are accepted."""
    text = REASONS[code]
    if code != "word" or column is None:
        return text
    chinese = "、".join(words[0] if words else english for english, words in column.choices)
    return Text(f"{text.zh}：{chinese}", f"{text.en}: {', '.join(english for english, _ in column.choices)}")
