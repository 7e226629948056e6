/* A scheme through time: what was issued and what ended, month by month, down the page. */

import { star, text } from "./boxes.js";
import { frame } from "./coverage.js";
import { compare, indexGraph, indices } from "./graph.js";
import { say } from "./messages.js";
import { group, leftOutWords, legendShapes, whole } from "./sheet.js";
import { endings, figure, textWidth, wrap } from "./labels.js";

const LINE = { width: 900, axis: 104, row: 34 };
/** Rows up to which every document has its own; above, like documents of one month share a row. */
const ROWS = 60;

/**
 * The timeline as one tree of shapes.
 * @param {Picture} data
 * @param {Widths} widths
 * @returns {Shape}
 */
export function drawTimeline(data, widths) {
  const graph = indexGraph(data);
  const events = eventsOf(graph);
  const rows = rowsOf(graph, events);
  const title = wrap(data.title, { width: LINE.width, size: 18, bold: true, lines: 2, widths });
  const shapes = title.map((line, k) => text(0, 16 + 24 * k, line, { "font-size": 18, "font-weight": 700, fill: "#111" }));
  let y = title.length * 24 + 14;
  const start = y;
  let now = null;
  for (const row of rows) {
    const y0 = y;
    if (row.when.slice(0, 4) !== now) {
      now = row.when.slice(0, 4);
      shapes.push(...yearHead(now, rows.filter((other) => other.when.slice(0, 4) === now), y0));
      y += 32;
    }
    const drawn = eventRow(graph, row, y, widths);
    shapes.push(drawn.shape);
    y += drawn.height;
  }
  /** @type {Shape} */
  const axis = ["path", { d: `M${LINE.axis} ${start + 12}V${y}`, stroke: "#888", "stroke-width": 2 }];
  const legend = legendShapes(timelineLegend(graph, rows, widths), LINE.width);
  const words = leftOutWords({ depth: 0, filter: 0, source: data.left_out });
  const notes = [`${say("documents_n", { n: figure(graph.documents.length) })}.`, words ? `${say("not_drawn", { what: words })}.` : ""].join(" ");
  shapes.push(group(0, y + 16, legend.shapes), text(0, y + 30 + legend.height, notes, { "font-size": 11, fill: "#333" }));
  const height = y + 34 + legend.height;
  return whole(frame([axis, ...shapes], LINE.width, height), LINE.width, height);
}

/**
 * Issuing of every document, and the end of those whose last day is known, in order.
 * @param {Graph} graph
 * @returns {TimelineEvent[]}
 */
function eventsOf(graph) {
  const events = graph.documents.map((doc, i) => ({ kind: "issued", doc: i, when: doc.when, date: doc.when_text, lane: doc.lane, type: doc.type }));
  graph.documents.forEach((doc, i) => {
    if (doc.ended_on) events.push({ kind: "ended", doc: i, when: doc.ended_on.split("/").reverse().join("-"), date: doc.ended_on, lane: doc.lane, type: doc.type });
  });
  return events.sort((a, b) => compare(a.when, b.when) || compare(a.kind, b.kind) || compare(graph.documents[a.doc].id, graph.documents[b.doc].id));
}

/**
 * One row for each event, or, where those are too many, for the like documents of a month or of a year.
 * @param {Graph} graph
 * @param {TimelineEvent[]} events
 * @returns {TimelineRow[]}
 */
function rowsOf(graph, events) {
  let rows = events.map((event) => ({ ...event, members: [event.doc] }));
  for (const length of [7, 4]) if (rows.length > ROWS) rows = together(graph, events, length);
  return rows;
}

/**
 * Three or more documents of one lane and type whose dates begin alike, in one row; roots and endings keep their own.
 * @param {Graph} graph
 * @param {TimelineEvent[]} events
 * @param {number} length
 * @returns {TimelineRow[]}
 */
function together(graph, events, length) {
  const rows = new Map();
  for (const event of events) {
    const alone = event.kind === "ended" || graph.data.roots.includes(graph.documents[event.doc].id);
    const key = alone ? `alone ${event.kind} ${event.doc}` : `${event.when.slice(0, length)} ${event.lane} ${event.type}`;
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(event);
  }
  return [...rows.values()]
    .flatMap((found) => (found.length < 3 ? found.map((event) => ({ ...event, members: [event.doc] })) : [{ ...found[0], date: spanOf(found), members: found.map((event) => event.doc) }]))
    .sort((a, b) => compare(a.when, b.when) || compare(graph.documents[a.doc].id, graph.documents[b.doc].id));
}

/**
 * The months from the first to the last of some events of one year.
 * @param {TimelineEvent[]} events
 */
function spanOf(events) {
  const months = [events[0], events[events.length - 1]].map((event) => event.when.slice(5, 7)).filter((month) => month && month !== "00");
  return [[...new Set(months)].join("–"), events[0].when.slice(0, 4)].filter(Boolean).join("/");
}

/**
 * @param {string} label
 * @param {TimelineRow[]} rows
 * @param {number} y
 * @returns {Shape[]}
 */
function yearHead(label, rows, y) {
  const count = rows.reduce((n, row) => n + (row.kind === "issued" ? row.members.length : 0), 0);
  return [["rect", { x: 0, y: y + 4, width: LINE.width, height: 22, fill: "#eceef0" }], text(8, y + 20, label || say("undated"), { "font-size": 13, "font-weight": 700, fill: "#111" }),
    text(LINE.width - 8, y + 20, say("documents_n", { n: figure(count) }), { "font-size": 11, "text-anchor": "end", fill: "#333" })];
}

