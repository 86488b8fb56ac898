// The quiz: a run of a broken model is shown; which rule does it break?

import { button, el, fill } from "./dom.js";
import { runTask, stopTask } from "./progress.js";
import { ruleParts } from "./rule.js";
import { recall, retain } from "./store.js";
import { drawSvg, svgSize } from "./svg.js";
import { modelText } from "./terms.js";
import { addWords, say } from "./words.js";

const QUIZ_WORDS = {
  quiz: ["Quiz", "测验"],
  "quiz.text": ["Here is a run. Which rule does it break?", "给你一次运行：它违反了哪条规则？"],
  "quiz.title": ["Exercise {n} of {of}", "第 {n} 题，共 {of} 题"],
  "quiz.question": ["This run ends badly: {what}. Which rule is broken?", "这次运行的结局不好：{what}。违反了哪条规则？"],
  "quiz.steps": ["The run", "运行"],
  "quiz.right": ["Right.", "答对了。"],
  "quiz.wrong": ["Not quite. It is {n}.", "不对。答案是 {n}。"],
  "quiz.open": ["Open this run on the board", "在棋盘上打开此运行"],
  "quiz.next": ["Next exercise", "下一题"],
  "quiz.previous": ["Previous", "上一题"],
  "quiz.any": ["Any other", "随便来一题"],
  "quiz.score": ["{right} right of {of} answered", "已答 {of} 题，答对 {right} 题"],
  "quiz.forget": ["Begin anew", "重新计分"],
  "quiz.key": ["Choose with 1 to 4.", "可以按 1 到 4 选择。"],
  "quiz.cannot": ["There is no exercise {n}. There are 1 to {of}.", "没有第 {n} 题。共有第 1 到 {of} 题。"],
};

