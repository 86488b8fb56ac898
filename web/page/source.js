// The file in which the code obeys a rule, at its line.

import { el, fill } from "./dom.js";
import { bindKey } from "./keys.js";
import { openSheet } from "./sheet.js";
import { say } from "./words.js";

// How many lines are marked: the one that a rule names, and what it begins.
const MARKED = 4;

/** Opens the file of whatever rule is pressed; a key opens that of the rule which is explained. */
export function mountSource(app) {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-source]");
    if (pressed) openSource(app, pressed.dataset.source);
  });
  // By a key, since the strip explains something else when the pointer leaves a card for it.
  bindKey(["f"], "source", () => app.slots.explain.querySelector("[data-source]")?.click());
}

function openSource(app, place) {
  const [, file, line] = /^(.*):(\d+)$/.exec(place);
  openSheet("source", say("source.title", { file, line }), (body) => showSource(app, body, file, Number(line)), { wide: true });
}

async function showSource(app, body, file, line) {
  fill(body, el("p.muted", {}, say("waiting")));
  try {
    const { text } = await app.core.ask({ source: { file } });
    fill(body, el("ol.source", { lang: "en" }, text.replace(/\n$/, "").split("\n").map((code, index) => codeLine(code, index + 1, line))));
    body.focus();
    body.querySelector("[data-obeys]")?.scrollIntoView({ block: "center" });
  } catch (error) {
    fill(body, el("p.error-text", { role: "alert" }, error.message));
  }
}

function codeLine(code, n, line) {
  const obeys = n >= line && n < line + MARKED;
  return el("li", { data: { line: n, obeys: n === line }, class: obeys ? "obeys" : "" }, el("span.line-number", { aria: { hidden: "true" } }, String(n)), el("code", {}, code));
}
