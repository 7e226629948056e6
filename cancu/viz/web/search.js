/* Finding documents by any of their words, and the way from one document to another. */

import { plain } from "./dom.js";
import { compare } from "./graph.js";

/**
 * Search text of every document: what is searched first, then the rest.
 * @param {Graph} graph
 */
export function searchIndex(graph) {
  return graph.documents.map((doc) => {
    const type = graph.data.names.types[doc.type] ?? "";
    return plain([type, doc.label, ...doc.aliases, doc.when_text, doc.issuer ?? "", doc.title, graph.data.names.places[doc.place] ?? "", doc.id].join(" "));
  });
}

/**
 * Indices of the documents that contain every word, best first: words at the start of words, then in the corpus, then newest.
 * @param {Graph} graph
 * @param {string[]} index
 * @param {string} query
 * @param {number} limit
 */
export function search(graph, index, query, limit) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  index.forEach((hay, i) => {
    let score = 0;
    for (const word of words) {
      const at = hay.indexOf(word);
      if (at < 0) return;
      const starts = new RegExp(`(^|[^a-z0-9])${word.replace(/[^a-z0-9]/g, "\\$&")}`).exec(hay);
      score += starts ? 2 - starts.index / (hay.length + 1) : 0.2;
    }
    found.push([score + (graph.documents[i].corpus ? 0.1 : 0), i]);
  });
  found.sort((a, b) => b[0] - a[0] || compare(graph.documents[b[1]].when, graph.documents[a[1]].when) || a[1] - b[1]);
  return found.slice(0, limit).map(([, i]) => i);
}

/**
 * Indices of the links of a shortest way between two documents: along the arrows if there is one, else any.
 * @param {Graph} graph
 * @param {number} from
 * @param {number} to
 * @param {string[] | null} relations
 */
export function findPath(graph, from, to, relations) {
  /** @type {["above" | "below", "s" | "t"][]} */
  const ways = [["above", "t"], ["below", "s"]];
  return walkTo(graph, from, to, relations, [ways[0]]) ?? walkTo(graph, from, to, relations, [ways[1]]) ?? walkTo(graph, from, to, relations, ways);
}

/**
 * @param {Graph} graph
 * @param {number} from
 * @param {number} to
 * @param {string[] | null} relations
 * @param {["above" | "below", "s" | "t"][]} ways
 */
function walkTo(graph, from, to, relations, ways) {
  const came = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !came.has(to)) {
    const next = [];
    for (const at of edge) {
      for (const [side, end] of ways) {
        for (const i of graph[side][at]) {
          const link = graph.links[i];
          if (came.has(link[end]) || (relations !== null && !relations.includes(link.r))) continue;
          came.set(link[end], [i, at]);
          next.push(link[end]);
        }
      }
    }
    edge = next;
  }
  if (!came.has(to)) return null;
  const links = [];
  for (let at = to; came.get(at) !== null; at = came.get(at)[1]) links.unshift(came.get(at)[0]);
  return links;
}
