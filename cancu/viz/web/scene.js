/* A view as shapes: where its boxes lie, its edges between them, and the frame of lanes and columns behind them. */

import { BOX, boxShape, round } from "./boxes.js";
import { UNDATED, view } from "./graph.js";
import { lanesGrid, treeGrid, year } from "./grid.js";
import { route } from "./route.js";
import { say } from "./messages.js";
import { branches, corners } from "./edge_corners.js";

/**
 * Positions of everything in one view; `portrait` lets time run down the page.
 * @param {Graph} graph
 * @param {View} shownView
 * @param {State} state
 * @returns {Layout}
 */
function arrange(graph, shownView, state) {
  const tree = state.form === "tree";
  const portrait = state.portrait && !tree;
  const box = { u: portrait ? BOX.height : BOX.width, v: portrait ? BOX.width : BOX.height };
  const gap = portrait ? { u: 34, v: 22 } : { u: 52, v: 20 };
  const size = { boxU: box.u, boxV: box.v, gapU: gap.u, gapV: gap.v, track: 8 };
  const shape = { pitchU: box.u + gap.u, pitchV: box.v + gap.v, ratio: state.ratio };
  const grid = tree
    ? treeGrid(shownView.items, shownView.edges, state.roots.length > 0)
    : lanesGrid(shownView.items, shownView.edges, graph.data.lanes, shape);
  const plan = route(grid, shownView.edges, size);
  /** @type {(point: Point) => Point} */
  const turn = portrait ? ([u, v]) => [v, u] : ([u, v]) => [u, v];
  const boxes = shownView.items.map((item) => {
    const { c, r } = grid.at.get(item.id);
    const [x, y] = turn([plan.columnAt[c], plan.rowAt[r]]);
    return { item, x, y, width: BOX.width, height: BOX.height };
  });
  const nets = plan.nets.map((net) => ({
    relation: net.relation, hub: net.hub, out: net.out,
    arms: branches(net, net.arms.map((arm) => corners(plan, net, arm).map(turn))),
  }));
  const [width, height] = turn([plan.width, plan.height]);
  return { portrait, tree, rooted: state.roots.length > 0, grid, plan, boxes, nets, width, height };
}

/**
 * A path with round corners.
 * @param {Point[]} points
 * @param {number} [radius]
 */
