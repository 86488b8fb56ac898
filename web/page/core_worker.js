// The explorer's core in a Worker. It is posted a request as text, and posts lines back: how far a search has come now
// and then, and last the answer or the error. To cancel, whoever began the Worker ends it.
//
// It is given the compiled core by a message {core}, or why there is none by {failed}; or else it loads the core from
// beside itself. A panic is a trap, after which nothing in the core's memory can be trusted: it is told, and the next
// request finds a core begun anew.

"use strict";

const given = new Promise((resolve, reject) => {
  // A Worker that is made of a blob has nothing beside itself.
  if (location.protocol !== "blob:") resolve(loaded());
  let last = Promise.resolve();
  self.onmessage = ({ data }) => {
    if (data.core) return resolve(data.core);
    if (data.failed !== undefined) return reject(new Error(data.failed));
    last = last.then(() => answer(data));
  };
});
// Who asks is told; until then nobody need know.
given.catch(() => {});

// Not as it streams: there are servers that do not know the type of such a file.
async function loaded() {
  const response = await fetch("synod.wasm");
  if (!response.ok) throw new Error(`synod.wasm: ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

// A core's memory never shrinks, so one that has grown beyond this is begun anew for the next request.
const LARGE = 256 << 20;

let core = null;
let panic = null;

const SENTENCES = {
  en: {
    unloaded: (why) => `The core cannot be loaded (${why}); load the page again.`,
    panicked: (why) => `The core stopped (${why}) and was begun anew; ask again, or ask for less.`,
  },
  zh: {
    unloaded: (why) => `核心无法加载（${why}）；请重新加载页面。`,
    panicked: (why) => `核心停止了（${why}），已重新启动；请再问一次，或问得少一些。`,
  },
};

// The sentences for whoever asks.
function sentencesFor(request) {
  try {
    return SENTENCES[JSON.parse(request).language === "zh" ? "zh" : "en"];
  } catch {
    return SENTENCES.en;
  }
}

// What the core takes from the page.
const page = {
  now: () => performance.now(),
  tell: (at, length) => self.postMessage(JSON.parse(text(at, length))),
  panicked: (at, length) => (panic = text(at, length)),
};

function bytes(at, length) {
  return new Uint8Array(core.memory.buffer, at, length);
}

function text(at, length) {
  return new TextDecoder().decode(bytes(at, length));
}

function tellError(kind, message) {
  self.postMessage({ error: { kind, message } });
}

async function answer(request) {
  panic = null;
  try {
    core ??= (await WebAssembly.instantiate(await given, { page })).exports;
  } catch (error) {
    return tellError("stopped", sentencesFor(request).unloaded(error.message));
  }
  try {
    const sent = new TextEncoder().encode(request);
    const place = core.allot(sent.length);
    bytes(place, sent.length).set(sent);
    core.ask(place, sent.length);
    if (core.memory.buffer.byteLength > LARGE) core = null;
  } catch (error) {
    core = null;
    tellError("panicked", sentencesFor(request).panicked(panic ?? error.message));
  }
}
