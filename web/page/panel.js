// The panel beside the board, with two tabs: the properties of the model, and questions.

import { button, el, fill } from "./dom.js";
import { bindKey } from "./keys.js";
import { mountProperties } from "./properties.js";
import { mountQuestions } from "./questions.js";
import { say } from "./words.js";

const TABS = ["properties", "ask"];

/** Builds the panel and its tabs. */
export function mountPanel(app) {
  const bodies = Object.fromEntries(TABS.map((name) => [name, el("div.tab-body", { id: `tab-${name}`, role: "tabpanel" })]));
  const tabs = el("div.tabs", { role: "tablist" });
  let shown = "properties";
  const draw = () => {
    fill(tabs, TABS.map((name) => tabButton(name, shown === name, show)));
    for (const name of TABS) {
      bodies[name].hidden = name !== shown;
      bodies[name].setAttribute("aria-label", say(name));
    }
  };
  const show = (name) => {
    shown = name;
    draw();
    tabs.querySelector("[aria-selected='true']").focus();
  };
  fill(app.slots.panel, tabs, ...Object.values(bodies));
  mountProperties(app, bodies.properties);
  mountQuestions(app, bodies.ask);
  app.on("words", draw);
  app.showTab = show;
  bindKey(["a"], "keys.ask", () => show("ask"));
  bindKey(["s"], "properties", () => show("properties"));
  draw();
}

function tabButton(name, selected, show) {
  return button("tab", say(name), () => show(name), {
    role: "tab",
    aria: { selected: String(selected), controls: `tab-${name}` },
    data: { tab: name, key: `tab ${name}` },
    on: {
      keydown: (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        show(TABS.find((other) => other !== name));
      },
    },
  });
}
