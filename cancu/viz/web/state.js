/* The reader's choices, kept in the URL's fragment so that a link shows the same picture. */

const CHOICES = {
  form: { short: "f", read: (s) => (["lanes", "tree"].includes(s) ? s : null) },
  direction: { short: "d", read: (s) => (["auto", "landscape", "portrait"].includes(s) ? s : null) },
  up: { short: "up", read: readDepth, write: writeDepth },
  down: { short: "down", read: readDepth, write: writeDepth },
  fold: { short: "fold", read: (s) => (["auto", "issuer", "province", "type", "none"].includes(s) ? s : null) },
  relations: { short: "rel", read: (s) => s.split(",").filter(Boolean), write: (v) => v.join(",") },
  places: { short: "place", read: (s) => s.split(",").filter(Boolean), write: (v) => v.join(",") },
  from: { short: "from", read: readYear },
  to: { short: "to", read: readYear },
  roots: { short: "root", read: readList, write: writeList },
  open: { short: "open", read: readList, write: writeList },
  closed: { short: "closed", read: readList, write: writeList },
  pinned: { short: "pin", read: readList, write: writeList },
  path: { short: "path", read: (s) => [...s.split("~"), "", ""].slice(0, 2).map((id) => id || null), write: (v) => v.map((id) => id ?? "").join("~") },
  chosen: { short: "doc", read: (s) => s },
};

/** @param {string} s */
function readDepth(s) {
  if (s === "all") return { all: true };
  return /^\d{1,2}$/.test(s) ? Number(s) : null;
}

/** @param {number | null} v */
function writeDepth(v) {
  return v === null ? "all" : String(v);
}

/** @param {string} s */
function readYear(s) {
  return /^\d{4}$/.test(s) ? Number(s) : null;
}

/** @param {string} s */
function readList(s) {
  return s.split("~").filter(Boolean);
}

/** @param {string[]} v */
function writeList(v) {
  return v.join("~");
}

/**
 * The fragment for a state: only what differs from the first view.
 * @param {State} state
 * @param {State} first
 */
export function writeFragment(state, first) {
  const fragment = new URLSearchParams();
  for (const [name, { short, write = String }] of Object.entries(CHOICES)) {
    if (JSON.stringify(state[name]) === JSON.stringify(first[name])) continue;
    fragment.set(short, state[name] === null && write === String ? "" : write(state[name] ?? null));
  }
  return fragment.toString();
}

/**
 * The state that a fragment asks for; what cannot be read is as in the first view.
 * @param {string} fragment
 * @param {State} first
 * @returns {State}
 */
export function readFragment(fragment, first) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const state = { ...first };
  for (const [name, { short, read }] of Object.entries(CHOICES)) {
    if (!given.has(short)) continue;
    const value = read(given.get(short));
    if (value !== null) state[name] = value.all ? null : value;
  }
  return state;
}
