/* The drawing on the screen: pan, zoom, heads that stay in sight, keys, and highlighting. */

import { FONT, round, text } from "./boxes.js";
import { shapeElement } from "./dom.js";
import { say } from "./messages.js";
import { curve, edgeShapes } from "./scene.js";
import { wrap } from "./labels.js";

const STRIP = { left: 132, top: 30, leftPortrait: 106, topPortrait: 46 };

/**
 * A stage that shows one scene; `on` is told of chosen boxes and edges.
 * @param {HTMLElement} host
 * @param {Widths} widths
 * @param {StageEvents} on
 * @returns {Stage}
 */
export function makeStage(host, widths, on) {
  const world = shapeElement(["g", { class: "world" }]);
  const heads = shapeElement(["g", { class: "heads", "pointer-events": "none" }]);
  const svg = shapeElement(["svg", { role: "application", "aria-label": say("diagram"), "font-family": FONT }]);
  svg.append(world, heads);
  host.append(svg);
  const stage = /** @type {Stage} */ ({ svg, world, heads, host, widths, on, made: null, x: 0, y: 0, k: 1, boxes: new Map(), edges: new Map() });
  panAndZoom(stage);
  pointing(stage);
  keys(stage);
  return stage;
}

/**
 * @param {Stage} stage
 * @param {Graph} graph
 * @param {Scene} made
 */
export function showScene(stage, graph, made) {
  const focused = document.activeElement?.getAttribute?.("data-item") ?? null;
  stage.graph = graph;
  stage.made = made;
  stage.over = shapeElement(["g", { "pointer-events": "none" }]);
  stage.world.replaceChildren(...made.back.map(shapeElement), ...made.lines.map(shapeElement), stage.over, ...made.hits.map(shapeElement), ...made.boxes.map(shapeElement));
  const boxes = /** @type {NodeListOf<ShapeElement>} */ (stage.world.querySelectorAll(".box"));
  stage.boxes = new Map([...boxes].map((element) => [element.dataset.item, element]));
  stage.edges = new Map(made.layout.nets.flatMap((net) => net.arms.map((arm) => [arm.edge.id, { net, arm }])));
  const first = made.layout.boxes.find((box) => box.item.root) ?? made.layout.boxes[0];
  if (first) stage.boxes.get(first.item.id).setAttribute("tabindex", "0");
  if (focused !== null && stage.boxes.has(focused)) stage.boxes.get(focused).focus({ preventScroll: true });
}

/** @param {Stage} stage */
const strips = (stage) => {
  const { portrait, tree } = stage.made.layout;
  return { left: portrait ? STRIP.leftPortrait : tree ? 10 : STRIP.left, top: portrait ? STRIP.topPortrait : STRIP.top };
};

/**
 * Move so that everything is in sight, or, where that would be too small to read, the start of the picture.
 * @param {Stage} stage
 */
export function fit(stage) {
  const { left, top } = strips(stage);
  const { width, height, boxes } = stage.made.layout;
  const [w, h] = [stage.host.clientWidth - left - 14, stage.host.clientHeight - top - 14];
  const whole = Math.min(1.2, w / width, h / height);
  stage.k = whole < 0.42 ? 0.6 : whole;
  stage.x = left;
  stage.y = top;
  const root = boxes.find((box) => box.item.root);
  if (root && width * stage.k > w) stage.x = Math.min(left, Math.max(left + w - width * stage.k, left + w / 2 - (root.x + root.width / 2) * stage.k));
  if (root && height * stage.k > h) stage.y = Math.min(top, Math.max(top + h - height * stage.k, top + h / 2 - (root.y + root.height / 2) * stage.k));
  stage.moved = false;
  if (width * stage.k < w) stage.x = left + Math.min(40, (w - width * stage.k) / 2);
  place(stage);
}

