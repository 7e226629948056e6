/* Words in pictures: how wide they are, how they are cut, and how documents are called. */

import { compare } from "./graph.js";
import { say } from "./messages.js";

/**
 * Width of a text in pixels, from the widths of the font that pictures are set in.
 * @param {string} text
 * @param {number} size
 * @param {boolean} bold
 * @param {Widths} widths
 */
export function textWidth(text, size, bold, widths) {
  const table = bold ? widths.bold : widths.regular;
  let sum = 0;
  for (const c of text) sum += table[c] ?? 620;
  return (sum * size) / 1000;
}

/**
 * A text cut to at most `lines` lines of the given width, the last with an ellipsis where something is missing.
 * @param {string} text
 * @param {{ width: number; size: number; bold?: boolean; lines?: number; widths: Widths }} how
 */
export function wrap(text, { width, size, bold = false, lines = 1, widths }) {
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

/**
 * @param {string} text
 * @param {(text: string) => boolean} fits
 */
function clip(text, fits) {
  let cut = [...text];
  while (cut.length && !fits(`${cut.join("").trimEnd()}…`)) cut = cut.slice(0, -1);
  return `${cut.join("").trimEnd()}…`;
}

/**
 * A word that is wider than a line, in pieces that fit.
 * @param {string} word
 * @param {(text: string) => boolean} fits
 */
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

/**
 * A number as it is written: 9.686.
 * @param {number} n
 */
export const figure = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, say("thousands"));

/**
 * How one document is named in a line: 24/KH-UBND (UBND tỉnh Thanh Hóa, 13/02/2023).
 * @param {Doc} doc
 */
export function named(doc) {
  const rest = [doc.issuer, doc.when_text].filter(Boolean).join(", ");
  return rest ? `${doc.label} (${rest})` : doc.label;
}

/**
 * How documents ended, each way once: "hết thời kỳ, đã bị thay thế".
 * @param {(string | null)[]} said
 */
export const endings = (said) => [...new Set(said.filter((one) => one !== null))].sort(compare).join(", ");

/**
 * The most frequent types of some documents, with their numbers.
 * @param {Graph} graph
 * @param {number[]} members
 */
export function kinds(graph, members) {
  const count = new Map();
  for (const i of members) {
    const name = (graph.data.names.types[graph.documents[i].type] ?? say("other_document")).toLowerCase();
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  return [...count].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).slice(0, 2).map(([name, n]) => `${figure(n)} ${name}`).join(", ");
}

/**
 * The words for a screen reader.
 * @param {Graph} graph
 * @param {Item} item
 */
export function spoken(graph, item) {
  if (item.group) return say("group_spoken", { label: item.label, n: item.members.length });
  const doc = graph.documents[item.doc];
  return [doc.label, doc.issuer, doc.when_text, doc.caption, doc.ended ?? (doc.corpus ? "" : say("only_cited"))].filter(Boolean).join(", ");
}
