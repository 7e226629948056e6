/* The page: its controls, its cards, and what happens when the reader chooses something. */

import { FONT } from "./boxes.js";
import { documentCard, linkCard, pathCard } from "./cards.js";
import { searchBox, showToolbar } from "./controls.js";
import { button, contents, html, shapeElement } from "./dom.js";
import { indexGraph } from "./graph.js";
import { say } from "./messages.js";
import { scene } from "./scene.js";
import { findPath } from "./search.js";
import { countWords, countsOf, leftOutWords, legendEntries, legendShapes, sheet } from "./sheet.js";
import { around, bringIntoSight, fit, highlight, makeStage, place, showScene } from "./stage.js";
import { readFragment, writeFragment } from "./state.js";

/** @param {HTMLElement} host */
export function startPage(host) {
  const { data, first, widths } = JSON.parse(document.getElementById("data").textContent);
  const graph = indexGraph(data);
  const page = /** @type {Page} */ ({
    graph, widths, first: { ...first, direction: "auto", path: [null, null], chosen: null },
    change: (changes, options) => change(page, changes, options),
    reveal: (i) => reveal(page, i),
    showLinks: (links) => showLinks(page, links),
    choosePath: (k, id) => page.change({ path: k === 0 ? [id, page.state.path[1]] : [page.state.path[0], id] }),
    pathLinks: () => pathLinks(page),
    groupOf: (i) => groupOf(page, i),
    foldGroup: (id) => foldGroup(page, id),
  });
  page.state = recall(page);
  build(page, host);
  redraw(page, { fit: true });
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === writeFragment(page.state, page.first)) return;
    page.state = recall(page);
    redraw(page, { fit: true });
  });
  addEventListener("beforeprint", () => document.getElementById("print").replaceChildren(shapeElement(printed(page))));
  addEventListener("keydown", (event) => {
    if (event.target instanceof Element && event.target.matches("input, select, textarea")) return;
    if (event.key === "/") {
      event.preventDefault();
      page.parts.search.focus();
    } else if (event.key === "Escape") page.change({ chosen: null, path: [null, null] });
  });
  document.documentElement.dataset.ready = "yes";
}

/**
 * @param {Page} page
 * @param {HTMLElement} host
 */
function build(page, host) {
  const parts = { toolbar: html("div", { class: "bar" }), card: html("section", { class: "card", "aria-live": "polite" }), way: html("section"), groups: html("section"), legend: html("section", { class: "legend" }), status: html("div", { class: "status", role: "status" }), stage: html("div", { class: "stage" }) };
  page.parts = parts;
  host.append(
    html("header", {}, html("h1", { title: page.graph.data.title }, page.graph.data.title), searchBox(page), parts.toolbar),
    parts.stage,
    html("aside", { "aria-label": say("card_and_legend") }, parts.card, parts.way, parts.groups, parts.legend),
    parts.status,
  );
  page.stage = makeStage(parts.stage, page.widths, {
    box: (id) => chooseBox(page, id),
    edge: (id) => showLinks(page, page.stage.edges.get(id).arm.edge.links),
    nothing: () => page.change({ chosen: null }),
    fold: (id) => foldItem(page, id),
    resized: () => resized(page),
  });
}

/**
 * The state with what follows from the window and from the chosen way.
 * @param {Page} page
 * @returns {State}
 */
function drawnState(page) {
  const { clientWidth: w, clientHeight: h } = page.parts.stage;
  const portrait = page.state.direction === "auto" ? innerHeight > innerWidth : page.state.direction === "portrait";
  const links = pathLinks(page) ?? [];
  const ids = links.flatMap((i) => [page.graph.links[i].s, page.graph.links[i].t]).map((i) => page.graph.documents[i].id);
  const ends = page.state.path.filter((id) => id !== null);
  const long = portrait ? h / Math.max(1, w) : w / Math.max(1, h);
  return { ...page.state, portrait, ratio: Math.min(2.4, Math.max(0.7, long)), pinned: [...page.state.pinned, ...ids, ...ends] };
}

