// The explorer's page. It is put together here; what each part does, its file tells.
//
// Attributes that stay as they are, for tests and for those who link in:
//   data-screen="start|board|..."      the screens
//   data-actor="acceptor 1"            a card; data-changed if the last step changed it
//   data-choice="<name of the step>"   what can be taken, with data-kind="deliver|timeout|crash|..."
//   data-hindrance="<label>|..."       what cannot, with data-because="rule|bound|network|nothing"
//   data-message="<from>|<to>|<text>"  a message; data-aside="<same>" one put aside; data-put-aside="<same>" its button,
//                                      data-more="<same>" that of what else can happen to it; data-spent those folded away
//   data-step="3"                      a step of the run line; aria-current="step" where the reader is
//   data-branch                        another way from a step
//   data-move="first|back|forward|last", data-tool="models|link|export|open|theme|language|help|why|twin|compare|enlarge|reset"
//   data-property="agreement"          with data-now and, once checked, data-verdict
//   data-ask="outlook|nearer|check|own|<text of the question>", data-way="found|never|unknown", data-open-way
//   data-chosen="8", data-rule         in what is explained; data-in-quorum="8" on the card of who chose; data-verdict the outcome of the check; data-cancel
//   data-why="3", data-cause="true"    a step of the explanation; data-quorum; data-twin="18", data-parting
//   data-export="svg|png|...", data-command="explore|trace", data-paste, data-open-text, data-file, data-search, data-tab="properties|ask"
//   data-sheet="keys|export|open|why|twin|compare|diagram"   dialogs
//   data-source="src/...rs:31"       opens data-sheet="source", whose lines are data-line="31" (data-obeys)
//   data-model="models/..."            a line of the list; data-entry="play|..." the ways in
//   data-level="3", data-start-level   Beat Paxos; on the board data-game="3" (data-won), data-oracle="asking|in|beyond|never|unknown",
//                                      data-distance="6", data-figure="beat.steps|beat.par|beat.hints|beat.undos", data-points,
//                                      data-beat="hint|back|why-not|levels|reveal|next|again"; data-sheet="reveal|cannot",
//                                      data-revealed="models/...", data-reveal="open|why|twin|next"
//   data-quiz="3", data-answer="1", data-verdict="right|wrong", data-quiz-score="1/2", data-quiz-open, data-quiz-go="previous|any|next|on"
//   data-lesson-card="1", data-begin-lesson="1"; on the board data-lesson, data-scene (data-done),
//                                      data-tour="next|back|show|do|return|end"
//   data-live, data-note, data-explain what is told

import { createApp, isOwnLink } from "./app.js";
import { createCore, serverHome, workerHome } from "./core.js";
import { mountDiagram } from "./diagram.js";
import { mountExplain } from "./explain.js";
import { mountExports } from "./exports.js";
import { mountFiles, openCarried } from "./files.js";
import { mountFrame } from "./frame.js";
import { mountGame } from "./game.js";
import { bindKey, mountKeys, openKeys } from "./keys.js";
import { mountLanes } from "./lanes.js";
import { mountModels } from "./models.js";
import { mountPanel } from "./panel.js";
import { mountQuiz } from "./quiz.js";
import { mountRunline } from "./runline.js";
import { mountNotices } from "./sheet.js";
import { mountSource } from "./source.js";
import { mountThreads } from "./threads.js";
import { mountTour } from "./tour.js";
import { language, setLanguage } from "./words.js";

// The two ways to the core: the page of a server asks it; a page without one, which says so in its head or has been
// given `synodWorker`, begins Workers.
function chooseHome() {
  if (globalThis.synodWorker) return workerHome(globalThis.synodWorker);
  return isServed() ? serverHome("/api") : workerHome(() => new Worker("core_worker.js"));
}

function isServed() {
  return document.querySelector("meta[name='synod-home']")?.content !== "worker";
}

// What a reader has chosen is kept where the browser allows it.
function kept(key) {
  try {
    return localStorage.getItem(`synod.${key}`);
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(`synod.${key}`, value);
  } catch {
    // A page from disk may not keep anything; then it begins as it did.
  }
}

function isDark() {
  return document.documentElement.dataset.theme === "dark";
}

function mountTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const wear = () => (document.documentElement.dataset.theme = kept("theme") || (system.matches ? "dark" : "light"));
  wear();
  return { system, wear };
}

function mountAll(app) {
  const theme = mountTheme();
  const changed = () => (app.drawHeader(), app.tell("theme"));
  theme.system.addEventListener("change", () => (theme.wear(), changed()));
  mountFrame(app, {
    isDark,
    onTheme: () => (keep("theme", isDark() ? "light" : "dark"), theme.wear(), changed()),
    onLanguage: () => {
      setLanguage(language() === "zh" ? "en" : "zh");
      keep("language", language());
      app.retell();
    },
  });
  for (const mount of [mountNotices, mountLanes, mountThreads, mountExplain, mountRunline, mountDiagram, mountPanel]) mount(app);
  for (const mount of [mountExports, mountFiles, mountSource, mountModels, mountTour, mountGame, mountQuiz, mountKeys]) mount(app);
  bindMoves(app);
}

function bindMoves(app) {
  bindKey(["ArrowLeft", "u"], "undo", app.undo);
  bindKey(["ArrowRight", "r"], "redo", app.redo);
  bindKey(["Home"], "first", app.first);
  bindKey(["End"], "last", app.last);
  bindKey(["c"], "copy.link", app.copyLink);
  bindKey(["m"], "models", () => app.show("start"), null);
  bindKey(["?"], "help", openKeys, null);
}

// The run that a page in one file has inside is taken again by the actors. Whether there is one.
async function openInside(app) {
  const inside = document.getElementById("synod-run");
  if (!inside) return false;
  await openCarried(app, inside.textContent);
  return true;
}

async function beginPage() {
  const chinese = /^zh/i.test(navigator.language || "");
  setLanguage(kept("language") || (chinese ? "zh" : "en"));
  const app = createApp(createCore(chooseHome(), language));
  mountAll(app);
  const come = () => isOwnLink(location.hash) || app.follow(location.hash);
  addEventListener("popstate", come);
  addEventListener("hashchange", come);
  const linked = location.hash.length > 1;
  if (linked) app.follow(location.hash);
  // Only a server, or a run inside, says what else to begin with; other files need not wait until the core is there.
  else if (!isServed() && !document.getElementById("synod-run")) app.show("start");
  try {
    app.models = await app.core.ask("models");
    app.tell("models");
    const { opens } = app.models;
    if (!linked && opens) await app.open(opens.model, opens.run);
    else if (!linked && !(await openInside(app)) && !app.screen) app.show("start");
  } catch (error) {
    app.fail(error);
  }
}

beginPage();
