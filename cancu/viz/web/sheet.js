/* A whole sheet for a file or a printer: title, heads, picture, legend, and what was left out. */

import { FONT, outline, rank, round, star, text } from "./boxes.js";
import { indexGraph, view } from "./graph.js";
import { say } from "./messages.js";
import { arrow, scene } from "./scene.js";
import { endings, figure, textWidth, wrap } from "./labels.js";

export const MARGIN = 20;
const HEAD = { lane: 128, column: 26 };

/**
 * @param {number} x
 * @param {number} y
 * @param {Shape[]} shapes
 * @param {Attributes} [attributes]
 * @returns {Shape}
 */
export const group = (x, y, shapes, attributes = {}) => ["g", { transform: `translate(${round(x)} ${round(y)})`, ...attributes }, ...shapes];

/**
 * Names of lanes and dates of columns along the edges of a picture, for a frame of the given origin.
 * @param {Graph} graph
 * @param {Scene} made
 * @param {Widths} widths
 * @returns {{ shapes: Shape[]; before: { x: number; y: number }; width: number; height: number }}
 */
function headShapes(graph, made, widths) {
  const { portrait, width, height } = made.layout;
  /** @type {Shape[]} */
  const shapes = [];
  for (const head of made.heads) {
    const middle = (head.from + head.to) / 2;
    if (head.kind === "column") {
      shapes.push(portrait
        ? text(-10, middle + 4, head.label, { "font-size": 12, "font-weight": 700, "text-anchor": "end", fill: "#222" })
        : text(middle, -9, head.label, { "font-size": 12, "font-weight": 700, "text-anchor": "middle", fill: "#222" }));
      continue;
    }
    const lines = wrap(graph.data.names.lanes[head.id], { width: portrait ? head.to - head.from - 8 : HEAD.lane - 18, size: 12, bold: true, lines: 3, widths });
    /** @type {(k: number) => [number, number]} */
    const at = (k) => (portrait ? [middle, -14 - 15 * (lines.length - 1 - k)] : [-HEAD.lane + 10, middle + 4 + 15 * (k - (lines.length - 1) / 2)]);
    shapes.push(portrait
      ? ["rect", { x: round(head.from), y: -6, width: round(head.to - head.from), height: 5, fill: head.colour.line }]
      : ["rect", { x: -6, y: round(head.from), width: 5, height: round(head.to - head.from), fill: head.colour.line }]);
    lines.forEach((line, k) => shapes.push(text(...at(k), line, { "font-size": 12, "font-weight": 700, "text-anchor": portrait ? "middle" : "start", fill: head.colour.line })));
  }
  return { shapes, before: portrait ? { x: 98, y: made.layout.grid.lanes.length ? 44 : 8 } : { x: made.layout.grid.lanes.length ? HEAD.lane : 0, y: HEAD.column }, width, height };
}

/**
 * Entries of the legend that this picture needs, each with the width that it takes.
 * @param {Graph} graph
 * @param {Scene} made
 * @param {Widths} widths
 * @returns {LegendEntry[]}
 */
