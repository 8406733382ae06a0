-- What other departments hold: harmless records of recipients in mass, and the people beside the list.
-- Of a recipient no record may alone or together lift the household over a limit of the catalogue.

CREATE VIEW deaths AS
SELECT person_id, month_first(died_m) + draw(p, 200, 20)::INT AS died_on,
    ['公安销户', '殡葬火化', '卫健死因'][1 + draw(p, 201, 3)] AS source, month_first(died_m) + 22 AS available_on
FROM people WHERE died_m IS NOT NULL
UNION ALL
SELECT id_text(n17), d, ['公安销户', '殡葬火化', '卫健死因'][1 + draw(p, 201, 3)], d + 15
FROM residents, unnest([month_first(getvariable('first_m') + draw(p, 202, getvariable('months') - 2)) + draw(p, 200, 27)::INT]) AS days(d)
WHERE age > 60 AND draw(p, 203, 100) < 4;

-- Served in full long before the household applied.
CREATE VIEW prisoners AS
SELECT person_id, DATE '2012-03-01' + draw(p, 205, 300)::INT AS from_day, DATE '2014-06-01' + draw(p, 206, 900)::INT AS to_day,
    DATE '2019-07-01' AS available_on
FROM people WHERE part = 'head' AND age BETWEEN 40 AND 75 AND draw(p, 204, 1000) < 4
UNION ALL
SELECT id_text(n17), DATE '2020-03-01' + draw(p, 205, 1500)::INT, NULL, DATE '2025-07-01'
FROM residents WHERE slot = 0 AND age < 60 AND draw(p, 204, 1000) < 3;

CREATE VIEW payroll AS
SELECT person_id, '嘎查村公益性岗位' AS employer, 'welfare_post' AS kind, 150 AS monthly_pay,
    month_first(getvariable('last_m') - 14) AS from_month, NULL::DATE AS to_month, month_first(getvariable('last_m') - 12) AS available_on
FROM people WHERE part = 'head' AND age < 60 AND draw(p, 210, 100) < 3
UNION ALL
SELECT person_id, '遗属生活补助', 'survivor', 300, DATE '2016-01-01', NULL, DATE '2019-07-01'
FROM people WHERE part = 'spouse' AND age >= 60 AND draw(p, 211, 100) < 1
UNION ALL
-- Why households left the list: somebody found work,
SELECT person_id, '旗县城镇管理综合执法局', 'contract', 3300 + draw(p, 216, 900), month_first(t1 + 1), NULL, month_first(t1 + 1) + 20
FROM people WHERE slot = 0 AND age < 60 AND t1 <> 99999 AND f2 IS NULL AND end_cause = 'income'
UNION ALL
SELECT id_text(n17), ['教育局', '卫健委', '财政局', '苏木镇政府', '林业和草原局'][1 + draw(p, 212, 5)],
    if(age >= 60, 'retired', if(draw(p, 213, 5) = 0, 'contract', 'established')), 3500 + draw(p, 214, 5000),
    DATE '2012-09-01', NULL, DATE '2019-07-01'
FROM residents WHERE slot < 2 AND draw(p, 215, 100) < 9
UNION ALL
SELECT DISTINCT person_id, any_value(organ), 'established', 5200, DATE '2017-01-01', NULL::DATE, DATE '2019-07-01'
FROM posted WHERE level <> 'village' GROUP BY person_id;

CREATE VIEW pensions AS
SELECT person_id, 'resident' AS kind, 135 + draw(p, 220, 60) AS monthly,
    make_date((2026 - age + 60)::INT, 7, 1) AS from_month, if(died_m IS NULL, NULL, month_first(died_m)) AS to_month,
    make_date((2026 - age + 60)::INT, 8, 1) AS available_on
