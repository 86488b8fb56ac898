// Dialogs, and what is told at the edge of the page.

import { button, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./words.js";

/**
 * Opens a dialog; `build(body, close)` fills it. A second one with the same name takes the place of the first.
 * One that is `beside` stands over the middle of the board alone, and what is around it can be seen and pressed.
 */
export function openSheet(name, title, build, { wide = false, beside = false, onClose = null } = {}) {
  const former = document.querySelector(`dialog[data-sheet="${name}"]`);
  former?.close();
  former?.remove();
  const body = el("div.sheet-body", { tabindex: "0" });
  const heading = el("h2", { id: `sheet-${name}` }, title);
  const shut = () => dialog.close();
  const dialog = el(
    `dialog.sheet${wide ? ".wide" : ""}${beside ? ".beside" : ""}`,
    { data: { sheet: name }, aria: { labelledby: heading.id } },
    el("header.sheet-head", {}, heading, button("icon-button", icon("close"), shut, { aria: { label: say("close") } })),
    body,
  );
  dialog.addEventListener("close", () => (dialog.remove(), onClose?.()));
  dialog.addEventListener("click", (event) => event.target === dialog && !beside && shut());
  document.body.append(dialog);
  build(body, shut);
  if (beside) showBeside(dialog, shut);
  else dialog.showModal();
}

// A browser ends only those dialogs by Escape that stand before everything.
function showBeside(dialog, shut) {
  const escape = (event) => event.key === "Escape" && !document.querySelector("dialog:modal") && shut();
  document.addEventListener("keydown", escape);
  dialog.addEventListener("close", () => document.removeEventListener("keydown", escape));
  dialog.show();
}

/** The live region and the notes at the edge of the page. */
export function mountNotices(app) {
  const live = el("div.unseen", { role: "status", aria: { live: "polite" }, data: { live: "" } });
  const notes = el("div.notes", { data: { notes: "" } });
  document.body.append(live, notes);
  app.on("announce", (text) => fill(live, text));
  app.on("notify", ({ text, tone }) => {
    const note = el(
      "div.note",
      { role: tone === "error" ? "alert" : "status", class: tone, data: { note: tone } },
      el("span", {}, text),
      button("icon-button", icon("close"), () => note.remove(), { aria: { label: say("close") } }),
    );
    notes.append(note);
    while (notes.children.length > 3) notes.firstChild.remove();
    setTimeout(() => note.remove(), tone === "error" ? 20000 : 5000);
  });
  app.on("place", ({ how }) => how === "open" || [...notes.children].forEach((note) => note.remove()));
}
