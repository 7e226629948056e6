/* Boxes of documents and groups as shapes: trees of [tag, attributes, ...children] that a page turns into elements
   and a file into text. */

import { year } from "./grid.js";
import { say } from "./messages.js";
import { figure, kinds, spoken, textWidth, wrap } from "./labels.js";

export const BOX = { width: 212, height: 68 };
export const FONT = "'Noto Sans', 'Segoe UI', Arial, sans-serif";

/**
 * @param {number} x
 * @param {number} y
 * @param {string} string
 * @param {Attributes} [attributes]
 * @returns {Shape}
 */
export const text = (x, y, string, attributes = {}) => ["text", { x: round(x), y: round(y), ...attributes }, string];
/** @param {number} x */
export const round = (x) => Math.round(x * 100) / 100;

/**
 * Outline of a box by the family of its document type.
 * @param {string} family
 * @param {number} w
 * @param {number} h
 * @returns {string}
 */
export function outline(family, w, h) {
  const c = 11;
  const shapes = {
    normative: `M0 0H${w}V${h}H0Z`,
    administrative: `M4 0H${w - 4}Q${w} 0 ${w} 4V${h - 4}Q${w} ${h} ${w - 4} ${h}H4Q0 ${h} 0 ${h - 4}V4Q0 0 4 0Z`,
    plan: `M16 0H${w - 16}Q${w} 0 ${w} 16V${h - 16}Q${w} ${h} ${w - 16} ${h}H16Q0 ${h} 0 ${h - 16}V16Q0 0 16 0Z`,
    letter: `M0 0H${w - c}L${w} ${c}V${h}H0Z`,
    unknown: `M8 0H${w - 8}L${w} 8V${h - 8}L${w - 8} ${h}H8L0 ${h - 8}V8Z`,
  };
  return shapes[family];
}

/**
 * One document as a box at the origin.
 * @param {Graph} graph
 * @param {Item} item
 * @param {Widths} widths
 * @returns {Shape[]}
 */
function documentShapes(graph, item, widths) {
  const doc = graph.documents[item.doc];
  const lane = graph.data.colours[doc.lane];
  const { width: w, height: h } = BOX;
  const d = outline(doc.family, w, h);
  const left = 14;
  const room = w - left - 9;
  /** @type {Shape[]} */
  const shapes = [["path", {
    d, fill: doc.corpus ? lane.tint : "#fff", stroke: item.root ? "#111" : lane.line, "stroke-width": item.root ? 3 : doc.corpus ? 1.5 : 1.2,
    "stroke-dasharray": doc.corpus || item.root ? null : "4 3", class: "frame",
  }]];
  if (doc.family === "letter") shapes.push(["path", { d: `M${w - 11} 0V11H${w}`, fill: "none", stroke: lane.line, "stroke-width": 1 }]);
  if (doc.family === "normative") shapes.push(["path", { d: `M4 0V${h}`, stroke: lane.line, "stroke-width": 1.2 }]);
  shapes.push(rank(graph, doc.lane, 7.5, 16, h - 32));
  const dateWidth = textWidth(doc.when_text, 9.5, false, widths);
  const headRoom = room - (doc.family === "letter" ? 8 : 0);
  const long = textWidth(doc.label, 12, true, widths) > headRoom - dateWidth - 8;
  const [head] = wrap(doc.label, { width: headRoom, size: 12, bold: true, widths });
  shapes.push(text(left, 17, head ?? "", { "font-size": 12, "font-weight": 700, "text-decoration": doc.ended ? "line-through" : null, fill: "#111" }));
  if (!long) shapes.push(text(w - 9 - (doc.family === "letter" ? 8 : 0), 17, doc.when_text, { "font-size": 9.5, "text-anchor": "end", fill: "#333" }));
  const tag = doc.ended ?? (doc.corpus ? null : say("only_cited"));
  const tagWidth = tag === null ? 0 : textWidth(tag, 8.5, true, widths) + 8;
  const [who] = wrap([long ? doc.when_text : "", doc.issuer ?? say("no_issuer")].filter(Boolean).join(" · "), { width: room - tagWidth - 6, size: 10, widths });
  shapes.push(text(left, 31, who, { "font-size": 10, fill: "#333" }));
  if (tag !== null) {
    shapes.push(["rect", { x: w - 9 - tagWidth, y: 22.5, width: round(tagWidth), height: 12, rx: 2, fill: doc.ended ? "#222" : "#fff", stroke: doc.ended ? "#222" : "#777", "stroke-width": 0.8 }]);
    shapes.push(text(w - 9 - tagWidth / 2, 31.6, tag, { "font-size": 8.5, "font-weight": 700, "text-anchor": "middle", fill: doc.ended ? "#fff" : "#444" }));
  }
  wrap(doc.caption, { width: room, size: 10, lines: 2, widths }).forEach((line, k) => shapes.push(text(left, 46 + 12.5 * k, line, { "font-size": 10, fill: "#111" })));
  if (item.root) shapes.push(["path", { d: star(w - 4, 1, 9), fill: "#111", stroke: "#fff", "stroke-width": 1.2 }]);
  return shapes;
}

