/* The card of a document, the card of a link with the sentences that prove it, and the way between two documents. */

import { button, html } from "./dom.js";
import { named } from "./words.js";

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
    ["Loại", type], ["Cơ quan", doc.issuer], ["Ngày", doc.when_text || "không rõ"], ["Cấp", graph.data.names.lanes[doc.lane]],
    ["Địa phương", graph.data.names.places[doc.place]], ["Người ký", doc.signer], ["Tên gọi khác", doc.aliases.join("; ")],
    ["Hiệu lực", doc.force], ["Theo", doc.proof], ["Tệp", doc.path], ["Mã", doc.id],
  ].filter(([, value]) => value);
  const state = doc.ended ?? (doc.corpus ? "có toàn văn" : "chỉ được dẫn, chưa có toàn văn");
  const replacement = doc.replaced_by && graph.byId.has(doc.replaced_by) ? graph.byId.get(doc.replaced_by) : null;
  return [
    html("h2", {}, doc.label),
    html("p", {}, html("span", { class: doc.ended ? "tag ended" : "tag" }, state)),
    html("p", {}, doc.caption),
    html("dl", {}, facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)])),
    replacement === null ? null : html("p", {}, "Thay bằng ", documentButton(page, replacement)),
    page.state === null ? null : html("div", { class: "row" },
      page.state.roots.includes(doc.id) ? null : button("Lấy làm gốc", () => page.change({ roots: [doc.id], open: [], closed: [], pinned: [] })),
      button(page.state.path[0] === doc.id ? "Đã là điểm đầu" : "Điểm đầu của đường", () => page.choosePath(0, doc.id)),
      button("Đường đến đây", () => page.choosePath(1, doc.id)),
      foldButton(page, i)),
    linkList(page, "Văn bản này", graph.above[i], "t", (relation) => graph.data.relations[relation].name),
    linkList(page, "Văn bản này", graph.below[i], "s", (relation) => graph.data.relations[relation].inverse),
  ];
}

/**
 * @param {CardPage} page
 * @param {number} i
 */
function foldButton(page, i) {
  const group = page.groupOf(i);
  return group === null ? null : button(`Gập nhóm ${group.label}`, () => page.foldGroup(group.id));
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
        const next = html("li", {}, button(`Xem thêm ${found.length - from - LIST}`, () => {
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
      by !== undefined ? html("p", {}, "Theo văn bản ", documentButton(page, by)) : null,
      html("p", {}, `${link.n} lần dẫn, độ tin cậy ${Math.round(link.c * 100)}%`),
      link.ev.map(quote),
      link.ev.length ? null : html("p", {}, "Không có câu chứng cứ trong dữ liệu này."),
    ];
  });
  if (links.length > shown.length) parts.push(html("p", {}, `Còn ${links.length - shown.length} liên kết; mở nhóm để xem từng liên kết.`));
  return [html("h2", {}, links.length > 1 ? `${links.length} liên kết` : "Chứng cứ của liên kết"), ...parts];
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
  return html("blockquote", {}, words, html("footer", {}, `${evidence.file}, ${evidence.place ? `${evidence.place}, ` : ""}ký tự ${evidence.start}–${evidence.end}`));
}

/**
 * The chain between the two documents that the reader chose.
 * @param {CardPage} page
 */
export function pathCard(page) {
  const [from, to] = page.state.path.map((id) => page.graph.byId.get(id));
  if (from === undefined && to === undefined) return [];
  const links = page.pathLinks();
  const clear = button("Bỏ đường", () => page.change({ path: [null, null] }));
  if (from === undefined || to === undefined) {
    return [html("h3", {}, "Đường giữa hai văn bản"), html("p", {}, "Đã chọn ", documentButton(page, from ?? to), ". Chọn văn bản thứ hai rồi bấm ", from === undefined ? "“Điểm đầu của đường”." : "“Đường đến đây”."), html("div", { class: "row" }, clear)];
  }
  if (links === null) return [html("h3", {}, "Đường giữa hai văn bản"), html("p", {}, "Không có đường nào nối hai văn bản này trong dữ liệu đang xem."), html("div", { class: "row" }, clear)];
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
  return [html("h3", {}, `Đường giữa hai văn bản, ${links.length} bước`), html("ol", { class: "links" }, steps), html("div", { class: "row" }, clear)];
}
