// The strip above the board while Beat Paxos is played: the goal, what the oracle says, the score, and what to do next.

import { button, el } from "./dom.js";
import { propertyName } from "./terms.js";
import { list, number, say } from "./words.js";

const PATIENCE = 12;

/** What the strip shows. */
export function drawBanner(app, game, actions) {
  return [el("div.game", { data: { game: game.level, won: game.won ? "" : null } }, game.won ? wonParts(app, game, actions) : playParts(app, game, actions))];
}

function playParts(app, game, actions) {
  return [
    el(
      "div.game-line",
      {},
      alsoBroken(game) || el("p.game-goal", {}, goalText(game)),
      el("dl.game-score", {}, figure("beat.steps", app.place.steps.length), figure("beat.par", game.oracle.par ?? "–"), figure("beat.hints", game.hints), figure("beat.undos", game.undos)),
    ),
    el(
      "div.game-line",
      {},
      oracleParts(app, game),
      el("div.row", {}, hintButton(app, game, actions), whyButton(game, actions), gameTool("beat.levels", actions.levels, "levels", "quiet")),
    ),
  ];
}

function goalText({ oracle: { goal, never }, moves }) {
  if (!goal) return say("beat.goal.asking");
  if (never) return moves < PATIENCE ? say("beat.goal.none") : say("beat.give.up", { n: moves });
  return say(goal.violated === null ? "beat.goal.any" : "beat.goal.agreement");
}

function figure(word, value) {
  return el("div", { data: { figure: word } }, el("dd", {}, String(value)), el("dt", {}, say(word)));
}

function gameTool(word, act, name, kind = "button") {
  return button(kind, say(word), act, { data: { beat: name, key: `beat ${name}` } });
}

function hintButton(app, game, actions) {
  if (game.oracle.never) return null;
  return button("button", `${say("beat.hint")}${game.waiting === app.tree.here ? " …" : ""}`, actions.hint, { title: say("beat.hint.title", { n: 10 }), data: { beat: "hint", key: "beat hint" } });
}

function whyButton(game, actions) {
  return game.oracle.never && gameTool("beat.why", actions.cannot, "why-not", game.moves < PATIENCE ? "button" : "button.primary");
}

function alsoBroken(game) {
  if (!game.broken?.length) return null;
  const names = game.broken.map(({ name }) => propertyName(name));
  return el("p.game-goal.game-also", { data: { broken: game.broken.length } }, say("beat.also", { names: list(names) }));
}

/** What the oracle says of the present state, with the number set large. */
function oracleParts(app, game) {
  const { oracle } = game;
  const here = oracle.of(app.tree.here)?.here;
  const box = (kind, ...parts) => el("div.oracle", { class: kind, data: { oracle: kind } }, ...parts);
  const line = (kind, text, big = null) => box(kind, big !== null && el("b.oracle-number", {}, String(big)), el("span", {}, text));
  if (oracle.error) return line("unknown", say("beat.unknown.distance", { reason: oracle.error }), "?");
  if (oracle.never) {
    const text = say("beat.never.at.all", { states: number(oracle.never.states) });
    return box("never", el("b.oracle-number", {}, "∞"), el("span", { title: list(oracle.never.bounds) }, text));
  }
  if (here === undefined) return box("asking", el("span.busy", { "aria-hidden": "true" }), el("span", {}, say("beat.asking")));
  if (here === "never") return neverHere(app, oracle, box);
  if (here.in !== undefined) {
    return box("in", el("b.oracle-number", { data: { distance: here.in } }, String(here.in)), el("span", {}, say(here.in === 1 ? "beat.in.one" : "beat.in"), trend(app, oracle, here)));
  }
  if (here.beyond !== undefined) return line("beyond", say("beat.beyond", { n: here.beyond }), "…");
  return line("unknown", say("beat.unknown.distance", { reason: here.unknown }), "?");
}

function trend(app, oracle, here) {
  const before = app.tree.here.parent && oracle.of(app.tree.here.parent)?.here;
  if (before?.in === undefined) return null;
  const word = here.in < before.in ? "nearer" : here.in > before.in ? "farther" : "same";
  return el("span.trend", { class: word, data: { trend: word } }, say(`beat.${word}`));
}

function neverHere(app, oracle, box) {
  let node = app.tree.here;
  while (node && oracle.of(node)?.here === "never") node = node.parent;
  const text = node ? say("beat.never.back", { n: node.depth }) : say("beat.never");
  const back = node && button("button", say("beat.back", { n: node.depth }), () => app.go(node, "back"), { data: { beat: "back", key: "beat back" } });
  return box("never", el("b.oracle-number", {}, "∞"), el("span", {}, text), back);
}

function wonParts(app, game, actions) {
  const { name, steps, points, explanation } = game.won;
  const { par } = game.oracle;
  const more = app.models?.levels.some(({ number: n }) => n === game.level + 1);
  const told = game.shown ? say("beat.points.none") : say("beat.points", { n: points });
  return [
    el("p.game-won", {}, el("span.game-mark", { "aria-hidden": "true" }, "✓"), say("beat.won", { name: propertyName(name), steps }), par !== null && el("span.muted", {}, ` (${say("beat.won.par", { par })})`)),
    el("p.muted.game-how", {}, explanation),
    el(
      "div.row",
      {},
      gameTool("beat.reveal", actions.reveal, "reveal", "button.primary"),
      more && gameTool("beat.next", actions.next, "next"),
      gameTool("beat.again", actions.again, "again", "quiet"),
      gameTool("beat.levels", actions.levels, "levels", "quiet"),
      el("span.spring"),
      el("p.game-points", { data: { points } }, told, !game.shown && game.best > points && el("span.muted", {}, ` · ${say("beat.best.now")}: ${game.best}`)),
    ),
  ];
}