/** @param {Stage} stage */
export function place(stage) {
  stage.world.setAttribute("transform", `translate(${round(stage.x)} ${round(stage.y)}) scale(${stage.k})`);
  const { portrait } = stage.made.layout;
  const [w, h] = [stage.host.clientWidth, stage.host.clientHeight];
  const { left, top } = strips(stage);
  /** @type {Shape[]} */
  const shapes = [["rect", { x: 0, y: 0, width: w, height: top, fill: "#fff" }], ["rect", { x: 0, y: 0, width: left, height: h, fill: "#fff" }]];
  const onX = (u) => stage.x + u * stage.k;
  const onY = (v) => stage.y + v * stage.k;
  for (const head of stage.made.heads) {
    const across = head.kind === "column" ? !portrait : portrait;
    const [low, high] = across ? [Math.max(left, onX(head.from)), Math.min(w, onX(head.to))] : [Math.max(top, onY(head.from)), Math.min(h, onY(head.to))];
    if (high - low < 24) continue;
    shapes.push(...headLabel(stage, head, across, (low + high) / 2, low, high, { left, top }));
  }
  stage.heads.replaceChildren(...shapes.map(shapeElement));
}

/**
 * @param {Stage} stage
 * @param {Head} head
 * @param {boolean} across
 * @param {number} middle
 * @param {number} low
 * @param {number} high
 * @param {{ left: number; top: number }} strips
 * @returns {Shape[]}
 */
function headLabel(stage, head, across, middle, low, high, { left, top }) {
  const bold = { "font-size": 12, "font-weight": 700 };
  if (head.kind === "column") {
    return across
      ? [text(middle, top - 10, head.label, { ...bold, "text-anchor": "middle", fill: "#222" })]
      : [text(left - 8, middle + 4, head.label, { ...bold, "text-anchor": "end", fill: "#222" })];
  }
  const room = across ? high - low - 8 : left - 18;
  const lines = wrap(stage.graph.data.names.lanes[head.id], { width: room, size: 12, bold: true, lines: across ? 2 : 3, widths: stage.widths });
  const bar = across ? { x: low, y: top - 5, width: high - low, height: 4 } : { x: left - 6, y: low, width: 4, height: high - low };
  return [["rect", { ...bar, fill: head.colour.line }], ...lines.map((line, k) => (across
    ? text(middle, top - 12 - 15 * (lines.length - 1 - k), line, { ...bold, "text-anchor": "middle", fill: head.colour.line })
    : text(10, middle + 4 + 15 * (k - (lines.length - 1) / 2), line, { ...bold, fill: head.colour.line })))];
}

/**
 * @param {Stage} stage
 * @param {number} factor
 * @param {number} [cx]
 * @param {number} [cy]
 */
export function zoomBy(stage, factor, cx = stage.host.clientWidth / 2, cy = stage.host.clientHeight / 2) {
  const k = Math.min(3, Math.max(0.08, stage.k * factor));
  stage.x = cx - ((cx - stage.x) * k) / stage.k;
  stage.y = cy - ((cy - stage.y) * k) / stage.k;
  stage.k = k;
  stage.moved = true;
  place(stage);
}

/** @param {Stage} stage */
function panAndZoom(stage) {
  const { svg, host } = stage;
  let held = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = { x: event.clientX - stage.x, y: event.clientY - stage.y, moved: false, id: event.pointerId, fromX: event.clientX, fromY: event.clientY };
  });
  svg.addEventListener("pointermove", (event) => {
    if (held === null || event.pointerId !== held.id) return;
    if (!held.moved && Math.abs(event.clientX - held.fromX) + Math.abs(event.clientY - held.fromY) < 5) return;
    if (!held.moved) svg.setPointerCapture(held.id);
    held.moved = true;
    svg.classList.add("dragging");
    stage.x = event.clientX - held.x;
    stage.y = event.clientY - held.y;
    stage.moved = true;
    place(stage);
  });
  const release = () => {
    if (held?.moved) stage.dragged = true;
    held = null;
    svg.classList.remove("dragging");
  };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("click", (event) => {
    if (stage.dragged) event.stopPropagation();
    stage.dragged = false;
  }, true);
  host.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = host.getBoundingClientRect();
    zoomBy(stage, Math.exp(-event.deltaY * 0.0015), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  host.addEventListener("scroll", () => host.scrollTo(0, 0));
  new ResizeObserver(() => stage.on.resized()).observe(host);
}