/** The screen of the quiz, and the way to it. */
export function mountQuiz(app) {
  addWords(QUIZ_WORDS);
  app.addEntry({ key: "quiz", open: () => app.show("quiz", { number: firstOpen(app) }) });
  app.addScreen("quiz", (section, { number: n }) => drawQuiz(app, section, Number(n) || 1));
  document.addEventListener("keydown", (event) => {
    if (app.screen !== "quiz" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (/^[1-9]$/.test(event.key)) document.querySelector(`[data-answer="${event.key}"]:not(:disabled)`)?.click();
  });
  app.on("models", () => app.screen === "quiz" && app.show("quiz", app.shown.parameters));
}

const answers = () => recall("quiz", {});

function firstOpen(app) {
  const given = answers();
  const all = Array.from({ length: app.models?.quiz ?? 1 }, (_, index) => index + 1);
  return all.find((n) => !(n in given)) ?? 1;
}

async function drawQuiz(app, section, n) {
  const of = app.models?.quiz;
  const host = el("div.quiz-page", { data: { quiz: n } });
  section.append(host);
  if (of && n > of) return fill(host, el("p.error-text", { role: "alert" }, say("quiz.cannot", { n, of })), moves(app, 0, of));
  const task = el("div.quiz-wait");
  fill(host, head(app, n, of), task);
  const off = app.on("screen", () => (off(), stopTask(task)));
  await runTask(app, task, { quiz: { number: n } }, (quiz) => fill(host, head(app, n, quiz.of), exercise(app, quiz)), { model: null, run: null });
}

function head(app, n, of) {
  const given = Object.values(answers());
  const right = given.filter(Boolean).length;
  return el(
    "header.quiz-head",
    {},
    el("h1", {}, say("quiz.title", { n, of: of ?? "…" })),
    el("p.muted", { data: { "quiz-score": `${right}/${given.length}` } }, say("quiz.score", { right, of: given.length })),
    given.length > 0 && button("quiet", say("quiz.forget"), () => (retain("quiz", {}), app.show("quiz", { number: n })), { data: { "quiz-forget": "" } }),
    el("span.spring"),
    moves(app, n, of),
  );
}

function moves(app, n, of) {
  const go = (to) => app.show("quiz", { number: to });
  const other = () => (of > 1 ? ((n - 1 + 1 + Math.floor(Math.random() * (of - 1))) % of) + 1 : 1);
  return el(
    "nav.row",
    {},
    n > 1 && button("quiet", say("quiz.previous"), () => go(n - 1), { data: { "quiz-go": "previous" } }),
    of > 1 && button("quiet", say("quiz.any"), () => go(other()), { data: { "quiz-go": "any" } }),
    n < (of ?? 0) && button("button", say("quiz.next"), () => go(n + 1), { data: { "quiz-go": "next" } }),
  );
}

function exercise(app, quiz) {
  const verdict = el("div.quiz-verdict", { role: "status" }, el("p.small", {}, say("quiz.key")));
  const drawing = el("div.drawing");
  const [width, height] = svgSize(quiz.svg);
  drawing.style.aspectRatio = `${width} / ${height}`;
  drawExercise(drawing, quiz);
  const off = app.on("theme", () => (drawing.isConnected ? drawExercise(drawing, quiz) : off()));
  const buttons = quiz.choices.map((choice, index) => choiceOf(app, quiz, choice, index, () => answer(app, quiz, index, buttons, verdict)));
  return el(
    "div.quiz",
    {},
    el(
      "div.quiz-left",
      {},
      el("p.quiz-question", {}, say("quiz.question", { what: quiz.explanation || quiz.violates })),
      el("div.quiz-choices", { role: "group", aria: { label: say("quiz.text") } }, buttons),
      verdict,
      el("h2", {}, say("quiz.steps")),
      el("ol.quiz-steps", {}, quiz.steps.map((told, index) => el("li", { data: { "quiz-step": index + 1 } }, el("span.number", {}, String(index + 1)), el("span.sentence", {}, told.text)))),
    ),
    el("div.quiz-picture", {}, drawing),
  );
}

// The picture has no title, for that would tell the answer; so it is given a name here.
function drawExercise(drawing, quiz) {
  drawSvg(drawing, quiz.svg, { lanesOnly: true });
  drawing.shadowRoot?.querySelector("svg").setAttribute("aria-label", `${say("quiz.title", { n: quiz.number, of: quiz.of })}: ${say("quiz.steps")}`);
}

function choiceOf(app, quiz, choice, index, act) {
  return button("quiz-choice", [el("kbd", {}, String(index + 1)), el("span", {}, choice)], act, { data: { answer: index + 1 } });
}

// What the model says of itself is in English, by itself or after where it was seen.
function inWords(line) {
  const [, label, text] = /^(出处：)?(.*)$/.exec(line);
  return `${label ?? ""}${modelText(text)}`;
}

// The first answer counts; who comes back to an exercise only learns again.
function answer(app, quiz, index, buttons, verdict) {
  const right = index === quiz.answer;
  const given = answers();
  if (!(quiz.number in given)) retain("quiz", { ...given, [quiz.number]: right });
  buttons.forEach((node, at) => {
    node.disabled = true;
    if (at === quiz.answer) node.classList.add("right");
    else if (at === index) node.classList.add("wrong");
  });
  const [, ...why] = quiz.solution.split("\n").map((line) => inWords(line.trim()));
  const wrongAt = why.map((line) => /(?:step|第) ?(\d+)/.exec(line)).find(Boolean)?.[1];
  verdict.closest(".quiz").querySelector(`[data-quiz-step="${wrongAt}"]`)?.classList.add("wrong");
  const told = right ? el("p.quiz-right", {}, "✓ ", say("quiz.right")) : el("p.quiz-wrong", {}, "✕ ", say("quiz.wrong", { n: quiz.answer + 1 }));
  fill(
    verdict,
    el(
      "div.quiz-told",
      { data: { verdict: right ? "right" : "wrong" } },
      told,
      ruleParts(quiz.steps[wrongAt - 1]?.rule),
      why.filter(Boolean).map((line) => (line.startsWith("synod ") ? el("p", {}, el("code", {}, line)) : el("p", {}, line))),
      el(
        "div.row",
        {},
        quiz.number < quiz.of && button("button.primary", say("quiz.next"), () => app.show("quiz", { number: quiz.number + 1 }), { data: { "quiz-go": "on" } }),
        button("button", say("quiz.open"), () => app.open(quiz.model, quiz.run), { data: { "quiz-open": "" } }),
      ),
    ),
  );
  const score = document.querySelector("[data-quiz-score]");
  if (score) score.replaceWith(head(app, quiz.number, quiz.of).querySelector("[data-quiz-score]"));
  verdict.querySelector(".button")?.focus({ preventScroll: false });
}
