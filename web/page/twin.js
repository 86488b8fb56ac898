// The broken actors and the rules side by side, under the same messages, from the first step that differs.

import { cardRows } from "./cards.js";
import { el, fill } from "./dom.js";
import { runTask } from "./progress.js";
import { openSheet } from "./sheet.js";
import { actorName } from "./terms.js";
import { say } from "./words.js";

/** Opens the twin of the present run. */
export function openTwin(app) {
  if (!app.place?.model.mutant) return app.notify(say("twin.none"));
  openSheet(
    "twin",
    say("twin.title"),
    (body) => {
      const of = app.place.steps.length;
      runTask(app, body, "twin", (twin) => fill(body, ...twinParts(twin, of)));
    },
    { wide: true },
  );
}

// The table begins where the two part; before that there is nothing to compare.
function twinParts(twin, of) {
  const pairs = twin.pairs.slice(Math.max(0, twin.pairs.length + twin.same - of));
  if (!pairs.length) return [el("p.sentence", {}, say("twin.all"))];
  const differs = twin.ends.filter(({ broken, reference }) => JSON.stringify(broken.state) !== JSON.stringify(reference.state));
  return [
    el("p.muted", {}, say("twin.same", { n: twin.same })),
    el(
      "table.twin",
      {},
      el("thead", {}, el("tr", {}, el("th", {}, el("span.unseen", {}, say("step", { n: "" }))), el("th", { scope: "col" }, say("twin.broken")), el("th", { scope: "col" }, say("twin.reference")))),
      el("tbody", {}, pairs.map((pair, index) => pairRow(pair, twin.same + index + 1))),
    ),
    differs.length > 0 && el("h2.part", {}, say("twin.ends")),
    el(
      "div.ends",
      {},
      differs.map(({ name, broken, reference }) =>
        el(
          "div.end",
          {},
          el("h3", {}, actorName(name)),
          el("div.two", {}, endCard("twin.broken", broken.state, reference.state), endCard("twin.reference", reference.state, broken.state)),
        ),
      ),
    ),
  ];
}

function endCard(words, state, other) {
  return el("div.card", {}, el("p.small", {}, say(words)), cardRows(state, other));
}

function pairRow({ broken, reference }, n) {
  const otherwise = reference.otherwise;
  const word = typeof reference === "string" ? say(reference === "same" ? "twin.equal" : `twin.${reference}`) : null;
  const tone = reference === "same" ? "same" : "differs";
  return el(
    "tr",
    { class: tone, data: { twin: n, reference: otherwise ? "otherwise" : reference } },
    el("th", { scope: "row" }, String(n)),
    el("td", {}, broken.text),
    el("td", {}, otherwise ? otherwise.text : el("span.muted", {}, word)),
  );
}
