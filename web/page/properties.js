// The properties: as they are now, and in the whole search, which runs in the background.

import { button, el, fill } from "./dom.js";
import { runTask, stopTask } from "./progress.js";
import { modelKey } from "./state.js";
import { propertyName } from "./terms.js";
import { number, say } from "./words.js";

const SIGNS = { holds: "✓", violated: "✕", reached: "✓", open: "·", unreached: "✕", unknown: "?" };

/** The list of properties, and the check of every run. */
export function mountProperties(app, host) {
  const listed = el("div.properties");
  const action = el("div.check-action");
  const task = el("div");
  const view = { model: null, checked: null };
  fill(host, action, task, listed);
  const draw = () => {
    if (!app.place) return;
    const model = modelKey(app.tree.model);
    if (view.model !== model) {
      stopTask(task);
      Object.assign(view, { model, checked: null });
    }
    fill(listed, ...groups(app, view.checked));
    fill(action, ...checkParts(app, view, task, draw));
  };
  app.on("place", draw);
}

function checkParts(app, view, task, draw) {
  const begin = () => runTask(app, task, "check", (checked) => ((view.checked = checked), draw()), { run: [] });
  const ask = button(view.checked ? "quiet" : "button", say(view.checked ? "check.again" : "check"), begin, { data: { ask: "check", key: "check" } });
  const { checked } = view;
  if (!checked) return [ask];
  const told = say(`checked.${checked.verdict}`, { states: number(checked.states), depth: number(checked.depth), reason: checked.reason ?? "" });
  const expected = checked.expected === null ? null : say(checked.expected ? "as.expected" : "not.expected");
  return [
    el("p", { data: { verdict: checked.verdict } }, told, " ", expected && el("span.muted", {}, `(${expected}, ${say("seconds", { n: checked.seconds.toFixed(1) })})`)),
    ask,
  ];
}

function groups(app, checked) {
  const known = app.place.properties;
  // Some properties are settled by the search alone, and are no matter of a single state.
  const more = (checked?.properties ?? []).filter(({ name }) => !known.some((property) => property.name === name));
  const properties = [...known, ...more.map(({ name }) => ({ name, kind: "always", now: null, explanation: null }))];
  return ["always", "sometimes"].flatMap((kind) => {
    const mine = properties.filter((property) => property.kind === kind);
    if (!mine.length) return [];
    const head = el("div.property-head", {}, el("h3", {}, say(kind)), el("span.muted", {}, say("now")), checked && el("span.muted", {}, say("whole.search")));
    return [el(checked ? "div.property-group.checked" : "div.property-group", {}, head, mine.map((property) => propertyLine(app, property, checked)))];
  });
}

function propertyLine(app, property, checked) {
  const found = checked?.properties.find((other) => other.name === property.name);
  const explain = () => app.tell("preview", { property });
  const rest = () => app.tell("preview", null);
  return el(
    "div.property",
    { class: property.now === "violated" ? "violated" : "", data: { property: property.name, now: property.now, ...(found ? { verdict: found.verdict } : {}) } },
    el("button.name", { type: "button", on: { pointerenter: explain, focus: explain, pointerleave: rest, blur: rest, click: explain } }, propertyName(property.name)),
    property.now ? verdict(property.now) : el("span"),
    found && (found.run ? showRun(app, found) : verdict(found.verdict)),
    property.explanation && el("p.explanation", {}, property.explanation),
  );
}

function verdict(word) {
  return el("span.verdict", { class: word }, el("span", { "aria-hidden": "true" }, SIGNS[word]), " ", say(word));
}

function showRun(app, found) {
  return button("verdict", [SIGNS[found.verdict], " ", say(found.verdict), " →"], () => app.open(app.tree.model, found.run), {
    class: found.verdict,
    title: say("show.run"),
    data: { "show-run": found.name, key: `show ${found.name}` },
  });
}
