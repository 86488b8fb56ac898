// The run as a file, and as a command and a link.

import { button, el, fill, saveFile } from "./dom.js";
import { bindKey } from "./keys.js";
import { withCore } from "./onefile.js";
import { openSheet } from "./sheet.js";
import { svgSize } from "./svg.js";
import { say } from "./words.js";

const FORMATS = [
  ["svg", "export.svg"],
  ["png", "export.png"],
  ["slide", "export.slide"],
  ["html", "export.html"],
  ["json", "export.json"],
  ["text", "export.txt"],
  ["mermaid", "export.mermaid"],
  ["itf", "export.itf"],
];

/** Gives the app what exports, and the link to the present state. */
export function mountExports(app) {
  app.openExport = () => app.place && openExport(app);
  app.copyLink = () => app.place && copyText(app, location.href);
  bindKey(["e"], "export", app.openExport);
}

async function copyText(app, text) {
  try {
    await navigator.clipboard.writeText(text);
    app.notify(say("copied"), "good");
  } catch {
    app.notify(say("not.copied"));
  }
}

function openExport(app) {
  const { path, toml } = app.place.model;
  // What a link says is not put on a command line, but for a model of the list.
  const listed = app.models?.models.some((model) => model.path === path);
  openSheet("export", say("export"), (body) => {
    body.append(
      el("p.muted", {}, say("export.text")),
      el("div.row.part-close", {}, FORMATS.map(([format, words]) => button("button", say(words), () => saveAs(app, format), { data: { export: format } }))),
    );
    if (listed) fillCommands(app, body.appendChild(el("div")), path);
    if (toml) body.append(el("details.part", {}, el("summary", {}, say("model.file")), el("pre.file", {}, toml)));
  });
}

// A run of some steps is shown by its trace, whose name the core knows.
async function fillCommands(app, host, path) {
  const explore = `synod explore ${quoted(path)}`;
  if (!app.place.steps.length) return fill(host, commandParts(app, "explore", "export.command", explore));
  try {
    const { name } = await app.ask({ export: { format: "json" } });
    fill(
      host,
      commandParts(app, "explore", "export.command", `${explore} --trace ${quoted(name)}`),
      commandParts(app, "trace", "export.verify", `synod trace ${quoted(name)}`),
      el("p.muted.part-close", {}, say("export.beside", { name })),
    );
  } catch (error) {
    app.fail(error);
  }
}

function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function commandParts(app, which, title, command) {
  const copy = button("button", say("copy"), () => copyText(app, command));
  return [el("h2.part", {}, say(title)), el("div.row.nowrap", {}, el("pre.command", { data: { command: which } }, command), copy)];
}

async function saveAs(app, format) {
  try {
    const theme = document.documentElement.dataset.theme;
    const file = await app.ask({ export: { format: format === "png" ? "svg" : format, theme } });
    if (format === "html") return saveFile(file.name, await withCore(file.text), file.type);
    if (format !== "png") return saveFile(file.name, file.text, file.type);
    saveFile(file.name.replace(/\.svg$/, ".png"), await toPng(file.text), "image/png");
  } catch (error) {
    app.fail(error);
  }
}

// Twice as large as it is drawn, so that it is sharp on paper and on a wall.
async function toPng(svg) {
  const [width, height] = svgSize(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = el("canvas", { width: Math.ceil(width * 2), height: Math.ceil(height * 2) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
