// Threads from senders to their messages, and how things move when a step is taken.

import { mayMove, svgEl } from "./dom.js";
import { messageKey } from "./messages.js";

const FLIGHT = { duration: 420, easing: "cubic-bezier(.2,.7,.3,1)" };

/** Draws the threads under the board, and moves what has moved. */
export function mountThreads(app) {
  const board = app.slots.lanes;
  const threads = svgEl("svg.threads", { "aria-hidden": "true" });
  board.append(threads);
  let old = new Map();
  let ghosts = [];

  app.on("leaving", () => {
    old = rects(board, "[data-message]", "message");
    ghosts = [...board.querySelectorAll("[data-message]")];
  });
  app.on("drawn", () => {
    if (threads.parentNode !== board) board.prepend(threads);
    drawThreads(board, threads, null, app.place);
    moveChips(board, old);
  });
  app.on("place", ({ place, before, how }) => {
    if (how !== "take" || !before || !mayMove()) return;
    arrive(board, place, before, old, ghosts);
  });
  app.on("preview", (preview) => app.place && drawThreads(board, threads, preview?.choice, app.place));
  new ResizeObserver(() => app.place && drawThreads(board, threads, null, app.place)).observe(board);
}

function rects(board, selector, key) {
  return new Map([...board.querySelectorAll(selector)].map((node) => [node.dataset[key], node.getBoundingClientRect()]));
}

function cardOf(board, name) {
  return [...board.querySelectorAll("[data-actor]")].find((card) => card.dataset.actor === name);
}

function drawThreads(board, threads, choice, place) {
  const frame = board.getBoundingClientRect();
  threads.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
  const lines = [];
  for (const chip of board.querySelectorAll(".chip.can")) {
    const from = cardOf(board, chip.dataset.from);
    if (!from) continue;
    const hot = choice && chip.querySelector(".chip-main")?.dataset.choice === choice.name;
    lines.push(threadPath(frame, from, chip, `${chip.classList.contains("new") ? "fresh" : ""} ${hot ? "hot" : ""}`));
  }
  for (const { from, to } of choice?.sent || []) {
    const [source, target] = [cardOf(board, from), cardOf(board, to)];
    if (source && target) lines.push(threadPath(frame, source, target, "ghost"));
  }
  threads.replaceChildren(...lines);
}

// From the edge of one that faces the other, bent so that it leaves and arrives upright.
function threadPath(frame, from, to, className) {
  const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
  const down = a.top + a.height / 2 < b.top + b.height / 2;
  const [x1, x2] = [a.left + a.width / 2 - frame.left, b.left + Math.min(b.width / 2, 40) - frame.left];
  const [y1, y2] = down ? [a.bottom - frame.top, b.top - frame.top] : [a.top - frame.top, b.bottom - frame.top];
  const bend = (y2 - y1) * 0.5;
  return svgEl("path", { d: `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`, class: className.trim() });
}

// What stays glides to its new place; what is new comes from its sender.
function moveChips(board, old) {
  if (!mayMove() || !old.size) return;
  for (const chip of board.querySelectorAll("[data-message]")) {
    const before = old.get(chip.dataset.message);
    if (!before) continue;
    const now = chip.getBoundingClientRect();
    const [dx, dy] = [before.left - now.left, before.top - now.top];
    if (dx || dy) chip.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], { ...FLIGHT, duration: 260 });
  }
}

function arrive(board, place, before, old, ghosts) {
  const last = place.steps.at(-1);
  const index = before.can.findIndex((choice) => choice.name === last?.name);
  const taken = before.messages.find((message) => message.can.includes(index));
  if (taken) flyIn(board, cardOf(board, taken.to), old.get(messageKey(taken)), ghosts.find((node) => node.dataset.message === messageKey(taken)));
  const fresh = [...board.querySelectorAll(".chip.new")];
  fresh.forEach((chip, order) => {
    const from = cardOf(board, chip.dataset.from)?.getBoundingClientRect();
    if (!from) return;
    const now = chip.getBoundingClientRect();
    const dx = from.left + from.width / 2 - now.left - now.width / 2;
    const dy = from.top + from.height / 2 - now.top - now.height / 2;
    const frames = [{ transform: `translate(${dx}px, ${dy}px) scale(.6)`, opacity: 0 }, { opacity: 1, offset: 0.3 }, { transform: "none", opacity: 1 }];
    chip.animate(frames, { ...FLIGHT, delay: 120 + order * 40, fill: "backwards" });
  });
  for (const card of board.querySelectorAll(".card.changed")) {
    card.animate([{ transform: "scale(1)" }, { transform: "scale(1.025)" }, { transform: "scale(1)" }], { duration: 380, delay: 120 });
  }
}

// The message that was taken, as it was, goes into the card of its recipient.
function flyIn(board, card, from, chip) {
  if (!card || !from || !chip) return;
  const ghost = chip.cloneNode(true);
  const frame = board.getBoundingClientRect();
  const to = card.getBoundingClientRect();
  ghost.classList.add("ghost-chip");
  ghost.setAttribute("aria-hidden", "true");
  for (const node of [ghost, ...ghost.querySelectorAll("*")]) {
    for (const name of Object.keys(node.dataset || {})) delete node.dataset[name];
    if (node.tagName === "BUTTON") node.disabled = true;
  }
  ghost.style.left = `${from.left - frame.left}px`;
  ghost.style.top = `${from.top - frame.top}px`;
  ghost.style.width = `${from.width}px`;
  board.append(ghost);
  const dx = to.left + to.width / 2 - from.left - from.width / 2;
  const dy = to.top + to.height / 2 - from.top - from.height / 2;
  const flight = ghost.animate([{ transform: "none", opacity: 1 }, { transform: `translate(${dx}px, ${dy}px) scale(.5)`, opacity: 0 }], FLIGHT);
  flight.onfinish = flight.oncancel = () => ghost.remove();
}
