// Two runs of the tree side by side; where they part is marked.

import { button, el, fill } from "./dom.js";
import { openSheet } from "./sheet.js";
import { say } from "./words.js";

/** Opens the comparison of the present run with another branch. */
export function openCompare(app) {
  const { tree } = app;
  const ends = tree.ends();
  if (ends.length < 2) return app.notify(say("compare.none"));
  const mine = tree.tip();
  const chosen = { left: mine, right: ends.find((node) => node !== mine) };
  openSheet(
    "compare",
    say("compare.title"),
    (body, close) => {
      const draw = () => fill(body, el("div.compare", {}, side("left"), side("right")));
      const side = (name) => {
        const other = chosen[name === "left" ? "right" : "left"];
        return el("section", {}, picker(tree, ends, chosen, name, draw), runList(app, chosen[name], other, close));
      };
      draw();
    },
    { wide: true },
  );
}

function picker(tree, ends, chosen, name, draw) {
  const options = ends.map((node, index) =>
    el(
      "option",
      { value: index, selected: node === chosen[name] },
      say("compare.run", { n: index + 1, steps: node.depth, last: node.told?.text ?? node.name ?? say("start") }),
    ),
  );
  const pick = (event) => {
    chosen[name] = ends[Number(event.target.value)];
    draw();
  };
  return el("select", { aria: { label: say("run") }, data: { compare: name }, on: { change: pick } }, options);
}

function runList(app, end, other, close) {
  const [mine, theirs] = [app.tree.path(end), app.tree.path(other)];
  const parts = mine.findIndex((node, index) => node !== theirs[index]);
  return el(
    "ol.why-steps",
    {},
    mine.map((node, index) =>
      el(
        "li",
        { class: `${parts >= 0 && index >= parts ? "cause" : "no-cause"} ${index === parts ? "parting" : ""}`, data: index === parts ? { parting: "" } : {} },
        index === parts && el("p.parting-word", {}, say("compare.differ")),
        button("step", [el("span.number", {}, String(node.depth)), el("span.sentence", {}, node.told?.text ?? node.name)], () => {
          close();
          app.go(node);
        }),
      ),
    ),
  );
}