/**
 * @param {Page} page
 * @param {ChangeOptions} [options]
 */
function redraw(page, { fit: refit = false, anchor = null } = {}) {
  const state = drawnState(page);
  page.drawn = `${state.portrait}`;
  const made = scene(page.graph, state, page.widths);
  page.made = made;
  showScene(page.stage, page.graph, made);
  if (refit) fit(page.stage);
  else {
    page.stage.moved = true;
    keepInPlace(page, anchor);
  }
  showToolbar(page);
  showPanel(page);
  remember(page);
}

/**
 * Keep the choices in the address.
 * @param {Page} page
 */
function remember(page) {
  const fragment = writeFragment(page.state, page.first);
  history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
}

/**
 * The choices that the address asks for; roots that the data do not have are left to the first view.
 * @param {Page} page
 * @returns {State}
 */
function recall(page) {
  const state = readFragment(location.hash, page.first);
  const roots = state.roots.filter((id) => page.graph.byId.has(id));
  return { ...state, roots: roots.length ? roots : page.first.roots };
}

/**
 * After a change, leave what the reader looks at where it was on the screen.
 * @param {Page} page
 * @param {Anchor | null} anchor
 */
function keepInPlace(page, anchor) {
  const { stage } = page;
  const box = anchor && stage.made.layout.boxes.find((b) => b.item.members.includes(anchor.member));
  if (box) {
    stage.x = anchor.x - box.x * stage.k;
    stage.y = anchor.y - box.y * stage.k;
  }
  place(stage);
}

/**
 * @param {Page} page
 * @param {Partial<State>} changes
 * @param {ChangeOptions} [options]
 */
function change(page, changes, options = {}) {
  page.state = { ...page.state, ...changes };
  page.links = null;
  if (Object.keys(changes).some((name) => name !== "chosen")) redraw(page, { fit: true, ...options });
  else {
    showPanel(page);
    remember(page);
  }
}

/** @param {Page} page */
function resized(page) {
  if (!page.made) return;
  if (page.drawn !== `${drawnState(page).portrait}`) redraw(page, { fit: true });
  else if (page.stage.moved) place(page.stage);
  else fit(page.stage);
}

/**
 * @param {Page} page
 * @param {string} id
 */
function chooseBox(page, id) {
  const box = page.made.layout.boxes.find((b) => b.item.id === id);
  if (box.item.group === undefined) {
    page.change({ chosen: id });
    return;
  }
  const anchor = { member: box.item.members[0], x: page.stage.x + box.x * page.stage.k, y: page.stage.y + box.y * page.stage.k };
  const { group } = box.item;
  page.change({ open: [...page.state.open.filter((g) => g !== group), group], closed: page.state.closed.filter((g) => g !== group) }, { fit: false, anchor });
  const next = page.made.layout.boxes.find((b) => b.item.members.includes(anchor.member));
  page.stage.boxes.get(next.item.id).focus({ preventScroll: true });
}

/**
 * @param {Page} page
 * @param {number} i
 * @returns {OpenGroup | null}
 */
function groupOf(page, i) {
  const around = page.made.view.open.filter((group) => group.members.includes(i)).sort((a, b) => a.members.length - b.members.length);
  return around[0] ?? null;
}

/**
 * @param {Page} page
 * @param {string} id
 */
function foldItem(page, id) {
  const box = page.made.layout.boxes.find((b) => b.item.id === id);
  const group = groupOf(page, box.item.members[0]);
  if (group !== null) foldGroup(page, group.id);
}

/**
 * @param {Page} page
 * @param {string} id
 */
function foldGroup(page, id) {
  const inside = (other) => other === id || other.startsWith(`${id}|`);
  page.change({ closed: [...page.state.closed, id], open: page.state.open.filter((other) => !inside(other)), chosen: null }, { fit: false });
}

/**
 * Show a document wherever it is: out of its group, and although it is beyond the chosen depth.
 * @param {Page} page
 * @param {number} i
 */
