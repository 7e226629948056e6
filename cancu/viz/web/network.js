/* A network whose nodes are dragged: vis-network draws it, where they stand at first is in the data. */

import { html, plain } from "./dom.js";
import { say, speak } from "./messages.js";

/** The scale below which labels cannot be read: a narrow window begins at the root, and what is further is dragged into it. */
const READABLE = 0.6;

/**
 * Boxes are measured by their letters, so the fonts come first.
 * @param {HTMLElement} host
 */
export function startNetwork(host) {
  Promise.all([document.fonts.load('14px "Noto Sans"'), document.fonts.ready]).then(() => drawNetwork(host));
}

/** @param {HTMLElement} host */
function drawNetwork(host) {
  const data = JSON.parse(document.getElementById("data").textContent);
  speak(data.words);
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges.map((edge, id) => ({ ...edge, id })));
  const stage = html("div", { class: "stage", "aria-label": data.title });
  const card = html("section", { class: "card", "aria-live": "polite" });
  const find = html("input", { type: "search", placeholder: say("find_hint"), "aria-label": say("find"), onchange: () => search(find.value) });
  const physics = html("input", { type: "checkbox", onchange: () => shown.setOptions({ physics: { enabled: physics.checked } }) });
  host.append(
    html("header", {}, html("h1", {}, data.title), html("div", { class: "bar" }, find, html("label", {}, physics, say("physics")))),
    stage,
    html("aside", { "aria-label": say("details") }, card, html("h3", {}, say("relation")), html("ul", {}, legend(data))),
    html("div", { class: "status", role: "status" }, `${say("documents_n", { n: data.nodes.length })}, ${say("links_n", { n: data.edges.length })}${data.left_out ? `. ${say("not_drawn", { what: say("further_left", { n: data.left_out }) })}` : ""}.`),
  );
  const shown = new vis.Network(stage, { nodes, edges }, {
    physics: false, interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false } }, edges: { smooth: { type: "continuous" } },
    nodes: { font: { face: "Noto Sans", size: 14 }, margin: 8 }, layout: { randomSeed: 1 },
  });
  const tell = (title, facts) => card.replaceChildren(html("h2", {}, title),
    html("dl", {}, Object.entries(facts).flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)])));
  const choose = (id) => {
    const node = nodes.get(id);
    tell(node.label, node.card);
  };
  shown.on("click", (event) => {
    if (event.nodes.length) choose(event.nodes[0]);
    else if (event.edges.length) tell(say("link"), edges.get(event.edges[0]).card);
  });
  const search = (words) => {
    const hit = data.nodes.find((node) => words && plain(`${node.label} ${node.card[say("name")] ?? ""}`).includes(plain(words)));
    if (!hit) return;
    shown.selectNodes([hit.id]);
    shown.focus(hit.id, { scale: 1 });
    choose(hit.id);
  };
  shown.once("afterDrawing", () => {
    const root = data.nodes.find((node) => node.borderWidth > 1);
    if (root && shown.getScale() < READABLE) shown.moveTo({ position: { x: root.x, y: root.y }, scale: READABLE });
    window.network = shown;
    document.documentElement.dataset.ready = "yes";
  });
}

/** @param {Network} data */
function legend(data) {
  const used = new Set(data.edges.map((edge) => edge.relation));
  return Object.values(data.relations).filter((relation) => used.has(relation.id)).map((relation) => {
    const line = html("span", {}, relation.name);
    line.style.borderBottom = `3px solid ${relation.colour}`;
    return html("li", {}, line);
  });
}
