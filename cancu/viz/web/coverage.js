/* Provinces by directives: each cell filled by how soon the province's plan followed. */

import { round, text } from "./boxes.js";
import { indexGraph } from "./graph.js";
import { say } from "./messages.js";
import { MARGIN, group, legendShapes, whole } from "./sheet.js";
import { named, textWidth, wrap } from "./labels.js";

const CELL = { width: 188, height: 26, name: 122 };
/**
 * Days up to which a fill holds, the fill, the colour of words on it, and its name.
 * @type {[number, string, string, string][]}
 */
const SOON = [[30, "#08306b", "#fff", "in_30"], [90, "#2171b5", "#fff", "in_90"], [180, "#6baed6", "#000", "in_180"], [365, "#bdd7ee", "#000", "in_365"], [Infinity, "#eaf2fa", "#000", "in_more"]];

/** Provinces above which a narrow table stands in blocks side by side, and how wide these may be together. */
const TALL = { rows: 20, width: 1024, gap: 28 };

/** @param {number | null} days */
function fillOf(days) {
  if (days === null) return { fill: "#fff", ink: "#000" };
  const [, fill, ink] = SOON.find(([limit]) => days <= limit);
  return { fill, ink };
}

/**
 * The table as one tree of shapes; cells and heads carry the index of their document.
 * @param {Picture} data
 * @param {Coverage} table
 * @param {Widths} widths
 * @returns {Shape}
 */
export function drawCoverage(data, { provinces, directives, cells, not_counted: [parts, drafts] }, widths) {
  const graph = indexGraph(data);
  const width = CELL.name + directives.length * CELL.width;
  const at = new Map(cells.map((cell) => [`${cell.province} ${cell.directive}`, cell]));
  const blocks = provinces.length > TALL.rows ? Math.max(1, Math.floor((TALL.width + TALL.gap) / (width + TALL.gap))) : 1;
  const rows = Math.ceil(provinces.length / blocks);
  const all = Math.max(blocks * (width + TALL.gap) - TALL.gap, 640);
  const title = wrap(data.title, { width: all, size: 18, bold: true, lines: 2, widths });
  const top = title.length * 24 + 92;
  const shapes = title.map((line, k) => text(0, 16 + 24 * k, line, { "font-size": 18, "font-weight": 700, fill: "#111" }));
  const have = new Map(directives.map((id) => [id, provinces.filter((p) => at.has(`${p.id} ${id}`)).length]));
  for (let block = 0; block < blocks; block += 1) {
    const listed = provinces.slice(block * rows, (block + 1) * rows);
    shapes.push(group(block * (width + TALL.gap), 0, [
      ...directives.map((id, c) => directiveHead(graph, id, c, top, have.get(id), provinces.length, widths)),
      ...listed.flatMap((province, r) => provinceRow(graph, province, directives.map((id) => at.get(`${province.id} ${id}`)), r, top + r * CELL.height, widths)),
    ]));
  }
  const bottom = top + rows * CELL.height + 16;
  const legend = legendShapes(coverageLegend(cells, widths), all);
  shapes.push(group(0, bottom, legend.shapes));
  const rest = [parts ? say("partly_n", { n: parts }) : null, drafts ? say("drafts_n", { n: drafts }) : null].filter(Boolean);
  const height = bottom + legend.height + (rest.length ? 18 : 0);
  if (rest.length) shapes.push(text(0, height - 2, say("not_counted", { what: rest.join(", ") }), { "font-size": 11, fill: "#333" }));
  return whole(frame(shapes, all, height), all, height);
}

/**
 * @param {Graph} graph
 * @param {Province} province
 * @param {(CoverageCell | undefined)[]} cells
 * @param {number} r
 * @param {number} y
 * @param {Widths} widths
 * @returns {Shape[]}
 */
function provinceRow(graph, province, cells, r, y, widths) {
  const width = CELL.name + cells.length * CELL.width;
  return [
    ...(r % 2 ? [] : [/** @type {Shape} */ (["rect", { x: 0, y, width, height: CELL.height, fill: "#f5f6f7" }])]),
    text(8, y + 17, wrap(province.name, { width: CELL.name - 14, size: 12, widths })[0], { "font-size": 12, fill: "#111" }),
    ...cells.map((cell, c) => coverageCell(graph, cell, CELL.name + c * CELL.width, y, widths)),
  ];
}

/**
 * Shapes over a white sheet.
 * @param {Shape[]} shapes
 * @param {number} width
 * @param {number} height
 * @returns {Shape[]}
 */
export function frame(shapes, width, height) {
  return [["rect", { x: -MARGIN, y: -MARGIN, width: round(width + 2 * MARGIN), height: round(height + 2 * MARGIN), fill: "#fff" }], ...shapes];
}

/**
 * @param {Graph} graph
 * @param {string} id
 * @param {number} c
 * @param {number} top
 * @param {number} have
 * @param {number} all
 * @param {Widths} widths
 * @returns {Shape}
 */
