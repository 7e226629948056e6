/* Columns and rows: by time and authority (lanes), or by distance from the asked-for document (tree). */

import { UNDATED } from "./graph.js";

/** @param {string} when */
export const year = (when) => when.slice(0, 4);

/** What it costs, as distance from the wanted shape, to let columns run over the end of a year. */
const MIXED_YEARS = 0.3;

/**
 * Items of each lane side by side in time; earlier is never right of later.
 * @param {Item[]} items
 * @param {Edge[]} edges
 * @param {string[]} laneOrder
 * @param {GridShape} shape
 * @returns {Grid}
 */
export function lanesGrid(items, edges, laneOrder, shape) {
  const lanes = laneOrder.filter((lane) => items.some((item) => item.lane === lane));
  const tallest = Math.max(1, ...lanes.map((lane) => items.filter((item) => item.lane === lane).length));
  /** @type {{ score: number; columns: Column[]; rows: number[] }} */
  let best = null;
  for (let cap = 1; cap <= Math.min(tallest, 12); cap += 1) {
    for (const [apart, byYear] of [[true, true], [false, true], [true, false], [false, false]]) {
      const columns = fillColumns(items, edges, { cap, apart, byYear });
      const rows = lanes.map((lane) => Math.max(...columns.map((column) => column.count.get(lane) ?? 0)));
      const score = misfit(columns, rows, edges, shape) + (byYear ? 0 : MIXED_YEARS);
      if (best === null || score < best.score - 1e-9) best = { score, columns, rows };
    }
  }
  return best === null ? { columns: [], lanes: [], rows: 0, at: new Map() } : placeRows(best, lanes, edges);
}

/**
 * Distance from the wanted width to height, and a small price for each edge inside one column.
 * @param {Column[]} columns
 * @param {number[]} rows
 * @param {Edge[]} edges
 * @param {GridShape} shape
 */
function misfit(columns, rows, edges, shape) {
  const breadth = rows.reduce((a, b) => a + b, 0);
  const column = new Map(columns.flatMap((c, i) => c.items.map((item) => [item.id, i])));
  const upright = edges.filter((edge) => column.get(edge.source) === column.get(edge.target)).length;
  const ratio = (columns.length * shape.pitchU) / (breadth * shape.pitchV);
  return Math.abs(Math.log(ratio / shape.ratio)) + (0.5 * upright) / Math.max(1, edges.length);
}

/**
 * Items in order of date into columns; a full lane, a heavy year (if `byYear`) or a link (if `apart`) starts a new one.
 * @param {Item[]} items
 * @param {Edge[]} edges
 * @param {{ cap: number; apart: boolean; byYear: boolean }} how
 * @returns {Column[]}
 */
function fillColumns(items, edges, { cap, apart, byYear }) {
  const perYear = new Map();
  for (const item of items) perYear.set(year(item.when), (perYear.get(year(item.when)) ?? 0) + 1);
  const heavy = (y) => y === UNDATED || perYear.get(y) > 1;
  const linked = new Map(items.map((item) => [item.id, new Set()]));
  for (const edge of edges) {
    linked.get(edge.source).add(edge.target);
    linked.get(edge.target).add(edge.source);
  }
  const columns = [];
  let column = null;
  let last = null;
  for (const item of items) {
    const y = year(item.when);
    const turn = byYear && last !== null && y !== last && (heavy(y) || heavy(last));
    const full = column !== null && (column.count.get(item.lane) ?? 0) >= cap;
    const tied = apart && column !== null && column.items.some((other) => linked.get(item.id).has(other.id));
    if (column === null || turn || full || tied) {
      column = { items: [], count: new Map() };
      columns.push(column);
    }
    column.items.push(item);
    column.count.set(item.lane, (column.count.get(item.lane) ?? 0) + 1);
    last = y;
  }
  return columns;
}

/**
 * Row of each item: in order of date within its column and lane, pushed towards what it is linked with.
 * @param {{ columns: Column[]; rows: number[] }} best
 * @param {string[]} lanes
 * @param {Edge[]} edges
 * @returns {Grid}
 */
function placeRows(best, lanes, edges) {
  const first = new Map();
  let rows = 0;
  lanes.forEach((lane, i) => {
    first.set(lane, { from: rows, size: best.rows[i] });
    rows += best.rows[i];
  });
  const near = neighbours(edges);
  const at = new Map();
  best.columns.forEach((column, c) => {
    for (const lane of lanes) {
      const stack = column.items.filter((item) => item.lane === lane);
      const { from, size } = first.get(lane);
      const spare = size - stack.length;
      const wish = stack.map((item, k) => wishedRow(near.get(item.id) ?? [], at, from, size, k)).filter((w) => w !== null);
      const shift = wish.length ? Math.min(spare, Math.max(0, Math.round(wish.reduce((a, b) => a + b, 0) / wish.length))) : 0;
      stack.forEach((item, k) => at.set(item.id, { c, r: from + shift + k }));
    }
  });
  return {
    columns: best.columns.map((column) => column.items),
    lanes: lanes.map((lane) => ({ id: lane, ...first.get(lane) })),
    rows, at,
  };
}

