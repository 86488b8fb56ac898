// The frame: header, screens, and the places on the board into which the parts are put.

import { button, el, fill, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { openKeys } from "./keys.js";
import { modelText } from "./terms.js";
import { language, list, say } from "./words.js";

/** Builds the frame and gives the app its slots. */
export function mountFrame(app, { onLanguage, onTheme, isDark }) {
  const header = el("header.top");
  const stage = el("main.stage", { id: "stage" });
  const sections = new Map();
  const section = (name) => {
    if (!sections.has(name)) {
      sections.set(name, el("section", { data: { screen: name }, hidden: true }));
      stage.append(sections.get(name));
    }
    return sections.get(name);
  };
  buildBoard(app, section("board"));
  document.body.append(header, stage);

  const drawHeader = () => {
    const title = app.screen === "board" && !app.tree?.model?.level && modelText(app.place?.model.title);
    document.title = title ? `${title} · synod` : "synod";
    keepFocus(header, () => fill(header, ...headerParts(app, { onLanguage, onTheme, isDark })));
  };
  app.slots.header = header;
  app.drawHeader = drawHeader;
  app.on("place", drawHeader);
  app.on("words", drawHeader);
  app.on("screen", ({ name, parameters }) => {
    for (const [other, node] of sections) node.hidden = other !== name;
    const enter = app.screens.get(name);
    if (enter) {
      fill(section(name));
      section(name).hidden = false;
      enter(section(name), parameters);
    }
    for (const slot of ["banner", "guide"]) if (name !== "board") app.emptySlot(slot);
    app.shown = { name, parameters };
    drawHeader();
  });
  app.on("words", () => {
    const enter = app.screens.get(app.screen);
    if (enter) enter(fill(section(app.screen)), app.shown.parameters);
  });
  drawHeader();
}

function buildBoard(app, section) {
  const slots = {
    guide: el("div.slot.guide", { data: { slot: "guide" }, hidden: true }),
    run: el("div.run"),
    banner: el("div.slot.banner", { data: { slot: "banner" }, hidden: true }),
    lanes: el("div.lanes", { data: { board: "" } }),
    explain: el("div.explain", { data: { explain: "" } }),
    diagram: el("section.diagram"),
    panel: el("section.panel"),
  };
  Object.assign(app.slots, slots);
  section.classList.add("board");
  section.append(
    el("aside.run-column", {}, slots.guide, slots.run),
    el("div.play-column", {}, slots.banner, slots.lanes, slots.explain),
    el("aside.side-column", {}, slots.diagram, slots.panel),
  );
  app.fillSlot = (name, ...children) => {
    fill(slots[name], ...children);
    slots[name].hidden = false;
  };
  app.emptySlot = (name) => {
    fill(slots[name]);
    slots[name].hidden = true;
  };
}

function headerParts(app, { onLanguage, onTheme, isDark }) {
  const onBoard = app.screen === "board" && app.place;
  const { tree } = app;
  const of = tree ? tree.tip().depth : 0;
  const at = app.place?.steps.length;
  const move = (name, act, enabled) =>
    button("icon-button", icon(name), act, {
      disabled: !enabled,
      title: say(MOVES[name]),
      aria: { label: say(MOVES[name]) },
      data: { move: name, key: `move ${name}` },
    });
  const tool = (name, label, act, data) =>
    button("icon-button", icon(name), act, { title: label, aria: { label }, data: { tool: data || name, key: `tool ${name}` } });
  return [
    button("brand", [icon("branch"), "synod"], () => app.show("start"), { title: say("models"), data: { tool: "models" } }),
    el("div.top-title", {}, onBoard ? titleParts(app) : null),
    onBoard &&
      el(
        "nav.moves",
        { aria: { label: say("run") } },
        move("first", app.first, tree.here.parent),
        move("back", app.undo, tree.here.parent),
        // Where the board is, which may still be on its way to where the run is.
        el("span.count", { data: { position: at } }, say("step.of", { n: at, of })),
        move("forward", app.redo, tree.here.latest),
        move("last", app.last, tree.here.latest),
      ),
    el(
      "div.tools",
      {},
      onBoard && tool("link", say("copy.link"), app.copyLink),
      onBoard && tool("export", say("export"), app.openExport),
      tool("aside", say("open.file"), app.openFile, "open"),
      tool(isDark() ? "sun" : "moon", say(isDark() ? "light" : "dark"), onTheme, "theme"),
      button("quiet", say("language"), onLanguage, {
        lang: language() === "zh" ? "en" : "zh-CN",
        title: say("language.switch"),
        data: { tool: "language" },
      }),
      tool("help", say("help"), openKeys),
    ),
  ];
}

const MOVES = { first: "first", back: "undo", forward: "redo", last: "last" };

function titleParts(app) {
  const { model } = app.place;
  const level = app.tree.model?.level;
  if (level) return [el("h1", {}, say("level", { n: level }))];
  return [
    el("h1", { title: `${modelText(model.title)}\n${list(model.bounds)}` }, modelText(model.title)),
    model.mutant && el("span.tag.bad", { data: { mutant: model.mutant }, title: model.mutant }, say("mutant")),
  ];
}
