/* Which documents and links are shown: reach from the asked-for documents, filters, folds. */

import { say, speak } from "./messages.js";

export const UNDATED = "";
/** Boxes up to which a picture stays whole when the reader wants nothing folded. */
const UNFOLDED = 400;

/** What a document or a link is where its data do not say. */
const EMPTY_DOCUMENT = {
  alias: null, caption: "", title: "", aliases: [], type: null, when: UNDATED, when_text: "", year: null, issuer: null,
  place: null, corpus: false, path: null, signer: null, ended: null, gone: null, ended_on: null, force: null, proof: null, replaced_by: null,
};
const EMPTY_LINK = { by: null, p: null, ev: [] };

/**
 * Look-ups over the data of one picture; documents are known by their index.
 * @param {Picture} data
 * @returns {Graph}
 */
export function indexGraph(data) {
  speak(data.words);
  const documents = data.documents.map((doc) => ({ ...EMPTY_DOCUMENT, ...doc }));
  const links = data.links.map((link) => ({ ...EMPTY_LINK, ...link }));
  const byId = new Map(documents.map((doc, i) => [doc.id, i]));
  const above = documents.map(() => []);
  const below = documents.map(() => []);
  links.forEach((link, i) => {
    above[link.s].push(i);
    below[link.t].push(i);
  });
  return { data, documents, links, byId, above, below };
}

/**
 * @param {Graph} graph
 * @param {string[]} ids
 */
export const indices = (graph, ids) => ids.map((id) => graph.byId.get(id)).filter((i) => i !== undefined);

/**
 * Signed distance of every document that can be reached: negative above the roots, positive below.
 * @param {Graph} graph
 * @param {number[]} roots
 * @param {string[] | null} relations
 * @param {number | null} up
 * @param {number | null} down
 */
function reach(graph, roots, relations, up, down) {
  const level = new Map(roots.map((i) => [i, 0]));
  const allowed = (link) => relations === null || relations.includes(link.r);
  const walk = (links, end, step, limit) => {
    let edge = roots;
    for (let depth = 1; edge.length && (limit === null || depth <= limit); depth += 1) {
      const next = [];
      for (const at of edge) {
        for (const i of links[at]) {
          const link = graph.links[i];
          if (allowed(link) && !level.has(link[end])) {
            level.set(link[end], step * depth);
            next.push(link[end]);
          }
        }
      }
      edge = next;
    }
  };
  walk(graph.above, "t", -1, up);
  walk(graph.below, "s", 1, down);
  return level;
}

/**
 * The documents to show, with their distance, and how many were left out and why.
 * @param {Graph} graph
 * @param {State} state
 * @returns {Selected}
 */
function select(graph, state) {
  const roots = indices(graph, state.roots);
  const level = roots.length === 0
    ? new Map(graph.documents.map((_, i) => [i, 0]))
    : reach(graph, roots, state.relations, state.up, state.down);
  const kept = new Set([...roots, ...indices(graph, state.pinned)]);
  const shown = new Map();
  let filtered = 0;
  for (const [i, distance] of level) {
    if (kept.has(i) || passes(graph.documents[i], state)) shown.set(i, distance);
    else filtered += 1;
  }
  for (const i of kept) if (!shown.has(i)) shown.set(i, level.get(i) ?? 0);
  const beyond = graph.documents.length - shown.size - filtered;
  return { shown, kept, roots: new Set(roots), left: { depth: beyond, filter: filtered, source: graph.data.left_out } };
}

/**
 * @param {Doc} doc
 * @param {State} state
 */
function passes(doc, state) {
  if (state.places !== null && doc.place !== null && !state.places.includes(doc.place)) return false;
  if (state.from !== null && (doc.year === null || doc.year < state.from)) return false;
  return state.to === null || (doc.year !== null && doc.year <= state.to);
}

/**
 * What the documents of one lane are folded by, and how the group is called.
 * @param {Graph} graph
 * @param {Doc} doc
 * @param {string} by
 * @returns {[string, string]}
 */
function groupKey(graph, doc, by) {
  const rule = by === "auto" ? (doc.place === null ? "issuer" : "province") : by;
  if (rule === "province") return [doc.place ?? "vn", graph.data.names.places[doc.place] ?? say("centre")];
  if (rule === "type") return [doc.type ?? "", graph.data.names.types[doc.type] ?? doc.type ?? say("no_type")];
  return [doc.issuer ?? "", doc.issuer ?? say("no_issuer")];
}