/**
 * @param {Edge[]} edges
 * @returns {Map<string, string[]>}
 */
function neighbours(edges) {
  const near = new Map();
  const add = (a, b) => near.set(a, [...(near.get(a) ?? []), b]);
  for (const edge of edges) {
    add(edge.source, edge.target);
    add(edge.target, edge.source);
  }
  return near;
}

/**
 * How far down its lane an item should stand to be level with what it is linked with there.
 * @param {string[]} near
 * @param {Map<string, Cell>} at
 * @param {number} from
 * @param {number} size
 * @param {number} k
 */
function wishedRow(near, at, from, size, k) {
  const rows = near.map((id) => at.get(id)).filter((p) => p && p.r >= from && p.r < from + size).map((p) => p.r - from - k);
  return rows.length ? Math.min(...rows) : null;
}

/**
 * Layers by distance: what it rests on at the start, then the asked-for document, then what rests on it.
 * @param {Item[]} items
 * @param {Edge[]} edges
 * @param {boolean} hasRoots
 * @returns {Grid}
 */
export function treeGrid(items, edges, hasRoots) {
  const levels = hasRoots ? new Map(items.map((item) => [item.id, item.level])) : longest(items, edges);
  const low = Math.min(0, ...levels.values());
  const high = Math.max(0, ...levels.values());
  const at = new Map();
  const rows = Math.max(
    hang(items.filter((item) => levels.get(item.id) >= 0), edges, levels, 1, at),
    hang(items.filter((item) => levels.get(item.id) <= 0), edges, levels, -1, at),
  );
  const columns = Array.from({ length: high - low + 1 }, () => []);
  for (const item of items) {
    const place = at.get(item.id);
    place.c = levels.get(item.id) - low;
    columns[place.c].push(item);
  }
  return { columns, lanes: [], rows, at, zero: -low };
}

/**
 * Without a document to start from: one layer behind everything that an item rests on; a circle is cut at its earliest item.
 * @param {Item[]} items
 * @param {Edge[]} edges
 */
function longest(items, edges) {
  const level = new Map(items.map((item) => [item.id, 0]));
  const waits = new Map(items.map((item) => [item.id, 0]));
  const rests = new Map(items.map((item) => [item.id, []]));
  for (const edge of edges) {
    waits.set(edge.source, waits.get(edge.source) + 1);
    rests.get(edge.target).push(edge.source);
  }
  const settled = new Set();
  const ready = items.filter((item) => waits.get(item.id) === 0).map((item) => item.id);
  let earliest = 0;
  while (settled.size < items.length) {
    while (settled.has(items[earliest].id)) earliest += 1;
    const id = ready.shift() ?? items[earliest].id;
    if (settled.has(id)) continue;
    settled.add(id);
    for (const source of rests.get(id)) {
      if (!settled.has(source)) level.set(source, Math.max(level.get(source), level.get(id) + 1));
      waits.set(source, waits.get(source) - 1);
      if (waits.get(source) === 0) ready.push(source);
    }
  }
  return level;
}

/**
 * Rows of a hanging tree: each item level with its first branch; returns how many rows it took.
 * @param {Item[]} items
 * @param {Edge[]} edges
 * @param {Map<string, number>} levels
 * @param {number} step
 * @param {Map<string, Cell>} at
 */
function hang(items, edges, levels, step, at) {
  const known = new Set(items.map((item) => item.id));
  const branches = new Map(items.map((item) => [item.id, []]));
  const parent = new Map();
  const order = new Map(items.map((item, i) => [item.id, i]));
  for (const edge of edges) {
    const [child, stem] = step > 0 ? [edge.source, edge.target] : [edge.target, edge.source];
    if (!known.has(child) || !known.has(stem) || levels.get(child) !== levels.get(stem) + step) continue;
    if (!parent.has(child) || order.get(stem) < order.get(parent.get(child))) parent.set(child, stem);
  }
  for (const item of items) if (parent.has(item.id)) branches.get(parent.get(item.id)).push(item.id);
  let row = 0;
  const stack = items.filter((item) => !parent.has(item.id)).map((item) => item.id).reverse();
  while (stack.length) {
    const id = stack.pop();
    if (!at.has(id)) at.set(id, { c: 0, r: row });
    if (branches.get(id).length) stack.push(...[...branches.get(id)].reverse());
    else row += 1;
  }
  return row;
}
