/* The card of a document, the card of a link with the sentences that prove it, and the way between two documents. */

import { button, html } from "./dom.js";
import { say } from "./messages.js";
import { named } from "./labels.js";

/**
 * @param {CardPage} page
 * @param {number} i
 * @returns {Content[]}
 */
export function documentCard(page, i) {
  const { graph } = page;
  const doc = graph.documents[i];
  const type = graph.data.names.types[doc.type];
  const facts = [
    [say("type"), type], [say("issuer"), doc.issuer], [say("day"), doc.when_text || say("unknown")], [say("level"), graph.data.names.lanes[doc.lane]],
    [say("place"), graph.data.names.places[doc.place]], [say("signer"), doc.signer], [say("aliases"), doc.aliases.join("; ")],
    [say("force"), doc.force], [say("proof"), doc.proof], [say("file"), doc.path], [say("id"), doc.id],
  ].filter(([, value]) => value);
  const state = doc.ended ?? (doc.corpus ? say("has_text") : say("no_text"));
  const replacement = doc.replaced_by && graph.byId.has(doc.replaced_by) ? graph.byId.get(doc.replaced_by) : null;
  return [
    html("h2", {}, doc.label),
    html("p", {}, html("span", { class: doc.ended ? "tag ended" : "tag" }, state)),
    html("p", {}, doc.caption),
    html("dl", {}, facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)])),
    replacement === null ? null : html("p", {}, `${say("replaced_by")} `, documentButton(page, replacement)),
    page.state === null ? null : html("div", { class: "row" },
      page.state.roots.includes(doc.id) ? null : button(say("make_root"), () => page.change({ roots: [doc.id], open: [], closed: [], pinned: [] })),
      button(page.state.path[0] === doc.id ? say("is_start") : say("path_start"), () => page.choosePath(0, doc.id)),
      button(say("path_end"), () => page.choosePath(1, doc.id)),
      foldButton(page, i)),
    linkList(page, say("this_document"), graph.above[i], "t", (relation) => graph.data.relations[relation].name),
    linkList(page, say("this_document"), graph.below[i], "s", (relation) => graph.data.relations[relation].inverse),
  ];
}

/**
 * @param {CardPage} page
 * @param {number} i
 */
function foldButton(page, i) {
  const group = page.groupOf(i);
  return group === null ? null : button(say("fold_group", { label: group.label }), () => page.foldGroup(group.id));
}

/**
 * @param {CardPage} page
 * @param {number} i
 */
export function documentButton(page, i) {
  return button(named(page.graph.documents[i]), () => page.reveal(i));
}

const LIST = 25;

/**
 * Links of a document by relation, each opening its evidence.
 * @param {CardPage} page
 * @param {string} subject
 * @param {number[]} links
 * @param {"s" | "t"} end
 * @param {(relation: string) => string} words
 * @returns {HTMLElement[]}
 */
function linkList(page, subject, links, end, words) {
  const byRelation = new Map(Object.keys(page.graph.data.relations).map((relation) => [relation, []]));
  for (const i of links) byRelation.get(page.graph.links[i].r).push(i);
  return [...byRelation].filter(([, found]) => found.length).map(([relation, found]) => {
    const list = html("ul", { class: "links" });
    const more = (from) => {
      list.append(...found.slice(from, from + LIST).map((i) => html("li", {}, linkButton(page, i, end))));
      if (found.length > from + LIST) {
        const next = html("li", {}, button(say("show_more", { n: found.length - from - LIST }), () => {
          next.remove();
          more(from + LIST);
        }));
        list.append(next);
      }
    };
    more(0);
    return html("section", {}, html("h3", {}, `${subject} ${words(relation)} (${found.length})`), list);
  });
}

/**
 * @param {CardPage} page
 * @param {number} i
 * @param {"s" | "t"} end
 */
function linkButton(page, i, end) {
  const link = page.graph.links[i];
  const doc = page.graph.documents[link[end]];
  const by = link.by === null ? undefined : page.graph.documents[page.graph.byId.get(link.by)];
  return html("button", { type: "button", onclick: () => page.showLinks([i]) }, named(doc), html("small", {}, doc.caption),
    by === undefined ? null : html("small", {}, `theo ${named(by)}`));
}

/**
 * What proves some links: for each, both ends, the sentence with the citation marked, file and place.
 * @param {CardPage} page
 * @param {number[]} links
 * @returns {Content[]}
 */
export function linkCard(page, links) {
  const { graph } = page;
  const shown = links.slice(0, LIST);
  const parts = shown.flatMap((i) => {
    const link = graph.links[i];
    const by = link.by === null ? undefined : graph.byId.get(link.by);
    return [
      html("p", {}, documentButton(page, link.s)),
      html("p", {}, html("strong", {}, graph.data.relations[link.r].name), link.p ? ` (${link.p})` : ""),
      html("p", {}, documentButton(page, link.t)),
      by !== undefined ? html("p", {}, `${say("stated_by")} `, documentButton(page, by)) : null,
      html("p", {}, say("times", { n: link.n, sure: Math.round(link.c * 100) })),
      link.ev.map(quote),
      link.ev.length ? null : html("p", {}, say("no_sentence")),
    ];
  });
  if (links.length > shown.length) parts.push(html("p", {}, say("links_left", { n: links.length - shown.length })));
  return [html("h2", {}, links.length > 1 ? say("links_n", { n: links.length }) : say("proof_of_link")), ...parts];
}

/**
 * One sentence of evidence, with the citation marked where it stands.
 * @param {Evidence} evidence
 */
function quote(evidence) {
  const needle = evidence.text.replace(/\s+/g, " ").trim();
  const at = needle ? evidence.sentence.indexOf(needle) : -1;
  const words = at < 0
    ? [evidence.sentence]
    : [evidence.sentence.slice(0, at), html("mark", {}, needle), evidence.sentence.slice(at + needle.length)];
  return html("blockquote", {}, words, html("footer", {}, `${evidence.file}, ${evidence.place ? `${evidence.place}, ` : ""}${say("characters", { start: evidence.start, end: evidence.end })}`));
}

/**
 * The chain between the two documents that the reader chose.
 * @param {CardPage} page
 */
export function pathCard(page) {
  const [from, to] = page.state.path.map((id) => page.graph.byId.get(id));
  if (from === undefined && to === undefined) return [];
  const links = page.pathLinks();
  const clear = button(say("clear_path"), () => page.change({ path: [null, null] }));
  if (from === undefined || to === undefined) {
    return [html("h3", {}, say("path_between")), html("p", {}, `${say("chosen")} `, documentButton(page, from ?? to), `. ${say("choose_second", { button: say(from === undefined ? "path_start" : "path_end") })}`), html("div", { class: "row" }, clear)];
  }
  if (links === null) return [html("h3", {}, say("path_between")), html("p", {}, say("no_path")), html("div", { class: "row" }, clear)];
  const steps = [];
  let at = from;
  for (const i of links) {
    const link = page.graph.links[i];
    const forward = link.s === at;
    const style = page.graph.data.relations[link.r];
    steps.push(html("li", {}, documentButton(page, at)), html("li", {}, button(forward ? `↓ ${style.name}` : `↑ ${style.inverse}`, () => page.showLinks([i]))));
    at = forward ? link.t : link.s;
  }
  steps.push(html("li", {}, documentButton(page, at)));
  return [html("h3", {}, `${say("path_between")}, ${say("steps", { n: links.length })}`), html("ol", { class: "links" }, steps), html("div", { class: "row" }, clear)];
}
