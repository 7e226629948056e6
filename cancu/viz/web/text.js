/* A text with its citations: marks by relation, a card for each, and a list to step through. */

import { filled, html } from "./dom.js";

/** Underlines that differ in form as well as in colour. */
const UNDERLINE = { IMPLEMENTS: "solid", BASED_ON: "solid", GUIDES: "dashed", AMENDS: "double", REPLACES: "double", REPEALS: "wavy", REFERS_TO: "dotted" };

/** @param {HTMLElement} host */
export function startText(host) {
  const data = JSON.parse(document.getElementById("data").textContent);
  const card = html("section", { class: "card", "aria-live": "polite" });
  const marks = data.mentions.map(() => []);
  const body = html("article", { class: "text" }, data.pieces.map(([words, i]) => {
    if (i === null) return words.replace(/\n\s*\n\s*\n/g, "\n\n");
    const mark = citation(data, i, words, () => choose(i));
    marks[i].push(mark);
    return mark;
  }));
  const choose = (i) => {
    body.querySelectorAll(".chosen").forEach((mark) => mark.classList.remove("chosen"));
    marks[i].forEach((mark) => mark.classList.add("chosen"));
    marks[i][0]?.scrollIntoView({ block: "nearest" });
    card.replaceChildren(...mentionCard(data, data.mentions[i]));
    list.querySelectorAll("button").forEach((entry, k) => entry.setAttribute("aria-pressed", String(k === i)));
  };
  const list = html("ul", { class: "links" }, data.mentions.map((mention, i) => html("li", {}, html("button", { type: "button", onclick: () => choose(i) },
    mention.target, html("small", {}, `${data.relations[mention.relation].name}, ${mention.status}`)))));
  host.append(
    html("header", {}, html("h1", {}, data.title), html("div", { class: "bar" }, textLegend(data))),
    html("div", { class: "stage scroll" }, body),
    html("aside", { "aria-label": data.words.label }, card, html("h3", {}, filled(data.words.citations, { n: data.mentions.length })), list),
    html("div", { class: "status", role: "status" }, `${filled(data.words.counted, { n: data.mentions.length, settled: data.mentions.filter((mention) => mention.settled).length })}${data.left_out ? `. ${filled(data.words.left_out, { n: data.left_out })}` : ""}.`),
  );
  document.documentElement.dataset.ready = "yes";
}

/**
 * @param {MarkedText} data
 * @param {number} i
 * @param {string} words
 * @param {() => void} onchoose
 */
function citation(data, i, words, onchoose) {
  const mention = data.mentions[i];
  const relation = data.relations[mention.relation];
  const mark = html("span", {
    class: `cite${mention.settled ? "" : " open"}${mention.dead ? " dead" : ""}`, role: "button", tabindex: "0", "data-mention": i,
    title: `${relation.name}: ${mention.target}${mention.force ? `, ${mention.force}` : ""}`, onclick: onchoose,
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      onchoose();
    },
  }, words);
  underline(mark, mention.relation, relation.colour);
  return mark;
}

/**
 * @param {HTMLElement} element
 * @param {string} relation
 * @param {string} colour
 */
function underline(element, relation, colour) {
  if (UNDERLINE[relation] === "wavy") {
    element.style.textDecoration = `underline wavy ${colour}`;
    element.style.borderBottom = "0";
  } else element.style.borderBottom = `${relation === "IMPLEMENTS" || UNDERLINE[relation] === "double" ? 4 : 2}px ${UNDERLINE[relation]} ${colour}`;
}

/** @param {MarkedText} data */
function textLegend(data) {
  return Object.values(data.relations).filter((style) => data.mentions.some((mention) => mention.relation === style.id)).map((style) => {
    const sample = html("span", { class: "cite" }, style.name);
    underline(sample, style.id, style.colour);
    return sample;
  });
}

/**
 * @param {MarkedText} data
 * @param {Mention} mention
 */
function mentionCard(data, mention) {
  const { words } = data;
  const facts = [
    [words.relation, data.relations[mention.relation].name], [words.source, mention.source], [words.document, mention.id], [words.status, mention.status], [words.force, mention.force],
    [words.candidates, mention.candidates.join("; ")], [words.reason, mention.reason], [words.date, mention.date], [words.issuer, mention.issuer],
    [words.part, mention.provision], [words.title, mention.title], [words.cue, mention.cue], [words.repairs, mention.repairs.join("; ")],
    [words.rule, mention.rule], [words.confidence, `${Math.round(mention.confidence * 100)}%`],
    [words.place, [mention.place, filled(words.characters, { start: mention.start, end: mention.end })].filter(Boolean).join(", ")],
  ].filter(([, value]) => value);
  const parts = mention.parts.map((part) => html("details", { open: "" }, html("summary", {}, part.name),
    ...part.done.map((told) => html("p", {}, told)), part.words ? html("blockquote", { class: "words" }, part.words) : null));
  return [html("h2", {}, mention.target), html("p", {}, html("span", { class: "tag" }, mention.status)), html("blockquote", {}, mention.text), ...parts,
    html("dl", {}, facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)]))];
}
