-- Whom a record without an identity number may mean among the members of the households: a lead, never proof. Compared
-- are members of the same township (by the record's code) of the same sex and born within a year; where the record names
-- only a county, those born on the very day; and everybody who bears the number of former times that the record holds.
-- The score adds up what agrees, in hundredths: the name (same 45, one word of Mongolian or two characters 38; other
-- written form 42; without the surname 35; one character off within a long name 28), the birth (former number 50, day 35,
-- month where the record says no more 25, within sixty days 12, as a lunar date of birth would be, within a year 10), the
-- place (village 18, township 15, county 2) and the sex (2). Below 0.60 nothing is kept. rivals counts the other persons
-- who come within 0.10 of it or above: twins, namesakes. A decision on record settles it: the pair at 1, or never again.
WITH settled AS (
    SELECT substr(s.source_row, 12) AS row_id, s.person_id, s.same
    FROM raw.same_person AS s
    WHERE starts_with(s.source_row, 'unnumbered:')
),
record AS (
    SELECT u.row_id, u.name, u.sex, u.born_on, coalesce(u.born_on, u.born_month) AS born_about,
           u.former_id, u.division
    FROM raw.unnumbered AS u
    ANTI JOIN settled AS s ON s.row_id = u.row_id AND s.same
),
member AS (
    SELECT m.person_id, m.name, h.division, m.person_id // 11000 % 100000000 AS born_digits,
           CASE WHEN m.person_id // 11 % 2 = 1 THEN 'male' ELSE 'female' END AS sex
    FROM raw.members AS m
    JOIN kept.households AS h ON h.household_id = m.household_id
    WHERE m.name IS NOT NULL
),
beside AS (
    SELECT r.row_id, m.person_id, m.name, m.division
    FROM (SELECT row_id, sex, left(division, 9) AS township,
                 unnest([year(born_about) - 1, year(born_about), year(born_about) + 1]) AS year
          FROM record WHERE length(division) >= 9) AS r
    JOIN member AS m
        ON left(m.division, 9) = r.township AND m.born_digits // 10000 = r.year AND coalesce(r.sex, m.sex) = m.sex
    UNION ALL
    SELECT r.row_id, m.person_id, m.name, m.division
    FROM record AS r
    JOIN member AS m
        ON left(m.division, 6) = r.division
        AND m.born_digits = year(r.born_on) * 10000 + month(r.born_on) * 100 + day(r.born_on)
        AND coalesce(r.sex, m.sex) = m.sex
    UNION ALL
    SELECT r.row_id, m.person_id, m.name, m.division
    FROM record AS r
    JOIN member AS m ON m.person_id = r.former_id AND coalesce(r.sex, m.sex) = m.sex
),
-- Every name is read once, however many pairs it stands in.
plainly AS (
    SELECT n.name, plain_name(n.name) AS plain
    FROM (SELECT b.name FROM beside AS b UNION SELECT r.name FROM record AS r) AS n
),
keyed AS (
    SELECT p.name, p.plain, name_key(p.plain) AS key
    FROM plainly AS p
),
reading AS (
    SELECT k.name, k.plain, k.key, without_surname(k.key) AS bare
    FROM keyed AS k
),
-- A number of former times that is another person's rules this one out.
compared AS (
    SELECT b.row_id, b.person_id, x.plain, x.key, x.bare, y.plain AS member_plain, y.key AS member_key,
           y.bare AS member_bare, r.sex, r.born_on, r.born_about,
           coalesce(r.former_id = b.person_id, false) AS same_number, r.division, b.division AS member_division,
           try_strptime(lpad(cast(b.person_id // 11000 % 100000000 AS VARCHAR), 8, '0'), '%Y%m%d') AS member_born_on
    FROM beside AS b
    JOIN record AS r ON r.row_id = b.row_id
    JOIN reading AS x ON x.name = r.name
    JOIN reading AS y ON y.name = b.name
    ANTI JOIN settled AS s ON s.row_id = b.row_id AND s.person_id = b.person_id
    WHERE coalesce(r.former_id, b.person_id) = b.person_id
        -- Short names that are not read alike are different names; only the others are worth a closer look.
        AND (x.key = y.key OR x.bare = y.key OR x.key = y.bare
             OR least(length(x.plain), length(y.plain)) >= 4 AND abs(length(x.plain) - length(y.plain)) <= 1
                AND left(x.plain, 1) = left(y.plain, 1) AND right(x.plain, 1) = right(y.plain, 1))
),
agreeing AS (
    SELECT k.row_id, k.person_id,
           CASE WHEN k.plain = k.member_plain AND length(k.key) > 1 AND length(k.plain) > 2 THEN 'same'
                WHEN k.plain = k.member_plain THEN 'same_short'
                WHEN k.key = k.member_key THEN 'form'
                WHEN k.bare = k.member_key OR k.key = k.member_bare THEN 'surname'
                -- Twins and sisters often share all of a name but its beginning or its end, so both ends agree here.
                WHEN least(length(k.key), length(k.member_key)) >= 4
                    AND characters_apart(k.key, k.member_key) = 1 THEN 'near'
                WHEN greatest(length(k.plain), length(k.member_plain)) >= 5 AND length(k.plain) <> length(k.member_plain)
                    AND characters_apart(k.plain, k.member_plain) = 1 THEN 'near'
           END AS name_agrees,
           CASE WHEN k.same_number THEN 'number'
                WHEN k.born_on = k.member_born_on THEN 'day'
                WHEN k.born_on IS NULL AND date_trunc('month', k.born_about) = date_trunc('month', k.member_born_on)
                    THEN 'month'
                WHEN k.born_on IS NOT NULL AND abs(date_diff('day', k.born_on, k.member_born_on)) <= 60 THEN 'sixty_days'
                WHEN abs(year(k.born_about) - year(k.member_born_on)) <= 1 THEN 'year'
           END AS birth_agrees,
           CASE WHEN k.division = k.member_division THEN 'village'
                WHEN length(k.division) >= 9 AND left(k.division, 9) = left(k.member_division, 9) THEN 'township'
                WHEN left(k.division, 6) = left(k.member_division, 6) THEN 'county'
           END AS place_agrees,
           k.sex IS NOT NULL AS sex_agrees
    FROM compared AS k
),
points AS (
    SELECT a.*,
           CASE a.name_agrees WHEN 'same' THEN 45 WHEN 'same_short' THEN 38 WHEN 'form' THEN 42 WHEN 'surname' THEN 35
                              WHEN 'near' THEN 28 ELSE 0 END
           + CASE a.birth_agrees WHEN 'number' THEN 50 WHEN 'day' THEN 35 WHEN 'month' THEN 25 WHEN 'sixty_days' THEN 12
                                 WHEN 'year' THEN 10 ELSE 0 END
           + CASE a.place_agrees WHEN 'village' THEN 18 WHEN 'township' THEN 15 WHEN 'county' THEN 2 ELSE 0 END
           + CASE WHEN a.sex_agrees THEN 2 ELSE 0 END AS points
    FROM agreeing AS a
    WHERE a.name_agrees IS NOT NULL
),
-- A person of several households, or of several spellings, is compared by the best of them.
best AS (
    SELECT p.row_id, p.person_id, max(p.points) AS points,
           arg_max(p.name_agrees, p.points * 10 + length(p.name_agrees)) AS name_agrees,
           max(p.birth_agrees) AS birth_agrees,
           arg_max(p.place_agrees, p.points * 10 + length(p.place_agrees)) AS place_agrees, bool_or(p.sex_agrees) AS sex_agrees
    FROM points AS p
    GROUP BY p.row_id, p.person_id
    HAVING max(p.points) >= 60
),
rival AS (
    SELECT b.row_id, b.person_id, count(*) AS rivals
    FROM best AS b
    JOIN best AS o ON o.row_id = b.row_id AND o.person_id <> b.person_id AND o.points > b.points - 10
    GROUP BY b.row_id, b.person_id
),
scored AS (
    SELECT b.row_id, b.person_id, least(b.points, 99) / 100.0 AS score, b.name_agrees, b.birth_agrees, b.place_agrees,
           b.sex_agrees, false AS settled, coalesce(v.rivals, 0) AS rivals
    FROM best AS b
    LEFT JOIN rival AS v ON v.row_id = b.row_id AND v.person_id = b.person_id
    UNION ALL
    SELECT s.row_id, s.person_id, 1.0, NULL, NULL, NULL, NULL, true, 0
    FROM settled AS s
    WHERE s.same
)
SELECT s.row_id, u.source, s.person_id, cast(s.score AS DOUBLE) AS score, cast(s.rivals AS INTEGER) AS rivals, s.name_agrees,
       s.birth_agrees, s.place_agrees, s.sex_agrees, s.settled, u.name, u.day, u.to_day, u.division,
       coalesce(u.available_on, u.day) AS known_on, u.available_on IS NULL AS known_assumed
FROM scored AS s
JOIN raw.unnumbered AS u ON u.row_id = s.row_id
