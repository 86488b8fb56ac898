// A question that takes a while: how far it is, a way to cancel it, and the answer.

import { button, el, fill } from "./dom.js";
import { number, say } from "./words.js";

// The parts of a long search, by the names that the core has for them.
const TASKS = new Map([
  ["every step", "task.steps"],
  ["from where a decision can be reached", "task.outlook"],
]);

/** Asks, and tells in `host` how far it is; resolves to the answer, or to null if it was cancelled or failed there. */
export async function runTask(app, host, question, show, options = {}) {
  host.task?.abort();
  const control = new AbortController();
  host.task = control;
  const told = el("span", {}, say("waiting"));
  const bar = el("span.busy", { "aria-hidden": "true" });
  fill(
    host,
    el("div.task", { role: "group", aria: { label: say("waiting") } }, bar, told, button("button", say("cancel"), () => control.abort(), { data: { cancel: "" } })),
  );
  const onProgress = ({ states, depth, task }) => {
    told.textContent = `${task ? `${say(TASKS.get(task) ?? task)}${say("colon")}` : ""}${say("progress", { states: number(states), depth: number(depth) })}`;
  };
  try {
    const answer = await app.ask(question, { ...options, onProgress, signal: control.signal });
    if (host.task !== control) return null;
    fill(host);
    show(answer);
    return answer;
  } catch (error) {
    if (host.task === control) {
      fill(host, error.name === "AbortError" ? null : el("p.error-text", { role: "alert" }, error.message));
    }
    return null;
  }
}

/** Ends what is asked there, and clears it. */
export function stopTask(host) {
  host.task?.abort();
  host.task = null;
  fill(host);
}
