/* Provinces by directives: each cell filled by how soon the province's plan followed. */

const CELL = { width: 150, height: 26, name: 150 };
const SOON = [[30, "#08306b", "#fff", "trong 30 ngày"], [90, "#2171b5", "#fff", "31–90 ngày"], [180, "#6baed6", "#000", "91–180 ngày"], [365, "#bdd7ee", "#000", "181–365 ngày"], [Infinity, "#eaf2fa", "#000", "sau hơn một năm"]];

function fillOf(days) {
  if (days === null) return { fill: "#d9d9d9", ink: "#000" };
  const [, fill, ink] = SOON.find(([limit]) => days <= limit);
  return { fill, ink };
}

/** The table as one tree of shapes; cells and heads carry the index of their document. */
function drawCoverage(data, { provinces, directives, cells }, widths) {
  const graph = indexGraph(data);
  const width = CELL.name + directives.length * CELL.width;
  const at = new Map(cells.map((cell) => [`${cell.province} ${cell.directive}`, cell]));
  const title = wrap(data.title, { width: Math.max(width, 640), size: 18, bold: true, lines: 2, widths });
  const top = title.length * 24 + 92;
  const shapes = title.map((line, k) => text(0, 16 + 24 * k, line, { "font-size": 18, "font-weight": 700, fill: "#111" }));
  directives.forEach((id, c) => shapes.push(directiveHead(graph, id, c, top, provinces.filter((p) => at.has(`${p.id} ${id}`)).length, provinces.length, widths)));
  provinces.forEach((province, r) => {
    const y = top + r * CELL.height;
    if (r % 2 === 0) shapes.push(["rect", { x: 0, y, width, height: CELL.height, fill: "#f5f6f7" }]);
    shapes.push(text(8, y + 17, wrap(province.name, { width: CELL.name - 14, size: 12, widths })[0], { "font-size": 12, fill: "#111" }));
    directives.forEach((id, c) => shapes.push(coverageCell(graph, at.get(`${province.id} ${id}`), CELL.name + c * CELL.width, y, widths)));
  });
  const bottom = top + provinces.length * CELL.height + 16;
  const legend = legendShapes(coverageLegend(widths), Math.max(width, 640));
  shapes.push(group(0, bottom, legend.shapes));
  return whole(frame(shapes, Math.max(width, 640), bottom + legend.height), Math.max(width, 640), bottom + legend.height);
}

/** Shapes over a white sheet. */
function frame(shapes, width, height) {
  return [["rect", { x: -MARGIN, y: -MARGIN, width: round(width + 2 * MARGIN), height: round(height + 2 * MARGIN), fill: "#fff" }], ...shapes];
}

function directiveHead(graph, id, c, top, have, all, widths) {
  const i = graph.byId.get(id);
  const doc = graph.documents[i];
  const x = CELL.name + c * CELL.width + 4;
  const room = CELL.width - 12;
  const shapes = [text(x, top - 70, wrap(doc.label, { width: room, size: 12, bold: true, widths })[0], { "font-size": 12, "font-weight": 700, fill: "#111" }),
    text(x, top - 56, doc.when_text, { "font-size": 10, fill: "#333" })];
  wrap(doc.caption, { width: room, size: 10, lines: 2, widths }).forEach((line, k) => shapes.push(text(x, top - 42 + 12 * k, line, { "font-size": 10, fill: "#333" })));
  shapes.push(["rect", { x, y: top - 22, width: room, height: 5, fill: "#e3e5e8" }], ["rect", { x, y: top - 22, width: round((room * have) / Math.max(1, all)), height: 5, fill: "#08306b" }],
    text(x, top - 6, `${have}/${all} có kế hoạch`, { "font-size": 9.5, "font-weight": 700, fill: "#111" }));
  return ["g", { "data-doc": i, class: "box", role: "button", tabindex: 0, "aria-label": `${named(doc)}: ${have} trên ${all}` }, ...shapes];
}

function coverageCell(graph, cell, x, y, widths) {
  const [w, h] = [CELL.width - 4, CELL.height - 4];
  if (cell === undefined) {
    return ["g", {}, ["rect", { x, y: y + 2, width: w, height: h, fill: "#fff", stroke: "#b5b9be", "stroke-width": 0.8, "stroke-dasharray": "2 3" }], text(x + w / 2, y + 17, "chưa thấy", { "font-size": 10, "text-anchor": "middle", fill: "#777" })];
  }
  const i = graph.byId.get(cell.plan);
  const doc = graph.documents[i];
  const { fill, ink } = fillOf(cell.days);
  const marks = [cell.local ? "cấp dưới" : null, cell.direct ? null : "gián tiếp"].filter(Boolean).join(", ");
  const date = doc.when_text || "không rõ ngày";
  const dateWidth = textWidth(date, 10, false, widths);
  const [label] = wrap(doc.label, { width: w - dateWidth - 18, size: 10, bold: true, widths });
  return ["g", { "data-doc": i, class: "box", role: "button", tabindex: 0, "aria-label": [named(doc), cell.days === null ? null : `sau ${cell.days} ngày`, marks].filter(Boolean).join(", ") },
    ["title", {}, [named(doc), cell.days === null ? null : `sau ${cell.days} ngày`, marks, cell.others ? `và ${cell.others} văn bản khác` : null].filter(Boolean).join(", ")],
    ["rect", { x, y: y + 2, width: w, height: h, rx: 2, fill, stroke: cell.direct && !cell.local ? "#08306b" : "#555", "stroke-width": 1.2, "stroke-dasharray": cell.direct && !cell.local ? null : "4 2", class: "frame" }],
    text(x + 6, y + 17, label, { "font-size": 10, "font-weight": 700, fill: ink }),
    text(x + w - 6, y + 17, date, { "font-size": 10, "text-anchor": "end", fill: ink })];
}

function coverageLegend(widths) {
  const swatch = (fill, extra = {}) => [["rect", { x: 1, y: 2, width: 28, height: 14, fill, stroke: "#08306b", "stroke-width": 1.2, ...extra }]];
  const entry = (sample, label) => ({ sample, size: 30, label, width: 38 + textWidth(label, 11, false, widths) });
  return [...SOON.map(([, fill, , label]) => entry(swatch(fill), label)), entry(swatch("#d9d9d9"), "không rõ ngày"),
    entry(swatch("#fff", { stroke: "#555", "stroke-dasharray": "4 2" }), "gián tiếp, hoặc chỉ có ở cấp dưới"),
    entry(swatch("#fff", { stroke: "#b5b9be", "stroke-width": 0.8, "stroke-dasharray": "2 3" }), "chưa thấy trong dữ liệu")];
}
