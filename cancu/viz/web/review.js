/* A reviewed draft: its text with marks, notes beside the lines they speak of, and a list of all of them. */

import { filled, html } from "./dom.js";

/** @param {HTMLElement} host */
export function startReview(host) {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words } = data;
  host.className = "review";
  const laws = [...new Set(data.notes.map((note) => note.law).filter(Boolean))];
  const show = (i) => {
    const note = document.getElementById(`note-${i}`);
    host.querySelectorAll(".chosen").forEach((element) => element.classList.remove("chosen"));
    host.querySelectorAll(`[data-note="${i}"]`).forEach((element) => element.classList.add("chosen"));
    note?.scrollIntoView({ block: "center" });
  };
  host.append(
    html("header", {}, html("h1", {}, data.title), html("p", { class: "summary" }, data.summary)),
    html("div", { class: "sheet" },
      data.paragraphs.map((paragraph) => html("div", { class: "line" },
        html("p", { class: "words" }, paragraph.pieces.map(([piece, i]) => (i === null ? piece : marked(data.notes[i], piece, i, show)))),
        html("div", { class: "notes" }, paragraph.notes.map((i) => noteCard(data, data.notes[i], i)))))),
    html("aside", { "aria-label": words.label },
      html("h2", {}, data.notes.length ? filled(words.points, { n: data.notes.length }) : words.none),
      html("ol", { class: "links" }, data.notes.map((note, i) => html("li", {}, html("button", { type: "button", class: `grave-${note.severity}`, "data-note": i, onclick: () => show(i) },
        html("strong", {}, note.name), html("small", {}, note.text))))),
      laws.length ? html("h3", {}, words.laws) : null,
      html("ul", { class: "bases" }, laws.map((law) => html("li", {}, law))),
      data.bases.length ? html("h3", {}, filled(words.bases, { n: data.bases.length })) : null,
      html("ul", { class: "bases" }, data.bases.map(([basis, state, since]) => html("li", {}, basis, html("small", {}, [state, since].filter(Boolean).join(" "))))),
    ),
  );
  document.documentElement.dataset.ready = "yes";
}

/**
 * @param {Note} note
 * @param {string} words
 * @param {number} i
 * @param {(i: number) => void} show
 */
function marked(note, words, i, show) {
  const tag = note.struck ? "del" : "mark";
  return html(tag, {
    class: `grave-${note.severity}`, role: "button", tabindex: "0", "data-note": i, title: `${note.name}: ${note.reason}`, onclick: () => show(i),
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      show(i);
    },
  }, words);
}

/**
 * @param {{ words: Words; severities: Words }} data
 * @param {Note} note
 * @param {number} i
 */
function noteCard(data, note, i) {
  return html("section", { class: `grave-${note.severity}`, id: `note-${i}`, "data-note": i },
    html("p", {}, html("strong", {}, `${i + 1}. ${note.name}`), ` (${data.severities[note.severity]}): `, note.reason, ". ",
      note.right ? html("span", { class: "right" }, html("b", {}, data.words.use), note.right, ".") : null),
    note.proof ? html("p", { class: "proof" }, data.words.proof, note.proof) : null);
}
