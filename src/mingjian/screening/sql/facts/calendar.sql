-- Every month from 1990 to 2059: its index m = year * 12 + month - 1, its bit in a year's mask, its days.
SELECT cast(1990 * 12 + i AS INTEGER) AS m,
       cast(1990 + i // 12 AS INTEGER) AS year,
       cast(1 << (i % 12) AS INTEGER) AS bit,
       make_date(1990 + i // 12, i % 12 + 1, 1) AS first_on,
       last_day(make_date(1990 + i // 12, i % 12 + 1, 1)) AS last_on
FROM range(840) AS t(i)
