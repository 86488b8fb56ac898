// Questions about what can still happen from here. The answer is a run, and is opened as a branch.

import { button, el, fill } from "./dom.js";
import { runTask, stopTask } from "./progress.js";
import { propertyName } from "./terms.js";
import { list, number, say } from "./words.js";

/** The tab of questions. */
export function mountQuestions(app, host) {
  const answer = el("div.answer", { aria: { live: "polite" } });
  const asked = el("div.stack");
  fill(host, answer, asked);
  let drawn = null;
  const draw = (again) => {
    const now = app.place && `${app.place.model.title} ${app.place.model.digest} ${app.place.questions.length}`;
    if (!now || (now === drawn && again !== true)) return;
    drawn = now;
    fill(asked, ...forms(app, answer));
  };
  app.on("place", ({ how }) => {
    draw(how === "words");
    stopTask(answer);
  });
}

function forms(app, answer) {
  const { place } = app;
  const ways = (question, box) => runTask(app, box, question, (way) => fill(box, ...wayParts(app, way)));
  const ask = (label, question, name) => button("question", label, () => ways(question, answer), { data: { ask: name } });
  const broken = place.questions.filter(({ goal }) => goal.violated !== undefined);
  const others = place.questions.filter(({ goal }) => goal.violated === undefined);
  const short = broken.filter(({ goal }) => goal.violated === "agreement");
  return [
    ask(say("ask.outlook"), "outlook", "outlook"),
    button("question", say("ask.nearer"), () => nearer(app, answer), { data: { ask: "nearer" } }),
    el("h3", {}, say("ask.shortest")),
    el(
      "div.question-list",
      {},
      others.map(({ text, goal }) => ask(propertyName(text), { shortest: { goal } }, text)),
      short.map(({ goal }) => ask(say("ask.violated", { name: propertyName(goal.violated) }), { shortest: { goal } }, "violated agreement")),
    ),
    ownQuestion(app, answer),
    broken.length > 0 &&
      el(
        "details",
        {},
        el("summary", {}, say("ask.violations")),
        el("div.question-list", {}, broken.map(({ text, goal }) => ask(propertyName(text), { shortest: { goal } }, `violated ${goal.violated}`))),
      ),
  ];
}

// The error of a typed question stands under the box, with its caret, so it keeps its spaces.
function ownQuestion(app, answer) {
  const under = el("div.own-answer");
  const input = el("input", { type: "text", id: "own-question", placeholder: say("ask.placeholder"), autocomplete: "off", spellcheck: "false", data: { ask: "own" } });
  const go = async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    stopTask(answer);
    await runTask(app, under, { shortest: { goal: { asked: text } } }, (way) => fill(answer, ...wayParts(app, way)));
    under.querySelector(".error-text")?.classList.add("caret");
  };
  return el(
    "form.own",
    { on: { submit: go } },
    el("label", { for: "own-question" }, el("h3", {}, say("ask.own"))),
    el("div.row.nowrap", {}, input, el("button.button", { type: "submit", data: { "ask-go": "" } }, say("ask.go"))),
    under,
    el("p.small.muted", {}, say("ask.help")),
  );
}

function wayParts(app, way) {
  const { found, never, unknown } = way.result;
  const states = number(way.states);
  const box = (kind, ...parts) => [el(`div.way.${kind}`, { data: { way: kind } }, ...parts)];
  if (found && found.steps === 0) return box("found", el("p", {}, say("way.here")));
  if (found) {
    const open = () => app.open(app.tree.model, found.run);
    return box("found", el("p", {}, say("way.found", { steps: found.steps })), button("button.primary", say("way.open"), open, { data: { "open-way": found.shows } }));
  }
  if (never) return box("never", el("p", {}, say("way.never", { states, bounds: list(never.bounds) })));
  return box("unknown", el("p", {}, say("way.unknown", { reason: unknown.reason, states })));
}

// How far a violation is, in words.
function distanceText(distance) {
  if (distance === "never") return say("distance.never");
  if (distance.in !== undefined) return say("distance.in", { n: distance.in });
  if (distance.beyond !== undefined) return say("distance.beyond", { n: distance.beyond });
  return say("distance.unknown", { reason: distance.unknown });
}

function nearer(app, answer) {
  return runTask(app, answer, { nearer: { goal: { violated: null } } }, (found) => {
    const least = Math.min(...found.steps.map(({ distance }) => distance.in ?? Infinity));
    for (const { name, distance } of found.steps) {
      const n = distance.in;
      const beyond = distance.beyond === undefined ? "?" : `>${distance.beyond}`;
      const text = n === undefined ? (distance === "never" ? "∞" : beyond) : String(n);
      app.mark(name, { text, title: distanceText(distance), tone: n === undefined ? "dim" : n === least ? "bad" : "accent" });
    }
    fill(
      answer,
      el("div.way", { data: { way: "nearer" } }, el("p", {}, say("nearer.here", { distance: distanceText(found.here) })), el("p.muted", {}, say("nearer.marked"))),
    );
  });
}
