// The guided tour: short lessons made from real runs. The page takes the steps of a scene and says what they mean;
// at the end of a lesson the reader takes the step.

import { button, el, keepFocus, mayMove } from "./dom.js";
import { bindKey } from "./keys.js";
import { lessons } from "./lessons.js";
import { modelKey } from "./state.js";
import { recall, retain } from "./store.js";
import { addWords, language, say } from "./words.js";

const PACE = 750;

const TOUR_WORDS = {
  tour: ["Guided tour", "导览"],
  "tour.text": ["Six short lessons, from one proposer to lying messengers.", "六节短课，从一个提案者到说谎的信使。"],
  "tour.intro": [
    "Six lessons of a few minutes. Each is a real run of the actors, step by step, and ends with a step that you take yourself. Wander off whenever you like: the way back is one click.",
    "六节课，每节几分钟。每节都是真实的运行，一步一步地走，最后由你亲手走一步。随时可以走开看看，点一下就能回来。",
  ],
  "tour.lesson": ["Lesson {n} of {of}", "第 {n} 课，共 {of} 课"],
  "tour.scene": ["{n} / {of}", "{n} / {of}"],
  "tour.done": ["done", "已完成"],
  "tour.begin": ["Begin lesson {n}", "开始第 {n} 课"],
  "tour.next": ["Next", "下一步"],
  "tour.back": ["Back", "返回"],
  "tour.end": ["Leave the tour", "离开导览"],
  "tour.all": ["All lessons", "所有课"],
  "tour.next.lesson": ["Next lesson", "下一课"],
  "tour.task": ["Now you", "轮到你了"],
  "tour.show": ["Show me", "告诉我是哪一步"],
  "tour.do": ["Do it for me", "替我做"],
  "tour.well": ["Done.", "完成了。"],
  "tour.here": ["here", "这里"],
  "tour.away": ["You have wandered off. Look around; the lesson waits.", "你走开了。随便看看，课程会等你。"],
  "tour.return": ["Back to the lesson", "回到课程"],
  "tour.unknown": ["There is no lesson {n}. Choose one below.", "没有第 {n} 课。请从下面选一课。"],
};

/** What is said, in the language of the page, with `code` and *stress*. */
function phrase(text) {
  return text[language()].split(/(`[^`]+`|\*[^*]+\*)/).map((piece) => {
    if (piece.startsWith("`")) return el("code", {}, piece.slice(1, -1));
    return piece.startsWith("*") ? el("em", {}, piece.slice(1, -1)) : piece;
  });
}

/** Where a scene stands: its model, and the steps of all scenes before it and its own. */
function standing(lesson, index) {
  let at = { model: null, run: [] };
  for (const scene of lesson.scenes.slice(0, index + 1)) {
    at = scene.model ? { model: scene.model, run: [] } : { model: at.model, run: [...at.run, ...at.hint] };
    at = { model: at.model, run: [...at.run, ...scene.take], hint: scene.task?.hint ?? [] };
  }
  return at;
}

/** Whether what a task asks for is so. */
function isDone(task, place) {
  return task.done.every((wanted) => {
    if (wanted.step) return place.steps.some(({ name }) => name === wanted.step);
    if (wanted.property) return place.properties.some(({ name, now }) => name === wanted.property && now === wanted.now);
    const view = Object.values(place.actors.find(({ name }) => name === wanted.actor)?.state ?? {})[0] ?? {};
    return Object.entries(wanted.has).every(([key, value]) => JSON.stringify(view[key]) === JSON.stringify(value));
  });
}

const begins = (run, start) => start.every((name, index) => run[index] === name);

/** The lessons, the guide on the board, and the way in. */
export function mountTour(app) {
  addWords(TOUR_WORDS);
  const tour = { lesson: null, scene: 0, done: false, playing: null };
  const walk = createWalk(app, tour);
  app.addEntry({ key: "tour", open: () => app.show("tour") });
  app.addScreen("tour", (section, { lesson: n }) => drawTour(section, Number(n) || null, walk.begin));
  app.on("place", () => walk.arrived());
  app.on("drawn", () => walk.point());
  app.tourHint = () => (tour.lesson === null ? false : (walk.show(), true));
  bindKey(["n"], "keys.scene.next", () => tour.lesson !== null && walk.on());
  bindKey(["N"], "keys.scene.back", () => tour.lesson !== null && walk.off());
  bindKey(["h"], "keys.hint", () => app.tourHint() || app.hint());
}

