// The screen on which a level of Beat Paxos is chosen.

import { button, el } from "./dom.js";
import { recall } from "./store.js";
import { say } from "./words.js";

/** Fills the screen; `wanted` is the level that a link names, or null. */
export function drawLevels(app, section, wanted, start) {
  const levels = app.models?.levels;
  const scores = recall("beat", {});
  section.append(
    el(
      "div.start-page.game-page",
      {},
      el("header.hero", {}, el("h1", {}, say("beat")), el("p", {}, say("beat.how"))),
      el("p.muted.game-about", {}, say("beat.oracle")),
      levels ? chosenLevel(levels, wanted, start) : el("p.muted", {}, say("waiting")),
      levels && el("h2", {}, say("beat.pick")),
      levels && el("ol.levels", {}, levels.map((level) => el("li", {}, levelCard(level, scores[level.number], start)))),
    ),
  );
  section.querySelector("[data-start-level]")?.focus();
}

function chosenLevel(levels, wanted, start) {
  if (wanted === null) return null;
  const level = levels.find(({ number: n }) => n === wanted);
  if (!level) return el("p.error-text", { role: "alert" }, say("beat.unknown", { n: wanted }));
  return el(
    "div.row.chosen-level",
    {},
    button("button.primary", say("beat.start", { n: wanted }), () => start(wanted), { data: { "start-level": wanted } }),
    el("span.muted", {}, say(`grade.${level.grade}`)),
  );
}

function levelCard({ number: n, grade }, score, start) {
  const reached = score?.points ? say("beat.best", { points: score.points }) : say(score?.understood ? "beat.understood" : "beat.new");
  const won = score?.points > 0 || score?.understood;
  return button(
    "level",
    [
      el("b.level-number", {}, String(n)),
      el("span.level-about", {}, el("span.level-grade", {}, say(`grade.${grade}`)), won && el("span.level-score", {}, `✓ ${reached}`)),
    ],
    () => start(n),
    { class: grade, data: { level: n }, aria: { label: `${say("level", { n })}, ${say(`grade.${grade}`)}, ${reached}` } },
  );
}