/**
 * @param {Graph} graph
 * @param {TimelineRow} row
 * @param {number} y
 * @param {Widths} widths
 * @returns {{ shape: Shape; height: number }}
 */
function eventRow(graph, row, y, widths) {
  const doc = graph.documents[row.doc];
  const colour = graph.data.colours[row.lane];
  const x = LINE.axis + 20;
  const room = LINE.width - x;
  const root = graph.data.roots.includes(doc.id);
  const several = row.members.length > 1;
  const [head, body] = several ? severalWords(graph, row) : row.kind === "ended" ? [`${doc.label} ${doc.gone}`, doc.caption] : [doc.label, [doc.caption, acts(graph, row.doc)].filter(Boolean).join(" — ")];
  const who = several ? graph.data.names.lanes[row.lane] : doc.issuer ?? "";
  const headWidth = textWidth(head, 12, true, widths);
  const lines = wrap(body, { width: room, size: 10.5, lines: several ? 3 : 2, widths });
  /** @type {Shape} */
  const mark = row.kind === "ended"
    ? ["path", { d: `M${LINE.axis - 5} ${y + 7}l10 10m0 -10l-10 10`, stroke: "#222", "stroke-width": 2.5 }]
    : root ? ["path", { d: star(LINE.axis, y + 12, 11), fill: "#111", stroke: "#fff", "stroke-width": 1.5 }]
      : marker(row.lane, LINE.axis, y + 12, several ? 9 : 6, doc.corpus || several ? colour.line : "#fff", colour.line);
  /** @type {Shape[]} */
  const shapes = [["rect", { x: 0, y, width: LINE.width, height: 20 + lines.length * 13, fill: "#fff", "fill-opacity": 0, class: "frame" }], mark,
    text(LINE.axis - 14, y + 16, row.date, { "font-size": 11, "text-anchor": "end", fill: "#222" }),
    text(x, y + 16, head, { "font-size": 12, "font-weight": 700, fill: row.kind === "ended" ? "#222" : colour.line, "text-decoration": doc.ended && row.kind === "issued" && !several ? "line-through" : null }),
    text(x + headWidth + 10, y + 16, wrap(who, { width: Math.max(60, room - headWidth - 12), size: 11, widths })[0] ?? "", { "font-size": 11, fill: "#333" }),
    ...lines.map((line, k) => text(x, y + 30 + 13 * k, line, { "font-size": 10.5, fill: "#222" }))];
  return { shape: ["g", { "data-doc": row.doc, "data-members": JSON.stringify(row.members), class: "box", role: "button", tabindex: 0, "aria-label": [row.date, head, who, body].filter(Boolean).join(", ") }, ...shapes], height: 28 + lines.length * 13 };
}

/**
 * A mark whose form tells the lane: square, diamond, circle, triangle, or triangle on its tip.
 * @param {string} lane
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} fill
 * @param {string} line
 * @returns {Shape}
 */
function marker(lane, x, y, r, fill, line) {
  const d = {
    central: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
    ministry: `M${x} ${y - r - 1}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}z`,
    department: `M${x} ${y - r - 1}l${r + 1} ${2 * r}h${-2 * r - 2}z`,
    commune: `M${x} ${y + r + 1}l${r + 1} ${-2 * r}h${-2 * r - 2}z`,
  }[lane] ?? `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  return ["path", { d, fill, stroke: line, "stroke-width": 2 }];
}

/**
 * @param {Graph} graph
 * @param {TimelineRow} row
 */
function severalWords(graph, row) {
  const name = (graph.data.names.types[row.type] ?? say("document")).toLowerCase();
  const items = row.members.map((i) => graph.documents[i]).map((doc) => `${graph.data.names.places[doc.place] ?? doc.issuer ?? doc.label} (${doc.label})`);
  return [`${figure(row.members.length)} ${name}`, items.join("; ")];
}

/**
 * What a document does to the asked-for ones, in words.
 * @param {Graph} graph
 * @param {number} i
 */
function acts(graph, i) {
  const roots = new Set(indices(graph, graph.data.roots));
  const done = graph.above[i].map((k) => graph.links[k]).filter((link) => roots.has(link.t) && link.r !== "REFERS_TO");
  return [...new Set(done.map((link) => `${graph.data.relations[link.r].name} ${graph.documents[link.t].label}`))].join("; ");
}

/**
 * @param {Graph} graph
 * @param {TimelineRow[]} rows
 * @param {Widths} widths
 * @returns {LegendEntry[]}
 */
function timelineLegend(graph, rows, widths) {
  const entry = (sample, label) => ({ sample, size: 18, label, width: 26 + textWidth(label, 11, false, widths) });
  const dot = (lane, fill, line) => [marker(lane, 9, 9, 6, fill, line)];
  const lanes = graph.data.lanes.filter((lane) => rows.some((row) => row.lane === lane));
  const ended = rows.filter((row) => row.kind === "ended").map((row) => graph.documents[row.doc]);
  return [entry([["path", { d: star(9, 9, 9), fill: "#111" }]], say("timeline_root")),
    ...lanes.map((lane) => entry(dot(lane, graph.data.colours[lane].line, graph.data.colours[lane].line), graph.data.names.lanes[lane])),
    entry(dot("province", "#fff", "#333"), say("white")),
    ...(ended.length ? [entry([["path", { d: "M4 4l10 10m0 -10l-10 10", stroke: "#222", "stroke-width": 2.5 }]], endings(ended.map((doc) => doc.gone)))] : [])];
}
