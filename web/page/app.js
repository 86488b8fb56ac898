// What all parts of the page share: the core, the tree of runs, the place where the reader is, and the events
// by which the parts hear of each other.

import { cancelled } from "./core.js";
import { createTree, linkTo, modelKey, readLink } from "./state.js";
import { say } from "./words.js";

/** The page as a whole. Its parts are given it, and know each other only through it. */
export function createApp(core) {
  const listeners = new Map();
  const app = {
    core,
    models: null,
    tree: null,
    place: null,
    aside: new Set(),
    marks: new Map(),
    screen: null,
    screens: new Map(),
    entries: [],
    slots: {},
  };

  /** Calls `act` at each such event; returns what ends that. */
  app.on = (event, act) => {
    if (!listeners.has(event)) listeners.set(event, new Set());
    listeners.get(event).add(act);
    return () => listeners.get(event).delete(act);
  };
  app.tell = (event, detail) => [...(listeners.get(event) || [])].forEach((act) => act(detail));
  app.announce = (text) => app.tell("announce", text);
  app.notify = (text, tone = "info") => app.tell("notify", { text, tone });
  app.fail = (error) => {
    if (cancelled(error)) return;
    app.notify(error.message, "error");
  };
  app.ask = (question, options = {}) =>
    core.ask(question, { model: app.tree?.model, run: app.tree?.run(), ...options });

  addMoves(app);
  addScreens(app);
  return app;
}

/** To move in the tree of runs. */
function addMoves(app) {
  let looking = null;
  let shown = null;

  app.look = async (how) => {
    looking?.abort();
    looking = new AbortController();
    const { signal } = looking;
    const { tree } = app;
    const node = tree.here;
    try {
      const place = node.place ?? (await app.core.ask("look", { model: tree.model, run: tree.run(node), signal }));
      if (signal.aborted) return;
      const { departure } = place;
      if (departure) {
        tree.cut(node, place.steps.length);
        app.notify(say("departs", { step: departure.step, name: departure.name, why: departure.message }), "error");
      }
      tree.here.place = { ...place, departure: null };
      tree.remember(tree.here, place.steps);
      const before = app.place;
      shown = { tree, node: tree.here };
      app.place = tree.here.place;
      app.marks.clear();
      writeLink(app, how);
      app.tell("place", { place: app.place, before, how });
    } catch (error) {
      if (cancelled(error)) return;
      // Where nothing was answered, the run stays where the board shows it.
      if (shown?.tree === tree && tree.here === node) tree.go(shown.node);
      app.fail(error);
      if (!app.place) app.show("start");
    }
  };
  /** Opens a run of a model; of the same model it becomes a branch. */
  app.open = async (model, run = [], { fresh = false } = {}) => {
    const same = !fresh && app.tree && modelKey(app.tree.model) === modelKey(model);
    if (!same) {
      app.tree = createTree(model);
      app.place = null;
      app.aside.clear();
    }
    app.tree.go(app.tree.graft(run));
    app.show("board");
    await app.look("open");
  };
  app.take = async (name) => {
    app.tree.go(app.tree.child(name));
    await app.look("take");
  };
  app.go = async (node, how = "jump") => {
    if (!node) return;
    app.tree.go(node);
    await app.look(how);
  };
  app.undo = () => app.tree?.here.parent && app.go(app.tree.here.parent, "back");
  app.redo = () => app.tree?.here.latest && app.go(app.tree.here.latest, "forward");
  app.first = () => app.tree && app.go(app.tree.root, "back");
  app.last = () => app.tree && app.go(app.tree.tip(), "forward");
  app.mark = (name, mark) => {
    app.marks.set(name, mark);
    app.tell("marks");
  };
  app.clearMarks = () => {
    app.marks.clear();
    app.tell("marks");
  };
  /** Everything again in another language. */
  app.retell = async () => {
    const forget = (node) => {
      node.place = null;
      node.children.forEach(forget);
    };
    if (app.tree) forget(app.tree.root);
    app.tell("words");
    if (app.tree) await app.look("words");
  };
}

/** To show one screen or another, and to find it by a link. */
function addScreens(app) {
  /** A screen: `enter(section, parameters)` fills it each time that it is shown. */
  app.addScreen = (name, enter) => app.screens.set(name, enter);
  /** A way in on the start page: `{key, open}`, with the words `key` and `key.text`. */
  app.addEntry = (entry) => app.entries.push(entry);
  app.show = (name, parameters = {}) => {
    app.screen = name;
    app.tell("screen", { name, parameters });
    if (name !== "board") remember(linkTo(name === "start" ? {} : { screen: name, ...parameters }), "push");
  };
  app.follow = async (fragment) => {
    written = fragment || "#";
    arriving = true;
    try {
      await follow(fragment);
    } finally {
      arriving = false;
    }
  };
  const follow = async (fragment) => {
    const { screen, model, run, ...parameters } = readLink(fragment);
    if (screen && app.screens.has(screen)) return app.show(screen, model?.level ? { ...parameters, level: model.level } : parameters);
    if (model) return app.open(model, run);
    return app.show("start");
  };
}

// The link that the page has written last, or has come by; on the way of a link nothing is added to the history.
let written = null;
let arriving = false;

function writeLink(app, how) {
  if (app.screen !== "board") return;
  remember(linkTo({ model: app.tree.model, run: app.tree.run() }), how === "open" ? "push" : "replace");
}

function remember(link, how) {
  if (link === written) return;
  written = link;
  if (link === (location.hash || "#")) return;
  try {
    if (how === "push" && !arriving) history.pushState(null, "", link);
    else history.replaceState(null, "", link);
  } catch {
    location.replace(link);
  }
}

/** Whether the address is one that the page itself has written. */
export function isOwnLink(fragment) {
  return (fragment || "#") === written;
}