function directiveHead(graph, id, c, top, have, all, widths) {
  const i = graph.byId.get(id);
  const doc = graph.documents[i];
  const x = CELL.name + c * CELL.width + 4;
  const room = CELL.width - 12;
  const shapes = [text(x, top - 70, wrap(doc.label, { width: room, size: 12, bold: true, widths })[0], { "font-size": 12, "font-weight": 700, fill: "#111" }),
    text(x, top - 56, doc.when_text, { "font-size": 10, fill: "#333" })];
  wrap(doc.caption, { width: room, size: 10, lines: 2, widths }).forEach((line, k) => shapes.push(text(x, top - 42 + 12 * k, line, { "font-size": 10, fill: "#333" })));
  shapes.push(["rect", { x, y: top - 22, width: room, height: 5, fill: "#e3e5e8" }], ["rect", { x, y: top - 22, width: round((room * have) / Math.max(1, all)), height: 5, fill: "#08306b" }],
    text(x, top - 6, say("have_of", { have, all }), { "font-size": 9.5, "font-weight": 700, fill: "#111" }));
  return ["g", { "data-doc": i, class: "box", role: "button", tabindex: 0, "aria-label": `${named(doc)}: ${say("have_spoken", { have, all })}` }, ...shapes];
}

/**
 * @param {Graph} graph
 * @param {CoverageCell | undefined} cell
 * @param {number} x
 * @param {number} y
 * @param {Widths} widths
 * @returns {Shape}
 */
function coverageCell(graph, cell, x, y, widths) {
  const [w, h] = [CELL.width - 4, CELL.height - 4];
  if (cell === undefined) {
    return ["g", {}, ["rect", { x, y: y + 2, width: w, height: h, fill: "#fff", stroke: "#b5b9be", "stroke-width": 0.8, "stroke-dasharray": "2 3" }]];
  }
  const i = graph.byId.get(cell.plan);
  const doc = graph.documents[i];
  const { fill, ink } = fillOf(cell.days);
  const marks = [cell.local ? say("below") : null, cell.direct ? null : say("indirect")].filter(Boolean).join(", ");
  const when = doc.when_text || say("no_day");
  const room = w - 17 - textWidth(doc.label, 10, true, widths);
  const date = [cell.others ? `+${cell.others} · ${when}` : when, when].find((words) => textWidth(words, 10, false, widths) <= room) ?? when;
  const dateWidth = textWidth(date, 10, false, widths);
  const [label] = wrap(doc.label, { width: w - dateWidth - 17, size: 10, bold: true, widths });
  return ["g", { "data-doc": i, class: "box", role: "button", tabindex: 0, "aria-label": [named(doc), cell.days === null ? null : say("after_days", { n: cell.days }), marks].filter(Boolean).join(", ") },
    ["title", {}, [named(doc), cell.days === null ? null : say("after_days", { n: cell.days }), marks, cell.others ? say("and_others", { n: cell.others }) : null].filter(Boolean).join(", ")],
    ["rect", { x, y: y + 2, width: w, height: h, rx: 2, fill, stroke: cell.direct && !cell.local ? "#08306b" : "#555", "stroke-width": 1.2, "stroke-dasharray": cell.direct && !cell.local ? null : "4 2", class: "frame" }],
    ...(cell.days === null ? [hatch(x + 1, y + 3, w - 2, h - 2)] : []),
    text(x + 6, y + 17, label, { "font-size": 10, "font-weight": 700, fill: ink }),
    text(x + w - 6, y + 17, date, { "font-size": 10, "text-anchor": "end", fill: ink })];
}

/**
 * Slanted lines over a cell, which a print without colours shows too.
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @returns {Shape}
 */
function hatch(x, y, w, h) {
  let d = "";
  for (let k = 0; k + h <= w; k += 7) d += `M${round(x + k)} ${round(y + h)}l${h} ${-h}`;
  return ["path", { d, stroke: "#c9c9c9", "stroke-width": 1 }];
}

/**
 * @param {CoverageCell[]} cells
 * @param {Widths} widths
 * @returns {LegendEntry[]}
 */
function coverageLegend(cells, widths) {
  const swatch = (fill, extra = {}) => [["rect", { x: 1, y: 2, width: 28, height: 14, fill, stroke: "#08306b", "stroke-width": 1.2, ...extra }]];
  const entry = (sample, label) => ({ sample, size: 30, label, width: 38 + textWidth(label, 11, false, widths) });
  return [...SOON.map(([, fill, , label]) => entry(swatch(fill), say(label))), entry([...swatch("#fff"), hatch(2, 3, 26, 12)], say("no_day")),
    entry(swatch("#fff", { stroke: "#555", "stroke-dasharray": "4 2" }), say("legend_indirect")),
    entry(swatch("#fff", { stroke: "#b5b9be", "stroke-width": 0.8, "stroke-dasharray": "2 3" }), say("legend_none")),
    ...(cells.some((cell) => cell.others) ? [entry([text(4, 13, "+2", { "font-size": 11, fill: "#111" })], say("legend_others"))] : [])];
}