/** To walk through a lesson. */
function createWalk(app, tour) {
  const lesson = () => lessons[tour.lesson];
  const scene = () => lesson().scenes[tour.scene];
  const here = () => standing(lesson(), tour.scene);
  const draw = () => keepFocus(app.slots.guide, () => app.fillSlot("guide", ...guideParts(app, tour, walk)));
  const tell = () => app.announce(phrase(scene().text).map((piece) => piece.textContent ?? piece).join(""));
  const walk = { lesson, scene, here };

  walk.begin = (n) => ((tour.lesson = n), walk.enter(0, { fresh: true }));
  walk.end = () => {
    tour.playing = tour.lesson = null;
    app.emptySlot("guide");
    walk.point();
  };
  /** Shows a scene: its steps are taken one after the other if they go on from here, or else it is opened. */
  walk.enter = async (index, { fresh = false } = {}) => {
    Object.assign(tour, { scene: index, done: false });
    const { model, run } = here();
    const now = app.tree && !fresh && modelKey(app.tree.model) === model ? app.tree.run() : null;
    const goesOn = now && begins(run, now) && run.length > now.length && mayMove();
    if (goesOn) await walk.play(run.slice(now.length));
    else await open(model, run, fresh || now === null);
    app.slots.guide.scrollTop = 0;
    tell();
  };
  const open = async (model, run, fresh) => {
    tour.playing = null;
    await app.open(model, run, { fresh });
  };
  /** Takes steps one after the other; another call, or the reader, ends it. */
  walk.play = async (names) => {
    const mine = (tour.playing = {});
    draw();
    app.slots.guide.scrollTop = 0;
    for (const name of names) {
      await app.take(name);
      if (tour.playing !== mine) return;
      await new Promise((resolve) => setTimeout(resolve, PACE));
      if (tour.playing !== mine) return;
    }
    tour.playing = null;
    draw();
    walk.point();
  };
  walk.on = () => {
    const { model, run } = here();
    if (tour.playing) return open(model, run, false);
    if (scene().task && !tour.done) return walk.show();
    if (tour.scene + 1 < lesson().scenes.length) return walk.enter(tour.scene + 1);
    return tour.lesson + 1 < lessons.length ? walk.begin(tour.lesson + 1) : app.show("tour");
  };
  walk.off = () => tour.scene > 0 && walk.enter(tour.scene - 1);
  walk.return = () => open(here().model, here().run, modelKey(app.tree.model) !== here().model);
  walk.doIt = () => {
    const { run, hint } = here();
    const now = app.tree.run();
    const left = begins(now, run) && begins([...run, ...hint], now) ? hint.slice(now.length - run.length) : null;
    return left ? walk.play(left) : walk.return().then(() => walk.play(hint));
  };
  /** Shows the step that is to be taken. */
  walk.show = () => {
    const taken = new Set(app.tree.run().slice(here().run.length));
    const name = here().hint.find((step) => !taken.has(step) && app.place.can.some((choice) => choice.name === step));
    if (!name) return walk.return();
    app.mark(name, { text: say("tour.here"), tone: "good" });
    app.point(name);
    pointBehind(app, name);
  };
  walk.arrived = () => {
    if (tour.lesson === null) return;
    if (modelKey(app.tree.model) !== here().model) return walk.end();
    if (scene().task && !tour.done && isDone(scene().task, app.place)) finish();
    draw();
  };
  const finish = () => {
    tour.done = true;
    if (tour.scene + 1 === lesson().scenes.length) retain("tour", [...new Set([...recall("tour", []), lesson().name])]);
    app.announce(`${say("tour.well")} ${scene().task.well[language()].replace(/[`*]/g, "")}`);
  };
  /** Whether the reader is where the scene is, or on the way to do its task. */
  walk.isAway = () => {
    const { run } = here();
    const now = app.tree.run();
    return tour.playing ? false : !begins(now, run) || (now.length > run.length && !scene().task);
  };
  walk.point = () => {
    const looked = tour.lesson !== null && app.place && !walk.isAway() && !tour.done ? scene().look : [];
    for (const card of app.slots.lanes.querySelectorAll("[data-actor]")) card.classList.toggle("looked", looked.includes(card.dataset.actor));
  };
  return walk;
}

// What is done to a message other than to deliver it stands in a menu: then that is where to click.
function pointBehind(app, name) {
  const index = app.place.can.findIndex((choice) => choice.name === name);
  const message = app.place.messages.find(({ can }) => can.includes(index));
  const key = message && `more ${message.from}|${message.to}|${message.text}`;
  if (message && app.place.can[index].kind !== "deliver") [...app.slots.lanes.querySelectorAll("[data-more]")].find((node) => node.dataset.key === key)?.classList.add("pointed");
}

function guideParts(app, tour, walk) {
  const scene = walk.scene();
  const { scenes, title } = walk.lesson();
  const tool = (word, act, kind, name) => button(kind, say(word), act, { data: { tour: name, key: `tour ${name}` } });
  const last = tour.scene + 1 === scenes.length;
  const free = !scene.task || tour.done;
  const onward = last && tour.lesson + 1 === lessons.length ? "tour.all" : last ? "tour.next.lesson" : "tour.next";
  return [
    el(
      "div.tour",
      { data: { lesson: tour.lesson + 1, scene: tour.scene + 1, ...(tour.done ? { done: "" } : {}) } },
      el("header.tour-head", {}, el("span.muted", {}, say("tour.lesson", { n: tour.lesson + 1, of: lessons.length })), el("span.spring"), tool("tour.end", walk.end, "quiet", "end")),
      el("h2", {}, title[language()]),
      el("p.tour-text", {}, phrase(scene.text)),
      scene.task && taskParts(app, tour, walk, scene.task, tool),
      walk.isAway() && !tour.done && el("div.tour-away", {}, el("p", {}, say("tour.away")), tool("tour.return", walk.return, "button", "return")),
      el(
        "footer.tour-foot",
        {},
        tour.scene > 0 && tool("tour.back", walk.off, "quiet", "back"),
        el("span.muted.tour-count", {}, say("tour.scene", { n: tour.scene + 1, of: scenes.length })),
        el("span.spring"),
        free && tool(onward, walk.on, "button.primary", "next"),
      ),
    ),
  ];
}

function taskParts(app, tour, walk, task, tool) {
  if (tour.done) return el("div.tour-task.done", {}, el("p", {}, el("b", {}, "✓ ", say("tour.well")), " ", phrase(task.well)));
  return el(
    "div.tour-task",
    {},
    el("h3", {}, say("tour.task")),
    el("p", {}, phrase(task.ask)),
    el("div.row", {}, tool("tour.show", walk.show, "button", "show"), tool("tour.do", walk.doIt, "quiet", "do")),
  );
}

function drawTour(section, wanted, begin) {
  const done = new Set(recall("tour", []));
  const known = wanted === null || lessons[wanted - 1];
  section.append(
    el(
      "div.start-page.tour-page",
      {},
      el("header.hero", {}, el("h1", {}, say("tour")), el("p", {}, say("tour.intro"))),
      !known && el("p.error-text", { role: "alert" }, say("tour.unknown", { n: wanted })),
      wanted !== null && known && button("button.primary", say("tour.begin", { n: wanted }), () => begin(wanted - 1), { data: { "begin-lesson": wanted } }),
      el("ol.lessons", {}, lessons.map((lesson, index) => el("li", {}, lessonCard(lesson, index, done.has(lesson.name), begin)))),
    ),
  );
  section.querySelector("[data-begin-lesson]")?.focus();
}

function lessonCard({ title, about }, index, done, begin) {
  return button(
    "lesson",
    [
      el("b.lesson-number", {}, String(index + 1)),
      el("span.lesson-title", {}, title[language()], done && el("span.tag.good", {}, " ✓ ", say("tour.done"))),
      el("span.muted", {}, about[language()]),
    ],
    () => begin(index),
    { data: { "lesson-card": index + 1 } },
  );
}
