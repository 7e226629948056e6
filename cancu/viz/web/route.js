/* Edges through the gaps between boxes. Edges of one relation that end (or start) in one box are one net: they share a
   trunk at that box, the hub, and each has an arm from there to its other box, the spoke.

   Channel g lies before column g, corridor h lies before row h; no box ever stands in either. In units of
   lines, row r is line 2r+1 and corridor h is line 2h. A net runs along a row only where its cells are empty. */

import { compare } from "./graph.js";

/**
 * Nets, their lines, tracks and ports, for boxes on a grid; sizes are along time (u) and across it (v).
 * @param {Grid} grid
 * @param {Edge[]} edges
 * @param {BoxSize} size
 * @returns {Plan}
 */
export function route(grid, edges, size) {
  const plan = /** @type {Plan} */ ({ grid, size, nets: makeNets(grid, edges), cell: occupancy(grid), claim: new Map() });
  for (const net of plan.nets) for (const arm of net.arms) chooseLine(plan, net, arm);
  corridorTracks(plan);
  rowCoordinates(plan);
  ports(plan);
  channelTracks(plan);
  columnCoordinates(plan);
  return plan;
}

/**
 * Each edge joins the net of its target or of its source, whichever has more edges of that relation.
 * @param {Grid} grid
 * @param {Edge[]} edges
 * @returns {Net[]}
 */
function makeNets(grid, edges) {
  const size = new Map();
  const hubs = (edge) => [`${edge.target}|${edge.relation}|in`, `${edge.source}|${edge.relation}|out`];
  for (const edge of edges) for (const hub of hubs(edge)) size.set(hub, (size.get(hub) ?? 0) + 1);
  const nets = new Map();
  for (const edge of edges) {
    const [into, from] = hubs(edge);
    const out = size.get(from) > size.get(into);
    const [hub, spoke] = out ? [edge.source, edge.target] : [edge.target, edge.source];
    const [at, end] = [grid.at.get(hub), grid.at.get(spoke)];
    const side = end.c >= at.c ? "R" : "L";
    const id = `${out ? from : into}|${side}`;
    if (!nets.has(id)) nets.set(id, { id, hub, out, side, at, relation: edge.relation, gate: side === "R" ? at.c + 1 : at.c, arms: [], lines: new Set() });
    const exit = end.c > at.c ? "L" : "R";
    nets.get(id).arms.push({ edge, spoke, at: end, exit, gate: exit === "L" ? end.c : end.c + 1, line: null });
  }
  const all = [...nets.values()].sort((a, b) => compare(a.id, b.id));
  for (const net of all) net.arms.sort((a, b) => Math.abs(a.at.c - net.at.c) - Math.abs(b.at.c - net.at.c) || a.at.r - b.at.r || compare(a.edge.id, b.edge.id));
  return all;
}

/** @param {Grid} grid */
function occupancy(grid) {
  return new Set([...grid.at.values()].map((p) => `${p.c},${p.r}`));
}

/**
 * The horizontal line of one arm: the cheapest in length and bends; lines that the net has already cost nothing.
 * @param {Plan} plan
 * @param {Net} net
 * @param {Arm} arm
 */
function chooseLine(plan, net, arm) {
  if (arm.gate === net.gate) return;
  const own = 2 * arm.at.r + 1;
  const goal = 2 * net.at.r + 1;
  const low = Math.min(own, goal) - 1;
  const high = Math.max(own, goal) + 1;
  let best = { cost: Infinity, line: null };
  const consider = (line, bends) => {
    const length = Math.abs(line - own) + Math.abs(line - goal);
    const cost = length + bends + (net.lines.has(line) ? 0 : 1.5);
    if (cost < best.cost) best = { cost, line };
  };
  for (let line = low; line <= high; line += 1) {
    if (line % 2 === 0) consider(line, 2);
    else if ((line === own || line === goal) && freeRow(plan, net, arm, line)) consider(line, line === own && line === goal ? 0 : 1);
  }
  arm.line = best.line;
  net.lines.add(best.line);
  if (best.line % 2 === 1) for (const key of crossed(net, arm, best.line)) plan.claim.set(key, net.id);
}

/**
 * Cells of a row between the boxes of an arm, and the cell at its far end where that is not one of the two.
 * @param {Net} net
 * @param {Arm} arm
 * @param {number} line
 * @returns {string[]}
 */
function crossed(net, arm, line) {
  const row = (line - 1) / 2;
  const [from, to] = arm.at.c < net.at.c ? [arm.at.c, net.at.c] : [net.at.c, arm.at.c];
  const cells = [];
  for (let c = from; c <= to; c += 1) {
    const end = (c === arm.at.c && row === arm.at.r) || (c === net.at.c && row === net.at.r);
    if (!end) cells.push(`${c},${row}`);
  }
  return cells;
}

/**
 * @param {Plan} plan
 * @param {Net} net
 * @param {Arm} arm
 * @param {number} line
 */
function freeRow(plan, net, arm, line) {
  return crossed(net, arm, line).every((key) => !plan.cell.has(key) && (plan.claim.get(key) ?? net.id) === net.id);
}