/**
 * A group of documents that can stand as one box; `children` says what it opens into.
 * @param {string} id
 * @param {string} label
 * @param {string} lane
 * @param {number[]} members
 * @param {(number | Group)[]} children
 * @returns {Group}
 */
function makeGroup(id, label, lane, members, children) {
  return { id, label, lane, members, children };
}

/**
 * @param {string | number} a
 * @param {string | number} b
 */
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Documents of one lane as a tree of groups: by key, a large key by year, a long list by pages.
 * @param {Graph} graph
 * @param {string} lane
 * @param {number[]} members
 * @param {string} by
 * @param {number} page
 * @returns {Group}
 */
function laneGroups(graph, lane, members, by, page) {
  const keys = new Map();
  for (const i of members) {
    const [key, label] = groupKey(graph, graph.documents[i], by);
    if (!keys.has(key)) keys.set(key, { label, members: [] });
    keys.get(key).members.push(i);
  }
  const groups = [...keys].sort((a, b) => compare(a[1].label, b[1].label) || compare(a[0], b[0]))
    .map(([key, found]) => keyGroup(graph, `${lane}|${key}`, found.label, lane, found.members, page));
  return makeGroup(lane, graph.data.names.lanes[lane], lane, members, paged(lane, groups, lane, page));
}

/**
 * @param {Graph} graph
 * @param {string} id
 * @param {string} label
 * @param {string} lane
 * @param {number[]} members
 * @param {number} page
 * @returns {Group}
 */
function keyGroup(graph, id, label, lane, members, page) {
  if (members.length <= page) return makeGroup(id, label, lane, members, members);
  const years = new Map();
  for (const i of members) {
    const year = graph.documents[i].year ?? "?";
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(i);
  }
  if (years.size === 1) return makeGroup(id, label, lane, members, paged(id, members, lane, page));
  const groups = [...years].sort((a, b) => compare(String(a[0]), String(b[0]))).map(([year, found]) =>
    makeGroup(`${id}|${year}`, `${label}, ${year === "?" ? say("no_year") : year}`, lane, found, paged(`${id}|${year}`, found, lane, page)));
  return makeGroup(id, label, lane, members, paged(id, groups, lane, page));
}

/**
 * The first children, and one group that holds the rest.
 * @param {string} id
 * @param {(number | Group)[]} children
 * @param {string} lane
 * @param {number} page
 * @returns {(number | Group)[]}
 */
function paged(id, children, lane, page) {
  if (children.length <= page + 1) return children;
  const rest = children.slice(page);
  const members = rest.flatMap((child) => (typeof child === "number" ? [child] : child.members));
  const group = makeGroup(`${id}|+`, say("and_others", { n: members.length }), lane, members, null);
  group.children = paged(group.id, rest, lane, page);
  return [...children.slice(0, page), group];
}

/** Which groups stand folded before the reader chose anything: the largest first, until the boxes fit the budget.
 * What room then remains goes to groups that open into a few smaller ones, such as the years of one issuer.
 * @param {Group[]} lanes
 * @param {number} budget
 * @param {number} total
 */
function foldedByDefault(lanes, budget, total) {
  const folded = new Set();
  if (total <= budget) return folded;
  const bySize = (a, b) => b.members.length - a.members.length || compare(a.id, b.id);
  const keys = lanes.flatMap((lane) => lane.children).filter((child) => typeof child !== "number");
  for (const child of keys) if (child.members.length > 1) foldBelow(child.children, folded);
  let boxes = total;
  for (const child of keys.sort(bySize)) {
    if (boxes <= budget || child.members.length < 2) break;
    folded.add(child.id);
    boxes -= child.members.length - 1;
  }
  for (const lane of [...lanes].sort((a, b) => b.children.length - a.children.length || compare(a.id, b.id))) {
    if (boxes <= budget || lane.children.length < 4) break;
    folded.add(lane.id);
    boxes -= lane.children.length - 1;
  }
  for (const child of keys) {
    const groups = child.children.length;
    if (!folded.has(child.id) || folded.has(child.lane) || typeof child.children[0] === "number" || boxes + groups - 1 > budget) continue;
    folded.delete(child.id);
    boxes += groups - 1;
  }
  return folded;
}

/**
 * @param {(number | Group)[]} children
 * @param {Set<string>} folded
 */
function foldBelow(children, folded) {
  for (const child of children) {
    if (typeof child === "number") continue;
    folded.add(child.id);
    foldBelow(child.children, folded);
  }
}

