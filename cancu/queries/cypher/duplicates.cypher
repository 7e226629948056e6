// name: duplicates
// title: Văn bản có thể trùng nhau
// title_en: Documents that are likely the same one
// The same file twice, or one number of one place with an unknown year or two ids; a document that is only cited has no file.
// columns: one, one_id, one_file, other, other_id, other_file, reason
// picture: lineage
// example:
CALL () {
MATCH (d:Document) WHERE d.sha256 IS NOT NULL
WITH d ORDER BY d.id
WITH d.sha256 AS same, collect(d) AS found WHERE size(found) > 1
UNWIND range(1, size(found) - 1) AS i
WITH found[0] AS one, found[i] AS other
RETURN one, other, 'same file' AS reason
UNION ALL
MATCH (d:Document) WHERE d.folded_key IS NOT NULL
WITH d ORDER BY d.id
WITH d.folded_key AS key, d.scope AS scope, collect(d) AS found WHERE size(found) > 1
UNWIND range(0, size(found) - 2) AS i
UNWIND range(i + 1, size(found) - 1) AS j
WITH found[i] AS one, found[j] AS other
WHERE one.year IS NULL OR other.year IS NULL OR one.year = other.year
RETURN one, other, CASE WHEN one.year = other.year THEN 'same number and year' ELSE 'same number, one year unknown' END AS reason
}
WITH one, other, reason ORDER BY reason, one.id, other.id
// what is above, the link index works out
WITH one, other, reason WHERE CASE reason WHEN 'same file' THEN one.sha256 = other.sha256 ELSE one.folded_key = other.folded_key END
RETURN one {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS one, one.id AS one_id, one.path AS one_file, other {.id, .key, .type, .title, .date, .scope, .level, .in_corpus} AS other, other.id AS other_id, other.path AS other_file, reason
ORDER BY reason, one.id, other.id
