"""The official text of the Measures set beside our own wording, article by article and item by item."""

from dataclasses import dataclass

from mingjian.law.measures import Provision, cites, provision
from mingjian.law.official import Article, OfficialText
from mingjian.wording import Refusal


@dataclass(frozen=True)
class Pair:
    """A provision in our wording and the official text of the same place."""

    ours: Provision
    official: str


def beside(text: OfficialText) -> list[Pair]:
    """Every article and item with the official text; Refusal where the text is not that of the Measures."""
    articles = {article.label: article for article in text.articles}
    for cite in cites():
        found = provision(cite)
        if "(" not in cite:
            _check(found, articles.get(cite))
    if len(articles) != _number_of_articles():
        raise _not_the_measures(f"{len(articles)}条", f"{len(articles)} articles")
    return [Pair(provision(cite), _official(articles, cite)) for cite in cites()]


def _check(ours: Provision, official: Article | None) -> None:
    if official is None:
        raise _not_the_measures(f"没有{ours.spoken}", f"no Article {ours.cite}")
    if len(official.items) != len(ours.items):
        raise _not_the_measures(
            f"{ours.spoken}有{len(official.items)}项，应为{len(ours.items)}项",
            f"Article {ours.cite} has {len(official.items)} items, not {len(ours.items)}",
        )


def _official(articles: dict[str, Article], cite: str) -> str:
    label, _, item = cite.rstrip(")").partition("(")
    article = articles[label]
    if item:
        return article.items[int(item) - 1].text
    return "\n".join(paragraph.text for paragraph in article.paragraphs)


def _number_of_articles() -> int:
    return sum("(" not in cite for cite in cites())


def _not_the_measures(zh: str, en: str) -> Refusal:
    return Refusal(
        f"这不是办法的全文（{zh}），不能与本程序的表述对照；去掉 --beside 可以只看分条。",
        f"This is not the text of the Measures ({en}) and cannot be set beside our wording; "
        "leave --beside out to see its parts.",
    )
