-- Draws, names, identity numbers and account numbers: everything random in the sample comes from here.

-- A whole number from 0 to sides - 1, fixed by the seed, the thing drawn for (k) and the purpose (salt < 1024).
CREATE MACRO draw(k, salt, sides) AS
    (hash((getvariable('seed') * 1099511627776 + k * 1024 + salt)::BIGINT) % sides)::BIGINT;

CREATE MACRO month_first(m) AS make_date(m // 12, m % 12 + 1, 1);

-- The number of an identity card without its check digit, made unique by its serial number: the serial decides
-- the invented address code (codes <province>99xx belong to no place), month and day of birth and the order code;
-- year and sex are free. Serials from 0 to codes * 499 * 336 - 1 never meet.
CREATE MACRO body(serial, first_code, codes, year, male) AS (
    (getvariable('province') * 10000 + 9900 + first_code + serial % codes) * 100000000000
    + year * 10000000
    + (serial // (codes * 499) // 28 + 1) * 100000
    + (serial // (codes * 499) % 28 + 1) * 1000
    + (serial // codes % 499 * 2 + 1 - if(male, 0, 1))
)::BIGINT;

-- A fixed shuffle of serials, so that neighbours do not share a birthday.
CREATE MACRO shuffled(serial, codes) AS (serial * 1000003 + 77171) % (codes * 499 * 336);

CREATE MACRO digit(n, place) AS (n // place) % 10;

-- GB 11643: weights 2^17 ... 2^1 modulo 11; the check value completes the sum to 1 modulo 11.
CREATE MACRO check_value(n) AS ((12 - (
    digit(n, 10000000000000000) * 7 + digit(n, 1000000000000000) * 9 + digit(n, 100000000000000) * 10
    + digit(n, 10000000000000) * 5 + digit(n, 1000000000000) * 8 + digit(n, 100000000000) * 4
    + digit(n, 10000000000) * 2 + digit(n, 1000000000) * 1 + digit(n, 100000000) * 6
    + digit(n, 10000000) * 3 + digit(n, 1000000) * 7 + digit(n, 100000) * 9 + digit(n, 10000) * 10
    + digit(n, 1000) * 5 + digit(n, 100) * 8 + digit(n, 10) * 4 + digit(n, 1) * 2
) % 11) % 11);

CREATE MACRO id_text(n) AS n::VARCHAR || substr('0123456789X', (check_value(n) + 1)::INT, 1);

CREATE MACRO born_on(n) AS make_date((n // 10000000 % 10000), (n // 100000 % 100), (n // 1000 % 100));

-- A number that no county stands before, so many digits long: outside the home province it begins with its own. A
-- phone grows longer instead.
CREATE MACRO own_number(n, digits) AS
    getvariable('tag') || lpad(n::VARCHAR, (digits - length(getvariable('tag')))::INT, '0');

CREATE MACRO surname(k) AS substr(
    '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎白云包鲍乌何席孟石康敖齐', 1 + draw(k, 901, 60)::INT, 1);

CREATE MACRO han_given(k, male) AS if(male,
    substr('伟强军勇杰涛明超平刚辉鹏飞波斌宇浩凯建国志文德福贵义海山林成永忠', 1 + draw(k, 902, 34)::INT, 1),
    substr('芳娜敏静丽艳娟霞玲桂英秀兰华梅红燕萍云凤珍琴莲淑香月美花玉春雪', 1 + draw(k, 902, 33)::INT, 1))
    || CASE WHEN draw(k, 903, 10) < 3 THEN '' ELSE
    if(male, substr('生华民清林军文明福成山海龙喜宝柱财祥', 1 + draw(k, 904, 18)::INT, 1),
        substr('英兰梅芳华霞珍花香玲云琴红莲凤娟', 1 + draw(k, 904, 16)::INT, 1)) END;

CREATE MACRO mongol_name(k, male) AS if(male,
    split_part('巴图 巴特尔 朝鲁 那顺 孟和 额尔敦 宝音 苏和 特木尔 布和 达来 格日勒图 哈斯 吉日嘎拉 满都拉 毕力格 阿拉腾 敖其尔 青格勒 斯琴巴特尔 乌力吉 牧仁 照日格图 呼格吉勒', ' ', 1 + draw(k, 905, 24)::INT),
    split_part('其其格 萨仁 乌兰 娜仁 高娃 托娅 斯琴 阿茹娜 格根 琪琪格 乌云 哈斯其其格 敖登 娜布其 苏日娜 塔娜 萨日娜 萨茹拉 乌日娜 通拉嘎 阿拉坦花 其木格 南丁 银花', ' ', 1 + draw(k, 905, 24)::INT));

CREATE MACRO person_name(k, male, mongol) AS if(mongol, mongol_name(k, male), surname(k) || han_given(k, male));
