// name: activity
// title: Mỗi cơ quan ban hành bao nhiêu văn bản mỗi năm
// title_en: How many documents each body issued, by year
// Documents of the corpus and those that it cites; pages of the press and forms were issued by nobody.
// param place: place = null # only bodies of this province
// param year: int[1900..2100] = null # only this year
// columns: issuer, place, year, documents, in_corpus
// example: thanh-hoa
MATCH (d:Document)-[:ISSUED_BY]->(i:Issuer)
WHERE ($place IS NULL OR i.place = $place OR i.place STARTS WITH ($place + '/')) AND ($year IS NULL OR d.year = $year) AND NOT coalesce(d.paper, '') IN ['press', 'form']
WITH i.name AS issuer, i.place AS place, d.year AS year, count(d) AS documents, sum(CASE WHEN d.in_corpus THEN 1 ELSE 0 END) AS in_corpus
// what is above, the link index works out
RETURN issuer, place, year, documents, in_corpus
ORDER BY documents DESC, issuer, place, year
