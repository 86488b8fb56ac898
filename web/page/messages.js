// Messages on their way: each waits at its recipient until the reader takes it.

import { tokenOf } from "./cards.js";
import { choiceButton, hindranceButton } from "./choices.js";
import { button, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { actorName } from "./terms.js";
import { saidParts } from "./values.js";
import { say } from "./words.js";

/** By what a message is known from one state to the next. */
export function messageKey(message) {
  return `${message.from}|${message.to}|${message.text}`;
}

/** A message as a thing that can be taken. */
export function messageChip(app, message) {
  const { place } = app;
  const key = messageKey(message);
  const choices = message.can.map((index) => place.can[index]);
  const delivery = choices.find((choice) => choice.kind === "deliver");
  const others = choices.filter((choice) => choice !== delivery);
  const hindrance = message.cannot === null ? null : place.cannot[message.cannot];
  const look = [tokenOf(message.from, place.actors), el("span.said", {}, saidParts(message.said))];
  const again = delivery && message.delivered > 0 && el("span.again", { title: say("deliver.again") }, `×${message.delivered + 1}`);
  const main = delivery
    ? choiceButton(app, delivery, "chip-main", ...look, again)
    : hindrance
      ? hindranceButton(app, [hindrance], key, "chip-main", ...look)
      : el("span.chip-main", {}, ...look);
  const name = say("to.from", { text: message.text, from: actorName(message.from), to: actorName(message.to) });
  const extras = delivery || others.length ? extraButtons(app, message, others, name) : [];
  return el(
    "li.chip",
    {
      class: `${delivery ? "can" : "cannot"} ${message.new ? "new" : ""} said-${kindOf(message.said)}`,
      data: { message: key, from: message.from },
      aria: { label: name },
    },
    main,
    ...extras,
  );
}

function kindOf(said) {
  return typeof said === "string" ? said : Object.keys(said)[0];
}

function extraButtons(app, message, others, name) {
  const key = messageKey(message);
  const more =
    others.length > 0 &&
    button("chip-extra.always", icon("more"), (event) => openMenu(app, event.currentTarget, others), {
      title: say("more"),
      aria: { label: `${say("more")}: ${name}`, haspopup: "menu" },
      data: { key: `more ${key}`, more: key },
    });
  const aside = button("chip-extra", icon("aside"), () => putAside(app, key), {
    title: say("put.aside"),
    aria: { label: `${say("aside")}: ${name}` },
    data: { key: `aside ${key}`, "put-aside": key },
  });
  return [more, aside];
}

/** Puts a message out of sight; the run knows nothing of it. */
export function putAside(app, key) {
  app.aside.add(key);
  app.tell("preview", null);
  app.tell("aside");
}

/** Messages that have done what they could, folded into one button that shows them. */
export function spentFold(app, actor, messages) {
  const label = say("spent.fold", { n: messages.length });
  const open = (event) => showMenu(app, event.currentTarget, label, [el("ul.inbox", {}, messages.map((message) => messageChip(app, message)))]);
  return el("li.fold", {}, button("quiet", label, open, { aria: { haspopup: "true" }, data: { spent: messages.length, key: `spent ${actor.name}` } }));
}

function openMenu(app, anchor, choices) {
  const items = choices.map((choice) => choiceButton(app, choice, "menu-item", choice.label, el("span.muted", {}, choice.text)));
  showMenu(app, anchor, say("more"), items);
}

function showMenu(app, anchor, label, items) {
  const menu = el(
    "div.menu",
    { popover: "auto", role: "group", aria: { label }, on: { toggle: (event) => event.newState === "closed" && menu.remove() } },
    ...items,
  );
  document.body.append(menu);
  menu.showPopover();
  const at = anchor.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button")?.focus();
  const off = app.on("place", () => (menu.remove(), off()));
}

/** What has been put aside, to be taken back. */
export function asideTray(app) {
  const mine = app.place.messages.filter((message) => app.aside.has(messageKey(message)));
  if (!mine.length) return null;
  const back = (keys) => {
    keys.forEach((key) => app.aside.delete(key));
    app.tell("aside");
  };
  const chips = mine.map((message) =>
    button("aside-chip", [tokenOf(message.from, app.place.actors), el("span.said", {}, saidParts(message.said)), "→", tokenOf(message.to, app.place.actors)],
      () => back([messageKey(message)]),
      {
        title: `${say("take.back")}: ${say("to.from", { text: message.text, from: actorName(message.from), to: actorName(message.to) })}`,
        data: { aside: messageKey(message), key: messageKey(message) },
      }),
  );
  const all = button("quiet", say("take.back.all"), () => back(mine.map(messageKey)));
  return fill(el("div.tray.aside", { title: say("aside.text") }), el("h3", {}, say("aside")), ...chips, all);
}
