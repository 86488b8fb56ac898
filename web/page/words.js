// The words of the page itself, in English and Chinese. What a model says comes from the core, in the same language.

const PHRASES = {
  // the frame
  close: ["Close", "关闭"],
  models: ["Models", "模型"],
  language: ["中文", "English"],
  "language.switch": ["Read this in Chinese", "用英语阅读"],
  light: ["Light colours", "浅色"],
  dark: ["Dark colours", "深色"],
  help: ["Keys and help", "按键与帮助"],
  undo: ["One step back", "后退一步"],
  redo: ["One step on", "前进一步"],
  first: ["To the beginning", "回到开头"],
  last: ["To the end of this run", "到这次运行的末尾"],
  step: ["step {n}", "第 {n} 步"],
  "step.of": ["Step {n} of {of}", "第 {n} 步，共 {of} 步"],
  start: ["The beginning", "开始"],
  "copy.link": ["Copy a link to this state", "复制此状态的链接"],
  copied: ["Copied.", "已复制。"],
  "not.copied": ["The browser does not let the page copy; the link stands in the address bar.", "浏览器不允许复制；链接就在地址栏里。"],
  departs: ["Step {step} of the link (“{name}”) no longer fits this model: {why}. Here is the run up to there.", "链接的第 {step} 步（“{name}”）与此模型不再相符：{why}。这里显示它之前的运行。"],
  mutant: ["broken on purpose", "故意写错"],
  level: ["Level {n}", "第 {n} 关"],
  waiting: ["Working …", "正在计算……"],
  cancel: ["Cancel", "取消"],
  "core.silent": ["The core stopped before it answered; ask again.", "核心在回答之前停止了；请再问一次。"],
  "core.status": ["The server answers {status}; load the page again.", "服务器回答 {status}；请重新加载页面。"],
  "core.stopped": ["The core stopped working and was begun anew; ask again, or ask for less.", "核心停止了工作，已重新启动；请再问一次，或问得少一些。"],
  "task.steps": ["every step", "每一步"],
  "task.outlook": ["from where a decision can be reached", "从哪里还能选定一个值"],
  colon: [": ", "："],
  progress: ["{states} states, depth {depth}", "{states} 个状态，深度 {depth}"],
  seconds: ["{n} s", "{n} 秒"],

  // the board
  proposers: ["Proposers", "提案者"],
  acceptors: ["Acceptors", "接受者"],
  learners: ["Learners", "学习者"],
  managers: ["Resource managers", "资源管理者"],
  coordinators: ["Coordinator", "协调者"],
  "role.manager": ["manager", "管理者"],
  "role.coordinator": ["coordinator", "协调者"],
  "role.proposer": ["proposer", "提案者"],
  "role.acceptor": ["acceptor", "接受者"],
  "role.learner": ["learner", "学习者"],
  network: ["Network", "网络"],
  wants: ["wants", "想要"],
  ballot: ["ballot", "编号"],
  promises: ["promises", "承诺"],
  proposed: ["proposed", "已提出"],
  refused: ["refused by", "拒绝者"],
  promised: ["promised", "已承诺"],
  voted: ["voted", "已投票"],
  votes: ["votes", "投票"],
  log: ["log", "日志"],
  stands: ["is", "状态"],
  noted: ["knows of prepared", "已知已准备"],
  running: ["process", "进程"],
  stopped: ["has stopped for ever", "已永远停止"],
  "manager.working": ["working", "进行中"],
  "manager.waiting": ["waiting", "等待中"],
  "manager.prepared": ["prepared", "已准备"],
  "manager.committed": ["committed", "已提交"],
  "manager.aborted": ["aborted", "已放弃"],
  acknowledged: ["acknowledged", "已确认"],
  entries: ["{count} of {ballot}", "{ballot} 的 {count} 条"],
  at: ["at {ballot}", "于 {ballot}"],
  "in.slot": ["in slot {slot}", "槽位 {slot}"],
  heard: ["heard", "听到"],
  learned: ["learned", "已学到"],
  applied: ["carried out", "已执行"],
  "must.propose": ["must propose", "还须提出"],
  "known.chosen": ["slots known to be chosen, from the first on", "已知选定的槽位（从第一个起）"],
  unvoted: ["not voted", "未投票"],
  nothing: ["none", "无"],
  "said.prepare": ["prepare", "提议请求"],
  "said.promise": ["promise", "承诺"],
  "said.log_promise": ["promise", "承诺"],
  "said.accept": ["accept", "接受请求"],
  "said.accepted": ["accepted", "通知"],
  "said.query": ["query", "询问"],
  "said.read": ["read", "读"],
  "said.unvoted": ["unvoted", "未投票"],
  "said.refused": ["refused", "拒绝"],
  "said.learned": ["learned", "转告"],
  deliver: ["deliver", "送达"],
  "deliver.again": ["deliver again", "再次送达"],
  "to.from": ["{text}, from {from} to {to}", "{text}，从 {from} 到 {to}"],
  "put.aside": ["Put aside (the message is lost or late; this is no step of the run)", "放到一边（消息丢失或迟到；不算运行的一步）"],
  aside: ["Put aside", "放到一边"],
  "aside.text": ["A message put aside is lost, or late. It is no step of the run.", "放到一边的消息是丢失了，或是迟到了。它不是运行的一步。"],
  "take.back": ["Take back", "取回"],
  "take.back.all": ["Take all back", "全部取回"],
  more: ["What else can happen to this message", "这条消息还可能怎样"],
  bound: ["bound of the model", "模型的界限"],
  rule: ["rule", "规则"],
  "because.network": ["network", "网络"],
  "spent.fold": ["{n} delivered", "{n} 条已送达"],
  spent: ["changes nothing", "不起作用"],
  "would.not": ["Not here: {what}", "现在不行：{what}"],
  "cannot.here": ["Cannot happen here", "现在不能发生"],
  "why.not.yet": ["Why not yet", "为什么还没有"],
  preview: ["What would come of it", "会发生什么"],
  "last.step": ["What happened last", "上一步"],
  "begin.hint": ["You are the network. Take a step: begin a ballot, then deliver its messages in any order.", "你就是网络。走一步吧：开始一个编号，然后以任意次序送达它的消息。"],
  sends: ["sends {what}", "发送 {what}"],
  "to.all": ["{text} to {names}", "{text} 给 {names}"],
  "by.rules": ["By the rules: {text}", "按规则：{text}"],
  "breaks.rule": ["breaks a rule", "违反规则"],
  chosen: ["{value} is chosen at {ballot} by {who}", "{value} 在 {ballot} 由 {who} 选定"],
  "in.quorum": ["in a quorum that chose {value} at {ballot}", "属于在 {ballot} 选定 {value} 的法定人数"],
  stuck: ["Nothing more can happen within the bounds of this model.", "在此模型的界限内不会再发生什么。"],
  actor: ["{name}: {says}", "{name}：{says}"],
  "one.process": ["one process with", "同一进程："],
  "same.process": ["Runs in one process with {names}: they crash together", "与 {names} 在同一进程中运行：一起崩溃"],
  "choices.of": ["Steps of {name}", "{name} 的步骤"],
  "messages.to": ["Messages to {name}", "发给 {name} 的消息"],
  paper: ["Paxos Made Simple, {section}", "Paxos Made Simple，{section}"],
  phase: [", phase ", "，阶段 "],
  source: ["The line of code that obeys the rule", "遵守这条规则的那行代码"],
  "source.title": ["{file}, line {line}", "{file}，第 {line} 行"],

  // the run
  run: ["Run", "运行"],
  reset: ["Start over", "重新开始"],
  branches: ["Other ways from here", "从这里出发的其他走法"],
  "branch.more": ["{n} more steps", "还有 {n} 步"],
  "all.branches": ["{n} branches", "{n} 个分支"],

  // the diagram
  diagram: ["Diagram", "时序图"],
  enlarge: ["Enlarge the diagram", "放大时序图"],
  "diagram.none": ["The diagram appears with the first step.", "走出第一步后，这里会出现时序图。"],

  // properties
  properties: ["Properties", "性质"],
  always: ["Must always hold", "必须始终成立"],
  sometimes: ["Must be possible", "必须可能发生"],
  holds: ["holds", "成立"],
  violated: ["violated", "被违反"],
  reached: ["reached", "已达到"],
  open: ["not yet", "尚未"],
  unreached: ["never", "从不"],
  unknown: ["unknown", "未知"],
  now: ["here", "此刻"],
  "whole.search": ["in every run", "所有运行"],
  check: ["Check every run", "检查所有运行"],
  "check.again": ["Check again", "再检查一次"],
  "checked.holds": ["Holds in every run: all {states} states visited that are left after reduction.", "在所有运行中成立：化简后剩下的 {states} 个状态已全部访问。"],
  "checked.violated": ["Violated; {states} states visited.", "被违反；访问了 {states} 个状态。"],
  "checked.truncated": ["Not finished: {reason}. {states} states visited.", "没有完成：{reason}。访问了 {states} 个状态。"],
  "checked.panicked": ["The check broke down: {reason}.", "检查中断：{reason}。"],
  "as.expected": ["as expected", "与预期相同"],
  "not.expected": ["not as expected", "与预期不同"],
  "show.run": ["Show the run", "显示这次运行"],

  // questions
  ask: ["Ask", "提问"],
  "ask.shortest": ["The shortest way from here to …", "从这里到……的最短路径"],
  "ask.violated": ["{name} is violated", "违反“{name}”"],
  "ask.violations": ["A violation of", "违反以下性质"],
  "ask.outlook": ["Can it still be decided from here?", "从这里还能选定一个值吗？"],
  "ask.nearer": ["Which of these steps brings a violation nearer?", "走哪一步离违反更近？"],
  "ask.own": ["Or in your own words", "或者自己写"],
  "ask.placeholder": ["acceptor 1 voted 5", "acceptor 1 voted 5"],
  "ask.go": ["Find", "寻找"],
  "ask.help": ["For example: at least 2 acceptors promised >= 1.B and not chosen", "例如：at least 2 acceptors promised >= 1.B and not chosen"],
  "way.found": ["Yes, in {steps} more steps.", "可以，再走 {steps} 步。"],
  "way.here": ["It is so here already.", "这里已经是这样。"],
  "way.never": ["Never from here: all {states} states were visited, within {bounds}.", "从这里绝不可能：访问了全部 {states} 个状态，界限为 {bounds}。"],
  "way.unknown": ["Not known: {reason}, after {states} states.", "未知：{reason}，访问了 {states} 个状态。"],
  "way.open": ["Open it as a branch", "作为分支打开"],
  "nearer.here": ["From here a violation is {distance}.", "从这里到违反：{distance}。"],
  "distance.in": ["{n} steps away", "还有 {n} 步"],
  "distance.beyond": ["more than {n} steps away", "超过 {n} 步"],
  "distance.never": ["out of reach", "不可达"],
  "distance.unknown": ["not known ({reason})", "未知（{reason}）"],
  "nearer.marked": ["Each step on the board is marked with how many are left after it; ∞: none leads there.", "棋盘上每个步骤都标有走后还剩几步；∞：不可达。"],

  // why, twin, compare
  why: ["Why", "为什么"],
  "why.title": ["Why {name} is violated", "为什么违反了“{name}”"],
  "why.kept": ["{n} of {of} steps are causes; the others are grey.", "{of} 步中有 {n} 步是原因；其余为灰色。"],
  "why.all": ["Each of the {of} steps is a cause.", "{of} 步中每一步都是原因。"],
  "why.shared": ["in both quorums: {names}", "同在两个法定人数中：{names}"],
  "why.noShared": ["no acceptor is in both quorums", "没有接受者同在两个法定人数中"],
  "why.invariant": ["The proof's invariant fails first at step {n}: {what}", "证明的不变式最先在第 {n} 步不成立：{what}"],
  "why.none": ["There is something to explain when a run violates a property.", "运行违反了某条性质，才有原因可以解释。"],
  twin: ["Twin", "对照"],
  "twin.title": ["The broken actors and the rules, under the same messages", "写错的角色与按规则的角色，收到同样的消息"],
  "twin.broken": ["as this variant does", "这个变体"],
  "twin.reference": ["as the rules say", "按规则"],
  "twin.same": ["The first {n} steps are the same.", "前 {n} 步相同。"],
  "twin.all": ["All steps are the same: in this run the variant has done nothing wrong yet.", "所有步骤都相同：在这次运行里，变体还没有做错什么。"],
  "twin.equal": ["the same", "相同"],
  "twin.never_sent": ["was never sent", "从未发送"],
  "twin.nothing": ["nothing comes of it", "不会有结果"],
  "twin.impossible": ["cannot happen", "不可能发生"],
  "twin.ends": ["At the end", "最后"],
  "twin.none": ["Only a broken variant has a twin; this model is the reference itself.", "只有写错的变体才有对照；此模型就是参考实现。"],
  compare: ["Compare", "比较"],
  "compare.title": ["Two runs side by side", "两次运行并列"],
  "compare.none": ["Go back and do something else: then there are two runs to compare.", "退回去走另一步，就有两次运行可比较。"],
  "compare.differ": ["they part here", "从这里分开"],
  "compare.run": ["run {n}, {steps} steps: … {last}", "运行 {n}，{steps} 步：……{last}"],

  // files and exports
  "open.file": ["Open a trace or a model", "打开轨迹或模型"],
  "open.text": ["Drop a file anywhere on the page, choose one, or paste its text: a trace as synod check writes it (JSON), a page that shows itself (HTML), or a model file (TOML).", "把文件拖到页面上，或选择文件，或粘贴文本：synod check 写出的轨迹（JSON）、自己演示的页面（HTML），或模型文件（TOML）。"],
  "open.choose": ["Choose a file", "选择文件"],
  "open.paste": ["Open the text", "打开文本"],
  "open.neither": ["This is neither a trace (JSON) nor a model file (TOML): {why}", "这既不是轨迹（JSON）也不是模型文件（TOML）：{why}"],
  "open.empty": ["This page has no run inside; synod explore --export writes one that has.", "此页面里没有运行；synod explore --export 写出的页面里有。"],
  "open.drop": ["Drop it: a trace, a page or a model file", "放下吧：轨迹、页面或模型文件"],
  "opened.shipped": ["A run of a shipped model, taken again by its actors.", "这是随附模型的一次运行，已由它的角色重新走过一遍。"],
  "opened.own": ["A run of a model that is none of the shipped ones.", "这次运行的模型不是随附的模型。"],
  export: ["Export", "导出"],
  "export.text": ["The run up to this step, as", "到这一步为止的运行，导出为"],
  "export.svg": ["Picture (SVG)", "图片（SVG）"],
  "export.png": ["Picture (PNG)", "图片（PNG）"],
  "export.slide": ["Slide, 1920 × 1080 (SVG)", "幻灯片，1920 × 1080（SVG）"],
  "export.html": ["A page that shows itself (HTML)", "自己演示的页面（HTML）"],
  "export.json": ["Trace (JSON)", "轨迹（JSON）"],
  "export.txt": ["Text", "文本"],
  "export.mermaid": ["Mermaid", "Mermaid"],
  "export.itf": ["Informal Trace Format (ITF)", "Informal Trace Format（ITF）"],
  "one.file.core": [
    "The core for a page in one file, synod.wasm.gz, is not beside this page. From files: serve the whole folder that make web makes. From the program: run make web, then make install, and begin it anew.",
    "此页面旁边没有单文件页面所需的核心 synod.wasm.gz。若来自文件：请提供 make web 生成的整个文件夹。若来自程序：请先运行 make web，再运行 make install，然后重新启动。",
  ],
  "one.file.changed": ["The page that was made has no place for the core; load this page again.", "生成的页面没有放置核心的位置；请重新加载此页面。"],
  "export.command": ["The command that shows this", "重现它的命令"],
  "export.verify": ["The command that verifies the trace", "验证轨迹的命令"],
  "export.beside": ["{name} is the Trace (JSON) of this sheet: save it to the folder where the command is run.", "{name} 是此页中的“轨迹（JSON）”：请把它保存到运行命令的文件夹。"],
  copy: ["Copy", "复制"],
  "model.file": ["The model file", "模型文件"],

  // the start page
  tagline: ["Paxos, played by you. You are the network: every message waits until you deliver it.", "由你来演 Paxos。你就是网络：每条消息都等你来送达。"],
  play: ["Play", "开始玩"],
  "play.text": ["Two proposers, three acceptors, and you between them.", "两个提案者，三个接受者，还有你在中间。"],
  "model.search": ["Search {n} models", "搜索 {n} 个模型"],
  "models.hold": ["Models that hold", "成立的模型"],
  "models.violate": ["Broken on purpose", "故意写错的模型"],
  "models.none": ["No model has these words.", "没有模型含有这些词。"],
  "expect.holds": ["holds", "成立"],
  "expect.steps": ["breaks {what} in {n} steps", "{n} 步违反“{what}”"],
  "expect.breaks": ["breaks {what}", "违反“{what}”"],
  "expect.states": ["{n} states", "{n} 个状态"],
  "expect.deep": ["large", "很大"],

  // keys
  "keys.title": ["Keys", "按键"],
  "keys.next": ["Next step that can be taken", "下一个可走的步骤"],
  "keys.previous": ["Previous one", "上一个"],
  "keys.take": ["Take it", "走这一步"],
  "keys.ask": ["Ask", "提问"],
  "keys.aside": ["Put the message aside", "把消息放到一边"],
};

let current = 0;

/** Chooses the language: "en" or "zh". */
export function setLanguage(code) {
  current = code === "zh" ? 1 : 0;
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
}

/** The language in which the page speaks. */
export function language() {
  return current ? "zh" : "en";
}

/** A phrase in that language, with `{names}` filled in. */
export function say(key, values = {}) {
  const phrase = Object.hasOwn(PHRASES, key) ? PHRASES[key][current] : key;
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Adds phrases, each as `[English, Chinese]`: for a part of the page that brings its own. */
export function addWords(table) {
  Object.assign(PHRASES, table);
}

/** A number as people write it. */
export function number(n) {
  return n === null || n === undefined ? "?" : n.toLocaleString(current ? "zh-CN" : "en-US");
}

/** Names one after the other. */
export function list(names) {
  return names.join(current ? "、" : ", ");
}
