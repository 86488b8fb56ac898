// A trace, a page that carries one, or a model of the reader's own: dropped on the page, chosen, or pasted.

import { button, el, fill } from "./dom.js";
import { bindKey } from "./keys.js";
import { openSheet } from "./sheet.js";
import { say } from "./words.js";

/** Listens for files that are dropped, and gives the app its dialog. */
export function mountFiles(app) {
  app.openFile = () => openDialog(app);
  bindKey(["o"], "open.file", app.openFile, null);
  const { body } = document;
  const over = (on) => {
    body.classList.toggle("dropping", on);
    body.dataset.drop = say("open.drop");
  };
  addEventListener("dragover", (event) => {
    event.preventDefault();
    if ([...event.dataTransfer.types].includes("Files")) over(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && over(false));
  addEventListener("drop", async (event) => {
    event.preventDefault();
    over(false);
    const file = event.dataTransfer.files[0];
    if (file) report(app, await openText(app, await file.text(), file.name));
  });
  addEventListener("paste", async (event) => {
    if (event.target.closest?.("input, textarea")) return;
    const text = event.clipboardData.getData("text/plain");
    if (looksLikeFile(text)) report(app, await openText(app, text, "pasted"));
  });
}

/** Opens the run that a page in one file carries, as its text; the actors take it again. */
export async function openCarried(app, json) {
  const carried = read(json);
  if (!carried?.trace) throw new Error(say("open.empty"));
  const { name, toml, trace } = carried;
  await openTrace(app, trace, { name, toml });
}

function read(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isPage(text) {
  return /^\s*<(!doctype|html)/i.test(text);
}

function looksLikeFile(text) {
  return /^\s*\{/.test(text) || isPage(text) || /^\s*version\s*=/m.test(text);
}

function report(app, problem) {
  if (problem) app.notify(problem, "error");
}

// Of the model that is open it becomes a branch, to be compared with the reader's own.
async function openTrace(app, trace, model) {
  const opened = await app.core.ask({ open: { trace } }, { model });
  await app.open(opened.model, opened.run);
  app.notify(say(opened.shipped ? "opened.shipped" : "opened.own"), "good");
}

// In the run inside a page each `<` is escaped, so the next one ends it.
function carriedBy(page) {
  return /type="application\/json" id="synod-run">([^<]*)</.exec(page)?.[1] ?? "";
}

// Opens what a text holds; what is wrong with it comes back as a sentence, for whoever asked to show.
async function openText(app, text, name) {
  try {
    if (/^\s*\{/.test(text)) {
      // It may be a run of a model that the page alone has.
      const model = app.tree?.model;
      await openTrace(app, JSON.parse(text), model?.level ? null : model);
      return null;
    }
    if (isPage(text)) {
      await openCarried(app, carriedBy(text));
      return null;
    }
    if (!looksLikeFile(text)) return say("open.neither", { why: text.trim().slice(0, 60) });
    const model = { name: name.endsWith(".toml") ? name : "model.toml", toml: text };
    await app.core.ask("look", { model, run: [] });
    await app.open(model, [], { fresh: true });
    return null;
  } catch (error) {
    return error instanceof SyntaxError ? say("open.neither", { why: error.message }) : error.message;
  }
}

function openDialog(app) {
  openSheet("open", say("open.file"), (body, close) => {
    const problem = el("p.error-text", { role: "alert" });
    const area = el("textarea", { spellcheck: "false", aria: { label: say("open.file") }, data: { paste: "" } });
    const attempt = async (text, name) => {
      const wrong = await openText(app, text, name);
      if (wrong) fill(problem, wrong);
      else close();
    };
    const chooser = el("input.unseen", {
      type: "file",
      accept: ".json,.html,.toml",
      tabindex: "-1",
      aria: { hidden: "true" },
      data: { file: "" },
      on: { change: async () => chooser.files[0] && attempt(await chooser.files[0].text(), chooser.files[0].name) },
    });
    body.append(
      el("p", {}, say("open.text")),
      el("p.part", {}, button("button", say("open.choose"), () => chooser.click()), chooser),
      area,
      problem,
      button("button.primary", say("open.paste"), () => attempt(area.value, "pasted"), { data: { "open-text": "" } }),
    );
  });
}
