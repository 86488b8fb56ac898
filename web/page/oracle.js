// The oracle of Beat Paxos: how far the nearest violation is from where the player is. What is known of a state is
// kept, and from a state out of reach nothing comes into reach, so most moves need no search before something is told.

import { cancelled } from "./core.js";

const AGREEMENT = { violated: "agreement" };
const ANYTHING = { violated: null };

/** An oracle for one level. `changed()` is called when it knows more. */
export function createOracle(app, level, changed) {
  const oracle = { goal: null, par: null, best: [], never: null, error: null, known: new Map() };
  let asking = null;
  const ask = (question, run, signal) => app.core.ask(question, { model: { level }, run, signal });

  /** Finds what there is to break: agreement if it can be, or else anything at all. */
  oracle.begin = async () => {
    try {
      for (const goal of [AGREEMENT, ANYTHING]) {
        const way = await ask({ shortest: { goal } }, []);
        const { found, never, unknown } = way.result;
        oracle.goal = goal;
        if (unknown) oracle.error = unknown.reason;
        if (found) Object.assign(oracle, { par: found.steps, best: found.run });
        if (never && goal === ANYTHING) oracle.never = { states: way.states, bounds: never.bounds };
        if (!never) break;
      }
    } catch (error) {
      if (!cancelled(error)) oracle.error = error.message;
    }
    changed();
  };

  /** What is known of a state: `{here, steps}`, `{here}` alone if its search still goes on, or nothing. */
  oracle.of = (node) => {
    if (oracle.never) return { here: "never", steps: [] };
    if (oracle.known.has(node)) return oracle.known.get(node);
    const before = node.parent && oracle.known.get(node.parent);
    if (before?.here === "never") return { here: "never", steps: [] };
    const step = before?.steps?.find(({ name }) => name === node.name);
    return step && { here: step.distance };
  };

  /** Searches from a state, unless it is known. */
  oracle.look = async (node) => {
    asking?.abort();
    const known = oracle.of(node);
    if (known?.steps) oracle.known.set(node, known);
    if (!oracle.goal || known?.steps) return changed();
    asking = new AbortController();
    const { signal } = asking;
    try {
      oracle.known.set(node, await ask({ nearer: { goal: oracle.goal } }, app.tree.run(node), signal));
    } catch (error) {
      if (cancelled(error)) return;
      oracle.known.set(node, { here: { unknown: error.message }, steps: [] });
    }
    changed();
  };

  oracle.end = () => asking?.abort();
  return oracle;
}

/** The step that brings a violation nearest, by what the oracle knows of a state. */
export function nearestStep(known) {
  const near = (known?.steps || []).filter(({ distance }) => distance.in !== undefined);
  return near.sort((a, b) => a.distance.in - b.distance.in)[0] ?? null;
}
