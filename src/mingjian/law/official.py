"""Reading an official Chinese text (UTF-8 or GB18030) as chapters, articles, paragraphs, items and sub-items."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mingjian.law.cites import read_number
from mingjian.wording import Refusal, Text, of_system

LARGEST = 2_000_000
DIGIT = "[〇零一二三四五六七八九十百千两0-9０-９]"
NUMERAL = DIGIT + "{1,9}"
GAP = r"[ \u3000]*"
CHAPTER = re.compile(rf"第{GAP}({NUMERAL}){GAP}([编章节]){GAP}(.*)")
ARTICLE = re.compile(rf"第{GAP}({NUMERAL}){GAP}条(?:之({NUMERAL}))?([ \u3000]*[:：]?[ \u3000]*)(.*)")
SPACED_NUMERAL = re.compile(rf"^第(?:{GAP}{DIGIT}){{1,9}}{GAP}[编章节条]")
ITEM = re.compile(rf"[（(〔]{GAP}([一二三四五六七八九十百]+){GAP}[）)〕]{GAP}[、.．]?{GAP}(.*)")
DOTTED = re.compile(rf"([一二三四五六七八九十百]+){GAP}、{GAP}(.*)")
SUBITEM = re.compile(
    rf"(?:[（(]{GAP}([0-9０-９]{{1,3}}){GAP}[）)]|([0-9０-９]{{1,3}}){GAP}[.．、](?![0-9０-９])){GAP}(.*)"
)
CIRCLED = re.compile(rf"([①-⑳]){GAP}(.*)")
INLINE_ITEM = re.compile(r"(?<=[：:；;。])\s*(?=[（(][一二三四五六七八九十百]+[）)])")
# Words after 第八条 that make it a reference inside a sentence, not the head of an article.
REFERENCE = re.compile(rf"[的所、和至及或款项]|规定|第{NUMERAL}[款项]")
SENTENCE_END = tuple("。：；！？:;!?…”）)")
INVISIBLE = re.compile("[\u200b-\u200f\ufeff\u2060\u00ad]")
SPACES = re.compile(r"[ \u00a0\u3000\t\u2002-\u200a]+")


@dataclass
class Item:
    """An item （一） of a paragraph, with its sub-items 1., （1） or ①."""

    number: int
    text: str
    subitems: list["Item"] = field(default_factory=list)


@dataclass
class Paragraph:
    """A paragraph (款) of an article with its items (项)."""

    text: str
    items: list[Item] = field(default_factory=list)


@dataclass
class Article:
    """An article (条); `label` is `12`, or `120-1` for 第一百二十条之一; `chapter` the number it stands under, or 0."""

    number: int
    label: str
    chapter: int
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """The items of all its paragraphs."""
        return [item for paragraph in self.paragraphs for item in paragraph.items]


@dataclass(frozen=True)
class Chapter:
    """A chapter (章)."""

    number: int
    title: str


@dataclass
class OfficialText:
    """A text as its parts; `preface` are the lines before the first article, `notes` what looks wrong in it."""

    title: str
    preface: list[str]
    chapters: list[Chapter]
    articles: list[Article]
    encoding: str
    notes: list[Text]


def read_official(path: Path) -> OfficialText:
    """The parts of a text file; Refusal where it cannot be read or has no article."""
    content, encoding = _decoded(path)
    found = parse_official(content, encoding)
    if not found.articles:
        raise Refusal(
            f"{path} 里没有“第一条”这样的条文；请给一部分条书写的法规全文（txt）。",
            f"{path} holds no article such as 第一条; give the full text of a regulation written in articles (txt).",
        )
    return found


def parse_official(content: str, encoding: str = "utf-8") -> OfficialText:
    """The parts of a text. Broken lines are joined; a table of contents is left out."""
    reader = _Reader(OfficialText("", [], [], [], encoding, []))
    for line in _lines(content):
        reader.take(line)
    return reader.finished()


def _decoded(path: Path) -> tuple[str, str]:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(
                f"{path} 超过 2 MB，不像一部法规；请给条文的 txt 文件。",
                f"{path} is larger than 2 MB, hardly a regulation; give its text as a txt file.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(
            f"读不到文件 {path}（{of_system(error).zh}）；请检查路径。",
            f"Cannot read {path} ({of_system(error).en}); check the path.",
        ) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in content:
            return content, "utf-8" if encoding == "utf-8-sig" else encoding
    raise Refusal(
        f"{path} 不是 UTF-8 或 GB18030 文本（Word、PDF 请先另存为 txt）。",
        f"{path} is no UTF-8 or GB18030 text (save a Word or PDF file as txt first).",
    )


def _lines(content: str) -> Iterator[str]:
    for raw in re.split(r"\r\n|[\r\n\v\f\u2028\u2029\x85]", INVISIBLE.sub("", content)):
        line = SPACES.sub(" ", raw).strip()
        if line:
            yield from INLINE_ITEM.split(_closed_up(line))


def _closed_up(line: str) -> str:
    """`第 十 二 条` as `第十二条`: spaces inside the head of an article or chapter go."""
    head = SPACED_NUMERAL.match(line)
    return line if head is None else re.sub(r"\s", "", head[0]) + line[head.end() :]


class _Reader:
    """Where the reading stands: the open article, paragraph and item."""

    def __init__(self, text: OfficialText) -> None:
        self.text = text
        self.last = ""

    def take(self, line: str) -> None:
        """Put one line where it belongs."""
        taken = self._chapter(line) or self._article(line) or self._item(line) or self._subitem(line)
        if not taken:
            self._plain(line)
        self.last = line

    def finished(self) -> OfficialText:
        """The text with its title found and its order looked at."""
        text = self.text
        text.title = text.preface[0] if text.preface else ""
        used = {article.chapter for article in text.articles}
        text.chapters = [chapter for chapter in text.chapters if chapter.number in used]
        text.notes = list(_order(text.articles))
        return text

    def _chapter(self, line: str) -> bool:
        head = CHAPTER.fullmatch(line)
        if head is None or line.endswith(("。", "；")):
            return False
        if head[2] != "章":
            return True
        number = read_number(_plain_digits(head[1]))
        title = SPACES.sub("", head[3])
        # A table of contents names each chapter once before the text does.
        self.text.chapters = [chapter for chapter in self.text.chapters if chapter.number != number]
        self.text.chapters.append(Chapter(number, title))
        return True

    def _article(self, line: str) -> bool:
        head = ARTICLE.fullmatch(line)
        if head is None:
            return False
        number, suffix = read_number(_plain_digits(head[1])), head[2]
        expected = self.text.articles[-1].number + 1 if self.text.articles else 1
        follows = number == expected or (suffix is not None and number == expected - 1)
        unspaced = not head[3] and head[4] != ""
        if (unspaced and not follows) or (REFERENCE.match(head[4]) and (unspaced or not follows)):
            return False
        label = f"{number}-{read_number(_plain_digits(suffix))}" if suffix else str(number)
        chapter = self.text.chapters[-1].number if self.text.chapters else 0
        self.text.articles.append(Article(number, label, chapter))
        if head[4] and not self._item(head[4]):
            self._plain(head[4])
        return True

    def _item(self, line: str) -> bool:
        head = ITEM.fullmatch(line) or DOTTED.fullmatch(line)
        if head is None or not self.text.articles:
            return False
        paragraphs = self.text.articles[-1].paragraphs
        if not paragraphs:
            paragraphs.append(Paragraph(""))
        paragraphs[-1].items.append(Item(read_number(head[1]), head[2]))
        return True

    def _subitem(self, line: str) -> bool:
        head = SUBITEM.fullmatch(line)
        circled = CIRCLED.fullmatch(line)
        if (head is None and circled is None) or not self.text.articles or not self.text.articles[-1].items:
            return False
        if head is not None:
            found = Item(read_number(_plain_digits(head[1] or head[2])), head[3])
        elif circled is not None:
            found = Item(ord(circled[1]) - ord("①") + 1, circled[2])
        self.text.articles[-1].items[-1].subitems.append(found)
        return True

    def _plain(self, line: str) -> None:
        if not self.text.articles:
            self.text.preface.append(line)
            return
        article = self.text.articles[-1]
        if not article.paragraphs or (self.last.endswith(SENTENCE_END) and article.paragraphs[-1].text):
            article.paragraphs.append(Paragraph(line))
            return
        _extend(article.paragraphs[-1], line)


def _extend(paragraph: Paragraph, line: str) -> None:
    """A line that a break cut off goes on where the text before it ended."""
    if not paragraph.items:
        paragraph.text += line
    elif paragraph.items[-1].subitems:
        paragraph.items[-1].subitems[-1].text += line
    else:
        paragraph.items[-1].text += line


def _order(articles: Sequence[Article]) -> Iterator[Text]:
    previous = 0
    for article in articles:
        if article.number not in (previous, previous + 1) or (
            article.number == previous and "-" not in article.label
        ):
            yield Text(
                f"第{previous}条之后是第{article.label}条，请核对原文是否有缺漏。",
                f"Article {previous} is followed by {article.label}: check the text for gaps.",
            )
        previous = article.number
        for paragraph in article.paragraphs:
            numbers = [item.number for item in paragraph.items]
            if numbers != list(range(1, len(numbers) + 1)):
                listed = ", ".join(map(str, numbers))
                yield Text(
                    f"第{article.label}条各项的序号不连续：{listed}。",
                    f"The items of Article {article.label} are not numbered in order: {listed}.",
                )


def _plain_digits(text: str) -> str:
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