/**
 * Boxes of the picture: single documents and folded groups, in reading order.
 * @param {Graph} graph
 * @param {Selected} selection
 * @param {State} state
 * @returns {{ items: Item[]; open: OpenGroup[] }}
 */
function fold(graph, selection, state) {
  const byLane = new Map(graph.data.lanes.map((lane) => [lane, []]));
  const order = [...selection.shown.keys()].sort((a, b) => compare(graph.documents[a].when, graph.documents[b].when) || compare(graph.documents[a].id, graph.documents[b].id));
  const items = [];
  for (const i of order) {
    if (selection.kept.has(i)) items.push(single(graph, selection, i));
    else byLane.get(graph.documents[i].lane).push(i);
  }
  const lanes = [...byLane].filter(([, members]) => members.length)
    .map(([lane, members]) => laneGroups(graph, lane, members, state.fold === "none" ? "auto" : state.fold, state.page));
  const folded = foldedByDefault(lanes, state.fold === "none" ? UNFOLDED : state.budget, order.length);
  for (const id of state.closed) folded.add(id);
  for (const id of state.open) folded.delete(id);
  const open = [];
  const put = (child) => {
    if (typeof child === "number") items.push(single(graph, selection, child));
    else if (child.members.length === 1) items.push(single(graph, selection, child.members[0]));
    else if (folded.has(child.id)) items.push(several(graph, selection, child));
    else {
      open.push({ id: child.id, label: child.label, members: child.members });
      child.children.forEach(put);
    }
  };
  lanes.forEach(put);
  items.sort((a, b) => compare(a.when, b.when) || compare(a.id, b.id));
  return { items, open };
}

/**
 * @param {Graph} graph
 * @param {Selected} selection
 * @param {number} i
 * @returns {Item}
 */
function single(graph, selection, i) {
  const doc = graph.documents[i];
  return { id: doc.id, doc: i, members: [i], lane: doc.lane, when: doc.when, root: selection.roots.has(i), level: selection.shown.get(i) };
}

/**
 * @param {Graph} graph
 * @param {Selected} selection
 * @param {Group} group
 * @returns {Item}
 */
function several(graph, selection, group) {
  const members = group.members;
  const levels = members.map((i) => selection.shown.get(i));
  return {
    id: `#${group.id}`, group: group.id, label: group.label, members, lane: group.lane, root: false,
    when: graph.documents[members[0]].when, until: graph.documents[members[members.length - 1]].when,
    level: levels.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)),
  };
}

/**
 * One edge for each pair of boxes and relation, with the links that it stands for.
 * @param {Graph} graph
 * @param {Item[]} items
 * @param {State} state
 * @returns {Edge[]}
 */
function edgesBetween(graph, items, state) {
  const home = new Map();
  for (const item of items) for (const i of item.members) home.set(i, item.id);
  const edges = new Map();
  graph.links.forEach((link, i) => {
    const source = home.get(link.s);
    const target = home.get(link.t);
    if (source === undefined || target === undefined || source === target) return;
    if (state.relations !== null && !state.relations.includes(link.r)) return;
    const id = `${source}>${link.r}>${target}`;
    if (!edges.has(id)) edges.set(id, { id, source, target, relation: link.r, links: [], mentions: 0 });
    const edge = edges.get(id);
    edge.links.push(i);
    edge.mentions += link.n;
  });
  return [...edges.values()].sort((a, b) => compare(a.id, b.id));
}

/** Edges up to which a picture shows mere references although the reader did not ask for them. */
const CLUTTERED = 90;

/**
 * The edges to draw: a crowded picture leaves out references, unless the reader chose the relations.
 * @param {Edge[]} edges
 * @param {State} state
 * @returns {{ edges: Edge[]; references: number }}
 */
function uncluttered(edges, state) {
  if (state.relations !== null || edges.length <= CLUTTERED) return { edges, references: 0 };
  const kept = edges.filter((edge) => edge.relation !== "REFERS_TO");
  return { edges: kept, references: edges.filter((edge) => edge.relation === "REFERS_TO").reduce((n, edge) => n + edge.links.length, 0) };
}

/**
 * Everything that one state of the reader's choices shows.
 * @param {Graph} graph
 * @param {State} state
 * @returns {View}
 */
export function view(graph, state) {
  const selection = select(graph, state);
  const { items, open } = fold(graph, selection, state);
  const { edges, references } = uncluttered(edgesBetween(graph, items, state), state);
  return { items, edges, open, left: { ...selection.left, references }, shown: selection.shown };
}
