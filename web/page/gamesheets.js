// The dialogs of Beat Paxos: what a level hid, and why the real Paxos cannot be beaten.

import { button, el, fill, svgEl } from "./dom.js";
import { ruleParts } from "./rule.js";
import { openSheet } from "./sheet.js";
import { modelText } from "./terms.js";
import { openTwin } from "./twin.js";
import { openWhy } from "./why.js";
import { list, number, say } from "./words.js";

/** Tells which rule the level breaks, where in this run, and leads to the model by its name. */
export function openReveal(app, game, actions) {
  openSheet("reveal", say("reveal.title", { n: game.level }), async (body, close) => {
    fill(body, el("p.muted", {}, say("waiting")));
    try {
      const revealed = await app.core.ask("reveal", { model: { level: game.level }, run: [] });
      const place = await app.core.ask("look", { model: revealed.path, run: game.won.run });
      fill(body, revealParts(app, game, revealed, place, actions, close));
      body.querySelector("button")?.focus();
    } catch (error) {
      fill(body, el("p.error-text", { role: "alert" }, error.message));
    }
  });
}

function revealParts(app, game, revealed, place, actions, close) {
  const at = place.steps.findIndex((told) => told.reference);
  const wrong = place.steps[at];
  const goto = async (then) => {
    close();
    await app.open(revealed.path, game.won.run, { fresh: true });
    then?.(app);
  };
  const more = app.models?.levels.some(({ number: n }) => n === game.level + 1);
  return [
    el("p.reveal-title", { data: { revealed: revealed.path } }, modelText(revealed.title)),
    el("dl.reveal", {}, part("reveal.breaks", modelText(revealed.breaks)), wrong && part("reveal.step", wrongStep(wrong), { n: at + 1 }), part("reveal.end", game.won.explanation), part("reveal.seen", modelText(revealed.seen))),
    el(
      "div.row",
      {},
      button("button.primary", say("reveal.open"), () => goto(), { data: { reveal: "open" } }),
      button("button", say("reveal.why"), () => goto(openWhy), { data: { reveal: "why" } }),
      button("button", say("reveal.twin"), () => goto(openTwin), { data: { reveal: "twin" } }),
      more && button("button", say("beat.next"), () => (close(), actions.next()), { data: { reveal: "next" } }),
    ),
  ];
}

function part(word, content, values = {}) {
  return content && el("div", {}, el("dt", {}, say(word, values)), el("dd", {}, content));
}

function wrongStep(told) {
  return [el("p.reveal-wrong", {}, told.text), el("p", {}, say("reveal.not", { text: told.reference })), ruleParts(told.rule)];
}

/** Tells why no run of Paxos chooses two values; `never` is what the oracle has searched. */
export function openCannot(never) {
  openSheet("cannot", say("cannot.title"), (body) =>
    body.append(
      majorities(),
      el("ol.argument", {}, [0, 1, 2, 3, 4].map((n) => el("li", {}, say(`cannot.${n}`)))),
      never && el("p.argument-end", {}, say("cannot.oracle", { states: number(never.states), bounds: list(never.bounds) })),
      el("p.muted", {}, say("cannot.proof")),
    ),
  );
}

/** Two majorities of three acceptors, and the one that is in both. */
function majorities() {
  const disc = (x, name, shared) => [
    svgEl("circle", { cx: x, cy: 62, r: 19, class: shared ? "member shared" : "member" }),
    svgEl("text", { x, y: 68, class: "member-name" }, name),
  ];
  const label = (x, text, className) => svgEl("text", { x, y: 14, class: className }, text);
  return svgEl(
    "svg.majorities",
    { viewBox: "0 0 360 118", role: "img", "aria-label": say("cannot.picture") },
    svgEl("rect", { x: 50, y: 24, width: 164, height: 76, rx: 38, class: "voted" }),
    svgEl("rect", { x: 146, y: 30, width: 164, height: 76, rx: 38, class: "asked" }),
    label(120, say("cannot.voted"), "label-voted"),
    label(250, say("cannot.asked"), "label-asked"),
    disc(92, "1", false),
    disc(180, "2", true),
    disc(268, "3", false),
  );
}
