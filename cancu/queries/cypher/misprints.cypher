// name: misprints
// title: Lỗi in, lỗi quét trong viện dẫn đã được sửa
// title_en: Slips of printing in citations that were mended
// What was printed, what it was read as, and the proof.
// columns: printed, read_as, proof, sentence, file, start
// example:
MATCH (m:Mention {repaired: true})
RETURN m.repair_printed AS printed, m.repair_read_as AS read_as, m.repair_proof AS proof, m.sentence AS sentence, m.file AS file, m.start AS start
ORDER BY file, start
