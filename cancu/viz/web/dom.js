/* Shapes and small parts of the page as elements; every text becomes a text node, never markup. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * A tree of shapes as SVG elements.
 * @param {Shape} shape
 * @returns {ShapeElement}
 */
export function shapeElement([tag, attributes, ...children]) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && name !== "xmlns") element.setAttribute(name, value);
  }
  for (const child of children) element.append(typeof child === "string" ? child : shapeElement(child));
  return /** @type {ShapeElement} */ (element);
}

/**
 * An HTML element; `attributes` may hold `on…` functions.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Content} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...contents(children));
  return element;
}

/**
 * A message of the page with its values filled in: "{n} căn cứ".
 * @param {string} message
 * @param {Record<string, string | number>} values
 */
export function filled(message, values) {
  return message.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * What there is of some content, lists in it opened.
 * @param {Content[]} content
 * @returns {(Node | string)[]}
 */
export function contents(content) {
  return content.flatMap((child) => (Array.isArray(child) ? contents(child) : child === null || child === undefined || child === "" ? [] : [child]));
}

/**
 * @param {string} label
 * @param {(event: any) => void} onclick
 * @param {Attributes} [attributes]
 * @returns {HTMLButtonElement}
 */
export const button = (label, onclick, attributes = {}) => html("button", { type: "button", onclick, ...attributes }, label);

/**
 * A labelled choice; `options` are [value, label].
 * @param {string} label
 * @param {[string | number, string | number][]} options
 * @param {string | number} value
 * @param {(value: string) => void} onchange
 * @param {Attributes} [attributes]
 * @returns {HTMLElement}
 */
export function choice(label, options, value, onchange, attributes = {}) {
  const select = html("select", { ...attributes, onchange: () => onchange(select.value) },
    options.map(([v, name]) => html("option", { value: v, selected: String(v) === String(value) }, String(name))));
  return html("label", {}, label, select);
}

/**
 * Text without case and diacritics, for searching.
 * @param {string} string
 */
export function plain(string) {
  return string.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/**
 * Offer a tree of shapes as an SVG file.
 * @param {Shape} tree
 * @param {string} title
 */
export function saveSvg(tree, title) {
  const element = shapeElement(tree);
  element.setAttribute("xmlns", SVG_NAMESPACE);
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(element)], { type: "image/svg+xml" }));
  html("a", { href: url, download: `${plain(title).replace(/[^a-z0-9]+/g, "-")}.svg` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
