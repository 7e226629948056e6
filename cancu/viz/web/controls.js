/* The controls of the page: search, form, depth, folding and filters. */

import { printed } from "./app.js";
import { button, choice, html, saveSvg } from "./dom.js";
import { say } from "./messages.js";
import { search, searchIndex } from "./search.js";
import { fit, zoomBy } from "./stage.js";
import { named } from "./labels.js";

/** @param {Page} page */
export function searchBox(page) {
  let index = null;
  let found = [];
  let at = -1;
  const list = html("ul", { class: "results", id: "results", role: "listbox", "aria-label": say("results") });
  const pick = (i) => {
    input.value = "";
    show([]);
    page.reveal(i);
  };
  const show = (documents) => {
    found = documents;
    at = documents.length ? 0 : -1;
    list.replaceChildren(...documents.map((i, k) => {
      const doc = page.graph.documents[i];
      return html("li", { role: "option", id: `result-${k}`, "aria-selected": String(k === at), onpointerdown: (event) => event.preventDefault(), onclick: () => pick(i) }, named(doc), html("small", {}, doc.caption.slice(0, 150)));
    }));
    input.setAttribute("aria-expanded", String(documents.length > 0));
    mark();
  };
  const mark = () => {
    [...list.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `result-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const find = () => {
    index ??= searchIndex(page.graph);
    show(search(page.graph, index, input.value, 30));
    if (!found.length && input.value.trim()) list.replaceChildren(html("li", { class: "none" }, say("nothing_found")));
  };
  const input = html("input", {
    type: "search", placeholder: say("search_hint"), "aria-label": say("search_label"), role: "combobox", "aria-controls": "results", "aria-expanded": "false", autocomplete: "off",
    oninput: find, onfocus: () => input.value && find(), onblur: () => show([]),
    onkeydown: (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && found.length) at = (at + step + found.length) % found.length;
      else if (event.key === "Enter" && at >= 0) pick(found[at]);
      else if (event.key === "Escape") show([]);
      else return;
      event.preventDefault();
      if (step) mark();
    },
  });
  page.parts.search = input;
  return html("div", { class: "search" }, input, list);
}

/** @param {Page} page */
export function showToolbar(page) {
  const { state } = page;
  const open = page.parts.toolbar.querySelector("details")?.open ?? false;
  const focused = /** @type {HTMLElement | SVGElement} */ (document.activeElement)?.dataset?.control ?? null;
  /** @type {(last: number) => [string | number, string | number][]} */
  const steps = (last) => [...Array.from({ length: last + 1 }, (_, n) => /** @type {[number, number]} */ ([n, n])), ["all", say("all_levels")]];
  const depth = (label, name, last) => choice(label, steps(Math.max(last, state[name] ?? 0)), state[name] ?? "all",
    (value) => page.change({ [name]: value === "all" ? null : Number(value) }), { "data-control": name });
  page.parts.toolbar.replaceChildren(
    choice(say("form"), [["lanes", say("by_time")], ["tree", say("by_tree")]], state.form, (form) => page.change({ form }), { "data-control": "form" }),
    state.roots.length ? depth(say("levels_up"), "up", 4) : "",
    state.roots.length ? depth(say("levels_down"), "down", 5) : "",
    choice(say("fold_by"), [["auto", say("automatic")], ["issuer", say("by_issuer")], ["province", say("by_province")], ["type", say("by_type")], ["none", say("no_fold")]], state.fold,
      (fold) => page.change({ fold, open: [], closed: [] }), { "data-control": "fold" }),
    filters(page, open),
    choice(say("direction"), [["auto", say("automatic")], ["landscape", say("landscape")], ["portrait", say("portrait")]], state.direction, (direction) => page.change({ direction }), { "data-control": "direction" }),
    html("span", { class: "zoom" }, button("+", () => zoomBy(page.stage, 1.25), { "aria-label": say("zoom_in") }), button("−", () => zoomBy(page.stage, 0.8), { "aria-label": say("zoom_out") }), button(say("fit"), () => fit(page.stage))),
    button(say("back"), () => page.change({ ...page.first })),
    button(say("save_svg"), () => saveSvg(printed(page), page.graph.data.title)),
    button(say("print"), () => print()),
  );
  if (focused !== null) /** @type {HTMLElement} */ (page.parts.toolbar.querySelector(`[data-control="${focused}"]`))?.focus();
}

/**
 * Relations, years and places that the reader wants to see.
 * @param {Page} page
 * @param {boolean} open
 */
function filters(page, open) {
  const { state, graph } = page;
  const relations = Object.values(graph.data.relations).filter((style) => graph.links.some((link) => link.r === style.id));
  const places = Object.entries(graph.data.names.places);
  const active = [state.relations, state.places, state.from, state.to].filter((value) => value !== null).length;
  const yearInput = (name, label) => html("label", {}, label, html("input", {
    type: "number", min: 1900, max: 2200, value: state[name] ?? "", "data-control": name,
    onchange: (event) => page.change({ [name]: event.target.value ? Number(event.target.value) : null }, { fit: true }),
  }));
  return html("details", { class: "filters", open }, html("summary", {}, active ? `${say("filters")} (${active})` : say("filters")), html("div", {},
    checklist(say("relation"), relations.map((style) => [style.id, style.name]), state.relations, (chosen) => page.change({ relations: chosen })),
    html("fieldset", {}, html("legend", {}, say("years")), yearInput("from", say("from_year")), yearInput("to", say("to_year"))),
    places.length ? checklist(say("place"), places.sort((a, b) => a[1].localeCompare(b[1], "vi")), state.places, (chosen) => page.change({ places: chosen })) : "",
    button(say("clear_filters"), () => page.change({ relations: null, places: null, from: null, to: null })),
  ));
}

/**
 * Tick boxes over [id, name]; null, the first choice, ticks all.
 * @param {string} title
 * @param {[string, string][]} options
 * @param {string[] | null} chosen
 * @param {(chosen: string[]) => void} onchange
 */
function checklist(title, options, chosen, onchange) {
  const all = options.map(([id]) => id);
  const ticked = new Set(chosen ?? all);
  const box = ([id, name]) => html("label", {}, html("input", {
    type: "checkbox", checked: ticked.has(id), "data-control": `${title} ${id}`,
    onchange: (event) => onchange(all.filter((other) => (other === id ? event.target.checked : ticked.has(other)))),
  }), name);
  return html("fieldset", {}, html("legend", {}, title), html("div", { class: "row" }, button(say("all"), () => onchange(all)), button(say("none"), () => onchange([]))), options.map(box));
}
