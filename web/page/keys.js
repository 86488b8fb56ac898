// The keyboard: one table, which is also the help.

import { el } from "./dom.js";
import { openSheet } from "./sheet.js";
import { say } from "./words.js";

const TABLE = [];

/** Gives a key a meaning on a screen ("board", or null for all); `words` names it in the help. */
export function bindKey(keys, words, act, screen = "board") {
  TABLE.push({ keys, words, act, screen });
}

/** Listens. A key that is typed into a box, or with a modifier, is left alone, and so is one while a dialog is open. */
export function mountKeys(app) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const found = TABLE.find(
      ({ keys, screen }) => keys.includes(event.key) && (screen === null || screen === app.screen),
    );
    if (!found) return;
    event.preventDefault();
    found.act(event);
  });
}

/** Shows what the keys mean. */
export function openKeys() {
  openSheet("keys", say("keys.title"), (body) => {
    const rows = TABLE.filter(({ words }) => words).map(({ keys, words }) =>
      el("tr", {}, el("td", {}, keys.map((key) => el("kbd", {}, keyName(key)))), el("td", {}, say(words))),
    );
    const fixed = el("tr", {}, el("td", {}, el("kbd", {}, "Enter")), el("td", {}, say("keys.take")));
    body.append(el("table.keys", {}, el("tbody", {}, fixed, rows)));
  });
}

function keyName(key) {
  const names = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Home: "Home", End: "End", Delete: "Del", " ": "Space" };
  return names[key] || key;
}