/**
 * A bar in as many pieces as the level is steps below the centre: one for the centre, two for a ministry.
 * @param {Graph} graph
 * @param {string} lane
 * @param {number} x
 * @param {number} y
 * @param {number} length
 * @returns {Shape}
 */
export function rank(graph, lane, x, y, length) {
  const pieces = graph.data.lanes.indexOf(lane) + 1;
  const piece = (length - 3 * (pieces - 1)) / pieces;
  const d = Array.from({ length: pieces }, (_, k) => `M${x} ${round(y + k * (piece + 3))}v${round(piece)}`).join("");
  return ["path", { d, stroke: graph.data.colours[lane].line, "stroke-width": 4 }];
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function star(x, y, r) {
  const points = Array.from({ length: 10 }, (_, k) => {
    const angle = -Math.PI / 2 + (k * Math.PI) / 5;
    const reach = k % 2 ? r * 0.42 : r;
    return `${round(x + reach * Math.cos(angle))} ${round(y + reach * Math.sin(angle))}`;
  });
  return `M${points.join("L")}Z`;
}

/**
 * A folded group as a stack of boxes at the origin.
 * @param {Graph} graph
 * @param {Item} item
 * @param {Widths} widths
 * @returns {Shape[]}
 */
function groupShapes(graph, item, widths) {
  const lane = graph.data.colours[item.lane];
  const { width: w, height: h } = BOX;
  /** @type {(x: number, y: number) => Shape} */
  const plate = (x, y) => ["rect", { x, y, width: w - 6, height: h - 6, rx: 3, fill: "#fff", stroke: lane.line, "stroke-width": 1.2, class: "frame" }];
  const corpus = item.members.filter((i) => graph.documents[i].corpus).length;
  /** @type {Shape[]} */
  const shapes = [plate(6, 6), plate(3, 3), ["rect", { ...plate(0, 0)[1], fill: lane.tint, "stroke-width": 1.5 }]];
  const count = figure(item.members.length);
  const badge = textWidth(count, 12, true, widths) + 14;
  shapes.push(["rect", { x: w - 12 - badge, y: 7, width: round(badge), height: 18, rx: 9, fill: lane.line }]);
  shapes.push(text(w - 12 - badge / 2, 20.3, count, { "font-size": 12, "font-weight": 700, "text-anchor": "middle", fill: "#fff" }));
  wrap(item.label, { width: w - 34 - badge, size: 12, bold: true, lines: 2, widths }).forEach((line, k) =>
    shapes.push(text(12, 19 + 14 * k, line, { "font-size": 12, "font-weight": 700, fill: "#111" })));
  const range = year(item.when) === year(item.until) ? year(item.when) : [item.when, item.until].map(year).filter(Boolean).join("–");
  const lines = [[range || say("no_year"), kinds(graph, item.members)].join(" · "), say("with_text", { n: figure(corpus) })];
  lines.forEach((line, k) => shapes.push(text(12, 44.5 + 12 * k, wrap(line, { width: w - 44, size: 10, widths })[0], { "font-size": 10, fill: "#333" })));
  shapes.push(["path", { d: `M${w - 26} 44l5 5l5 -5`, fill: "none", stroke: lane.line, "stroke-width": 2 }]);
  return shapes;
}

/**
 * @param {Graph} graph
 * @param {Box} box
 * @param {Widths} widths
 * @returns {Shape}
 */
export function boxShape(graph, box, widths) {
  const { item, x, y } = box;
  const shapes = item.group ? groupShapes(graph, item, widths) : documentShapes(graph, item, widths);
  const label = spoken(graph, item);
  return ["g", { class: `box${item.root ? " root" : ""}`, transform: `translate(${round(x)} ${round(y)})`, "data-item": item.id, role: "button", tabindex: "-1", "aria-label": label },
    ["title", {}, label], ...shapes];
}