/** @param {Stage} stage */
function pointing(stage) {
  const item = (event) => event.target.closest?.("[data-item]")?.dataset.item;
  const edge = (event) => event.target.closest?.("[data-edge]")?.dataset.edge;
  stage.svg.addEventListener("click", (event) => {
    if (item(event) !== undefined) stage.on.box(item(event));
    else if (edge(event) !== undefined) stage.on.edge(edge(event));
    else stage.on.nothing();
  });
  stage.svg.addEventListener("pointerover", (event) => {
    if (item(event) !== undefined) highlight(stage, around(stage, item(event)));
    else if (edge(event) !== undefined) highlight(stage, ends(stage, edge(event)));
    else highlight(stage, stage.steady ?? null);
  });
  stage.svg.addEventListener("pointerleave", () => highlight(stage, stage.steady ?? null));
  stage.svg.addEventListener("focusin", (event) => {
    const id = item(event);
    if (id === undefined || !(event.target instanceof Element) || !event.target.matches(":focus-visible")) return;
    stage.world.querySelector('.box[tabindex="0"]')?.setAttribute("tabindex", "-1");
    event.target.setAttribute("tabindex", "0");
    bringIntoSight(stage, id);
    highlight(stage, around(stage, id));
  });
}

/**
 * A box with its edges and neighbours.
 * @param {Stage} stage
 * @param {string} id
 * @returns {Light}
 */
export function around(stage, id) {
  const lit = { boxes: new Set([id]), edges: new Set() };
  for (const { arm: { edge } } of stage.edges.values()) {
    if (edge.source !== id && edge.target !== id) continue;
    lit.edges.add(edge.id);
    lit.boxes.add(edge.source).add(edge.target);
  }
  return lit;
}

/**
 * @param {Stage} stage
 * @param {string} id
 * @returns {Light}
 */
function ends(stage, id) {
  const { edge } = stage.edges.get(id).arm;
  return { boxes: new Set([edge.source, edge.target]), edges: new Set([id]) };
}

/**
 * Light some boxes and edges and dim the rest; null lights everything.
 * @param {Stage} stage
 * @param {Light | null} lit
 */
export function highlight(stage, lit) {
  stage.svg.classList.toggle("focused", lit !== null);
  for (const [id, element] of stage.boxes) element.classList.toggle("lit", lit !== null && lit.boxes.has(id));
  /** @type {Shape[]} */
  const shapes = [];
  for (const id of lit?.edges ?? []) {
    const { net, arm } = stage.edges.get(id);
    shapes.push(["path", { d: curve(arm.whole), class: "trace" }], .../** @type {Shape[]} */ (edgeShapes(stage.graph, { ...net, arms: [{ ...arm, own: arm.whole, joins: false }] })[0].slice(2)));
  }
  stage.over.replaceChildren(...shapes.map(shapeElement));
}

/**
 * @param {Stage} stage
 * @param {string} id
 */
export function bringIntoSight(stage, id) {
  const box = stage.made.layout.boxes.find((b) => b.item.id === id);
  const { left, top } = strips(stage);
  const [w, h] = [stage.host.clientWidth - 20, stage.host.clientHeight - 20];
  const [x, y] = [stage.x + box.x * stage.k, stage.y + box.y * stage.k];
  const [bw, bh] = [box.width * stage.k, box.height * stage.k];
  stage.x += Math.max(0, left + 12 - x) - Math.max(0, x + bw - w);
  stage.y += Math.max(0, top + 12 - y) - Math.max(0, y + bh - h);
  place(stage);
}

/** @param {Stage} stage */
function keys(stage) {
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.svg.addEventListener("keydown", (event) => {
    const id = /** @type {ShapeElement} */ (event.target).dataset?.item;
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrows[event.key]) {
      const next = nearest(stage, id, arrows[event.key]);
      if (next !== null) stage.boxes.get(next).focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === " ") stage.on.box(id);
    else if (event.key === "g") stage.on.fold(id);
    else if (event.key === "+" || event.key === "=") zoomBy(stage, 1.25);
    else if (event.key === "-") zoomBy(stage, 0.8);
    else if (event.key === "0") fit(stage);
    else return;
    event.preventDefault();
  });
}

/**
 * The box that lies next in a direction: near along it, and not far to the side.
 * @param {Stage} stage
 * @param {string} id
 * @param {number[]} direction
 */
function nearest(stage, id, [dx, dy]) {
  const boxes = stage.made.layout.boxes;
  const from = boxes.find((box) => box.item.id === id);
  let best = null;
  for (const box of boxes) {
    const [x, y] = [box.x - from.x, box.y - from.y];
    const along = x * dx + y * dy;
    if (along <= 1) continue;
    const cost = along + 2.5 * Math.abs(x * dy + y * dx);
    if (best === null || cost < best.cost) best = { cost, id: box.item.id };
  }
  return best === null ? null : best.id;
}
