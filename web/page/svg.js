// A picture of the core in the page. Its own <style> would be refused by the page's policy, so its rules go into a
// sheet that the page makes, in a shadow root, where they touch nothing else.

import { modelText } from "./terms.js";

/** Puts a picture, given as text, into an element; `lanesOnly` leaves out the sentences and the legend beside the lanes. */
export function drawSvg(host, text, { lanesOnly = false } = {}) {
  const rules = [];
  const bare = text.replace(/<style>([^<]*)<\/style>/g, (whole, css) => (rules.push(inTheme(css)), ""));
  const picture = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement;
  if (picture.nodeName !== "svg") return;
  for (const node of picture.querySelectorAll("script, foreignObject")) node.remove();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${rules.join("\n")}\nsvg { display: block; width: 100%; height: 100%; }`);
  retitle(picture);
  if (lanesOnly) cropToLanes(picture);
  picture.removeAttribute("width");
  picture.removeAttribute("height");
  const root = host.shadowRoot || host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(document.importNode(picture, true));
  const { width, height } = picture.viewBox.baseVal;
  host.style.setProperty("--wide", String(width));
  host.style.setProperty("--ratio", String(width / height || 1));
}

// In the page a picture wears the colours of the page, whatever the system prefers.
function inTheme(css) {
  const dark = document.documentElement.dataset.theme === "dark";
  return css.replace(/@media \(prefers-color-scheme: dark\)/g, dark ? "@media all" : "@media not all").replace(/:root/g, "svg");
}

// The title is the model's, and stands in as many lines as it needs.
function retitle(picture) {
  const title = picture.querySelector("title");
  const told = title && modelText(title.textContent);
  if (!title || told === title.textContent) return;
  let rest = title.textContent;
  for (const text of picture.querySelectorAll("text")) {
    const line = text.textContent.trim();
    if (!rest || !line || !rest.startsWith(line)) break;
    text.textContent = rest === title.textContent ? told : "";
    rest = rest.slice(line.length).trimStart();
  }
  title.textContent = told;
}

// The lanes are the long upright lines; the run beside the board has the sentences already.
function cropToLanes(picture) {
  const size = picture.viewBox.baseVal;
  const ends = [...picture.querySelectorAll("line")]
    .filter((line) => line.getAttribute("x1") === line.getAttribute("x2"))
    .map((line) => ["x1", "y1", "y2"].map((name) => Number(line.getAttribute(name))))
    .filter(([, y1, y2]) => Math.abs(y2 - y1) > size.height / 4);
  if (!ends.length || ends.flat().some(Number.isNaN)) return;
  const left = Math.max(0, Math.min(...ends.map(([x]) => x)) - 75);
  const top = Math.max(0, Math.min(...ends.map(([, y]) => y)) - 28);
  const bottom = Math.max(...ends.map(([, , y]) => y)) - 3;
  for (const text of picture.querySelectorAll("text[text-anchor='start']")) if (Number(text.getAttribute("x")) < left) text.remove();
  picture.setAttribute("viewBox", `${left} ${top} ${size.width - left} ${bottom - top}`);
}

/** Greys what a picture shows of all steps but these; of none, if there is no list. */
export function greyAllBut(host, kept) {
  for (const part of host?.shadowRoot?.querySelectorAll("[data-of-step]") ?? []) {
    part.style.opacity = kept && !kept.includes(Number(part.dataset.ofStep)) ? ".18" : "";
  }
}

/** How wide and high a picture is, by its viewBox. */
export function svgSize(text) {
  const found = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : [1280, 720];
}
