// A rule as the paper has it, and where the code obeys it.

import { el } from "./dom.js";
import { say } from "./words.js";

/** Where in the paper a rule stands. */
export function paperSection({ section }) {
  return say("paper", { section: section.replace(", phase ", say("phase")) });
}

// The page opens what is pressed: a rule stands in many places.
function sourceButton(rule) {
  const place = `${rule.file}:${rule.line}`;
  return el("button.source-line", { type: "button", title: `${say("source")}: ${rule.function}`, data: { source: place } }, el("code", {}, place));
}

/** The sentence of the paper, its section, and the line of code; nothing if there is no rule. */
export function ruleParts(rule) {
  if (!rule) return null;
  return el(
    "figure.rule",
    { data: { rule: rule.section } },
    el("figcaption", {}, el("span", {}, paperSection(rule)), sourceButton(rule)),
    el("blockquote", { lang: "en" }, rule.sentence),
  );
}

/** What the rules would have done in the place of a step that breaks one; nothing if it breaks none. */
export function byRules({ text, reference }) {
  if (!reference) return null;
  const told = say("by.rules", { text: fromWhereTheyDiffer(text, reference) });
  return el("p.by-rules", { title: reference }, el("span.tag.bad", {}, say("breaks.rule")), " ", told);
}

// Both sentences begin alike, and say the same up to some clause.
function fromWhereTheyDiffer(text, reference) {
  let same = 0;
  while (same < reference.length && text[same] === reference[same]) same += 1;
  const clause = Math.max(...[": ", "; ", "：", "；"].map((mark) => reference.lastIndexOf(mark, same - 1) + mark.length));
  return clause > 20 ? `… ${reference.slice(clause)}` : reference;
}
