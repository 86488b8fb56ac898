// A client of the explorer's core. Requests and answers are the same wherever the core lives; a *home* carries
// them: a function (request, onLine, {signal, long}) that resolves when the last line has come.

import { say } from "./words.js";

const VERSION = 1;
const LONG = new Set(["shortest", "outlook", "nearer", "check", "why", "twin", "quiz"]);

// What the core answers when it cannot: its kind, a sentence with the remedy, and the step at fault if there is one.
class CoreError extends Error {
  constructor({ kind, message, step = null }) {
    super(message);
    this.kind = kind;
    this.step = step;
  }
}

/** Whether this is only that somebody cancelled. */
export function cancelled(error) {
  return error.name === "AbortError";
}

/** A core at home somewhere. `language()` says in which language it is to tell. */
export function createCore(home, language) {
  return {
    /** Asks, and resolves to the answer itself: a Place for "look", a Way for "outlook", and so on. */
    async ask(question, { model = null, run = null, onProgress = null, signal = null } = {}) {
      const request = { version: VERSION, language: language() };
      if (model) request.model = model;
      if (run) request.run = run;
      request.ask = question;
      const name = typeof question === "string" ? question : Object.keys(question)[0];
      let answer = null;
      const onLine = (line) => {
        if (line.progress) onProgress?.(line.progress);
        if (line.error) throw new CoreError(line.error);
        if (line.answer) answer = Object.values(line.answer)[0];
      };
      await home(request, onLine, { signal, long: LONG.has(name) });
      if (answer === null) throw new CoreError({ kind: "stopped", message: say("core.silent") });
      return answer;
    },
  };
}

/** A core behind a server. */
export function serverHome(url) {
  return async (request, onLine, { signal }) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal,
    });
    const isOurs = (response.headers.get("content-type") || "").includes("json");
    if (!isOurs) throw new CoreError({ kind: "request", message: say("core.status", { status: response.status }) });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + (value || "")).split("\n");
      rest = done ? "" : lines.pop();
      for (const line of lines) if (line.trim()) onLine(JSON.parse(line));
      if (done) return;
    }
  };
}

/**
 * A core in Workers, which `begin` makes. A Worker is posted a request as text and posts lines back. It does one
 * thing at a time, so long searches have a Worker of their own; to cancel one is to end it.
 */
export function workerHome(begin) {
  const quick = lane(begin);
  const slow = lane(begin);
  return (request, onLine, { signal, long }) => (long ? slow : quick)(request, onLine, signal, long);
}

// A Worker and its queue. A quick question that is cancelled is still answered by the Worker, which nobody then hears;
// the next one waits for that, lest it take the answer for its own.
function lane(begin) {
  let worker = null;
  let last = Promise.resolve();
  const end = () => {
    worker?.terminate();
    worker = null;
  };
  const one = (request, onLine, signal, long) => {
    let free;
    const done = new Promise((resolve) => (free = resolve));
    const answered = new Promise((resolve, reject) => {
      const stop = () => {
        if (long) end();
        if (long || !worker) free();
        reject(new DOMException("cancelled", "AbortError"));
      };
      if (signal?.aborted) return free(), stop();
      signal?.addEventListener("abort", stop, { once: true });
      worker ??= begin();
      worker.onmessage = ({ data }) => {
        const line = typeof data === "string" ? JSON.parse(data) : data;
        const isLast = line.answer || line.error;
        if (isLast) signal?.removeEventListener("abort", stop);
        try {
          if (!signal?.aborted) onLine(line);
          if (isLast) resolve();
        } catch (error) {
          reject(error);
        }
        if (isLast) free();
      };
      worker.onerror = (event) => {
        event.preventDefault?.();
        end();
        reject(new CoreError({ kind: "panicked", message: say("core.stopped") }));
        free();
      };
      worker.postMessage(JSON.stringify(request));
    });
    return { answered, done };
  };
  return (...asked) => {
    const turn = last.then(() => one(...asked));
    last = turn.then(({ done }) => done);
    return turn.then(({ answered }) => answered);
  };
}
