-- The lists of the office itself, and the smaller ledgers around them.

CREATE MACRO address_of(village_name, n) AS village_name || (n % 23 + 1) || '组' || (n % 9973 + 1) || '号';

CREATE VIEW households AS
SELECT h.household_id, h.village AS division, h.area, h.head_id, h.head_name, h.hukou_no, address_of(v.name, h.k) AS address,
    -- The 199 0000 series was never issued.
    '1990' || own_number(h.k, 7 + length(getvariable('tag'))) AS phone,
    h.size - if(h.death_m IS NULL, 0, 1) AS persons,
    CASE p.health WHEN 'disabled' THEN '因残' WHEN 'ill' THEN '因病' ELSE ['缺劳动力', '因学', '年老', '因灾'][1 + draw(h.k, 400, 4)] END AS cause,
    h.institution
FROM heads h JOIN villages v ON v.village = h.village JOIN people p ON p.k = h.k AND p.slot = 0;

CREATE VIEW members AS
SELECT household_id, person_id, name, if(male, 'male', 'female') AS sex, born_on(n17) AS born_on,
    CASE part WHEN 'head' THEN '户主' WHEN 'spouse' THEN '配偶' WHEN 'parent' THEN if(male, '父', '母') ELSE if(male, '子', '女') END AS relation,
    covered, monthly_income, CASE health WHEN 'disabled' THEN '残疾' WHEN 'ill' THEN '重病' ELSE '健康' END AS health,
    CASE WHEN part = 'child' AND covered THEN '在校生' END AS status,
    CASE WHEN age > 60 OR age < 16 OR health <> 'well' THEN '无' ELSE '弱' END AS labour,
    month_first(f1) AS joined_on,
    CASE WHEN died_m IS NOT NULL THEN month_first(died_m) + draw(p, 200, 20)::INT END AS left_on
FROM people;

CREATE VIEW relative_filings AS SELECT officer_id, relative_id, relation, filed_on, county_visited_on FROM filings;

-- A keeper with an agreement and a filing: the bedridden ask the secretary of the village.
CREATE VIEW card_custody AS
SELECT h.household_id, o.person_id AS keeper_id, DATE '2022-03-01' AS from_day, NULL::DATE AS to_day, DATE '2022-02-20' AS agreement_on, DATE '2022-02-25' AS filed_on
FROM heads h JOIN posted o ON o.level = 'village' AND o.division = h.village AND o.n = 0 AND o.to_day IS NULL
WHERE h.k % 151 = 7 AND h.f1 < 2022 * 12;

-- Each village has its machine; visits lie 35 minutes apart, sixteen a day.
CREATE VIEW withdrawals AS
SELECT account_no, month_first(m) + 9 + (j // 16 % 18)::INT + to_minutes(525 + j % 16 * 35) AS at,
    'ATM' || village || '-' || (j // 288 + 1) AS machine, allowance AS amount
FROM (SELECT h.account_no, h.village, h.k - v.start AS j, s.allowance, unnest(range(greatest(s.m, getvariable('last_m') - 2), least(s.until_m, getvariable('last_m')) + 1)) AS m
    FROM stretches s JOIN heads h ON h.k = s.k JOIN villages v ON v.village = h.village
    WHERE s.until_m >= getvariable('last_m') - 2 AND NOT h.institution AND h.k % 5 = 0);

CREATE VIEW complaints AS
SELECT 'TS' || county || lpad(k::VARCHAR, 7, '0') AS complaint_id, village AS division, ['township', 'county', 'league'][1 + draw(k, 410, 3)] AS level,
    ['phone', 'letter', 'visit', 'web'][1 + draw(k, 411, 4)] AS channel, ['claim', 'proposal', 'household'][1 + draw(k, 412, 3)] AS matter,
    draw(k, 413, 2) = 0 AS named, d AS received_on, d + 4 AS accepted_on, false AS extended, d + 30 AS closed_on, d + 32 AS replied_on,
    NULL::VARCHAR AS household_id, 'false' AS outcome
FROM homes, unnest([month_first(getvariable('first_m') + draw(k, 414, getvariable('months') - 6)) + draw(k, 415, 25)::INT]) AS days(d)
WHERE k % 173 = 11;

-- Places whose office is another: farms and state enterprises answer to the first township of their banner.
CREATE VIEW responsibility AS
SELECT village AS division, any_value(first_township) AS township, any_value(county) AS county, any_value(county)[:4] AS league,
    DATE '2015-01-01' AS from_day, NULL::DATE AS to_day, '旗县人民政府会议纪要' AS document
FROM (SELECT village, county, township, min(township) OVER (PARTITION BY county) AS first_township FROM villages)
WHERE township[7:9] >= '400' AND township <> first_township GROUP BY village;
