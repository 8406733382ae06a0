-- Benefit months of a covered person inside a payroll row of a listed kind. A post excludes nobody: the pay
-- is income, and the grade asks whether the declared income with that pay exceeds the standard.
-- Kinds that are listed nowhere are left aside at once.
WITH listed AS (
    SELECT DISTINCT r.kind AS kind
    FROM recipient_payroll AS r
    JOIN (SELECT DISTINCT q.kinds AS kinds FROM p AS q) AS k ON (',' || k.kinds || ',') LIKE ('%,' || r.kind || ',%')
),
rows_in_order AS (
    SELECT
        r.person_id AS person_id,
        r.kind AS kind,
        r.employer AS employer,
        coalesce(r.monthly_pay_fen, 0) AS pay_fen,
        r.from_month AS from_month,
        r.from_m AS from_m,
        r.to_m AS to_m,
        -- New pay at the same employer takes the place of the old, even where its row was never closed.
        least(r.to_m, coalesce(
            lead(r.from_m) OVER (PARTITION BY r.person_id, r.kind, r.employer ORDER BY r.from_m) - 1, 99999
        )) AS until_m,
        r.known_on AS known_on,
        r.known_assumed AS known_assumed,
        CASE
            WHEN r.from_m <= 1 + max(r.to_m) OVER (
                PARTITION BY r.person_id, r.kind ORDER BY r.from_m, r.to_m, r.employer
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS begins
    FROM recipient_payroll AS r
    JOIN listed AS l ON l.kind = r.kind
),
numbered AS (
    SELECT
        r.person_id AS person_id, r.kind AS kind, r.employer AS employer, r.pay_fen AS pay_fen,
        r.from_month AS from_month, r.from_m AS from_m, r.until_m AS until_m,
        r.known_on AS known_on, r.known_assumed AS known_assumed,
        sum(r.begins) OVER (
            PARTITION BY r.person_id, r.kind ORDER BY r.from_m, r.to_m, r.employer
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS series
    FROM rows_in_order AS r
),
-- Work that went on without a break is one piece of work: a new employer starts no new grace.
work AS (
    SELECT
        n.person_id AS person_id, n.kind AS kind, n.employer AS employer, n.pay_fen AS pay_fen,
        n.from_m AS from_m, n.until_m AS to_m, n.known_assumed AS known_assumed,
        min(n.from_month) OVER (PARTITION BY n.person_id, n.kind, n.series) AS begun_on,
        min(n.from_m) OVER (PARTITION BY n.person_id, n.kind, n.series) AS begun_m,
        min(n.known_on) OVER (PARTITION BY n.person_id, n.kind, n.series) AS known_on
    FROM numbered AS n
),
paid AS (
    SELECT
        b.household AS household, b.division AS division, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.covered_persons) AS covered_persons,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.income_clause) AS income_clause
    FROM (
        SELECT DISTINCT t.household AS household
        FROM members AS t
        JOIN recipient_payroll AS r ON r.person_id = t.person_id
        JOIN listed AS l ON l.kind = r.kind
        WHERE t.covered
    ) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.division, b.m, b.first_on
),
months AS (
    SELECT
        t.person_id AS person_id,
        b.household AS household,
        b.m AS m,
        max(b.fen) AS fen,
        max(b.covered_persons) AS covered_persons,
        max(b.grant_id) AS grant_id,
        max(coalesce(t.income_fen, 0)) AS declared_fen,
        sum(w.pay_fen) AS pay_fen,
        min(w.employer) AS employer,
        min(w.begun_on) AS begun_on,
        max(w.known_assumed) AS known_assumed,
        -- Wrongly approved: on record and known before the series of grants began.
        max(CASE
            WHEN last_day(w.begun_on) < b.first_granted_on AND w.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND t.from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN b.wrong_clause
        END) AS wrong_clause,
        max(b.income_clause) AS income_clause,
        max(p.months) AS least_months
    FROM work AS w
    JOIN members AS t ON t.person_id = w.person_id AND t.covered
    JOIN paid AS b
        ON b.household = t.household AND b.m BETWEEN t.from_m AND t.to_m AND b.m BETWEEN w.from_m AND w.to_m
    JOIN p ON p.division = b.division AND b.first_on BETWEEN p.from_on AND p.to_on
    JOIN p AS begun ON begun.division = b.division AND last_day(w.begun_on) BETWEEN begun.from_on AND begun.to_on
    WHERE (',' || p.kinds || ',') LIKE ('%,' || w.kind || ',%')
        AND NOT coalesce(last_day(w.begun_on) > b.first_granted_on AND b.m < w.begun_m + begun.grace, FALSE)
    GROUP BY t.person_id, b.household, b.m
),
declared AS (
    SELECT k.household AS household, k.m AS m, sum(coalesce(t.income_fen, 0)) AS fen, count(*) AS members
    FROM (SELECT DISTINCT x.household AS household, x.m AS m FROM months AS x) AS k
    JOIN members AS t ON t.household = k.household AND k.m BETWEEN t.from_m AND t.to_m
    GROUP BY k.household, k.m
),
enough AS (
    SELECT x.person_id AS person_id
    FROM months AS x
    GROUP BY x.person_id
    HAVING count(DISTINCT x.m) >= max(x.least_months)
),
judged AS (
    SELECT
        x.person_id AS person_id, x.household AS household, x.m AS m, x.fen AS fen,
        x.covered_persons AS covered_persons, x.grant_id AS grant_id, x.employer AS employer, x.pay_fen AS pay_fen,
        x.begun_on AS begun_on, x.known_assumed AS known_assumed,
        coalesce(x.wrong_clause, x.income_clause, '8(5)') AS clause,
        d.fen - x.declared_fen + greatest(x.declared_fen, x.pay_fen) AS income_fen,
        -- Who has left since was one of the persons then.
        greatest(h.persons, d.members) AS persons,
        s.monthly_fen AS standard_fen
    FROM months AS x
    JOIN enough AS e ON e.person_id = x.person_id
    JOIN declared AS d ON d.household = x.household AND d.m = x.m
    JOIN households AS h ON h.household = x.household
    LEFT JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
)
SELECT
    j.person_id AS person_id,
    j.household AS household,
    j.grant_id AS grant_id,
    j.m AS m,
    j.fen AS fen,
    j.covered_persons AS shared_by,
    CASE
        -- One alone out of a larger household may lawfully be covered above the standard.
        WHEN j.covered_persons = 1 AND j.persons > 1 THEN 'lead'
        WHEN j.income_fen > j.standard_fen * j.persons THEN 'strong'
        ELSE 'lead'
    END AS grade,
    j.clause AS clause,
    j.known_assumed AS known_assumed,
    j.employer AS employer,
    j.begun_on AS begun_on,
    j.pay_fen AS pay,
    (j.income_fen + j.persons - 1) // j.persons AS income_per_head,
    j.standard_fen AS standard
FROM judged AS j
