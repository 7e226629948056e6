/* A page for a picture that does not change: the drawing, and the card of what is clicked. */

import { documentButton, documentCard, linkCard } from "./cards.js";
import { button, contents, html, saveSvg, shapeElement } from "./dom.js";
import { indexGraph } from "./graph.js";
import { say } from "./messages.js";
import { leftOutWords } from "./sheet.js";

/**
 * @param {HTMLElement} host
 * @param {(data: Picture, rest: { table: Coverage }, widths: Widths) => Shape} draw
 */
export function startPlate(host, draw) {
  const { data, widths, ...rest } = JSON.parse(document.getElementById("data").textContent);
  const graph = indexGraph(data);
  /** @type {CardPage} */
  const page = { graph, state: null, reveal: (i) => show(documentCard(page, i)), showLinks: (links) => show(linkCard(page, links)) };
  const card = html("section", { class: "card", "aria-live": "polite" });
  const show = (nodes) => card.replaceChildren(...contents(nodes));
  const tree = draw(data, rest, widths);
  const drawing = html("div", { class: "plate" });
  drawing.append(shapeElement(tree));
  const choose = (element) => {
    const members = element.dataset.members ? JSON.parse(element.dataset.members) : [];
    if (members.length > 1) show([html("h2", {}, say("documents_n", { n: members.length })), html("ul", { class: "links" }, members.map((i) => html("li", {}, documentButton(page, i))))]);
    else page.reveal(Number(element.dataset.doc));
  };
  drawing.addEventListener("click", (event) => {
    const element = /** @type {Element} */ (event.target).closest("[data-doc]");
    if (element !== null) choose(element);
  });
  drawing.addEventListener("keydown", (event) => {
    const element = /** @type {Element} */ (event.target).closest("[data-doc]");
    if (element === null || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    choose(element);
  });
  host.append(
    html("header", {}, html("h1", { class: "unseen" }, data.title), html("div", { class: "bar" }, button(say("save_svg"), () => saveSvg(tree, data.title)), button(say("print"), () => print()))),
    html("div", { class: "stage scroll" }, drawing),
    html("aside", { "aria-label": say("card") }, card, html("p", {}, say("click"))),
    html("div", { class: "status", role: "status" }, leftOutWords({ source: data.left_out })),
  );
  addEventListener("beforeprint", () => document.getElementById("print").replaceChildren(shapeElement(tree)));
  document.documentElement.dataset.ready = "yes";
}