FROM people WHERE age > 60 AND draw(p, 221, 100) < 88
UNION ALL
-- Declared in full: the income of the household is this pension.
SELECT person_id, 'employee', monthly_income, DATE '2015-01-01', if(died_m IS NULL, NULL, month_first(died_m)), DATE '2015-03-01'
FROM people WHERE part = 'head' AND age > 62 AND monthly_income > 0 AND draw(p, 221, 100) >= 96
UNION ALL
-- or a pension was granted,
SELECT person_id, 'employee', 2100 + draw(p, 224, 900), month_first(t1 + 1), NULL, month_first(t1 + 1) + 20
FROM people WHERE slot = 0 AND age >= 60 AND t1 <> 99999 AND f2 IS NULL AND end_cause = 'income'
UNION ALL
SELECT id_text(n17), if(draw(p, 222, 100) < 40, 'employee', 'resident'), if(draw(p, 222, 100) < 40, 2400 + draw(p, 220, 2200), 135 + draw(p, 220, 60)),
    make_date((2026 - age + 60)::INT, 7, 1), NULL, make_date((2026 - age + 60)::INT, 8, 1)
FROM residents WHERE age > 60;

CREATE VIEW insurance AS
SELECT person_id, '灵活就业人员' AS employer, 4100 AS base, true AS flexible, DATE '2022-01-01' AS from_month, NULL::DATE AS to_month,
    DATE '2022-02-15' AS available_on
FROM people WHERE part IN ('head', 'spouse') AND age < 60 AND draw(p, 230, 100) < 9
UNION ALL
-- Two months of work that did not last.
SELECT person_id, '某劳务服务公司', 3900, false, month_first(m), month_first(m + 1), month_first(m + 1)
FROM people, unnest([getvariable('first_m') + draw(p, 231, getvariable('months') - 6)]) AS months(m)
WHERE part = 'head' AND age < 60 AND draw(p, 230, 100) BETWEEN 9 AND 10
UNION ALL
SELECT id_text(n17), '企业' || draw(p, 232, 4000), 3900 + draw(p, 233, 4000), draw(p, 234, 6) = 0, DATE '2019-01-01', NULL, DATE '2019-02-15'
FROM residents WHERE age BETWEEN 20 AND 59 AND draw(p, 230, 100) < 36;

CREATE VIEW provident_fund AS
SELECT person_id, 2600 AS base, 'sealed' AS status, DATE '2014-05-01' AS from_month, DATE '2016-08-01' AS to_month, DATE '2019-07-01' AS available_on
FROM people WHERE part = 'head' AND draw(p, 240, 1000) < 6
UNION ALL
SELECT id_text(n17), 3900 + draw(p, 233, 5000), if(draw(p, 241, 9) = 0, 'sealed', 'normal'), DATE '2016-05-01', NULL, DATE '2019-07-01'
FROM residents WHERE age BETWEEN 22 AND 59 AND draw(p, 240, 100) < 16;

CREATE VIEW tax AS
SELECT person_id, 2025 AS year, least(monthly_income * 6, 2400) AS income, DATE '2026-06-30' AS available_on
FROM people WHERE part = 'head' AND age < 60 AND monthly_income > 0 AND draw(p, 250, 100) < 3
UNION ALL
SELECT id_text(n17), y, 30000 + draw(p, 251, 70000) + y % 5 * 900, make_date(y + 1, 6, 30)
FROM residents, unnest([2024, 2025]) AS years(y) WHERE age BETWEEN 22 AND 59 AND draw(p, 250, 100) < 22;

CREATE VIEW vehicles AS
SELECT 'MT' || own_number(p, 15) AS vehicle_id, person_id, 'motorcycle' AS kind, make_date((2008 + draw(p, 261, 14))::INT, 5, 12) AS registered_on,
    300 + draw(p, 262, 1200) AS value, 'normal' AS status, NULL::DATE AS ended_on, make_date((2008 + draw(p, 261, 14))::INT, 6, 1) AS available_on
FROM people WHERE part IN ('head', 'spouse') AND age < 75 AND draw(p, 260, 100) < 18
UNION ALL
SELECT 'OC' || own_number(p, 15), person_id, ['car', 'truck'][1 + draw(p, 263, 2)], make_date((2004 + draw(p, 261, 8))::INT, 9, 3),
    800 + draw(p, 262, 2400), if(draw(p, 264, 3) = 0, 'scrapped', 'normal'), if(draw(p, 264, 3) = 0, DATE '2021-04-15', NULL),
    DATE '2019-07-01'
