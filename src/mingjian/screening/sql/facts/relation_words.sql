-- What the words of the column `relation` of the members say: one row per word in use, with what the member is to the
-- head. `other` says that there is no tie of kinship; `kin` a tie of some other degree; an empty cell has no row and
-- says nothing. The order of the lines matters: 儿媳 holds 儿, 外孙女 holds 女, 叔父 holds 父.
SELECT DISTINCT
    m.relation,
    CASE
        WHEN w.word IN ('户主', '本人', '申请人') THEN 'head'
        WHEN regexp_matches(w.word, '媳|婿|子女的?配偶') THEN 'child_spouse'
        WHEN w.word IN ('配偶', '妻', '妻子', '老婆', '夫', '丈夫', '老公', '爱人', '老伴', '夫妻') THEN 'spouse'
        WHEN w.word IN ('其他', '其它') OR regexp_matches(w.word, '非亲|无亲|无关|寄居|保姆|雇') THEN 'other'
        WHEN regexp_matches(w.word, '亲属|亲戚') THEN 'kin'
        WHEN w.word LIKE '%孙%' THEN 'grandchild'
        WHEN regexp_matches(w.word, '侄|甥') THEN 'sibling_child'
        WHEN regexp_matches(w.word, '岳|公公|婆婆|公婆') THEN 'spouse_parent'
        WHEN regexp_matches(w.word, '祖|爷|奶|姥|外公|外婆') THEN 'grandparent'
        WHEN regexp_matches(w.word, '伯|叔|姑|舅|姨|婶') THEN 'parent_sibling'
        WHEN regexp_matches(w.word, '嫂|弟妇|弟妹|姐夫|妹夫') THEN 'sibling_spouse'
        WHEN regexp_matches(w.word, '兄|弟|姐|妹|哥') THEN 'sibling'
        WHEN regexp_matches(w.word, '父|母|爸|妈|爹|娘') THEN 'parent'
        WHEN regexp_matches(w.word, '子|女|儿') THEN 'child'
        ELSE 'kin'
    END AS tie
FROM kept.members AS m, LATERAL (SELECT trim(m.relation) AS word) AS w
WHERE trim(m.relation) <> ''
