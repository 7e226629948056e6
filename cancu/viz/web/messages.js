/* The words of pictures, in the language that their data bring. */

/** @type {Record<string, string>} */
let catalogue = {};

/**
 * Speak with these words from now on.
 * @param {Record<string, string>} words
 */
export function speak(words) {
  catalogue = words;
}

/**
 * A message of the pictures with its values filled in; of a message in two forms, "one|many", that of `n`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  const [one, many = one] = catalogue[key].split("|");
  return (String(values.n) === "1" ? one : many).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
