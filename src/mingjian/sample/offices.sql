-- Who holds which post, and who is related to whom among officers and recipients.

CREATE TABLE posts AS SELECT * FROM (VALUES
    ('county', 0, 'government', 'leader', '旗县长', DATE '2019-03-01', NULL),
    ('county', 1, 'government', 'deputy', '分管副旗县长', DATE '2019-03-01', NULL),
    ('county', 2, 'civil_affairs', 'leader', '民政局局长', DATE '2019-06-01', NULL),
    ('county', 3, 'civil_affairs', 'deputy', '民政局副局长', DATE '2019-06-01', DATE '2022-06-30'),
    ('county', 24, 'civil_affairs', 'deputy', '民政局副局长', DATE '2022-07-01', NULL),
    ('county', 4, 'civil_affairs', 'handler', '低保中心主任', DATE '2019-01-01', NULL),
    ('county', 5, 'civil_affairs', 'handler', '低保中心经办员', DATE '2019-01-01', NULL),
    ('county', 6, 'civil_affairs', 'handler', '核对中心经办员', DATE '2019-01-01', NULL),
    ('county', 7, 'finance', 'deputy', '财政局副局长', DATE '2020-01-01', NULL),
    ('county', 8, 'finance', 'handler', '社保股经办员', DATE '2020-01-01', NULL),
    ('county', 9, 'police', 'staff', '户政大队民警', DATE '2019-01-01', NULL),
    ('county', 10, 'labour', 'staff', '社保局科员', DATE '2019-01-01', NULL),
    ('county', 11, 'housing', 'staff', '住建局科员', DATE '2019-01-01', NULL),
    ('county', 12, 'provident_fund', 'staff', '公积金管理部科员', DATE '2019-01-01', NULL),
    ('county', 13, 'transport', 'staff', '车管所科员', DATE '2019-01-01', NULL),
    ('county', 14, 'tax', 'staff', '税务局科员', DATE '2019-01-01', NULL),
    ('county', 15, 'market', 'staff', '市场监管局科员', DATE '2019-01-01', NULL),
    ('county', 16, 'audit', 'staff', '审计局科员', DATE '2019-01-01', NULL),
    ('county', 17, 'discipline', 'staff', '纪委监委科员', DATE '2019-01-01', NULL),
    ('county', 18, 'agriculture', 'staff', '农牧局科员', DATE '2019-01-01', NULL),
    ('county', 19, 'land', 'staff', '自然资源局科员', DATE '2019-01-01', NULL),
    ('county', 20, 'medical', 'staff', '医保局科员', DATE '2019-01-01', NULL),
    ('county', 21, 'disabled_federation', 'staff', '残联科员', DATE '2019-01-01', NULL),
    ('county', 22, 'health', 'staff', '卫健委科员', DATE '2019-01-01', NULL),
    ('county', 23, 'justice', 'staff', '司法局科员', DATE '2019-01-01', NULL),
    ('township', 0, 'township', 'leader', '苏木达（乡镇长）', DATE '2019-02-01', NULL),
    ('township', 1, 'township', 'deputy', '分管副苏木达（副乡镇长）', DATE '2019-02-01', NULL),
    ('township', 2, 'township', 'handler', '民政助理员', DATE '2018-05-01', NULL),
    ('township', 3, 'township', 'handler', '社会事务办经办员', DATE '2018-05-01', NULL),
    ('township', 4, 'township', 'handler', '社会事务办经办员', DATE '2018-09-01', NULL),
    ('village', 0, 'village', 'cadre', '党支部书记', DATE '2018-12-10', DATE '2021-12-09'),
    ('village', 0, 'village', 'cadre', '党支部书记、主任', DATE '2021-12-10', NULL),
    ('village', 1, 'village', 'cadre', '会计', DATE '2018-12-10', DATE '2021-12-09'),
    ('village', 2, 'village', 'cadre', '会计', DATE '2021-12-10', NULL)
) AS t(level, n, organ, rank, post, from_day, to_day);

-- Offices that have posts: `place` numbers them within their level.
CREATE TABLE offices AS
SELECT 'county' AS level, county AS division, county, row_number() OVER (ORDER BY county) - 1 AS place
FROM (SELECT DISTINCT county FROM villages)
UNION ALL
SELECT 'township', township, any_value(county), row_number() OVER (ORDER BY township) - 1 FROM villages GROUP BY township
UNION ALL
SELECT 'village', village, county, place FROM villages WHERE n > 0;

CREATE TABLE posted AS
SELECT o.level, o.division, o.county, p.n, p.organ, p.rank, p.post, p.from_day, p.to_day, f AS officer, n17,
    id_text(n17) AS person_id, person_name(20000000 + f, n17 // 1 % 2 = 1, draw(f, 61, 4) = 0) AS name
FROM (SELECT *, CASE level WHEN 'county' THEN place * 25 WHEN 'township' THEN 5000 + place * 5 ELSE 12000 + place * 3 END AS first_f
    FROM offices) o
JOIN posts p ON p.level = o.level, unnest([first_f + p.n]) AS one(f),
    unnest([body(shuffled(f, 5), 45, 5, 1966 + draw(f, 60, 22), draw(f, 62, 3) > 0)]) AS two(n17)
ORDER BY o.level, o.division, p.n, p.from_day;

CREATE VIEW officers AS
SELECT person_id, name, organ, division, post, rank, from_day, to_day FROM posted;

CREATE TABLE hands AS
SELECT t.division AS township,
    max(t.person_id) FILTER (t.n = 1) AS deputy, max(t.person_id) FILTER (t.n = 2) AS hand0,
    max(t.person_id) FILTER (t.n = 3) AS hand1, max(t.person_id) FILTER (t.n = 4) AS hand2,
    max(c.person_id) FILTER (c.n = 4) AS decider, max(c.person_id) FILTER (c.n = 5) AS checker,
    max(c.person_id) FILTER (c.n = 6) AS inquirer
FROM posted t JOIN posted c ON c.level = 'county' AND c.division = t.county
WHERE t.level = 'township' GROUP BY t.division ORDER BY t.division;

-- Brothers and sisters of village secretaries on the list, each filed and visited before the first grant.
CREATE TABLE filings AS
SELECT o.person_id AS officer_id, p.person_id AS relative_id, p.k, '兄弟姐妹' AS relation,
    month_first(p.f1) - 70 AS filed_on, month_first(p.f1) - 40 AS county_visited_on
FROM people p
JOIN posted o ON o.level = 'village' AND o.division = p.village AND o.n = 0 AND o.to_day IS NULL
WHERE p.slot = 0 AND p.k % 97 = 3
ORDER BY p.k;
