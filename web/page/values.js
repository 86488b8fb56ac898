// Values in colour: each has one, the same on every card, message and line, and in the diagram.

import { el } from "./dom.js";
import { say } from "./words.js";

const COLOURS = 6;
let order = [];

/** Learns the values of a model, in the order in which its file names them. */
export function learnValues(place, known) {
  order = known;
  const add = (value) => value !== null && value !== undefined && !order.includes(value) && order.push(value);
  const named = /^\s*(?:proposers|values)\s*=\s*(\[[^#]*?\])\s*$/m.exec(place.model.toml || "");
  for (const [, value] of named?.[1].matchAll(/"((?:[^"\\]|\\.)*)"/g) || []) add(value.replace(/\\(.)/g, "$1"));
  for (const { state } of place.actors) add(state.proposer?.wanted);
  for (const { said } of place.messages) add(said.accept?.value);
  for (const { vote } of place.chosen) add(vote.value);
}

/** The class of a value's colour. */
export function valueColour(value) {
  if (!order.includes(value)) order.push(value);
  return `v${order.indexOf(value) % COLOURS}`;
}

/** A value as a coloured word. */
export function valuePill(value) {
  return el("span.value", { class: valueColour(value), title: value }, value);
}

/** A ballot. */
export function ballotText(ballot) {
  return el("span.ballot", {}, ballot);
}

/** What a message says, with its value in colour. */
export function saidParts(said) {
  if (typeof said === "string") return [el("b", {}, say(`said.${said}`))];
  const [kind, what] = Object.entries(said)[0];
  const word = el("span.kind", {}, say(`said.${kind}`));
  if (kind === "prepare") return [word, ballotText(what.ballot)];
  if (kind === "promise") {
    const vote = what.vote ? [valuePill(what.vote.value), el("span.small", {}, what.vote.ballot)] : el("span.small", {}, "–");
    return [word, ballotText(what.ballot), vote];
  }
  if (kind === "log_promise") {
    const votes = what.votes.flatMap((vote) => [valuePill(vote.value), el("span.small", {}, `${vote.ballot} / ${vote.slot}`)]);
    return [word, ballotText(what.ballot), votes.length ? votes : el("span.small", {}, "–")];
  }
  if (kind === "refused") return [word, ballotText(what.ballot), el("span.small", {}, what.promised)];
  if (kind === "learned") return [word, valuePill(what.value)];
  if (kind === "read" || kind === "unvoted") return [word, el("span.small", {}, String(what.read))];
  const slot = what.slot ? [el("span.small", {}, say("in.slot", { slot: what.slot }))] : [];
  return [word, valuePill(what.value), ballotText(what.ballot), ...slot];
}

/** The same as plain text. */
export function saidText(said) {
  if (typeof said === "string") return say(`said.${said}`);
  const [kind, what] = Object.entries(said)[0];
  const word = say(`said.${kind}`);
  if (kind === "prepare") return `${word} ${what.ballot}`;
  if (kind === "promise") return `${word} ${what.ballot}${what.vote ? `, ${what.vote.value} ${what.vote.ballot}` : ""}`;
  if (kind === "log_promise") return [`${word} ${what.ballot}`, ...what.votes.map((vote) => `${vote.value} ${vote.ballot} / ${vote.slot}`)].join(", ");
  if (kind === "refused") return `${word} ${what.ballot}, ${what.promised}`;
  if (kind === "learned") return `${word} ${what.value}`;
  if (kind === "read" || kind === "unvoted") return `${word} ${what.read}`;
  return `${word} ${what.value} ${what.ballot}${what.slot ? ` ${say("in.slot", { slot: what.slot })}` : ""}`;
}

/** Names as a set of short ones, as the core writes quorums: {1, 2}. */
export function shortSet(names) {
  return `{${names.map((name) => name.split(" ").at(-1)).join(", ")}}`;
}
