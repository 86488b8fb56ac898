// Why a property is violated: the quorums and who is in both, and the causes with the rule behind each. All else is grey,
// there and in the run.

import { button, el, fill } from "./dom.js";
import { runTask } from "./progress.js";
import { byRules, paperSection, ruleParts } from "./rule.js";
import { openSheet } from "./sheet.js";
import { actorName, actorNames, propertyName } from "./terms.js";
import { ballotText, valueColour, valuePill } from "./values.js";
import { list, say } from "./words.js";

/** Opens the explanation of the present violation. */
export function openWhy(app) {
  const violated = app.place?.properties.find((property) => property.now === "violated");
  if (!violated) return app.notify(say("why.none"));
  const all = app.place.steps;
  const { actors } = app.place;
  let end = null;
  openSheet(
    "why",
    say("why.title", { name: propertyName(violated.name) }),
    (body, close) => {
      end = app.on("place", close);
      runTask(app, body, "why", (why) => {
        fill(body, ...whyParts(app, why, all, actors, close));
        app.tell("causes", why.kept);
      });
    },
    { beside: true, onClose: () => (end(), app.tell("causes", null)) },
  );
}

function whyParts(app, why, all, actors, close) {
  return [
    el("div.why-head", {}, why.explanation.map((sentence) => el("p.sentence", {}, sentence)), quorumRings(why, actors)),
    why.invariant && el("p.invariant", {}, say("why.invariant", { n: why.invariant.step, what: why.invariant.conjuncts })),
    el("p.muted", {}, say(why.kept.length === why.of ? "why.all" : "why.kept", { n: why.kept.length, of: why.of })),
    el("ol.why-steps", {}, all.map((told, index) => stepLine(app, why, told, index + 1, close))),
  ];
}

// Each quorum is a ring around all acceptors, in which its own are filled; who is in both wears a double ring.
function quorumRings(why, actors) {
  const acceptors = actors.filter((actor) => actor.role === "acceptor");
  const rows = why.quorums.map(({ vote, voters }) =>
    el(
      "div.quorum",
      { data: { quorum: list(voters) } },
      el("span.ring", {}, acceptors.map((actor) => member(actor, voters.includes(actor.name), why.shared.includes(actor.name), vote.value))),
      el("span", {}, valuePill(vote.value), " ", ballotText(vote.ballot)),
    ),
  );
  const shared = why.shared.length ? say("why.shared", { names: actorNames(why.shared) }) : say("why.noShared");
  return why.quorums.length ? el("div.quorums", {}, rows, el("p.muted", {}, shared)) : null;
}

function member(actor, inside, shared, value) {
  return el("span.member", { class: `${inside ? `in ${valueColour(value)}` : ""} ${inside && shared ? "shared" : ""}`, title: actorName(actor.name) }, actor.short);
}

function stepLine(app, why, told, n, close) {
  const cause = why.kept.includes(n);
  const told2 = cause ? (why.steps[why.kept.indexOf(n)] ?? told) : told;
  const go = () => {
    close();
    app.go(app.tree.path(app.tree.tip())[n - 1]);
  };
  return el(
    "li",
    { class: `${cause ? "cause" : "no-cause"} ${told.reference ? "wrong" : ""}`, data: { why: n, cause: String(cause) } },
    button("step", [el("span.number", {}, String(n)), el("span.sentence", {}, told2.text)], go),
    byRules(told),
    why.invariant?.step === n && el("p.by-rules", {}, say("why.invariant", { n, what: why.invariant.conjuncts })),
    cause && told2.rule && el("details", {}, el("summary", {}, paperSection(told2.rule)), ruleParts(told2.rule)),
  );
}