function reveal(page, i) {
  const { id } = page.graph.documents[i];
  if (!page.stage.boxes.has(id)) page.change({ pinned: [...page.state.pinned, id], chosen: id }, { fit: false });
  else page.change({ chosen: id });
  bringIntoSight(page.stage, id);
  page.stage.boxes.get(id).focus({ preventScroll: true });
}

/**
 * @param {Page} page
 * @param {number[]} links
 */
function showLinks(page, links) {
  page.links = links;
  showPanel(page);
}

/**
 * @param {Page} page
 * @returns {number[] | null}
 */
function pathLinks(page) {
  const [from, to] = page.state.path.map((id) => page.graph.byId.get(id));
  if (from === undefined || to === undefined || from === to) return from !== undefined && from === to ? [] : null;
  return findPath(page.graph, from, to, page.state.relations);
}

/**
 * The lit part of the picture: the way between two documents, the chosen link, or the chosen document.
 * @param {Page} page
 */
function steadyLight(page) {
  const { stage, state } = page;
  const inView = (links) => {
    const wanted = new Set(links);
    const edges = [...stage.edges.values()].map(({ arm }) => arm.edge).filter((edge) => edge.links.some((i) => wanted.has(i)));
    return { boxes: new Set(edges.flatMap((edge) => [edge.source, edge.target])), edges: new Set(edges.map((edge) => edge.id)) };
  };
  if (page.links) return inView(page.links);
  const way = pathLinks(page);
  if (way !== null) return inView(way);
  return state.chosen !== null && stage.boxes.has(state.chosen) ? around(stage, state.chosen) : null;
}

/** @param {Page} page */
function showPanel(page) {
  const { parts, graph, state, stage } = page;
  const i = state.chosen === null ? undefined : graph.byId.get(state.chosen);
  const card = page.links ? linkCard(page, page.links) : i !== undefined ? documentCard(page, i) : [];
  parts.card.replaceChildren(...contents(card));
  parts.way.replaceChildren(...pathCard(page));
  parts.groups.replaceChildren(...openGroups(page));
  parts.legend.replaceChildren(...legendPanel(page));
  for (const [id, element] of stage.boxes) element.classList.toggle("chosen", id === state.chosen);
  stage.steady = steadyLight(page);
  highlight(stage, stage.steady);
  const missing = leftOutWords(page.made.view.left);
  parts.status.textContent = `${countWords(countsOf(page.made.view))}${missing ? `. ${say("not_drawn", { what: missing })}` : ""}.`;
}

/**
 * Groups that the reader opened, each with a way to fold it again.
 * @param {Page} page
 */
function openGroups(page) {
  const opened = page.made.view.open.filter((group) => page.state.open.includes(group.id));
  if (!opened.length) return [];
  return [html("h3", {}, say("opened_groups")), html("div", { class: "row" }, opened.map((group) => button(say("fold_one", { label: group.label, n: group.members.length }), () => foldGroup(page, group.id))))];
}

/** @param {Page} page */
function legendPanel(page) {
  const width = Math.max(300, page.parts.legend.clientWidth);
  const { shapes, height } = legendShapes(legendEntries(page.graph, page.made, page.widths), width);
  return [
    html("h3", {}, say("legend")),
    shapeElement(["svg", { width, height, viewBox: `0 -2 ${width} ${height}`, "font-family": FONT, role: "img", "aria-label": say("legend") }, ...shapes]),
    html("p", {}, say("arrows")),
    html("p", {}, `${say("keys")}: `, html("kbd", {}, "/"), ` ${say("key_find")}, `, html("kbd", {}, "←↑↓→"), ` ${say("key_walk")}, `, html("kbd", {}, "Enter"), ` ${say("key_open")}, `, html("kbd", {}, "g"), ` ${say("key_fold")}, `, html("kbd", {}, "+ − 0"), ` ${say("key_zoom")}, `, html("kbd", {}, "Esc"), ` ${say("key_leave")}.`),
  ];
}

/**
 * @param {Page} page
 * @returns {Shape}
 */
export const printed = (page) => sheet(page.graph, drawnState(page), page.widths).tree;
