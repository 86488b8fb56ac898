// Elements, built without markup: whatever a model says is text, also where it looks like a tag.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. `what` is a tag with classes (`"button.quiet"`); of `attributes`, `data`, `aria` and `on` are
 * tables of their own, and a value of null, undefined or false leaves the attribute out.
 */
export function el(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag || "div");
  return dress(node, classes, attributes, children);
}

/** The same in a picture. */
export function svgEl(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  return dress(document.createElementNS(SVG, tag), classes, attributes, children);
}

function dress(node, classes, attributes, children) {
  for (const name of classes) node.classList.add(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "data") set(node, "data-", value);
    else if (key === "aria") set(node, "aria-", value);
    else if (key === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (key === "class") for (const name of String(value).split(" ").filter(Boolean)) node.classList.add(name);
    else set(node, "", { [key]: value });
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, prefix, table) {
  for (const [key, value] of Object.entries(table)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(prefix + key, value === true && prefix !== "aria-" ? "" : String(value));
  }
}

/** Puts these in the place of all that was in an element. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button with a label; `act` is called on a click. */
export function button(what, label, act, attributes = {}) {
  return el(`button.${what}`, { type: "button", ...attributes, on: { click: act, ...attributes.on } }, label);
}

const FOCUSABLE = "button, a[href], input, select, textarea, summary, [tabindex='0']";

/**
 * Redraws, and keeps the focus: on the element with the same `data-key`, or on one of its kind that
 * stands where it was.
 */
export function keepFocus(container, draw) {
  const active = document.activeElement;
  if (!active || !container.contains(active)) return draw();
  const key = active.dataset.key;
  const kind = active.matches(".takeable") ? ".takeable" : FOCUSABLE;
  const index = [...container.querySelectorAll(kind)].indexOf(active);
  draw();
  if (document.activeElement === active) return;
  const all = [...container.querySelectorAll(FOCUSABLE)].filter((node) => !node.disabled);
  const alike = all.filter((node) => node.matches(kind));
  const same = key && all.find((node) => node.dataset.key === key);
  const next = same || alike[Math.min(index, alike.length - 1)] || all[0];
  if (next) next.focus({ preventScroll: true });
}

/** Whether things may move. */
export function mayMove() {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Gives a text to the reader as a file. */
export function saveFile(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
