// The run as numbered steps, with the branches that the reader has left.

import { button, el, fill, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { bindKey } from "./keys.js";
import { byRules } from "./rule.js";
import { say } from "./words.js";

/** The run line: click to go there. */
export function mountRunline(app) {
  const host = app.slots.run;
  const draw = () => app.place && keepFocus(host, () => drawRun(app, host));
  app.on("place", () => {
    draw();
    keepInSight(host.querySelector(".steps"), host.querySelector("[aria-current]"));
  });
  app.on("words", draw);
  app.on("causes", (kept) => {
    for (const step of host.querySelectorAll("[data-step]")) {
      const n = Number(step.dataset.step);
      step.closest("li").classList.toggle("no-cause", kept !== null && n > 0 && !kept.includes(n));
    }
  });
  bindKey(["0"], "reset", () => reset(app));
}

// Only the list scrolls: on a narrow screen the page itself stays where the reader plays.
function keepInSight(list, item) {
  if (!list || !item) return;
  const [frame, at] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  if (at.top < frame.top) list.scrollTop -= frame.top - at.top;
  else if (at.bottom > frame.bottom) list.scrollTop += at.bottom - frame.bottom;
}

function reset(app) {
  if (app.tree) app.go(app.tree.root, "back");
}

function drawRun(app, host) {
  const { tree } = app;
  const path = [tree.root, ...tree.path(tree.tip())];
  const ends = tree.ends().length;
  const scrolled = host.querySelector("ol")?.scrollTop || 0;
  const items = path.map((node) => stepItem(app, node));
  const listed = el("ol.steps", { aria: { label: say("run") } }, items);
  fill(
    host,
    el(
      "header.panel-head",
      {},
      el("h2", {}, say("run")),
      ends > 1 && el("span.tag", {}, say("all.branches", { n: ends })),
      el("span.spring"),
      button("quiet", say("reset"), () => reset(app), { data: { tool: "reset", key: "reset" }, disabled: !tree.here.parent }),
    ),
    listed,
  );
  listed.scrollTop = scrolled;
}

function stepItem(app, node) {
  const { tree } = app;
  const here = node === tree.here;
  const told = node.told;
  const state = here ? "here" : node.depth > tree.here.depth ? "ahead" : "past";
  const sentence = node.parent ? (told?.text ?? node.name) : say("start");
  const others = tree.others(node);
  return el(
    "li",
    { class: `${state} ${told?.reference ? "wrong" : ""}` },
    button("step", [el("span.number", {}, String(node.depth)), el("span.sentence", {}, sentence)], () => app.go(node), {
      data: { step: node.depth, key: `step ${node.depth}` },
      aria: { current: here ? "step" : null },
    }),
    told && byRules(told),
    others.length > 0 &&
      el(
        "ul.others",
        { aria: { label: say("branches") } },
        others.map((other) =>
          el(
            "li",
            {},
            button("branch", [icon("branch"), el("span", {}, other.told?.text ?? other.name)], () => app.go(tree.tip(other)), {
              data: { branch: other.name, key: `branch ${other.name}` },
              title: say("branch.more", { n: tree.tip(other).depth - node.depth }),
            }),
          ),
        ),
      ),
  );
}
