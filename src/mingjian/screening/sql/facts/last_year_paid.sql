-- The last year in which anything was paid; empty where nothing was. A fact of its own, because a new month seldom changes it.
SELECT max(b.year) AS year FROM kept.pay AS b
