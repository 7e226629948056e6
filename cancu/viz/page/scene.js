/* A view as shapes: trees of [tag, attributes, ...children] that a page turns into elements and a file into text. */

const BOX = { width: 212, height: 68 };
const FONT = "'Noto Sans', 'Segoe UI', Arial, sans-serif";

/** Width of a text in pixels, from the widths of the font that pictures are set in. */
function textWidth(text, size, bold, widths) {
  const table = bold ? widths.bold : widths.regular;
  let sum = 0;
  for (const c of text) sum += table[c] ?? 620;
  return (sum * size) / 1000;
}

/** A text cut to at most `lines` lines of the given width, the last with an ellipsis where something is missing. */
function wrap(text, { width, size, bold = false, lines = 1, widths }) {
  const fits = (t) => textWidth(t, size, bold, widths) <= width;
  const words = text.split(/\s+/).filter(Boolean).flatMap((word) => (fits(word) ? [word] : pieces(word, fits)));
  const out = [];
  let at = 0;
  while (at < words.length && out.length < lines) {
    let line = words[at];
    at += 1;
    while (at < words.length && fits(`${line} ${words[at]}`)) {
      line += ` ${words[at]}`;
      at += 1;
    }
    out.push(line);
  }
  if (at < words.length && out.length) out[out.length - 1] = clip(`${out[out.length - 1]} ${words[at]}`, fits);
  return out;
}

function clip(text, fits) {
  let cut = [...text];
  while (cut.length && !fits(`${cut.join("").trimEnd()}…`)) cut = cut.slice(0, -1);
  return `${cut.join("").trimEnd()}…`;
}

/** A word that is wider than a line, in pieces that fit. */
function pieces(word, fits) {
  const out = [];
  let piece = "";
  for (const c of word) {
    if (piece && !fits(piece + c)) {
      out.push(piece);
      piece = "";
    }
    piece += c;
  }
  return [...out, piece];
}

const text = (x, y, string, attributes = {}) => ["text", { x: round(x), y: round(y), ...attributes }, string];
const round = (x) => Math.round(x * 100) / 100;

/** Positions of everything in one view; `portrait` lets time run down the page. */
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
  const turn = portrait ? ([u, v]) => [v, u] : ([u, v]) => [u, v];
  const boxes = shownView.items.map((item) => {
    const { c, r } = grid.at.get(item.id);
    const [x, y] = turn([plan.columnAt[c], plan.rowAt[r]]);
    return { item, x, y, width: BOX.width, height: BOX.height };
  });
  const nets = plan.nets.map((net) => ({
    relation: net.relation, target: net.target,
    arms: branches(plan, net).map((arm) => ({ edge: arm.edge, joins: arm.joins, own: arm.own.map(turn), whole: arm.whole.map(turn) })),
  }));
  const [width, height] = turn([plan.width, plan.height]);
  return { portrait, tree, grid, plan, boxes, nets, width, height };
}

