/* The ways of a net's arms as corner points, shared parts only once. */

import { compare } from "./graph.js";
import { levels, trackAt } from "./route.js";

/**
 * Corner points of one arm from its spoke to the hub, as [u, v].
 * @param {Plan} plan
 * @param {Net} net
 * @param {Arm} arm
 * @returns {Point[]}
 */
export function corners(plan, net, arm) {
  const { leave, run, arrive } = levels(plan, net, arm);
  const side = (c, s) => plan.columnAt[c] + (s === "R" ? plan.size.boxU : 0);
  const points = [[side(arm.at.c, arm.exit), leave]];
  if (arm.line === null) {
    if (leave !== arrive) points.push([trackAt(plan, net.gate, net), leave], [trackAt(plan, net.gate, net), arrive]);
    else if (arm.at.c === net.at.c) points.push([trackAt(plan, net.gate, net), leave]);
  } else {
    if (leave !== run) points.push([trackAt(plan, arm.gate, net), leave], [trackAt(plan, arm.gate, net), run]);
    if (run !== arrive) points.push([trackAt(plan, net.gate, net), run], [trackAt(plan, net.gate, net), arrive]);
  }
  points.push([side(net.at.c, net.side), arrive]);
  return tidy(points);
}

/**
 * Without points that lie on the line between their neighbours.
 * @param {Point[]} points
 * @returns {Point[]}
 */
function tidy(points) {
  return points.filter((p, i) => {
    const a = points[i - 1];
    const b = points[i + 1];
    return !a || !b || !((a[0] === p[0] && p[0] === b[0]) || (a[1] === p[1] && p[1] === b[1]));
  });
}

/**
 * Every arm of a net from source to target: the part that is its own, and the whole way; shared parts are drawn once.
 * @param {Net} net
 * @param {Point[][]} ways
 * @returns {DrawnArm[]}
 */
export function branches(net, ways) {
  const done = [];
  const order = net.arms.map((arm, k) => ({ arm, way: ways[k] }));
  order.sort((a, b) => travelled(b.way) - travelled(a.way) || compare(a.arm.edge.id, b.arm.edge.id));
  return order.map(({ arm, way }) => {
    const joined = join(way, done);
    const { own, whole } = joined ?? { own: way, whole: way };
    done.push(whole);
    const turn = (points) => (net.out ? [...points].reverse() : points);
    return { edge: arm.edge, own: turn(own), whole: turn(whole), joins: joined !== null };
  });
}

/** @param {Point[]} way */
const travelled = (way) => way.slice(1).reduce((sum, p, i) => sum + Math.abs(p[0] - way[i][0]) + Math.abs(p[1] - way[i][1]), 0);

/**
 * The first place where a way meets one that is drawn already, and how it goes on from there.
 * @param {Point[]} way
 * @param {Point[][]} done
 * @returns {{ own: Point[]; whole: Point[] } | null}
 */
function join(way, done) {
  for (let i = 1; i < way.length; i += 1) {
    let best = null;
    for (const other of done) {
      for (let k = 1; k < other.length; k += 1) {
        const point = meeting(way[i - 1], way[i], other[k - 1], other[k]);
        if (point === null) continue;
        const distance = Math.abs(point[0] - way[i - 1][0]) + Math.abs(point[1] - way[i - 1][1]);
        if (best === null || distance < best.distance) best = { distance, point, rest: other.slice(k) };
      }
    }
    if (best !== null) {
      const own = [...way.slice(0, i), best.point];
      return { own: [...own, ahead(best.point, best.rest[0])], whole: tidy(unique([...own, ...best.rest])) };
    }
  }
  return null;
}

/**
 * A point a little further along, so that the corner at which two ways meet can be round.
 * @param {Point} point
 * @param {Point} next
 */
function ahead(point, next) {
  const reach = 6;
  return point.map((x, axis) => x + Math.max(-reach, Math.min(reach, next[axis] - x)));
}

/** @param {Point[]} points */
const unique = (points) => points.filter((p, i) => i === 0 || p[0] !== points[i - 1][0] || p[1] !== points[i - 1][1]);

/**
 * The point nearest to `a` that the axis-parallel pieces a-b and c-d have in common, or null.
 * @param {Point} a
 * @param {Point} b
 * @param {Point} c
 * @param {Point} d
 * @returns {Point | null}
 */
function meeting(a, b, c, d) {
  const point = [0, 1].map((axis) => {
    const low = Math.max(Math.min(a[axis], b[axis]), Math.min(c[axis], d[axis]));
    const high = Math.min(Math.max(a[axis], b[axis]), Math.max(c[axis], d[axis]));
    return low > high ? null : Math.min(high, Math.max(low, a[axis]));
  });
  return point.includes(null) ? null : point;
}
