// The board: who takes part, in lanes, with what they hold and what is on its way to them.

import { actorRole, cardRows, token } from "./cards.js";
import { choiceButton, hindranceButton } from "./choices.js";
import { el, fill, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { bindKey } from "./keys.js";
import { asideTray, messageChip, messageKey, putAside, spentFold } from "./messages.js";
import { actorName, actorNames, placeOf } from "./terms.js";
import { learnValues, valueColour, valuePill } from "./values.js";
import { say } from "./words.js";

const ROLES = { manager: "managers", coordinator: "coordinators", proposer: "proposers", acceptor: "acceptors", learner: "learners" };
const ICONS = { timeout: "timer", crash: "crash", sync: "sync", heal: "heal", alter: "alter" };

/** The board, drawn anew at each place; between places it shows previews. */
export function mountLanes(app) {
  const board = app.slots.lanes;
  // To take away what has the focus makes it blur, which asks for a preview to end while the board is being drawn.
  let drawing = false;
  const alone = (act) => {
    if (drawing || !app.place) return;
    drawing = true;
    try {
      act();
    } finally {
      drawing = false;
    }
  };
  const draw = () => alone(() => keepFocus(board, () => drawBoard(app, board)));
  app.on("place", () => {
    app.tree.values ??= [];
    learnValues(app.place, app.tree.values);
    app.tell("leaving");
    draw();
    app.tell("drawn");
  });
  app.on("aside", () => (app.tell("leaving"), draw(), app.tell("drawn")));
  app.on("marks", draw);
  app.on("preview", (preview) => alone(() => showPreview(app, board, preview?.choice)));
  app.point = (name) => point(board, name);
  bindKey(["j", "ArrowDown"], "keys.next", () => stroll(board, 1));
  bindKey(["k", "ArrowUp"], "keys.previous", () => stroll(board, -1));
  bindKey(["p", "Delete"], "keys.aside", () => {
    const key = document.activeElement?.closest?.("[data-message]")?.dataset.message;
    if (key) putAside(app, key);
  });
}

function drawBoard(app, board) {
  const { place } = app;
  const taken = new Set(place.messages.flatMap((message) => message.can));
  const spoken = new Set(place.messages.map((message) => message.cannot));
  const loose = place.can.filter((_, index) => !taken.has(index));
  const hindered = place.cannot.filter((_, index) => !spoken.has(index));
  const names = new Set(place.actors.map((actor) => actor.name));
  const ofNobody = (something) => !names.has(something.actors[0]);
  const lanes = Object.keys(ROLES)
    .map((role) => place.actors.filter((actor) => actor.role === role))
    .filter((actors) => actors.length)
    .map((actors) => drawLane(app, actors, loose, hindered));
  const threads = board.querySelector("svg.threads");
  const strays = place.messages.filter((message) => !names.has(message.to));
  fill(board, threads, ...lanes, networkTray(app, loose.filter(ofNobody), hindered.filter(ofNobody), strays), asideTray(app));
}

function drawLane(app, actors, loose, hindered) {
  const { role } = actors[0];
  const columns = actors.map((actor) => {
    const mine = (something) => something.actors[0] === actor.name;
    const card = drawCard(app, actor, loose.filter(mine), hindered.filter(mine));
    const inbox = drawInbox(app, actor);
    return el("div.column", {}, role === "proposer" ? [card, inbox] : [inbox, card]);
  });
  return el(`section.lane.${role}s`, { aria: { label: say(ROLES[role]) } }, ...columns);
}

function drawCard(app, actor, choices, hindered) {
  const chosen = chosenBy(app, actor);
  const signs = hindered.filter((it) => it.kind !== "quorum");
  const buttons = choices.map((choice) => actButton(app, choice));
  return el(
    "article.card",
    {
      class: `${actor.role} ${actor.changed ? "changed" : ""} ${chosen.length ? `chose ${valueColour(chosen.at(-1).value)}` : ""}`,
      data: { actor: actor.name, ...(actor.changed ? { changed: "" } : {}) },
      aria: { label: say("actor", { name: actorName(actor.name), says: actor.says }) },
    },
    el(
      "header",
      {},
      token(actor),
      el("h3", {}, actorRole(actor), " ", el("span.short", {}, actor.short)),
      el("span.spring"),
      chosenPills(chosen),
      signs.length > 0 && signButton(app, actor, signs, "no"),
    ),
    housemates(app, actor),
    actorRows(app, actor),
    buttons.length > 0 && el("div.acts", { role: "group", aria: { label: say("choices.of", { name: actorName(actor.name) }) } }, buttons),
  );
}

// Who runs in the same process crashes with it.
function housemates(app, actor) {
  const others = app.place.actors.filter((other) => other.process === actor.process && other !== actor);
  return others.length > 0 && el("p.housemates", { title: say("same.process", { names: actorNames(others.map(({ name }) => name)) }) }, say("one.process"), others.map(token));
}

// Who is in a quorum that chose wears the colour of the value, and of two such quorums both values.
function chosenBy(app, actor) {
  return app.place.chosen.filter(({ voters }) => voters.includes(actor.name)).map(({ vote }) => vote);
}

function chosenPills(votes) {
  return votes.map((vote) => {
    const { value } = vote;
    const title = say("in.quorum", { value, ballot: placeOf(vote) });
    return el("span.in-quorum", { title, data: { "in-quorum": value } }, valuePill(value), el("span.unseen", {}, title));
  });
}

function signButton(app, actor, hindrances, picture) {
  return hindranceButton(app, hindrances, `${actor.name} ${picture}`, "small-act", icon(picture));
}

// What an actor holds; and where a quorum is still missing, why it has not gone on.
function actorRows(app, actor) {
  const before = app.tree.here.parent?.place?.actors.find((other) => other.name === actor.name);
  const rows = cardRows(actor.state, before?.state, acceptorNames(app));
  const missing = app.place.cannot.find((it) => it.kind === "quorum" && it.actors[0] === actor.name);
  const row = missing && rows.querySelector("[data-row='proposed'] dd, [data-row='learned'] dd");
  if (row) row.append(signButton(app, actor, [missing], "help"));
  return rows;
}

function actButton(app, choice) {
  return choiceButton(app, choice, "act", ICONS[choice.kind] && icon(ICONS[choice.kind]), el("span", {}, choice.label));
}

function acceptorNames(app) {
  return app.place.actors.filter((actor) => actor.role === "acceptor").map((actor) => actor.short);
}

// What can be taken stands first; what has been delivered and would change nothing any more is folded.
function drawInbox(app, actor) {
  const mine = app.place.messages.filter((message) => message.to === actor.name && !app.aside.has(messageKey(message)));
  const can = mine.filter((message) => message.can.length);
  const ignored = mine.filter((message) => !message.can.length && !message.delivered);
  const spent = mine.filter((message) => !message.can.length && message.delivered);
  const shown = [...can, ...ignored].map((message) => messageChip(app, message));
  return el("ul.inbox", { aria: { label: say("messages.to", { name: actorName(actor.name) }) } }, shown, spent.length > 0 && spentFold(app, actor, spent));
}

function networkTray(app, choices, hindered, strays) {
  const shown = strays.filter((message) => !app.aside.has(messageKey(message)));
  if (!choices.length && !hindered.length && !shown.length) return null;
  return el(
    "section.tray.network",
    { aria: { label: say("network") } },
    el("h3", {}, say("network")),
    choices.map((choice) => actButton(app, choice)),
    hindered.map((it) => hindranceButton(app, [it], `network ${it.label}`, "act", el("span", {}, it.label))),
    shown.length > 0 && el("ul.inbox", {}, shown.map((message) => messageChip(app, message))),
  );
}

// A card is as large with a preview as without, so that nothing moves under the pointer.
function showPreview(app, board, choice) {
  for (const card of board.querySelectorAll(".card.previewed")) {
    const actor = app.place.actors.find((other) => other.name === card.dataset.actor);
    card.classList.remove("previewed");
    card.style.height = "";
    if (actor) card.querySelector(".rows").replaceWith(actorRows(app, actor));
  }
  for (const { name, state } of choice?.changed || []) {
    const card = [...board.querySelectorAll(".card")].find((node) => node.dataset.actor === name);
    const now = app.place.actors.find((actor) => actor.name === name);
    if (!card || !now) continue;
    card.style.height = `${card.offsetHeight}px`;
    card.classList.add("previewed");
    card.querySelector(".rows").replaceWith(cardRows(state, now.state, acceptorNames(app)));
  }
}

function stroll(board, by) {
  const all = [...board.querySelectorAll(".takeable")];
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length].focus();
}

function point(board, name) {
  const target = [...board.querySelectorAll("[data-choice]")].find((node) => node.dataset.choice === name);
  if (!target) return;
  target.classList.add("pointed");
  target.scrollIntoView({ block: "nearest" });
}
