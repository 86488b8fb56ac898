// The runs that a reader has seen, as a tree: to go back and do something else makes a branch, and none is lost.
// And links: a model and the names of the steps, readable in the address.

/** A tree of runs of one model. */
export function createTree(model) {
  const root = { name: null, parent: null, children: [], latest: null, told: null, place: null, depth: 0 };
  const tree = { model, root, here: root };

  tree.path = (node = tree.here) => {
    const path = [];
    for (let at = node; at.parent; at = at.parent) path.unshift(at);
    return path;
  };
  tree.run = (node = tree.here) => tree.path(node).map((step) => step.name);
  tree.tip = (node = tree.here) => {
    let at = node;
    while (at.latest) at = at.latest;
    return at;
  };
  tree.go = (node) => {
    for (let at = node; at.parent; at = at.parent) at.parent.latest = at;
    tree.here = node;
  };
  tree.child = (name, node = tree.here) => {
    let child = node.children.find((other) => other.name === name);
    if (!child) {
      child = { name, parent: node, children: [], latest: null, told: null, place: null, depth: node.depth + 1 };
      node.children.push(child);
    }
    return child;
  };
  /** Takes a whole run into the tree, and returns its last node. */
  tree.graft = (run) => run.reduce((node, name) => tree.child(name, node), root);
  /** Takes over what the core told of the steps up to a node. */
  tree.remember = (node, told) => tree.path(node).forEach((step, index) => (step.told = told[index] ?? step.told));
  /** Forgets what comes after so many steps of the way to a node, since it cannot happen. */
  tree.cut = (node, length) => {
    const path = tree.path(node);
    const last = length ? path[length - 1] : root;
    const gone = path[length];
    if (gone) {
      last.children = last.children.filter((child) => child !== gone);
      if (last.latest === gone) last.latest = null;
    }
    tree.go(last);
  };
  /** How many other ways go on from a node. */
  tree.others = (node) => node.children.filter((child) => child !== node.latest);
  /** The ends of all branches. */
  tree.ends = (node = root) => (node.children.length ? node.children.flatMap((child) => tree.ends(child)) : [node]);
  return tree;
}

/** Text as part of a fragment: readable, and what separates parts is escaped. */
function enc(text) {
  return encodeURIComponent(text).replace(/%20/g, "+").replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",");
}

function dec(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}

/** The fragment that leads to a run of a model, or to a screen with parameters. */
export function linkTo({ model = null, run = null, ...rest }) {
  const parts = Object.entries(rest).map(([key, value]) => `${enc(key)}=${enc(String(value))}`);
  if (typeof model === "string") parts.push(`model=${enc(model)}`);
  else if (model?.toml !== undefined) parts.push(`name=${enc(model.name)}`, `toml=${enc(model.toml)}`);
  else if (model?.level) parts.push(`level=${model.level}`);
  if (run?.length) parts.push(`run=${run.map(enc).join(";")}`);
  return `#${parts.join("&")}`;
}

/** What a fragment leads to: `{model, run}` and whatever else it names. Nothing of it is trusted. */
export function readLink(fragment) {
  const found = {};
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const key = dec(part.slice(0, at));
    const raw = part.slice(at + 1);
    found[key] = key === "run" ? raw.split(";").filter(Boolean).map(dec) : dec(raw);
  }
  const { model = null, name = null, toml = null, level = null, run = [], ...rest } = found;
  const wanted = model ?? (toml !== null ? { name: name || "model.toml", toml } : level !== null ? { level: Number(level) } : null);
  return { ...rest, model: wanted, run };
}

/** A model's identity, to tell whether two are the same. */
export function modelKey(model) {
  return typeof model === "string" ? model : JSON.stringify(model);
}