FROM people WHERE part = 'head' AND age < 70 AND draw(p, 265, 100) < 3
UNION ALL
SELECT 'AS' || own_number(p, 15), person_id, 'assistive', DATE '2019-04-08', 4000, 'normal', NULL, DATE '2019-07-01'
FROM people WHERE health = 'disabled' AND part = 'head' AND draw(p, 266, 100) < 6
UNION ALL
-- or a car was bought.
SELECT 'NC' || own_number(p, 15), person_id, 'car', month_first(t1 + 1) + 2, 42000 + draw(p, 267, 30000), 'normal', NULL, month_first(t1 + 1) + 20
FROM people WHERE slot = 0 AND t1 <> 99999 AND f2 IS NULL AND end_cause = 'property'
UNION ALL
SELECT 'LV' || own_number(p, 15), id_text(n17), ['car', 'car', 'car', 'truck', 'motorcycle', 'machinery'][1 + draw(p, 263, 6)],
    make_date((2008 + draw(p, 261, 17))::INT, 6, 20), 8000 + draw(p, 262, 140000), 'normal', NULL, make_date((2008 + draw(p, 261, 17))::INT, 7, 20)
FROM residents WHERE slot < 2 AND age < 76 AND draw(p, 260, 100) < 30;

CREATE VIEW housing AS
SELECT 'F' || own_number(k, 14) AS property_id, person_id, if(area = 'urban' OR draw(k, 271, 5) = 0, 'dwelling', 'homestead') AS usage,
    36 + draw(k, 272, 55) AS area_sqm, make_date((1998 + draw(k, 273, 20))::INT, 4, 6) AS registered_on, NULL::DATE AS ended_on, DATE '2019-07-01' AS available_on
FROM people WHERE slot = 0 AND draw(k, 270, 100) < 82
UNION ALL
-- A couple on one deed: one dwelling, two rows.
SELECT 'F' || own_number(k, 14), person_id, if(area = 'urban' OR draw(k, 271, 5) = 0, 'dwelling', 'homestead'),
    36 + draw(k, 272, 55), make_date((1998 + draw(k, 273, 20))::INT, 4, 6), NULL, DATE '2019-07-01'
FROM people WHERE part = 'spouse' AND slot = 1 AND draw(k, 270, 100) < 25
UNION ALL
SELECT 'Z' || own_number(k, 14), person_id, if(area = 'urban', 'garage', 'homestead'), 180 + draw(k, 274, 200), DATE '2015-10-20', NULL, DATE '2019-07-01'
FROM people WHERE slot = 0 AND draw(k, 275, 100) < 12
UNION ALL
SELECT 'R' || own_number(g, 14) || n, id_text(n17), if(n = 2, ['dwelling', 'shop', 'garage', 'homestead'][1 + draw(g, 276, 4)], 'dwelling'),
    60 + draw(g, 272, 90), make_date((1999 + draw(g, 273, 22))::INT, 8, 15), NULL, DATE '2019-07-01'
FROM residents, unnest([1, 2]) AS deeds(n) WHERE slot = 0 AND draw(g * 2 + n, 270, 100) < if(n = 1, 70, 18);

