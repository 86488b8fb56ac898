// What an actor holds, as rows of a card.

import { el } from "./dom.js";
import { actorName } from "./terms.js";
import { ballotText, valuePill } from "./values.js";
import { list, say } from "./words.js";

/** A round token with an actor's short name, in the colour of its role. */
export function token(actor) {
  return el("span.token", { class: actor.role, title: actorName(actor.name) }, actor.short);
}

/** The token of an actor that is known by its name alone. */
export function tokenOf(name, actors) {
  const actor = actors.find((other) => other.name === name);
  return actor ? token(actor) : el("span.token", { title: actorName(name) }, name.slice(0, 1));
}

/** What an actor is, as the reader's language has it. */
export function actorRole(actor) {
  return say(`role.${actor.role}`);
}

/** The rows of a state; those that differ from `before` are marked. `acceptors` are the short names of all. */
export function cardRows(state, before, acceptors = []) {
  const [kind, now] = Object.entries(state)[0];
  const then = before?.[kind] ?? null;
  const rows = ROWS[kind](now, acceptors);
  const old = then && ROWS[kind](then, acceptors);
  return el(
    `dl.rows.${kind}`,
    {},
    rows.map(([word, content, raw]) => {
      const was = old?.find(([name]) => name === word)?.[2];
      const moved = old && JSON.stringify(was) !== JSON.stringify(raw);
      return el("div", { class: moved ? "moved" : "", data: { row: word } }, el("dt", {}, say(word)), el("dd", {}, content));
    }),
  );
}

const none = () => el("span.none", { aria: { label: say("nothing") } }, "–");

const castParts = (cast) =>
  cast ? [valuePill(cast.value), " ", el("span.small", {}, say("at", { ballot: "" })), ballotText(cast.ballot), slotText(cast.slot)] : none();

const lines = (casts) => (casts.length ? casts.map((cast) => el("span.line", {}, castParts(cast))) : none());

const slotText = (slot) => slot && [" ", el("span.small", {}, say("in.slot", { slot }))];

function dots(marked, all) {
  const names = all.length ? all : marked;
  if (!names.length) return none();
  return el(
    "span.dots",
    { role: "img", aria: { label: marked.length ? list(marked) : say("nothing") } },
    names.map((name) => el("span.dot", { class: marked.includes(name) ? "on" : "" }, name)),
  );
}

const ROWS = {
  proposer: (view, acceptors) => [
    ["wants", valuePill(view.wanted), view.wanted],
    ["ballot", view.ballot ? ballotText(view.ballot) : none(), view.ballot],
    ["promises", dots(view.promised_by, acceptors), view.promised_by],
    ["proposed", view.proposed === null ? none() : valuePill(view.proposed), view.proposed],
    ...(view.refused_by ? [["refused", dots(view.refused_by, acceptors), view.refused_by]] : []),
  ],
  acceptor: (view) => [
    ["promised", view.promised ? ballotText(view.promised) : none(), view.promised],
    ["voted", castParts(view.voted), view.voted],
  ],
  voter: (view) => [
    ["promised", view.promised ? ballotText(view.promised) : none(), view.promised],
    ["votes", lines(view.votes), view.votes],
    ...(view.stopped ? [["running", say("stopped"), view.stopped]] : []),
  ],
  server: (view) => [
    ["promised", view.promised ? ballotText(view.promised) : none(), view.promised],
    ["log", lines(view.log), view.log],
    [
      "acknowledged",
      view.acknowledged.length
        ? view.acknowledged.map(({ ballot, entries }) => el("span.line", {}, say("entries", { count: entries, ballot })))
        : none(),
      view.acknowledged,
    ],
  ],
  manager: (view) => [
    ["stands", say(`manager.${view.is}`), view.is],
    ...(view.noted ? [["noted", list(view.noted.map(actorName)), view.noted]] : []),
    ...(view.stopped ? [["running", say("stopped"), view.stopped]] : []),
  ],
  leader: (view, acceptors) => [
    ["ballot", view.ballot ? ballotText(view.ballot) : none(), view.ballot],
    ["promises", dots(view.promised_by, acceptors), view.promised_by],
    ["proposed", lines(view.proposed), view.proposed],
    ...(view.bound.length ? [["must.propose", lines(view.bound), view.bound]] : []),
    ...(view.chosen.length ? [["known.chosen", list(view.chosen), view.chosen]] : []),
  ],
  log_learner: (view, acceptors) => [
    [
      "heard",
      view.heard.length
        ? view.heard.map(({ vote, voters }) => el("span.line", {}, castParts(vote), " ", dots(voters, acceptors)))
        : none(),
      view.heard,
    ],
    [
      "learned",
      view.learned.length
        ? view.learned.map(({ slot, value }) => el("span.line", {}, valuePill(value), slotText(slot)))
        : none(),
      view.learned,
    ],
    ["applied", view.applied.length ? list(view.applied) : none(), view.applied],
  ],
  learner: (view, acceptors) => [
    [
      "heard",
      view.heard.length
        ? view.heard.map(({ vote, voters }) => el("span.line", {}, valuePill(vote.value), " ", ballotText(vote.ballot), dots(voters, acceptors)))
        : none(),
      view.heard,
    ],
    ["learned", view.learned === null ? none() : valuePill(view.learned), view.learned],
    ...(view.read ? [["unvoted", dots(view.read.unvoted, acceptors), view.read.unvoted]] : []),
  ],
};