/**
 * First free track for each interval, in the order given; returns how many tracks were taken.
 * @param {Span[]} spans
 */
function stack(spans) {
  const tracks = [];
  for (const span of spans) {
    let k = tracks.findIndex((taken) => taken.every((other) => span.high < other.low || span.low > other.high));
    if (k < 0) k = tracks.push([]) - 1;
    tracks[k].push(span);
    span.track = k;
  }
  return tracks.length;
}

/** @param {Plan} plan */
function corridorTracks(plan) {
  const corridors = Array.from({ length: plan.grid.rows + 1 }, () => new Map());
  for (const net of plan.nets) {
    for (const arm of net.arms) {
      if (arm.line === null || arm.line % 2 === 1) continue;
      const spans = corridors[arm.line / 2];
      if (!spans.has(net.id)) spans.set(net.id, { net: net.id, low: net.gate, high: net.gate, pull: 2 * net.at.r + 1 - arm.line, arms: 1 });
      const span = spans.get(net.id);
      span.low = Math.min(span.low, arm.gate);
      span.high = Math.max(span.high, arm.gate);
      span.pull += 2 * arm.at.r + 1 - arm.line;
      span.arms += 1;
    }
  }
  plan.corridors = corridors.map((spans) => {
    const sorted = [...spans.values()].sort((a, b) => a.pull / a.arms - b.pull / b.arms || a.low - b.low || compare(a.net, b.net));
    return { spans, count: stack(sorted) };
  });
}

/**
 * Where rows and corridors lie across time; a corridor between two lanes has room for the border, before its tracks.
 * @param {Plan} plan
 */
function rowCoordinates(plan) {
  const { grid, size } = plan;
  const first = new Set(grid.lanes.map((lane) => lane.from));
  plan.rowAt = [];
  plan.corridorAt = [];
  let v = 0;
  for (let h = 0; h <= grid.rows; h += 1) {
    const margin = h > 0 && first.has(h) ? size.gapV / 2 : 0;
    const room = Math.max(size.gapV, plan.corridors[h].count * size.track + size.gapV / 2);
    plan.corridorAt.push({ v: v + margin, room, border: h === grid.rows ? v + room : v + margin / 2 });
    v += margin + room;
    if (h < grid.rows) {
      plan.rowAt.push(v);
      v += size.boxV;
    }
  }
  plan.height = v;
}

/**
 * @param {Plan} plan
 * @param {Net} net
 * @param {number} line
 */
function lineAt(plan, net, line) {
  const corridor = plan.corridors[line / 2];
  const place = plan.corridorAt[line / 2];
  const track = corridor.spans.get(net.id).track;
  return place.v + (place.room - (corridor.count - 1) * plan.size.track) / 2 + track * plan.size.track;
}

/**
 * Where each net leaves or meets a box: spread over its side, in the order in which the nets turn off.
 * @param {Plan} plan
 */
function ports(plan) {
  const sides = new Map();
  const add = (item, side, net, toward) => {
    const key = `${item}|${side}`;
    if (!sides.has(key)) sides.set(key, new Map());
    const found = sides.get(key);
    if (!found.has(net.id)) found.set(net.id, { net: net.id, toward: 0, arms: 0 });
    const port = found.get(net.id);
    port.toward += toward;
    port.arms += 1;
  };
  const middle = (r) => plan.rowAt[r] + plan.size.boxV / 2;
  for (const net of plan.nets) {
    for (const arm of net.arms) {
      const level = arm.line === null ? null : arm.line % 2 ? middle((arm.line - 1) / 2) : lineAt(plan, net, arm.line);
      add(net.hub, net.side, net, level ?? middle(arm.at.r));
      add(arm.spoke, arm.exit, net, level ?? middle(net.at.r));
    }
  }
  plan.ports = new Map();
  for (const [key, found] of sides) {
    const sorted = [...found.values()].sort((a, b) => a.toward / a.arms - b.toward / b.arms || compare(a.net, b.net));
    const [step, shift] = spread(sorted.length, plan.size.boxV, key.endsWith("|L"));
    sorted.forEach((port, k) => plan.ports.set(`${key}|${port.net}`, { offset: plan.size.boxV / 2 + (k - (sorted.length - 1) / 2) * step + shift, alone: sorted.length === 1 }));
  }
  straighten(plan);
}

/**
 * Distance between ports; those of left sides are shifted, so that lines from boxes that face each other never meet.
 * @param {number} count
 * @param {number} room
 * @param {boolean} left
 */
function spread(count, room, left) {
  const step = [16, 8, 4].find((wide) => (count - 1) * wide <= room - 16) ?? (room - 16) / (count - 1);
  return [step, left ? (step >= 8 ? 3 : step / 4) : 0];
}

/**
 * Two boxes in one row with nothing between them are joined by one straight line where a side is free to move.
 * @param {Plan} plan
 */
