// One place where everything is explained: what would come of a choice, why something cannot happen, or else what
// happened last, always with the rule.

import { el, fill } from "./dom.js";
import { byRules, ruleParts } from "./rule.js";
import { actorNames, placeOf, propertyMeaning, propertyName } from "./terms.js";
import { saidText, shortSet, valuePill } from "./values.js";
import { list, say } from "./words.js";

/** The strip under the board. */
export function mountExplain(app) {
  const strip = app.slots.explain;
  const rest = () => app.place && fill(strip, ...lastStep(app.place));
  app.on("place", ({ place, how }) => {
    rest();
    const last = place.steps.at(-1);
    if (how !== "words") app.announce(last ? `${say("step", { n: place.steps.length })}: ${last.text}. ${chosenText(place)}` : say("start"));
  });
  app.on("preview", (preview) => {
    if (!preview) rest();
    else if (preview.choice) fill(strip, ...choiceParts(preview.choice));
    else if (preview.property) fill(strip, ...propertyParts(preview.property));
    else fill(strip, ...hindranceParts(preview.hindrances));
  });
}

function entry(tone, title, sentence, extra, rule) {
  return [el("div.told", { class: tone }, el("h3", {}, title), el("p.sentence", { class: sentence.length > 90 ? "long" : "" }, sentence), extra), ruleParts(rule)];
}

function lastStep(place) {
  const last = place.steps.at(-1);
  const chosen = place.chosen.map(({ vote, voters }) =>
    el("p.chosen", { data: { chosen: vote.value } }, valuePill(vote.value), " ", say("chosen", { value: "", ballot: placeOf(vote), who: shortSet(voters) })),
  );
  if (!last) return entry("", say("start"), say("begin.hint"), chosen, null);
  const title = `${say("last.step")} · ${say("step", { n: place.steps.length })}`;
  const stuck = !place.can.length && el("p.muted", { title: list(place.model.bounds) }, say("stuck"));
  return entry(last.reference ? "wrong" : "", title, last.text, [byRules(last), chosen, stuck], last.rule);
}

function choiceParts(choice) {
  const sends = sentGroups(choice.sent).map((text) => say("sends", { what: text }));
  return entry("preview", say("preview"), choice.text, [byRules(choice), sends.length > 0 && el("p.muted", {}, list(sends))], choice.rule);
}

function hindranceParts(hindrances) {
  const badge = (it) => el("span.tag", { data: { because: it.because } }, say(BECAUSE[it.because] || "spent"));
  if (hindrances.length > 1) {
    const lines = hindrances.map((it) => el("p.hindrance", {}, el("b", {}, it.label), " ", badge(it), el("br"), it.why));
    return [el("div.told.no.several", {}, el("h3", {}, say("cannot.here")), lines)];
  }
  const [it] = hindrances;
  return entry("no", [it.label ? say("would.not", { what: it.label }) : say("why.not.yet"), " ", badge(it)], it.why, null, it.rule);
}

function propertyParts(property) {
  return entry("", propertyName(property.name), propertyMeaning(property), property.explanation && el("p.muted", {}, property.explanation), null);
}

const BECAUSE = { rule: "rule", bound: "bound", network: "because.network", nothing: "spent" };

function sentGroups(sent) {
  const groups = new Map();
  for (const { to, message } of sent) {
    const text = saidText(message);
    groups.set(text, [...(groups.get(text) || []), to]);
  }
  return [...groups].map(([text, names]) => say("to.all", { text, names: actorNames(names) }));
}

function chosenText(place) {
  return place.chosen.map(({ vote, voters }) => say("chosen", { value: vote.value, ballot: placeOf(vote), who: shortSet(voters) })).join(" ");
}