CREATE VIEW companies AS
SELECT '93159' || own_number(k // 40, 13) AS uscc, person_id, 'cooperative' AS kind, 'member' AS role, 0.01 AS share, 'active' AS status,
    DATE '2017-03-20' AS registered_on, NULL::DATE AS ended_on, NULL::BIGINT AS sales_12m, DATE '2019-07-01' AS available_on
FROM people WHERE slot = 0 AND area = 'rural' AND draw(p, 280, 100) < 14
UNION ALL
SELECT '92159' || own_number(p, 13), person_id, 'sole', 'owner', NULL, ['cancelled', 'revoked'][1 + draw(p, 281, 2)],
    DATE '2013-05-06', DATE '2018-11-30', NULL, DATE '2019-07-01'
FROM people WHERE slot = 0 AND draw(p, 282, 1000) < 9
UNION ALL
SELECT '91159' || own_number(p, 13), id_text(n17), if(draw(p, 283, 4) = 0, 'company', 'sole'), if(draw(p, 283, 4) = 0, 'legal_rep', 'owner'), NULL,
    if(draw(p, 281, 6) = 0, 'cancelled', 'active'), DATE '2016-05-06', if(draw(p, 281, 6) = 0, DATE '2023-02-28', NULL), 20000 + draw(p, 284, 600000), DATE '2019-07-01'
FROM residents WHERE slot < 2 AND age < 70 AND draw(p, 280, 100) < 8;

CREATE VIEW deposits AS
SELECT person_id, DATE '2026-06-30' AS as_of, draw(p, 290, 4200) AS balance, DATE '2026-07-10' AS available_on
FROM people WHERE part IN ('head', 'spouse') AND draw(p, 291, 100) < 60
UNION ALL
SELECT id_text(n17), DATE '2026-06-30', draw(p, 290, 260000), DATE '2026-07-10' FROM residents WHERE slot < 2 AND draw(p, 291, 100) < 22;

CREATE VIEW kinship AS
SELECT a.person_id, b.person_id AS relative_id, b.part AS relation,
    if(b.part = 'spouse', make_date((2026 - least(a.age, b.age) + 23)::INT, 10, 1), NULL) AS from_day, NULL::DATE AS to_day, DATE '2019-07-01' AS available_on
FROM people a JOIN people b ON b.k = a.k AND b.slot > 0 WHERE a.slot = 0
UNION ALL
SELECT officer_id, relative_id, 'sibling', NULL, NULL, DATE '2019-07-01' FROM filings
UNION ALL
SELECT id_text(a.n17), id_text(b.n17), if(b.slot = 1, 'spouse', 'child'), NULL, NULL, DATE '2019-07-01'
FROM residents a JOIN residents b ON b.g = a.g AND b.slot > 0 WHERE a.slot = 0 AND a.g % 3 = 0;

CREATE VIEW hukou AS
SELECT person_id, p.hukou_no, v.village AS division, address_of(v.name, k) AS address, slot = 0 AS head, NULL::DATE AS split_on, NULL AS split_from,
    if(t1 <> 99999 AND f2 IS NULL AND end_cause = 'moved', month_first(t1) + 12, NULL) AS moved_out_on, DATE '2019-07-01' AS available_on
FROM people p JOIN villages v ON v.village = p.village
UNION ALL
SELECT id_text(r.n17), 'K' || v.county || '9' || lpad(g::VARCHAR, 7, '0'), v.village, address_of(v.name, g + 7), slot = 0, NULL, NULL, NULL, DATE '2019-07-01'
FROM residents r JOIN villages v ON v.place = r.place
UNION ALL
SELECT DISTINCT person_id, 'K' || county || '8' || lpad(officer::VARCHAR, 7, '0'), county, '旗县政府所在地', true, NULL::DATE, NULL, NULL::DATE, DATE '2019-07-01'
FROM posted;

-- Whoever is severely disabled is covered.
CREATE VIEW disabled AS
SELECT person_id, ['visual', 'hearing', 'speech', 'physical', 'intellectual', 'mental', 'multiple'][1 + draw(p, 310, if(covered, 7, 4))] AS kind,
    if(covered, 1 + draw(p, 311, 4), 3 + draw(p, 311, 2))::INT AS grade, make_date((2010 + draw(p, 312, 9))::INT, 3, 18) AS issued_on, village AS division, DATE '2019-07-01' AS available_on
FROM people WHERE health = 'disabled'
UNION ALL
SELECT id_text(r.n17), ['visual', 'hearing', 'speech', 'physical'][1 + draw(p, 310, 4)], (3 + draw(p, 311, 2))::INT,
    make_date((2010 + draw(p, 312, 14))::INT, 3, 18), v.village, DATE '2025-07-01'
FROM residents r JOIN villages v ON v.place = r.place WHERE draw(p, 313, 100) < 3;

CREATE VIEW illness AS
SELECT person_id, DATE '2026-09-30' AS as_of, 10500 + draw(p, 320, 30000) AS out_of_pocket_12m, village AS division, DATE '2026-10-10' AS available_on
FROM people WHERE health = 'ill'
UNION ALL
SELECT id_text(r.n17), DATE '2026-09-30', 300 + draw(p, 320, 9000), v.village, DATE '2026-10-10'
FROM residents r JOIN villages v ON v.place = r.place WHERE draw(p, 321, 100) < 9;

CREATE VIEW monitored AS
SELECT id_text(r.n17) AS person_id, ['poverty_watch', 'marginal', 'unemployed'][1 + draw(p, 330, 3)] AS list, d AS warned_on, d + 12 AS assessed_on,
    v.village AS division, d + 3 AS available_on
FROM residents r JOIN villages v ON v.place = r.place, unnest([DATE '2025-01-05' + draw(p, 331, 600)::INT]) AS days(d)
WHERE slot = 0 AND draw(p, 332, 1000) < 40;

CREATE VIEW destitute AS
SELECT person_id, village AS division, month_first(t1 + 1) AS from_month, NULL::DATE AS to_month, month_first(t1 + 1) + 9 AS available_on
FROM people WHERE t1 <> 99999 AND f2 IS NULL AND end_cause = 'destitute'
UNION ALL
SELECT id_text(r.n17), v.village, DATE '2019-05-01', NULL, DATE '2019-07-01'
FROM residents r JOIN villages v ON v.place = r.place WHERE slot = 0 AND age > 62 AND draw(p, 340, 1000) < 12;

CREATE VIEW livestock AS
SELECT person_id, '绵羊' AS kind, (1 + draw(p, 351, 8))::INT AS head, 1.0 * (1 + draw(p, 351, 8)) AS sheep_units, DATE '2026-06-30' AS as_of, DATE '2026-08-01' AS available_on
FROM people WHERE slot = 0 AND area = 'rural' AND draw(p, 350, 100) < 24
UNION ALL
SELECT id_text(r.n17), ['绵羊', '山羊'][1 + draw(p, 352, 2)], (20 + draw(p, 351, 280))::INT, 20.0 + draw(p, 351, 280), DATE '2026-06-30', DATE '2026-08-01'
FROM residents r JOIN villages v ON v.place = r.place WHERE slot = 0 AND v.area = 'rural' AND draw(p, 350, 100) < 30;

CREATE VIEW subsidies AS
SELECT person_id, ['grassland', 'farmland', 'forest'][1 + draw(p, 361, 3)] AS kind, y AS year, 60 + draw(p, 362, 500) AS amount, draw(p, 363, 2) = 0 AS counted,
    make_date(y, 11, 20) AS available_on
FROM people, unnest([2024, 2025]) AS years(y) WHERE slot = 0 AND area = 'rural' AND draw(p, 360, 100) < 45
UNION ALL
SELECT id_text(r.n17), ['grassland', 'farmland', 'land_taken'][1 + draw(p, 361, 3)], y, 300 + draw(p, 362, 6000), true, make_date(y, 11, 20)
FROM residents r JOIN villages v ON v.place = r.place, unnest([2024, 2025]) AS years(y) WHERE slot = 0 AND v.area = 'rural' AND draw(p, 360, 100) < 40;

-- Deaths that village doctors wrote down without a number, and papers of townships with kin of officers: all of people
-- beside the list, with a surname that nobody else of the sample bears.
CREATE VIEW unnumbered AS
SELECT 'W' || v.county || lpad(i::VARCHAR, 8, '0') AS row_id, 'deaths' AS source, '曲' || han_given(p, male) AS name,
    if(draw(p, 370, 4) = 0, NULL, if(male, 'male', 'female')) AS sex, if(draw(p, 371, 2) = 0, born_on(r.n17), NULL) AS born_on,
    if(draw(p, 371, 2) = 0, NULL, date_trunc('month', born_on(r.n17))) AS born_month, NULL AS former_id,
    if(draw(p, 372, 3) = 0, v.township, v.village) AS division, d AS day, NULL::DATE AS to_day, NULL AS officer_id,
    NULL AS officer_name, '村医登记' AS note, d + 20 AS available_on
FROM residents r JOIN villages v ON v.place = r.place,
    unnest([month_first(getvariable('first_m') + draw(p, 373, getvariable('months') - 2)) + draw(p, 374, 25)::INT]) AS days(d)
WHERE age > 60 AND draw(p, 375, 1000) < 9
UNION ALL
SELECT 'Y' || v.county || lpad(i::VARCHAR, 8, '0'), 'relative_filings', '曲' || han_given(p, male), if(male, 'male', 'female'),
    NULL, date_trunc('month', born_on(r.n17)), NULL, v.village, DATE '2020-05-06' + draw(p, 376, 1500)::INT, NULL, NULL,
    '曲' || han_given(p + 1, true), '纸质备案表补录', DATE '2025-01-10'
FROM residents r JOIN villages v ON v.place = r.place WHERE slot = 0 AND draw(p, 377, 1000) < 3;