export function curve(points, radius = 6) {
  const to = (p) => `${round(p[0])} ${round(p[1])}`;
  let d = `M${to(points[0])}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
    const near = Math.min(radius, gapOf(a, b) / 2, gapOf(b, c) / (i === points.length - 2 ? 1 : 2));
    d += `L${to(toward(b, a, near))}Q${to(b)} ${to(toward(b, c, near))}`;
  }
  return `${d}L${to(points[points.length - 1])}`;
}

/**
 * @param {Point} a
 * @param {Point} b
 */
const gapOf = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

/**
 * @param {Point} from
 * @param {Point} to
 * @param {number} distance
 * @returns {Point}
 */
function toward(from, to, distance) {
  const length = gapOf(from, to) || 1;
  return from.map((x, axis) => x + ((to[axis] - x) / length) * distance);
}

/**
 * The end of a way drawn `distance` short, so that a line does not show under its arrowhead.
 * @param {Point[]} points
 * @param {number} distance
 * @returns {Point[]}
 */
function shorten(points, distance) {
  const last = points.length - 1;
  const end = toward(points[last], points[last - 1], Math.min(distance, gapOf(points[last], points[last - 1])));
  return [...points.slice(0, last), end];
}

/** @param {number} mentions */
const weight = (mentions) => (mentions >= 5 ? 3 : mentions >= 2 ? 2.2 : 1.5);

/**
 * The lines of a net, its arrowheads, and wide unseen lines for the pointer.
 * @param {Graph} graph
 * @param {DrawnNet} net
 * @returns {[Shape, Shape[]]}
 */
export function edgeShapes(graph, net) {
  const style = graph.data.relations[net.relation];
  const heaviest = Math.max(...net.arms.map((arm) => weight(arm.edge.mentions)));
  const halos = [];
  const lines = [];
  const hits = [];
  net.arms.forEach((arm) => {
    const width = arm.joins ? weight(arm.edge.mentions) : heaviest;
    const tipped = net.out || !arm.joins;
    const d = curve(tipped ? shorten(arm.own, 7) : arm.own);
    halos.push(["path", { d, fill: "none", stroke: "#fff", "stroke-width": width + 4 }]);
    lines.push(["path", { d, fill: "none", stroke: style.colour, "stroke-width": style.double ? width + 3 : width, "stroke-dasharray": style.dash, "stroke-linecap": style.dash ? "butt" : "round", class: "line" }]);
    if (style.double) lines.push(["path", { d, fill: "none", stroke: "#fff", "stroke-width": width - 0.4 }]);
    if (tipped) lines.push(arrow(arm.own[arm.own.length - 1], arm.own[arm.own.length - 2], style, width));
    hits.push(["path", { d: curve(arm.whole), fill: "none", stroke: "transparent", "stroke-width": 11, class: "hit", "data-edge": arm.edge.id }]);
  });
  return [["g", { class: "net", "data-relation": net.relation, "data-edges": JSON.stringify(net.arms.map((arm) => arm.edge.id)) }, ...halos, ...lines], hits];
}

/**
 * An arrowhead, diamond, bar or open head at the box that a net points to.
 * @param {Point} tip
 * @param {Point} from
 * @param {RelationStyle} style
 * @param {number} width
 * @returns {Shape}
 */
export function arrow(tip, from, style, width) {
  const [dx, dy] = toward([0, 0], [from[0] - tip[0], from[1] - tip[1]], 1);
  const point = (along, across) => `${round(tip[0] + dx * along - dy * across)} ${round(tip[1] + dy * along + dx * across)}`;
  const s = 3.4 + width * 0.7;
  const heads = {
    filled: `M${point(0, 0)}L${point(9, s)}L${point(9, -s)}Z`,
    open: `M${point(9, s)}L${point(0.8, 0)}L${point(9, -s)}M${point(0.8, 0)}L${point(9, 0)}`,
    diamond: `M${point(0, 0)}L${point(6, s)}L${point(12, 0)}L${point(6, -s)}Z`,
    cross: `M${point(2, s + 1)}L${point(10, -s - 1)}M${point(2, -s - 1)}L${point(10, s + 1)}M${point(0, 0)}L${point(9, 0)}`,
  };
  const solid = style.head === "filled" || style.head === "diamond";
  return ["path", { d: heads[style.head], fill: solid ? style.colour : "none", stroke: style.colour, "stroke-width": solid ? 1 : Math.max(1.6, width), class: "head" }];
}

/**
 * Names of the lanes and dates of the columns, as bands behind the boxes and heads beside them.
 * @param {Graph} graph
 * @param {Layout} layout
 * @returns {{ back: Shape[]; heads: Head[] }}
 */
function frameShapes(graph, layout) {
  const { plan, grid, portrait } = layout;
  const back = [];
  const heads = [];
  const across = portrait ? layout.height : layout.width;
  const put = (u, v, length, breadth, attributes) => (portrait
    ? ["rect", { x: round(v), y: round(u), width: round(breadth), height: round(length), ...attributes }]
    : ["rect", { x: round(u), y: round(v), width: round(length), height: round(breadth), ...attributes }]);
  grid.lanes.forEach((lane, k) => {
    const from = k === 0 ? 0 : plan.corridorAt[lane.from].border;
    const to = plan.corridorAt[lane.from + lane.size].border;
    const colour = graph.data.colours[lane.id];
    back.push(put(0, from, across, to - from, { fill: k % 2 ? "#fafafa" : "#f3f4f5" }));
    heads.push({ kind: "lane", id: lane.id, from, to, colour });
  });
  columnLabels(layout).forEach((label, c) => heads.push({ kind: "column", from: plan.columnAt[c], to: plan.columnAt[c] + plan.size.boxU, label }));
  return { back, heads };
}

/**
 * The span of time that each column stands for, to the day where months repeat, or its distance in a tree.
 * @param {Layout} layout
 */
function columnLabels(layout) {
  const { columns, zero } = layout.grid;
  if (layout.tree) return columns.map((_, c) => distanceLabel(layout.rooted, c, c - zero));
  const labels = columns.map((column) => spanLabel(column, false));
  return labels.map((label, c) => (label === labels[c - 1] || label === labels[c + 1] ? spanLabel(columns[c], true) : label));
}

/**
 * @param {boolean} rooted
 * @param {number} c
 * @param {number} level
 */
function distanceLabel(rooted, c, level) {
  if (!rooted) return say("step_n", { n: c + 1 });
  if (level === 0) return say("root");
  return level < 0 ? say("above_n", { n: -level }) : say("below_n", { n: level });
}

/**
 * @param {Item[]} column
 * @param {boolean} days
 */
function spanLabel(column, days) {
  const first = column[0].when;
  const last = column.reduce((a, item) => (item.when > a ? item.when : a), first);
  if (first === UNDATED) return say("undated");
  if (year(first) !== year(last)) return `${year(first)}–${year(last)}`;
  const part = (from, to) => [...new Set([first, last].map((when) => when.slice(from, to)).filter((piece) => piece && piece !== "00"))].join("–");
  const inMonth = days && first.slice(0, 7) === last.slice(0, 7) ? part(8, 10) : "";
  return [inMonth, part(5, 7), year(first)].filter(Boolean).join("/");
}

/**
 * One view of the graph: boxes, nets and frame, with the size that they take.
 * @param {Graph} graph
 * @param {State} state
 * @param {Widths} widths
 * @returns {Scene}
 */
export function scene(graph, state, widths) {
  const shownView = view(graph, state);
  const layout = arrange(graph, shownView, state);
  const drawn = layout.nets.map((net) => edgeShapes(graph, net));
  const frame = frameShapes(graph, layout);
  return {
    view: shownView, layout, heads: frame.heads,
    back: frame.back,
    lines: drawn.map(([lines]) => lines),
    hits: drawn.flatMap(([, hits]) => hits),
    boxes: layout.boxes.map((box) => boxShape(graph, box, widths)),
  };
}