export function legendEntries(graph, made, widths) {
  const entries = [];
  const add = (sample, size, label) => entries.push({ sample, size, label, width: size + 8 + textWidth(label, 11, false, widths) });
  const used = new Set(made.view.edges.map((edge) => edge.relation));
  for (const [id, style] of Object.entries(graph.data.relations)) if (used.has(id)) add(lineSample(style), 44, style.name);
  const docs = made.view.items.filter((item) => item.doc !== undefined).map((item) => graph.documents[item.doc]);
  for (const [id, name] of Object.entries(graph.data.names.families)) if (docs.some((doc) => doc.family === id)) add(boxSample(id), 30, name);
  if (made.layout.tree) {
    for (const lane of graph.data.lanes) if (docs.some((doc) => doc.lane === lane)) add([rank(graph, lane, 4, 0, 18)], 10, graph.data.names.lanes[lane]);
  }
  if (made.view.items.some((item) => item.root)) add([["path", { d: star(10, 9, 9), fill: "#111" }]], 20, say("legend_root"));
  const plate = (attributes) => [["rect", { x: 1, y: 2, width: 28, height: 14, fill: "#f0f0f0", stroke: "#333", "stroke-width": 1.5, ...attributes }]];
  if (docs.some((doc) => doc.corpus)) add(plate({}), 30, say("has_text"));
  if (docs.some((doc) => !doc.corpus)) add(plate({ fill: "#fff", "stroke-width": 1.2, "stroke-dasharray": "4 3" }), 30, say("no_text"));
  if (docs.some((doc) => doc.ended)) add([["rect", { x: 1, y: 3, width: 28, height: 12, fill: "#222" }]], 30, endings(docs.map((doc) => doc.ended)));
  if (made.view.items.some((item) => item.group)) add([["rect", { x: 6, y: 6, width: 24, height: 11, fill: "#fff", stroke: "#333" }], ["rect", { x: 3, y: 3, width: 24, height: 11, fill: "#f0f0f0", stroke: "#333" }]], 30, say("legend_group"));
  if (made.view.edges.some((edge) => edge.mentions >= 2)) add([["path", { d: "M0 5H30", stroke: "#333", "stroke-width": 1.5 }], ["path", { d: "M0 12H30", stroke: "#333", "stroke-width": 3 }]], 30, say("legend_times"));
  return entries;
}

/**
 * A relation's line from right to left, as in the pictures: from the later document to the earlier.
 * @param {RelationStyle} style
 * @returns {Shape[]}
 */
function lineSample(style) {
  const d = style.head === "none" ? "M44 9H0" : "M44 9H7";
  /** @type {Shape} */
  const line = ["path", { d, fill: "none", stroke: style.colour, "stroke-width": style.double ? 5 : 2, "stroke-dasharray": style.dash }];
  /** @type {Shape[]} */
  const inner = style.double ? [["path", { d, fill: "none", stroke: "#fff", "stroke-width": 1.8 }]] : [];
  return [line, ...inner, arrow([0, 9], [10, 9], style, 2)];
}

/**
 * @param {string} family
 * @returns {Shape[]}
 */
function boxSample(family) {
  /** @type {Shape[]} */
  const shapes = [["path", { d: outline(family, 64, 36), fill: "#f4f4f4", stroke: "#333", "stroke-width": 3 }]];
  if (family === "normative") shapes.push(["path", { d: "M9 0V36", stroke: "#333", "stroke-width": 2.5 }]);
  if (family === "letter") shapes.push(["path", { d: "M53 0V11H64", fill: "none", stroke: "#333", "stroke-width": 2 }]);
  return [group(1, 1, shapes, { transform: "translate(1 1) scale(0.44)" })];
}

/**
 * The legend in lines that fit a width.
 * @param {LegendEntry[]} entries
 * @param {number} width
 * @returns {{ shapes: Shape[]; height: number }}
 */
export function legendShapes(entries, width) {
  const shapes = [];
  let x = 0;
  let y = 0;
  for (const entry of entries) {
    if (x > 0 && x + entry.width > width) {
      x = 0;
      y += 24;
    }
    shapes.push(group(x, y, [...entry.sample, text(entry.size + 8, 13, entry.label, { "font-size": 11, fill: "#222" })]));
    x += entry.width + 26;
  }
  return { shapes, height: entries.length ? y + 24 : 0 };
}

/**
 * What a picture does not show, in words; empty when nothing is missing.
 * @param {Left} left
 */
export function leftOutWords(left) {
  return [
    left.depth ? say("left_depth", { n: figure(left.depth) }) : null,
    left.filter ? say("left_filter", { n: figure(left.filter) }) : null,
    left.references ? say("left_references", { n: figure(left.references) }) : null,
    left.source ? say("left_source", { n: figure(left.source) }) : null,
  ].filter(Boolean).join("; ");
}

/**
 * What a picture shows, in words.
 * @param {{ documents: number; folded: number; links: number }} counts
 */
