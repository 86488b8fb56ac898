// The start page: ways in, and the list of all models with what is expected of them.

import { el, fill } from "./dom.js";
import { modelText, propertyName } from "./terms.js";
import { list, number, say } from "./words.js";

const FIRST = "models/holds/two_proposers.toml";

/** The start page. */
export function mountModels(app) {
  app.entries.unshift({ key: "play", open: () => app.open(FIRST) });
  app.addScreen("start", (section) => drawStart(app, section));
  app.on("models", () => {
    const section = document.querySelector("[data-screen='start']");
    if (section && app.screen === "start") drawStart(app, fill(section));
  });
}

function drawStart(app, section) {
  const found = el("div.found");
  const search = el("input", {
    type: "search",
    placeholder: say("model.search", { n: app.models?.models.length ?? "…" }),
    aria: { label: say("model.search", { n: app.models?.models.length ?? "…" }) },
    data: { search: "" },
    on: { input: () => drawFound(app, found, search.value) },
  });
  section.classList.add("start");
  section.append(
    el("div.start-page", {},
      el("header.hero", {}, el("h1", {}, "synod"), el("p", {}, say("tagline"))),
      el("nav.entries", {}, app.entries.map((entry, index) => entryCard(entry, index === 0))),
      search,
      found,
    ),
  );
  drawFound(app, found, "");
}

function entryCard({ key, open }, first) {
  return el(
    "button.entry",
    { type: "button", class: first ? "first" : "", data: { entry: key }, on: { click: open } },
    el("strong", {}, say(key)),
    el("span", {}, say(`${key}.text`)),
  );
}

function drawFound(app, host, words) {
  if (!app.models) return fill(host, el("p.muted", {}, say("waiting")));
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (model) => wanted.every((word) => JSON.stringify([...Object.values(model), modelText(model.title), modelText(model.breaks)]).toLowerCase().includes(word));
  const models = app.models.models.filter(fits);
  const groups = [
    ["models.hold", models.filter((model) => !model.violates.length)],
    ["models.violate", models.filter((model) => model.violates.length)],
  ].filter(([, some]) => some.length);
  if (!groups.length) return fill(host, el("p.muted", {}, say("models.none")));
  fill(
    host,
    groups.map(([title, some]) =>
      el("section", {}, el("h2", {}, say(title), " ", el("span.muted", {}, String(some.length))), el("ul.models", {}, some.map((model) => modelLine(app, model)))),
    ),
  );
}

function modelLine(app, model) {
  const expected = model.violates.length
    ? el("span.tag.bad", {}, say(model.steps ? "expect.steps" : "expect.breaks", { what: propertyName(model.violates[0]), n: model.steps }))
    : el("span.tag.good", {}, "✓ ", say("expect.holds"));
  return el(
    "li",
    {},
    el(
      "button.model",
      { type: "button", data: { model: model.path }, title: list(model.violates.map(propertyName)), on: { click: () => app.open(model.path) } },
      el("span.model-title", {}, modelText(model.title)),
      el("span.model-about", {}, model.breaks ? modelText(model.breaks) : model.path),
      el(
        "span.model-facts",
        {},
        expected,
        model.states && el("span.muted", {}, say("expect.states", { n: number(model.states) })),
        model.deep && el("span.tag", {}, say("expect.deep")),
      ),
    ),
  );
}
