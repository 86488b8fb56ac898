// Beat Paxos: the player is the network and tries to have two values chosen, in a model whose name is hidden.

import { keepFocus } from "./dom.js";
import { drawBanner } from "./gamebanner.js";
import { openCannot, openReveal } from "./gamesheets.js";
import { drawLevels } from "./gamelevels.js";
import { GAME_WORDS } from "./gamewords.js";
import { createOracle, nearestStep } from "./oracle.js";
import { recall, retain } from "./store.js";
import { propertyName } from "./terms.js";
import { addWords, say } from "./words.js";

const HINT = 10;
const UNDO = 3;
const OVER = 5;
const LEAST = 10;

/** The levels, the game on the board, and the way in. A level on the board is a game, by whatever link it came. */
export function mountGame(app) {
  addWords(GAME_WORDS);
  let game = null;
  const start = (level) => app.open({ level }, [], { fresh: true });
  const draw = () => {
    if (!game || app.tree !== game.tree || app.screen !== "board") return;
    settle(app, game);
    keepFocus(app.slots.banner, () => app.fillSlot("banner", ...drawBanner(app, game, actions)));
    tellOracle(app, game);
    if (game.waiting === app.tree.here && game.oracle.of(app.tree.here)?.steps) hint(app, game);
  };
  const actions = {
    hint: () => (hint(app, game), draw()),
    again: () => start(game.level),
    next: () => start(game.level + 1),
    levels: () => app.show("beat"),
    reveal: () => openReveal(app, game, actions),
    cannot: () => (keepScore(game.level, { understood: true }), openCannot(game.oracle.never)),
    back: (node) => app.go(node, "jump"),
  };
  app.addEntry({ key: "beat", open: () => app.show("beat") });
  app.addScreen("beat", (section, { level }) => drawLevels(app, section, Number(level) || null, start));
  app.hint = actions.hint;
  app.on("models", () => app.screen === "beat" && app.show("beat", app.shown.parameters));
  app.on("marks", () => game && countMarks(app, game) && draw());
  app.on("place", ({ place, before, how }) => {
    const level = app.tree.model?.level;
    if (game && game.tree !== app.tree) game = leave(app, game);
    if (level && !game) game = beginGame(app, level, draw);
    if (!game) return;
    count(app, game, place, before, how);
    draw();
    if (!game.won && how !== "words") game.oracle.look(app.tree.here);
  });
}

function beginGame(app, level, draw) {
  const game = { level, tree: app.tree, hints: 0, undos: 0, moves: 0, shown: app.place.steps.length > 0, won: null, hinted: null, waiting: null };
  game.oracle = createOracle(app, level, draw);
  game.oracle.begin().then(() => app.tree === game.tree && game.oracle.look(app.tree.here));
  return game;
}

function leave(app, game) {
  game.oracle.end();
  app.emptySlot("banner");
  return null;
}

// Who does not see the strip hears what the oracle says, once for each state.
function tellOracle(app, game) {
  const said = app.slots.banner.querySelector("[data-oracle]");
  if (!said || said.dataset.oracle === "asking" || game.told === app.tree.here) return;
  game.told = app.tree.here;
  app.announce([...said.querySelectorAll("b, span")].map((node) => node.firstChild?.textContent ?? "").join(" "));
}

// To go back is an undo; a run that was found by a question or a link is not the player's own.
function count(app, game, place, before, how) {
  if (game.won) return;
  if (how === "take") game.moves += 1;
  const shorter = before && place.steps.length < before.steps.length;
  if (how === "back" || (how === "jump" && shorter)) game.undos += 1;
  if (how === "open" && before && place.steps.length) game.shown = true;
}

// Marks are a hint, whether the game sets them or the answer to "which step brings a violation nearer".
function countMarks(app, game) {
  const node = app.tree.here;
  if (game.won || !app.marks.size || game.hinted === node) return false;
  game.hinted = node;
  game.hints += 1;
  return true;
}

/** Whether the game is won here, and with how many points. */
function settle(app, game) {
  const { goal, par } = game.oracle;
  if (!goal) return;
  const broken = app.place.properties.filter(({ kind, now }) => kind === "always" && now === "violated");
  const wanted = broken.find(({ name }) => goal.violated === null || goal.violated === name);
  game.broken = broken;
  if (!wanted || game.won) return;
  const steps = app.place.steps.length;
  const over = par === null ? 0 : Math.max(0, steps - par);
  const points = game.shown ? 0 : Math.max(LEAST, 100 - OVER * over - HINT * game.hints - UNDO * game.undos);
  game.won = { name: wanted.name, explanation: wanted.explanation, node: app.tree.here, run: app.tree.run(), steps, points };
  game.best = keepScore(game.level, { points });
  app.announce(`${say("beat.won", { name: propertyName(wanted.name), steps })}. ${say("beat.points", { n: points })}`);
}

/** Keeps the better of what was reached in a level, and returns it. */
function keepScore(level, reached) {
  const scores = recall("beat", {});
  const old = scores[level] || {};
  scores[level] = { ...old, ...reached, points: Math.max(old.points || 0, reached.points || 0) };
  retain("beat", scores);
  return scores[level].points;
}

// A hint that is asked for while the oracle still searches is given when it has found.
function hint(app, game) {
  if (!game || game.won) return;
  const known = game.oracle.of(app.tree.here);
  if (!known?.steps) return (game.waiting = app.tree.here);
  const step = nearestStep(known);
  game.waiting = null;
  if (!step) return app.notify(say("beat.hint.none"));
  app.mark(step.name, { text: say("beat.hint.mark"), tone: "good" });
  app.point(step.name);
}
