// The diagram of the run, as `synod trace --svg` draws it, anew after each step.

import { cancelled } from "./core.js";
import { button, el, fill } from "./dom.js";
import { openCompare } from "./compare.js";
import { icon } from "./icons.js";
import { bindKey } from "./keys.js";
import { openSheet } from "./sheet.js";
import { drawSvg, greyAllBut } from "./svg.js";
import { openTwin } from "./twin.js";
import { openWhy } from "./why.js";
import { say } from "./words.js";

/** The panel of the diagram, with what can be asked of the whole run. */
export function mountDiagram(app) {
  const host = app.slots.diagram;
  const view = { text: null, kept: null, fetching: null };
  const redraw = () => {
    if (app.place) drawPanel(app, host, view);
  };
  app.on("place", redraw);
  app.on("theme", redraw);
  app.on("causes", (kept) => {
    view.kept = kept;
    greyAllBut(host.querySelector(".drawing"), kept);
  });
  bindKey(["d"], "enlarge", () => enlarge(app, view));
  bindKey(["w"], "why", () => openWhy(app));
  bindKey(["t"], "twin", () => openTwin(app));
  bindKey(["b"], "compare", () => openCompare(app));
}

function askButton(app, name, act, enabled, title = "") {
  return button("quiet", say(name), () => act(app), { disabled: !enabled, title, data: { tool: name } });
}

function drawPanel(app, host, view) {
  const broken = app.place.properties.some((property) => property.now === "violated");
  const several = app.tree.ends().length > 1;
  const picture = host.querySelector(".picture") || el("div.picture", { on: { click: () => enlarge(app, view) } });
  fill(
    host,
    el(
      "header.panel-head",
      {},
      el("h2", {}, say("diagram")),
      el("span.spring"),
      askButton(app, "why", openWhy, broken, broken ? "" : say("why.none")),
      askButton(app, "twin", openTwin, app.place.model.mutant !== null, say(app.place.model.mutant === null ? "twin.none" : "twin.title")),
      askButton(app, "compare", openCompare, several, several ? "" : say("compare.none")),
      button("icon-button", icon("enlarge"), () => enlarge(app, view), { title: say("enlarge"), aria: { label: say("enlarge") }, data: { tool: "enlarge" } }),
    ),
    picture,
  );
  fetchPicture(app, picture, view);
}

async function fetchPicture(app, picture, view) {
  view.fetching?.abort();
  if (!app.place.steps.length) {
    view.text = null;
    return fillPicture(picture, view);
  }
  view.fetching = new AbortController();
  const theme = document.documentElement.dataset.theme;
  try {
    const file = await app.ask({ export: { format: "svg", theme } }, { signal: view.fetching.signal });
    view.text = file.text;
    fillPicture(picture, view);
    const big = document.querySelector("dialog[data-sheet='diagram'] .big-picture");
    if (big) showBig(big, file.text);
  } catch (error) {
    if (!cancelled(error)) fill(picture, el("p.muted", {}, error.message));
  }
}

function fillPicture(picture, { text, kept }) {
  if (!text) return fill(picture, el("p.muted", {}, say("diagram.none")));
  if (!picture.firstElementChild?.classList.contains("drawing")) fill(picture, el("div.drawing"));
  drawSvg(picture.firstElementChild, text, { lanesOnly: true });
  greyAllBut(picture.firstElementChild, kept);
}

function enlarge(app, view) {
  if (!view.text) return;
  openSheet("diagram", say("diagram"), (body) => showBig(body.appendChild(el("div.big-picture")), view.text), { wide: true });
}

function showBig(host, text) {
  const drawing = el("div.drawing");
  fill(host, drawing);
  drawSvg(drawing, text);
}
