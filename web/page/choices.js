// Buttons for what can happen, and for what cannot.

import { el } from "./dom.js";
import { say } from "./words.js";

function previewing(app, preview) {
  const show = () => app.tell("preview", preview);
  const hide = () => app.tell("preview", null);
  return { pointerenter: show, focus: show, pointerleave: hide, blur: hide };
}

/** Takes a step when pressed, and shows before what would come of it. */
export function choiceButton(app, choice, className, ...children) {
  const mark = app.marks.get(choice.name);
  return el(
    "button",
    {
      type: "button",
      class: `${className} takeable ${mark ? `marked ${mark.tone}` : ""}`,
      data: { choice: choice.name, kind: choice.kind, key: choice.name },
      on: { ...previewing(app, { choice }), click: () => app.take(choice.name) },
    },
    ...children,
    el("span.unseen", {}, `: ${choice.text} ${mark?.title ?? ""}`),
    mark && el("span.mark", { class: mark.tone, title: mark.title }, mark.text),
  );
}

/** Says why something, or several things, cannot happen or would change nothing. */
export function hindranceButton(app, hindrances, key, className, ...children) {
  const labels = hindrances.map(({ label }) => label).filter(Boolean);
  const why = hindrances.map(({ label, why: reason }) => (label ? `${label}: ${reason}` : reason)).join("; ");
  const [{ because }] = hindrances;
  return el(
    "button",
    {
      type: "button",
      class: `${className} hindered because-${because}`,
      title: labels.join("\n") || null,
      data: { hindrance: labels.join("|"), because, key },
      aria: { disabled: "true", label: className === "small-act" ? why : null },
      on: { ...previewing(app, { hindrances }), click: () => app.announce(why) },
    },
    ...children,
    className !== "small-act" && el("span.unseen", {}, `: ${why}`),
    because === "bound" && className !== "small-act" && el("span.badge", {}, say("bound")),
  );
}
