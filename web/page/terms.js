// The properties that every model knows: their names, and what they mean, in the reader's language.

import { titles } from "./titles.js";
import { language, list, say } from "./words.js";

const TERMS = {
  agreement: ["一致性", "At most one value is chosen: by any quorum of votes in one ballot.", "至多选定一个值：由同一编号中任一法定人数的投票选定。"],
  validity: ["有效性", "Nothing is proposed, voted for or learned that no client wants.", "没有客户想要的值，不会被提出、被投票或被学习。"],
  "one value per ballot": ["每个编号一个值", "Whatever is proposed or voted for in a ballot is one value.", "同一编号中提出和投票的都是同一个值。"],
  "votes are safe": ["投票安全", "Where there is a vote, nothing else can be chosen in a lower ballot, now or ever.", "凡有投票之处，更低的编号中现在和将来都不可能选定别的值。"],
  "leaders keep what is chosen": ["领导者保留已选定的", "What is chosen in a slot stands there in the log of every leader of a higher ballot.", "一个槽位选定的值，在更高编号的每个领导者的日志里都在那个位置。"],
  "logs match": ["日志匹配", "Logs that have an entry of one ballot in the same slot are the same up to there.", "同一槽位有同一编号条目的两份日志，到那里为止完全相同。"],
  "promises and votes never go back": ["承诺与投票不倒退", "What an acceptor saves, or finds again after a crash, is never below what it has saved or said.", "接受者保存的，或崩溃后找回的，绝不低于它曾保存或说过的。"],
  "learned implies chosen": ["学到的必已选定", "A learner never takes for chosen what is not.", "学习者绝不把没有选定的当作选定的。"],
  "learners agree": ["学习者一致", "Learners agree with each other, and with themselves before a crash.", "学习者彼此一致，也与崩溃前的自己一致。"],
  "ballots never reused": ["编号不重用", "A proposer never begins a ballot twice, also not for another client.", "提案者绝不两次开始同一编号，即使为了另一个客户。"],
  "the promise covers all slots": ["承诺覆盖所有槽位", "Who has promised a ballot has no vote below it, in any slot, that it did not report.", "作出承诺的接受者，在任何槽位里都没有一张未报告的更低的票。"],
  "no slot is chosen beyond a hole": ["选定的槽位之间没有空洞", "Below a slot that is chosen all are: slots are proposed and voted for one after the other.", "选定的槽位之前的槽位都已选定：提出和投票都逐槽进行。"],
  "a no-op only fills a hole": ["空操作只填补空洞", "A no-op is proposed only where nothing is reported of a slot and something is of a later one, or where it was proposed before.", "只有当一个槽位无人报告投票、而更后的槽位有人报告时，或先前已在那里提出过空操作时，才提出空操作。"],
  "only a contiguous chosen prefix is applied": ["只执行连续选定的前缀", "A learner carries out only what is chosen, from the first slot on and without a gap.", "学习者只执行已选定的，从第一个槽位起，不留空缺。"],
  "hole filled": ["空洞被填补", "A no-op is chosen in a slot of the log.", "日志的某个槽位选定了空操作。"],
  "prefix applied": ["执行了前缀", "A learner has carried out what is chosen in the first slots.", "某个学习者执行了最前面的槽位所选定的。"],
  "nobody commits what another aborts": ["不会一方提交、另一方放弃", "No manager commits the transaction if another aborts it.", "没有管理者会提交另一个管理者放弃的事务。"],
  "only what all have prepared is committed": ["全部准备好才提交", "The transaction is committed only if every manager has prepared it.", "只有每个管理者都准备好了，事务才会提交。"],
  "nothing is aborted without a reason": ["不会无故放弃", "The transaction is aborted only if a manager chooses to, or somebody has taken over for one.", "只有某个管理者选择放弃，或有人接替了某个管理者，事务才会放弃。"],
  "transaction committed": ["事务提交", "Somebody has told that the transaction is committed.", "有人宣布事务已提交。"],
  "transaction aborted": ["事务放弃", "Somebody has told that the transaction is aborted.", "有人宣布事务已放弃。"],
  "every slot chosen": ["每个槽位都选定", "Something is chosen in every slot of the log.", "日志的每个槽位都选定了值。"],
  "reads never miss a value": ["读不会漏掉已选定的值", "A client is told “none” only if nothing was chosen when it asked.", "只有在客户端询问时还没有选定任何值，才会回答“没有”。"],
  "nothing found": ["读到“没有”", "A client was told that nothing is chosen.", "有客户端被告知没有选定任何值。"],
  "decision stays reachable": ["总能选定", "From every state a value can still be chosen, unless the bound leaves nobody to try.", "从每个状态出发都还能选定一个值，除非界限使无人可再尝试。"],
  "refines Paxos": ["精化 Paxos", "Every step of the actors is some steps of the abstract algorithm, or none.", "角色的每一步都是抽象算法的若干步，或不是任何一步。"],
  "keeps the invariant": ["保持不变式", "What a state stands for has the invariant of the proof.", "每个状态所代表的都满足证明的不变式。"],
  "value chosen": ["值被选定", "A quorum votes for a value in one ballot.", "一个法定人数在同一编号中投票给一个值。"],
  "value learned": ["值被学到", "A learner finds out what is chosen.", "某个学习者学到了选定的值。"],
  "two ballots contend": ["两个编号相争", "Acceptors hold promises for different ballots, and nothing is chosen yet.", "接受者对不同的编号作了承诺，而尚无选定的值。"],
  "value adopted": ["值被采纳", "A proposer proposes what only others want.", "提案者提出了只有别人想要的值。"],
  "next client served": ["服务下一个客户", "After a crash a proposer proposes what its next client wants.", "崩溃之后，提案者提出下一个客户想要的值。"],
  "learned again": ["再次学到", "A learner learns a value before a crash and again after it.", "学习者在崩溃前学到一个值，之后又学到一次。"],
  "learned after asking": ["询问后学到", "A learner learns after it has asked the acceptors.", "学习者询问接受者之后学到了值。"],
  "answers without quorum": ["回答不足法定人数", "A value is chosen, and the answers that a learner has do not show it.", "值已选定，但学习者得到的回答看不出来。"],
};

/** What a shipped model says of itself, in the reader's language; what another says stays as it is. */
export function modelText(text) {
  return language() === "zh" && Object.hasOwn(titles, text) ? titles[text] : text;
}

/** Where a vote is: its ballot, and its slot, if it is of a log. */
export function placeOf({ ballot, slot }) {
  return slot ? `${ballot} ${say("in.slot", { slot })}` : ballot;
}

/** An actor's name in the reader's language. */
export function actorName(name) {
  const [role, ...short] = name.split(" ");
  return language() === "zh" && short.length ? [say(`role.${role}`), ...short].join(" ") : name;
}

/** The names of actors, one after the other. */
export function actorNames(names) {
  return list(names.map(actorName));
}

// A model may call a property of its own whatever it likes.
function termOf(name) {
  return Object.hasOwn(TERMS, name) ? TERMS[name] : [name, name, name];
}

/** A property's name in the reader's language; one of the model's own stays as it is. */
export function propertyName(name) {
  return language() === "zh" ? termOf(name)[0] : name;
}

/** What it means. */
export function propertyMeaning({ name, means }) {
  return means ?? termOf(name)[language() === "zh" ? 2 : 1];
}