export function countWords({ documents, folded, links }) {
  return `${say("documents_n", { n: figure(documents) })}${folded ? ` (${say("in_groups", { n: figure(folded) })})` : ""}, ${say("links_n", { n: figure(links) })}`;
}

/**
 * The sheet as one tree of shapes with its size.
 * @param {Graph} graph
 * @param {State} state
 * @param {Widths} widths
 * @returns {{ tree: Shape; view: View }}
 */
export function sheet(graph, state, widths) {
  const made = scene(graph, state, widths);
  const heads = headShapes(graph, made, widths);
  const width = Math.max(640, heads.before.x + heads.width);
  const title = wrap(graph.data.title, { width, size: 18, bold: true, lines: 2, widths });
  const missing = leftOutWords(made.view.left);
  const notes = [
    `${countWords(countsOf(made.view))}. ${say("arrows")}`,
    missing ? `${say("not_drawn", { what: missing })}.` : null,
  ].filter(Boolean).flatMap((note) => wrap(note, { width, size: 11, lines: 2, widths }));
  const top = title.length * 24 + 6;
  const entries = legendEntries(graph, made, widths);
  const legend = legendShapes(entries, width);
  const legendTop = top + heads.before.y + heads.height + 18;
  const height = legendTop + legend.height + notes.length * 16 + 4;
  const picture = group(heads.before.x, top + heads.before.y, [...made.back, ...heads.shapes, ...made.lines, ...made.boxes]);
  /** @type {Shape[]} */
  const shapes = [
    ["rect", { x: -MARGIN, y: -MARGIN, width: round(width + 2 * MARGIN), height: round(height + 2 * MARGIN), fill: "#fff" }],
    ...title.map((line, k) => text(0, 16 + 24 * k, line, { "font-size": 18, "font-weight": 700, fill: "#111" })),
    picture,
    group(0, legendTop, legend.shapes),
    ...notes.map((note, k) => text(0, legendTop + legend.height + 14 + 16 * k, note, { "font-size": 11, fill: "#333" })),
  ];
  return { tree: whole(shapes, width, height), view: made.view };
}

/**
 * @param {Shape[]} shapes
 * @param {number} width
 * @param {number} height
 * @returns {Shape}
 */
export function whole(shapes, width, height) {
  const [w, h] = [round(width + 2 * MARGIN), round(height + 2 * MARGIN)];
  return ["svg", { xmlns: "http://www.w3.org/2000/svg", width: w, height: h, viewBox: `${-MARGIN} ${-MARGIN} ${w} ${h}`, "font-family": FONT, role: "img" }, ...shapes];
}

/**
 * The sheet and its counts, for a caller outside the page.
 * @param {Picture} data
 * @param {State} state
 * @param {Widths} widths
 */
export function drawSheet(data, state, widths) {
  const { tree, view: shownView } = sheet(indexGraph(data), state, widths);
  return { tree, counts: countsOf(shownView) };
}

/**
 * Boxes and edges without positions, for files whose reader lays them out.
 * @param {Picture} data
 * @param {State} state
 */
export function listView(data, state) {
  const graph = indexGraph(data);
  const shownView = view(graph, state);
  const at = new Map(shownView.items.map((item, k) => [item.id, k]));
  return {
    boxes: shownView.items.map((item) => ({ lane: item.lane, root: item.root, doc: item.doc ?? null, label: item.label ?? null, size: item.members.length })),
    edges: shownView.edges.map((edge) => ({ source: at.get(edge.source), target: at.get(edge.target), relation: edge.relation, mentions: edge.mentions })),
    missing: leftOutWords(shownView.left),
    counts: countsOf(shownView),
  };
}

/** @param {View} view */
export function countsOf({ shown, items, edges, left }) {
  return {
    documents: shown.size,
    folded: items.reduce((n, item) => n + (item.group ? item.members.length : 0), 0),
    links: edges.reduce((n, edge) => n + edge.links.length, 0),
    left_out: left.depth + left.filter + left.source,
    references_left_out: left.references,
  };
}