/** A path with round corners. */
function curve(points, radius = 6) {
  const to = (p) => `${round(p[0])} ${round(p[1])}`;
  let d = `M${to(points[0])}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
    const near = Math.min(radius, gapOf(a, b) / 2, gapOf(b, c) / (i === points.length - 2 ? 1 : 2));
    d += `L${to(toward(b, a, near))}Q${to(b)} ${to(toward(b, c, near))}`;
  }
  return `${d}L${to(points[points.length - 1])}`;
}

const gapOf = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

function toward(from, to, distance) {
  const length = gapOf(from, to) || 1;
  return from.map((x, axis) => x + ((to[axis] - x) / length) * distance);
}

/** The end of a way drawn `distance` short, so that a line does not show under its arrowhead. */
function shorten(points, distance) {
  const last = points.length - 1;
  const end = toward(points[last], points[last - 1], Math.min(distance, gapOf(points[last], points[last - 1])));
  return [...points.slice(0, last), end];
}

const weight = (mentions) => (mentions >= 5 ? 3 : mentions >= 2 ? 2.2 : 1.5);

function edgeShapes(graph, net) {
  const style = graph.data.relations[net.relation];
  const heaviest = Math.max(...net.arms.map((arm) => weight(arm.edge.mentions)));
  const halos = [];
  const lines = [];
  const hits = [];
  net.arms.forEach((arm) => {
    const width = arm.joins ? weight(arm.edge.mentions) : heaviest;
    const way = arm.joins ? arm.own : shorten(arm.own, style.head === "none" ? 0 : 7);
    const d = curve(way);
    const line = { d, fill: "none", stroke: style.colour, "stroke-width": width, "stroke-dasharray": style.dash, "stroke-linecap": style.dash ? "butt" : "round" };
    halos.push(["path", { d, fill: "none", stroke: "#fff", "stroke-width": width + 4 }]);
    lines.push(["path", { ...line, class: "line", "stroke-width": style.double ? width + 3 : width }]);
    if (style.double) lines.push(["path", { d, fill: "none", stroke: "#fff", "stroke-width": width - 0.4 }]);
    hits.push(["path", { d: curve(arm.whole), fill: "none", stroke: "transparent", "stroke-width": 11, class: "hit", "data-edge": arm.edge.id }]);
  });
  const whole = net.arms[0].whole;
  lines.push(arrow(whole[whole.length - 1], whole[whole.length - 2], style, heaviest));
  return [["g", { class: "net", "data-relation": net.relation, "data-edges": JSON.stringify(net.arms.map((arm) => arm.edge.id)) }, ...halos, ...lines], hits];
}

/** An arrowhead, diamond, bar or open head at the box that a net points to. */
function arrow(tip, from, style, width) {
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

/** Outline of a box by the family of its document type. */
function outline(family, w, h) {
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

/** One document as a box at the origin. */
function documentShapes(graph, item, widths) {
  const doc = graph.documents[item.doc];
  const lane = graph.data.colours[doc.lane];
  const { width: w, height: h } = BOX;
  const d = outline(doc.family, w, h);
  const left = 14;
  const room = w - left - 9;
  const shapes = [["path", {
    d, fill: doc.corpus ? lane.tint : "#fff", stroke: item.root ? "#111" : lane.line, "stroke-width": item.root ? 3 : doc.corpus ? 1.5 : 1.2,
    "stroke-dasharray": doc.corpus || item.root ? null : "4 3", class: "frame",
  }]];
  if (doc.family === "letter") shapes.push(["path", { d: `M${w - 11} 0V11H${w}`, fill: "none", stroke: lane.line, "stroke-width": 1 }]);
  if (doc.family === "normative") shapes.push(["path", { d: `M4 0V${h}`, stroke: lane.line, "stroke-width": 1.2 }]);
  shapes.push(["path", { d: `M7.5 ${18}V${h - 18}`, stroke: lane.line, "stroke-width": 4, "stroke-linecap": "butt" }]);
  const dateWidth = textWidth(doc.when_text, 9.5, false, widths);
  const headRoom = room - (doc.family === "letter" ? 8 : 0) - dateWidth - 8;
  const [head] = wrap(doc.label, { width: headRoom, size: 12, bold: true, widths });
  shapes.push(text(left, 17, head ?? "", { "font-size": 12, "font-weight": 700, "text-decoration": doc.ended ? "line-through" : null, fill: "#111" }));
  shapes.push(text(w - 9 - (doc.family === "letter" ? 8 : 0), 17, doc.when_text, { "font-size": 9.5, "text-anchor": "end", fill: "#333" }));
  const tag = doc.ended ?? (doc.corpus ? null : "chỉ được dẫn");
  const tagWidth = tag === null ? 0 : textWidth(tag, 8.5, true, widths) + 8;
  const [who] = wrap(doc.issuer ?? "Chưa rõ cơ quan", { width: room - tagWidth - 6, size: 10, widths });
  shapes.push(text(left, 31, who, { "font-size": 10, fill: "#333" }));
  if (tag !== null) {
    shapes.push(["rect", { x: w - 9 - tagWidth, y: 22.5, width: round(tagWidth), height: 12, rx: 2, fill: doc.ended ? "#222" : "#fff", stroke: doc.ended ? "#222" : "#777", "stroke-width": 0.8 }]);
    shapes.push(text(w - 9 - tagWidth / 2, 31.6, tag, { "font-size": 8.5, "font-weight": 700, "text-anchor": "middle", fill: doc.ended ? "#fff" : "#444" }));
  }
  wrap(doc.caption, { width: room, size: 10, lines: 2, widths }).forEach((line, k) => shapes.push(text(left, 46 + 12.5 * k, line, { "font-size": 10, fill: "#111" })));
  if (item.root) shapes.push(["path", { d: star(w - 4, 1, 9), fill: "#111", stroke: "#fff", "stroke-width": 1.2 }]);
  return shapes;
}

function star(x, y, r) {
  const points = Array.from({ length: 10 }, (_, k) => {
    const angle = -Math.PI / 2 + (k * Math.PI) / 5;
    const reach = k % 2 ? r * 0.42 : r;
    return `${round(x + reach * Math.cos(angle))} ${round(y + reach * Math.sin(angle))}`;
  });
  return `M${points.join("L")}Z`;
}

/** A folded group as a stack of boxes at the origin. */
function groupShapes(graph, item, widths) {
  const lane = graph.data.colours[item.lane];
  const { width: w, height: h } = BOX;
  const plate = (x, y) => ["rect", { x, y, width: w - 6, height: h - 6, rx: 3, fill: "#fff", stroke: lane.line, "stroke-width": 1.2, class: "frame" }];
  const corpus = item.members.filter((i) => graph.documents[i].corpus).length;
  const shapes = [plate(6, 6), plate(3, 3), ["rect", { ...plate(0, 0)[1], fill: lane.tint, "stroke-width": 1.5 }]];
  const count = `${item.members.length}`;
  const badge = textWidth(count, 12, true, widths) + 14;
  shapes.push(["rect", { x: w - 12 - badge, y: 7, width: round(badge), height: 18, rx: 9, fill: lane.line }]);
  shapes.push(text(w - 12 - badge / 2, 20.3, count, { "font-size": 12, "font-weight": 700, "text-anchor": "middle", fill: "#fff" }));
  wrap(item.label, { width: w - 34 - badge, size: 12, bold: true, lines: 2, widths }).forEach((line, k) =>
    shapes.push(text(12, 19 + 14 * k, line, { "font-size": 12, "font-weight": 700, fill: "#111" })));
  const range = year(item.when) === year(item.until) ? year(item.when) : [item.when, item.until].map(year).filter(Boolean).join("–");
  const lines = [[range || "không rõ năm", kinds(graph, item.members)].join(" · "), `${corpus} có toàn văn`];
  lines.forEach((line, k) => shapes.push(text(12, 46 + 12 * k, wrap(line, { width: w - 44, size: 10, widths })[0], { "font-size": 10, fill: "#333" })));
  shapes.push(["path", { d: `M${w - 26} 44l5 5l5 -5`, fill: "none", stroke: lane.line, "stroke-width": 2 }]);
  return shapes;
}

/** How one document is named in a line: 24/KH-UBND (UBND tỉnh Thanh Hóa, 13/02/2023). */
function named(doc) {
  const rest = [doc.issuer, doc.when_text].filter(Boolean).join(", ");
  return rest ? `${doc.label} (${rest})` : doc.label;
}

/** The most frequent types of some documents, with their numbers. */
function kinds(graph, members) {
  const count = new Map();
  for (const i of members) {
    const name = (graph.data.names.types[graph.documents[i].type] ?? "văn bản khác").toLowerCase();
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  return [...count].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).slice(0, 2).map(([name, n]) => `${n} ${name}`).join(", ");
}

/** The words for a screen reader. */
function spoken(graph, item) {
  if (item.group) return `Nhóm ${item.label}, ${item.members.length} văn bản, đang gập`;
  const doc = graph.documents[item.doc];
  return [doc.label, doc.issuer, doc.when_text, doc.caption, doc.ended ?? (doc.corpus ? "" : "chỉ được dẫn")].filter(Boolean).join(", ");
}

function boxShape(graph, box, widths) {
  const { item, x, y } = box;
  const shapes = item.group ? groupShapes(graph, item, widths) : documentShapes(graph, item, widths);
  const label = spoken(graph, item);
  return ["g", { class: `box${item.root ? " root" : ""}`, transform: `translate(${round(x)} ${round(y)})`, "data-item": item.id, role: "button", tabindex: "-1", "aria-label": label },
    ["title", {}, label], ...shapes];
}

/** Names of the lanes and dates of the columns, as bands behind the boxes and heads beside them. */
function frameShapes(graph, layout, widths) {
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
  grid.columns.forEach((column, c) => heads.push({ kind: "column", from: plan.columnAt[c], to: plan.columnAt[c] + plan.size.boxU, label: columnLabel(layout, column, c), years: yearsOf(column) }));
  return { back, heads };
}

const yearsOf = (column) => [...new Set(column.map((item) => year(item.when)))];

/** The span of time that a column stands for, or its distance in a tree. */
function columnLabel(layout, column, c) {
  if (layout.tree) {
    const level = c - layout.grid.zero;
    if (level === 0) return "Văn bản đang xem";
    return level < 0 ? `Trên ${-level} bậc` : `Dưới ${level} bậc`;
  }
  const first = column[0].when;
  const last = column.reduce((a, item) => (item.when > a ? item.when : a), first);
  if (first === UNDATED) return "Không rõ ngày";
  if (year(first) !== year(last)) return `${year(first)}–${year(last)}`;
  const months = [first, last].map((when) => when.slice(5, 7)).filter((m) => m && m !== "00");
  if (!months.length) return year(first);
  return months[0] === months[months.length - 1] ? `${months[0]}/${year(first)}` : `${months[0]}–${months[months.length - 1]}/${year(first)}`;
}

/** One view of the graph: boxes, nets and frame, with the size that they take. */
function scene(graph, state, widths) {
  const shownView = view(graph, state);
  const layout = arrange(graph, shownView, state);
  const drawn = layout.nets.map((net) => edgeShapes(graph, net));
  const frame = frameShapes(graph, layout, widths);
  return {
    view: shownView, layout, heads: frame.heads,
    back: frame.back,
    lines: drawn.map(([lines]) => lines),
    hits: drawn.flatMap(([, hits]) => hits),
    boxes: layout.boxes.map((box) => boxShape(graph, box, widths)),
  };
}