function straighten(plan) {
  for (const net of plan.nets) {
    for (const arm of net.arms) {
      if (arm.at.r !== net.at.r || arm.at.c === net.at.c || (arm.line !== null && arm.line % 2 === 0)) continue;
      const source = plan.ports.get(`${arm.spoke}|${arm.exit}|${net.id}`);
      const target = plan.ports.get(`${net.hub}|${net.side}|${net.id}`);
      if (source.alone) source.offset = target.offset;
      else if (target.alone && net.arms.length === 1) target.offset = source.offset;
    }
  }
}

/**
 * @param {Plan} plan
 * @param {string} item
 * @param {string} side
 * @param {Net} net
 */
const portAt = (plan, item, side, net) => plan.rowAt[plan.grid.at.get(item).r] + plan.ports.get(`${item}|${side}|${net.id}`).offset;

/**
 * The turning points of an arm across time: where it leaves, runs, and arrives.
 * @param {Plan} plan
 * @param {Net} net
 * @param {Arm} arm
 */
export function levels(plan, net, arm) {
  const leave = portAt(plan, arm.spoke, arm.exit, net);
  const arrive = portAt(plan, net.hub, net.side, net);
  if (arm.line === null) return { leave, run: leave, arrive };
  if (arm.line % 2 === 0) return { leave, run: lineAt(plan, net, arm.line), arrive };
  return { leave, run: arm.line === 2 * net.at.r + 1 && arm.at.r !== net.at.r ? arrive : leave, arrive };
}

/** @param {Plan} plan */
function channelTracks(plan) {
  const channels = Array.from({ length: plan.grid.columns.length + 1 }, () => new Map());
  const use = (g, net, a, b) => {
    if (!channels[g].has(net.id)) channels[g].set(net.id, { net: net.id, low: Infinity, high: -Infinity, stubs: [] });
    const span = channels[g].get(net.id);
    span.low = Math.min(span.low, a, b);
    span.high = Math.max(span.high, a, b);
    return span.stubs;
  };
  for (const net of plan.nets) {
    const inward = net.side === "R" ? -1 : 1;
    for (const arm of net.arms) {
      const { leave, run, arrive } = levels(plan, net, arm);
      const outward = arm.exit === "L" ? 1 : -1;
      if (arm.line === null) use(net.gate, net, leave, arrive).push({ v: leave, side: outward }, { v: arrive, side: inward });
      else {
        if (leave !== run) use(arm.gate, net, leave, run).push({ v: leave, side: outward }, { v: run, side: -outward });
        if (run !== arrive) use(net.gate, net, run, arrive).push({ v: run, side: -inward }, { v: arrive, side: inward });
      }
    }
  }
  plan.channels = channels.map((spans) => {
    const sorted = [...spans.values()].sort((a, b) => a.high - a.low - (b.high - b.low) || a.low - b.low || compare(a.net, b.net));
    const count = stack(sorted.map((span) => Object.assign(span, { low: span.low - 4, high: span.high + 4 })));
    untangle(sorted, count);
    return { spans, count };
  });
}

/**
 * Crossings inside one channel for an order of its tracks.
 * @param {ChannelSpan[]} spans
 */
function crossings(spans) {
  let count = 0;
  for (const a of spans) {
    for (const stub of a.stubs) {
      for (const b of spans) {
        if (a !== b && stub.v > b.low && stub.v < b.high && (stub.side > 0 ? b.track > a.track : b.track < a.track)) count += 1;
      }
    }
  }
  return count;
}

/**
 * Swap tracks of a channel while that removes crossings: any two of a few, neighbours of many.
 * @param {ChannelSpan[]} spans
 * @param {number} count
 */
function untangle(spans, count) {
  if (count < 2 || spans.length > 60) return;
  const far = spans.length > 20 ? 1 : count;
  let now = crossings(spans);
  const swap = (i, j) => spans.forEach((span) => { span.track = span.track === i ? j : span.track === j ? i : span.track; });
  for (let better = true; better && now > 0;) {
    better = false;
    for (let i = 0; i < count; i += 1) {
      for (let j = i + 1; j < Math.min(count, i + 1 + far); j += 1) {
        swap(i, j);
        const then = crossings(spans);
        if (then < now) {
          now = then;
          better = true;
        } else swap(i, j);
      }
    }
  }
}

/**
 * Where columns and channels lie along time.
 * @param {Plan} plan
 */
function columnCoordinates(plan) {
  const { grid, size } = plan;
  plan.columnAt = [];
  plan.channelAt = [];
  let u = 0;
  for (let g = 0; g <= grid.columns.length; g += 1) {
    const { count } = plan.channels[g];
    const outer = g === 0 || g === grid.columns.length;
    const room = outer && count === 0 ? size.gapU / 3 : Math.max(size.gapU, count * size.track + size.gapU * 0.75);
    plan.channelAt.push({ u, room });
    u += room;
    if (g < grid.columns.length) {
      plan.columnAt.push(u);
      u += size.boxU;
    }
  }
  plan.width = u;
}

/**
 * @param {Plan} plan
 * @param {number} g
 * @param {Net} net
 */
export function trackAt(plan, g, net) {
  const channel = plan.channels[g];
  const span = channel.spans.get(net.id);
  const { u, room } = plan.channelAt[g];
  return u + (room - (channel.count - 1) * plan.size.track) / 2 + span.track * plan.size.track;
}
