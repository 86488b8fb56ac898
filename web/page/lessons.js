// The guided tour as data: each lesson is a list of scenes, and a scene is steps that are taken and what is said of
// them. Between the first bracket and the last this is strict JSON, so that a program can read it and take every step.
//
//   model   the run begins anew in this model; without it the scene goes on where the last one ended
//   take    the steps that lead to the scene, by their names in the core
//   look    the actors to look at
//   text    what is said: a `quoted` word is set as code, a *word* in italics
//   task    what the reader does: `ask`, the steps that do it (`hint`), and what is said then (`well`). It is `done`
//           when all of these are so: an actor's view has these fields, a property is now so, a step has been taken.

export const lessons = [
 {
  "name": "one-proposer",
  "title": {
   "en": "One proposer decides",
   "zh": "一个提案者如何选定一个值"
  },
  "about": {
   "en": "The roles, the two phases, and the moment at which a value is chosen.",
   "zh": "三种角色，两个阶段，以及值被选定的那一刻。"
  },
  "scenes": [
   {
    "model": "models/holds/one_proposer.toml",
    "take": [],
    "look": [
     "proposer A"
    ],
    "text": {
     "en": "Three kinds of roles: proposer A, whose client wants 8; three acceptors, which vote; and a learner, which finds out. They share no memory and no clock. All they have is messages, and you are the network that carries them.",
     "zh": "三种角色：提案者 A，它的客户想要 8；三个接受者，负责投票；一个学习者，负责得知结果。它们没有共享内存，也没有共同的时钟，只能靠消息来往。而你，就是传递消息的网络。"
    }
   },
   {
    "take": [
     "proposer A: next ballot"
    ],
    "look": [
     "proposer A"
    ],
    "text": {
     "en": "A begins ballot 1.A: round 1 of proposer A. Ballots are unique and ordered: 1.A < 1.B < 2.A. `prepare 1.A` goes to every acceptor. It carries no value: first A has to hear what may have happened before. (Paxos Made Simple 2.2, phase 1a)",
     "zh": "A 开始提案编号 1.A，即 A 的第 1 轮。编号各不相同，而且有大小：1.A < 1.B < 2.A。A 向每个接受者发出提议请求（prepare）1.A。里面没有值：A 得先问清楚以前发生过什么。（Paxos Made Simple 2.2，阶段 1a）"
    }
   },
   {
    "take": [
     "proposer A → acceptor 1: prepare 1.A"
    ],
    "look": [
     "acceptor 1"
    ],
    "text": {
     "en": "Acceptor 1 promises: it will never again vote below 1.A. In the same answer it reports its last vote; so far it has none. (phase 1b)",
     "zh": "接受者 1 作出承诺（promise）：从此不再投票给编号小于 1.A 的提案。在同一个答复里，它还报告自己最近一次投票；它还没有投过。（阶段 1b）"
    }
   },
   {
    "take": [
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 2 → proposer A: promise 1.A, no vote"
    ],
    "look": [
     "proposer A"
    ],
    "text": {
     "en": "Two promises of three are a majority: a quorum. Nobody has reported a vote, so A may propose its own value, and sends `accept 8 at 1.A`. Acceptor 3 has heard nothing yet, and need not: two are enough. (phase 2a)",
     "zh": "三个中的两个作出承诺，已是多数，也就是法定人数。没有人报告过投票，所以 A 可以提出自己的值，发出接受请求（accept）：8，编号 1.A。接受者 3 还什么都没收到，也没关系：两个就够了。（阶段 2a）"
    }
   },
   {
    "take": [
     "proposer A → acceptor 1: accept 8 at 1.A"
    ],
    "look": [
     "acceptor 1"
    ],
    "text": {
     "en": "Acceptor 1 has promised nothing above 1.A, so it votes for 8 and tells the learner. One vote of three is no majority: nothing is chosen yet. (phase 2b)",
     "zh": "接受者 1 没有承诺过比 1.A 更大的编号，于是投票给 8，并通知（accepted）学习者。三票中的一票不是多数：还什么都没有选定。（阶段 2b）"
    },
    "task": {
     "ask": {
      "en": "Your turn. Deliver A's `accept` to another acceptor: with its vote 8 is chosen. Then deliver the notices of both voters to the learner.",
      "zh": "轮到你了。把 A 的接受请求送达另一个接受者：它一投票，8 就被选定了。然后把两位投票者的通知送达学习者。"
     },
     "done": [
      {
       "actor": "learner 1",
       "has": {
        "learned": "8"
       }
      }
     ],
     "hint": [
      "proposer A → acceptor 2: accept 8 at 1.A",
      "acceptor 1 → learner 1: accepted 8 at 1.A",
      "acceptor 2 → learner 1: accepted 8 at 1.A"
     ],
     "well": {
      "en": "8 was chosen with the second vote, before anybody knew it. A learner finds out afterwards, by hearing of a quorum of votes in one ballot. (2.3)",
      "zh": "第二票投出的那一刻，8 就被选定了，虽然当时谁也不知道。学习者是后来才得知的：它听到了同一编号下法定人数的投票。（2.3）"
     }
    }
   }
  ]
 },
 {
  "name": "two-phases",
  "title": {
   "en": "Why two phases",
   "zh": "为什么要有两个阶段"
  },
  "about": {
   "en": "Leave out the first, and break it yourself. Then try it with both.",
   "zh": "去掉第一个阶段，亲手破坏它；再在两个阶段下试一次。"
  },
  "scenes": [
   {
    "model": "models/violates/no_prepare.toml",
    "take": [],
    "look": [
     "proposer A",
     "proposer B"
    ],
    "text": {
     "en": "Phase 1 looks like a waste: a round trip before anything is proposed. So here it is left out. A proposer sends its accept at once, and an acceptor votes unless it has seen a higher ballot. A wants 8, B wants 5.",
     "zh": "阶段 1 看上去是浪费：还没提出任何值，先来回一趟。这里就把它去掉：提案者直接发出接受请求，接受者只要没见过更大的编号就投票。A 想要 8，B 想要 5。"
    }
   },
   {
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A"
    ],
    "look": [
     "acceptor 1",
     "acceptor 2"
    ],
    "text": {
     "en": "Acceptors 1 and 2 vote for 8 at 1.A. That is a majority, so 8 is chosen; and from now on nothing else ever may be.",
     "zh": "接受者 1 和 2 在 1.A 投票给 8。这已是多数，8 被选定了；从此再也不允许选定别的值。"
    }
   },
   {
    "take": [
     "proposer B: next ballot"
    ],
    "look": [
     "proposer B"
    ],
    "text": {
     "en": "B has asked nobody, so it cannot know. It proposes its own 5, at 1.B, which is higher than 1.A.",
     "zh": "B 没有问过任何人，当然不知情。它提出自己的 5，编号 1.B，比 1.A 大。"
    },
    "task": {
     "ask": {
      "en": "Break it: let a majority vote for 5 as well.",
      "zh": "来破坏它：让多数派也投票给 5。"
     },
     "done": [
      {
       "property": "agreement",
       "now": "violated"
      }
     ],
     "hint": [
      "proposer B → acceptor 2: accept 5 at 1.B",
      "proposer B → acceptor 3: accept 5 at 1.B"
     ],
     "well": {
      "en": "Two majorities always share somebody; yours may share acceptor 2. It could have told B of 8, but nobody asked. To ask is what phase 1 is for.",
      "zh": "任何两个多数派总有共同的成员，比如接受者 2。它本可以告诉 B 已经投票给 8，可是没有人问它。阶段 1 就是用来问的。"
     }
    }
   },
   {
    "model": "models/holds/two_proposers.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A",
     "proposer B: next ballot"
    ],
    "look": [
     "proposer B"
    ],
    "text": {
     "en": "Now with both phases, and from the same situation: acceptors 1 and 2 have voted for 8, so it is chosen. B begins 1.B as before. But this time it has to ask first, and has proposed nothing yet.",
     "zh": "现在两个阶段都有，局面相同：接受者 1 和 2 已投票给 8，它被选定了。B 和刚才一样开始 1.B；但这次它必须先问，还不能提出任何值。"
    },
    "task": {
     "ask": {
      "en": "Deliver B's `prepare` to any two acceptors, and both promises back to B. What will B propose?",
      "zh": "把 B 的提议请求送达任意两个接受者，再把两个承诺送回 B。B 会提出什么？"
     },
     "done": [
      {
       "actor": "proposer B",
       "has": {
        "proposed": "8"
       }
      }
     ],
     "hint": [
      "proposer B → acceptor 2: prepare 1.B",
      "proposer B → acceptor 3: prepare 1.B",
      "acceptor 2 → proposer B: promise 1.B, vote 8 at 1.A",
      "acceptor 3 → proposer B: promise 1.B, no vote"
     ],
     "well": {
      "en": "8, and not its own 5: one of its two had voted for 8, and said so. Whichever majority B asks, one of A's voters is in it. B cannot undo what is chosen; it can only choose it again. (2.2, P2c)",
      "zh": "是 8，而不是自己的 5：它问的两个之中有人投过 8，并且报告了。无论 B 问哪个多数派，里面总有给 A 投过票的接受者。B 无法推翻已选定的值，只能再选定它一次。（2.2，P2c）"
     }
    }
   }
  ]
 },
 {
  "name": "highest-ballot",
  "title": {
   "en": "The highest ballot, not the largest value",
   "zh": "取编号最大的，而不是值最大的"
  },
  "about": {
   "en": "A mistake in many texts, and the run that shows it.",
   "zh": "许多教材里的一个错误，以及暴露它的运行。"
  },
  "scenes": [
   {
    "model": "models/violates/largest_value.toml",
    "take": [],
    "look": [
     "proposer A",
     "proposer B",
     "proposer C"
    ],
    "text": {
     "en": "Some texts say: of the votes reported to it, a proposer takes the largest *value*. The rule is: the value of the *highest ballot*. In small examples both come to the same. Here A, B and C want 9, 5 and 7, and follow the wrong text.",
     "zh": "有些教材说：提案者在收到的答复中取*最大的值*。正确的规则是：取*编号最大*的那次投票的值。在小例子里两者结果相同。这里 A、B、C 想要 9、5、7，都照错误的说法做。"
    }
   },
   {
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 2: accept 9 at 1.A"
    ],
    "look": [
     "acceptor 2"
    ],
    "text": {
     "en": "A is promised by 1 and 2 and sends its accept, which reaches acceptor 2 alone. One vote for 9, at 1.A: nothing is chosen.",
     "zh": "接受者 1 和 2 对 A 作出承诺，A 发出接受请求，但只有接受者 2 收到。9 在 1.A 得了一票：什么也没有选定。"
    }
   },
   {
    "take": [
     "proposer B: next ballot",
     "proposer B → acceptor 1: prepare 1.B",
     "proposer B → acceptor 3: prepare 1.B",
     "acceptor 1 → proposer B: promise 1.B, no vote",
     "acceptor 3 → proposer B: promise 1.B, no vote",
     "proposer B → acceptor 1: accept 5 at 1.B",
     "proposer B → acceptor 3: accept 5 at 1.B"
    ],
    "look": [
     "acceptor 1",
     "acceptor 3"
    ],
    "text": {
     "en": "B asks 1 and 3. Neither has voted, so B proposes its own value; both vote for it. 5 is chosen, at 1.B.",
     "zh": "B 问了接受者 1 和 3。两者都没投过票，所以 B 提出自己的值，两者都投票给它。5 在 1.B 被选定了。"
    }
   },
   {
    "take": [
     "proposer C: next ballot",
     "proposer C → acceptor 1: prepare 1.C",
     "proposer C → acceptor 2: prepare 1.C"
    ],
    "look": [
     "acceptor 1",
     "acceptor 2"
    ],
    "text": {
     "en": "C asks 1 and 2. It will hear of two votes: 5 at 1.B, and 9 at 1.A. The higher ballot says 5. The larger value is 9.",
     "zh": "C 问了接受者 1 和 2。它会听到两次投票：5 在 1.B，9 在 1.A。编号更大的是 5，值更大的是 9。"
    },
    "task": {
     "ask": {
      "en": "Deliver both promises to C, and see what it takes. Then let a majority vote for it.",
      "zh": "把两个承诺送达 C，看它取哪个值；然后让多数派投票给它。"
     },
     "done": [
      {
       "property": "agreement",
       "now": "violated"
      }
     ],
     "hint": [
      "acceptor 1 → proposer C: promise 1.C, vote 5 at 1.B",
      "acceptor 2 → proposer C: promise 1.C, vote 9 at 1.A",
      "proposer C → acceptor 1: accept 9 at 1.C",
      "proposer C → acceptor 2: accept 9 at 1.C"
     ],
     "well": {
      "en": "C took 9, and a second value is chosen. Why the highest ballot? B, too, had asked a quorum: had anything been chosen below 1.B, B would have proposed that. So only the highest can matter. `Twin` shows both rules side by side.",
      "zh": "C 取了 9，于是又选定了第二个值。为什么要看最大的编号？因为 B 也问过法定人数：若 1.B 之前已选定什么，B 提出的就会是它。所以只有编号最大的才算数。点“对照”可以并排看两种规则。"
     }
    }
   },
   {
    "model": "models/holds/worked_example.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 2.A",
     "proposer A → acceptor 2: prepare 2.A",
     "proposer B: next ballot",
     "proposer B → acceptor 3: prepare 4.B",
     "acceptor 1 → proposer A: promise 2.A, no vote",
     "acceptor 2 → proposer A: promise 2.A, no vote",
     "proposer B → acceptor 1: prepare 4.B",
     "proposer B → acceptor 2: prepare 4.B"
    ],
    "look": [
     "acceptor 1",
     "acceptor 2"
    ],
    "text": {
     "en": "The same texts have an example: A wants 8 at ballot 2, B wants 5 at ballot 4. Acceptors 1 and 2 promised 2.A, then 4.B; acceptor 3 promised 4.B. They say that 1 and 2 now answer B with [2, 8], so that 8 is chosen. Look at what 1 and 2 hold.",
     "zh": "同样的教材里有个例子：A 以编号 2 提出 8，B 以编号 4 提出 5。接受者 1 和 2 先承诺 2.A，再承诺 4.B；接受者 3 承诺 4.B。教材说，1 和 2 会以 [2, 8] 答复 B，所以选定 8。看看 1 和 2 究竟持有什么。"
    },
    "task": {
     "ask": {
      "en": "Deliver two promises to B. Does it propose 8 or 5?",
      "zh": "把两个承诺送达 B。它提出 8 还是 5？"
     },
     "done": [
      {
       "actor": "proposer B",
       "has": {
        "proposed": "5"
       }
      }
     ],
     "hint": [
      "acceptor 1 → proposer B: promise 4.B, no vote",
      "acceptor 2 → proposer B: promise 4.B, no vote"
     ],
     "well": {
      "en": "5. To promise ballot 2 is not to vote in it, and only votes are reported. Had A's accept reached 1 and 2 before they promised 4.B, then B would have had to propose 8.",
      "zh": "是 5。承诺编号 2 并不等于在编号 2 投票，而答复里报告的只是投票。如果 A 的接受请求在 1 和 2 承诺 4.B 之前送达，那么 B 就必须提出 8。"
     }
    }
   }
  ]
 },
 {
  "name": "on-disk",
  "title": {
   "en": "What must be on disk",
   "zh": "哪些内容必须写盘"
  },
  "about": {
   "en": "Crash an acceptor that votes before it has saved, and one that saves first.",
   "zh": "让先投票后写盘的接受者崩溃，再看先写盘的。"
  },
  "scenes": [
   {
    "model": "models/violates/vote_not_durable.toml",
    "take": [],
    "look": [
     "acceptor 1"
    ],
    "text": {
     "en": "Processes crash and come back. What may an acceptor forget? In this variant it forgets one thing: it votes before the vote is safe on disk. Its promise is saved as it should be.",
     "zh": "进程会崩溃，也会重启。接受者可以忘记什么？在这个变体里它只忘记一样：还没写盘就投了票。它的承诺则照规矩保存了。"
    }
   },
   {
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A"
    ],
    "look": [
     "acceptor 1",
     "acceptor 2"
    ],
    "text": {
     "en": "A is promised by 1 and 2, both vote, and 8 is chosen at 1.A.",
     "zh": "接受者 1 和 2 对 A 作出承诺，又都投了票：8 在 1.A 被选定。"
    },
    "task": {
     "ask": {
      "en": "Crash acceptor 1, and look at its card.",
      "zh": "让接受者 1 崩溃，再看它的卡片。"
     },
     "done": [
      {
       "step": "crash and restart: acceptor 1"
      }
     ],
     "hint": [
      "crash and restart: acceptor 1"
     ],
     "well": {
      "en": "The promise is still there. The vote is gone, and acceptor 1 does not know that it ever voted.",
      "zh": "承诺还在，投票没有了。接受者 1 不知道自己投过票。"
     }
    }
   },
   {
    "take": [
     "proposer B: next ballot",
     "proposer B → acceptor 1: prepare 1.B",
     "proposer B → acceptor 3: prepare 1.B"
    ],
    "look": [
     "acceptor 1",
     "acceptor 3"
    ],
    "text": {
     "en": "B asks acceptors 1 and 3. Acceptor 2 knows better, but two answers are enough. Acceptor 1 says in good faith that it has not voted.",
     "zh": "B 问了接受者 1 和 3。接受者 2 知道实情，但两个答复就够了。接受者 1 老老实实地说：没有投过票。"
    },
    "task": {
     "ask": {
      "en": "Bring it to its bad end: deliver both promises to B, then its `accept` to 1 and 3.",
      "zh": "把坏事做到底：把两个承诺送达 B，再把它的接受请求送达 1 和 3。"
     },
     "done": [
      {
       "property": "agreement",
       "now": "violated"
      }
     ],
     "hint": [
      "acceptor 1 → proposer B: promise 1.B, no vote",
      "acceptor 3 → proposer B: promise 1.B, no vote",
      "proposer B → acceptor 1: accept 5 at 1.B",
      "proposer B → acceptor 3: accept 5 at 1.B"
     ],
     "well": {
      "en": "8 and 5 are both chosen. The two quorums share acceptor 1 alone, and it has forgotten.",
      "zh": "8 和 5 都被选定了。两个法定人数唯一共同的成员是接受者 1，而它忘了。"
     }
    }
   },
   {
    "model": "models/holds/crash_and_restart.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A",
     "proposer B: next ballot"
    ],
    "look": [
     "acceptor 1"
    ],
    "text": {
     "en": "The same run with the acceptor as it should be: it saves its vote, and only then tells anybody. Point at the sign ⊘ on its card: a crash would make nobody forget anything, for all that it has said is on disk. B has begun 1.B.",
     "zh": "同样的运行，这次接受者照规矩做：先把投票写盘，再告诉别人。把指针移到它卡片上的 ⊘：崩溃不会让它忘记什么，因为它说过的都已写盘。B 开始了 1.B。"
    },
    "task": {
     "ask": {
      "en": "Let B ask 1 and 3 once more: deliver its `prepare` to both, and their promises to it.",
      "zh": "再让 B 问一次 1 和 3：把提议请求送达两者，再把承诺送回。"
     },
     "done": [
      {
       "actor": "proposer B",
       "has": {
        "proposed": "8"
       }
      }
     ],
     "hint": [
      "proposer B → acceptor 1: prepare 1.B",
      "proposer B → acceptor 3: prepare 1.B",
      "acceptor 1 → proposer B: promise 1.B, vote 8 at 1.A",
      "acceptor 3 → proposer B: promise 1.B, no vote"
     ],
     "well": {
      "en": "B hears of 8 and proposes it. On disk must be: a promise before it is given, a vote before it is cast, a proposer's ballot before it is used. (2.5, “stable storage”)",
      "zh": "B 听说了 8，就提出 8。必须写盘的有：承诺，在给出之前；投票，在投出之前；提案者的编号，在使用之前。（2.5，stable storage）"
     }
    }
   }
  ]
 },
 {
  "name": "duel",
  "title": {
   "en": "A duel without end",
   "zh": "没有尽头的对决"
  },
  "about": {
   "en": "Two proposers that keep outbidding each other, and how one lets it end.",
   "zh": "两个提案者轮番抬高编号，以及如何让它结束。"
  },
  "scenes": [
   {
    "model": "models/holds/two_ballots_each.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote"
    ],
    "look": [
     "proposer A"
    ],
    "text": {
     "en": "Nothing is lost here and nobody crashes. Will something be chosen in the end? A begins 1.A, is promised by 1 and 2, and proposes 8. Its accepts are on their way.",
     "zh": "这里没有消息丢失，也没有谁崩溃。最后一定会选定一个值吗？A 开始 1.A，得到 1 和 2 的承诺，提出 8。它的接受请求正在路上。"
    }
   },
   {
    "take": [
     "proposer B: next ballot",
     "proposer B → acceptor 1: prepare 1.B",
     "proposer B → acceptor 2: prepare 1.B",
     "acceptor 1 → proposer B: promise 1.B, no vote",
     "acceptor 2 → proposer B: promise 1.B, no vote"
    ],
    "look": [
     "acceptor 1",
     "acceptor 2"
    ],
    "text": {
     "en": "B is faster: 1 and 2 promise 1.B, and B proposes 5. Hover over A's `accept 8 at 1.A`, or go to it with Tab: having promised 1.B, they would ignore it.",
     "zh": "B 抢先一步：1 和 2 承诺了 1.B，B 提出 5。把指针移到 A 的接受请求（8，编号 1.A）上（或用 Tab 键）：它们已承诺 1.B，不会再理会它。"
    },
    "task": {
     "ask": {
      "en": "Now A is impatient. Begin 2.A, and deliver its `prepare` to 1 and 2 before B's accept arrives.",
      "zh": "现在轮到 A 着急了。开始 2.A，抢在 B 的接受请求之前，把 A 的提议请求送达 1 和 2。"
     },
     "done": [
      {
       "actor": "acceptor 1",
       "has": {
        "promised": "2.A"
       }
      },
      {
       "actor": "acceptor 2",
       "has": {
        "promised": "2.A"
       }
      }
     ],
     "hint": [
      "proposer A: next ballot",
      "proposer A → acceptor 1: prepare 2.A",
      "proposer A → acceptor 2: prepare 2.A"
     ],
     "well": {
      "en": "Now B's accepts are too late. Each comes just in time to spoil the other's vote.",
      "zh": "现在 B 的接受请求又太迟了。每一方都刚好赶上，毁掉对方的投票。"
     }
    }
   },
   {
    "take": [
     "acceptor 1 → proposer A: promise 2.A, no vote",
     "acceptor 2 → proposer A: promise 2.A, no vote",
     "proposer B: next ballot",
     "proposer B → acceptor 1: prepare 2.B",
     "proposer B → acceptor 2: prepare 2.B"
    ],
    "look": [
     "proposer A",
     "proposer B"
    ],
    "text": {
     "en": "And again: A proposes 8 at 2.A, and B has 2.B promised first. Nothing wrong is chosen, and nothing at all. No algorithm can rule this out if a process may fail and time has no bound (Fischer, Lynch and Paterson, 1985).",
     "zh": "又来一轮：A 在 2.A 提出 8，B 抢先让 2.B 得到承诺。没有选定错误的值，可是什么值也没有选定。如果进程可能失效、时间又没有上限，那么没有算法能排除这种情形（Fischer、Lynch、Paterson，1985）。"
    }
   },
   {
    "take": [],
    "look": [
     "proposer A"
    ],
    "text": {
     "en": "Real proposers would go on with 3.A. This model stops them: it allows two ballots each, so that all its states can be searched. That is the model's bound, and no rule of Paxos; point at ⊘ of A, which tells the one from the other.",
     "zh": "真实的提案者会接着用 3.A。这里不行：模型只允许每人两个编号，好把所有状态都搜索一遍。这是模型的界限，不是 Paxos 的规则；把指针移到 A 的 ⊘ 上，那里会说明是哪一种。"
    },
    "task": {
     "ask": {
      "en": "End the duel. Leave one in peace: deliver both promises to B, then its `accept 5 at 2.B` to 1 and 2.",
      "zh": "让对决结束，别再打扰其中一个：把两个承诺送达 B，再把它的接受请求（5，编号 2.B）送达 1 和 2。"
     },
     "done": [
      {
       "property": "value chosen",
       "now": "reached"
      }
     ],
     "hint": [
      "acceptor 1 → proposer B: promise 2.B, no vote",
      "acceptor 2 → proposer B: promise 2.B, no vote",
      "proposer B → acceptor 1: accept 5 at 2.B",
      "proposer B → acceptor 2: accept 5 at 2.B"
     ],
     "well": {
      "en": "One proposer left in peace is enough. Hence a leader, and delays that are random and grow (2.4). They make a decision likely; safety never rests on them.",
      "zh": "只要有一个提案者不受打扰就够了。所以要选领导者，等待时间要随机并逐渐变长（2.4）。这些让选定更容易发生；安全性从不依赖它们。"
     }
    }
   }
  ]
 },
 {
  "name": "armies-and-liars",
  "title": {
   "en": "Two armies, and messengers that lie",
   "zh": "两军问题，与说谎的信使"
  },
  "about": {
   "en": "What Paxos bears, what it does not, and what a key is for.",
   "zh": "Paxos 能容忍什么，不能容忍什么，密钥有什么用。"
  },
  "scenes": [
   {
    "model": "models/holds/learner_asks.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A",
     "acceptor 1 → learner 1: accepted 8 at 1.A",
     "crash and restart: learner 1"
    ],
    "look": [
     "learner 1"
    ],
    "text": {
     "en": "Two armies will win only if they attack together, and their messengers may be caught. No number of answers makes both sure. Does that make consensus impossible? Acceptors 1 and 2 have voted: 8 is chosen. The learner heard acceptor 1, crashed, and forgot it. Nobody knows.",
     "zh": "两支军队必须同时进攻才能取胜，而信使可能被俘。来回确认多少次，双方也无法都放心。那么共识就不可能了吗？接受者 1 和 2 已投票：8 被选定了。学习者听到过接受者 1，却崩溃忘掉了。现在没有人知道。"
    },
    "task": {
     "ask": {
      "en": "Let the learner ask the acceptors. Deliver its question to 1, then the notices of 1 and 2.",
      "zh": "让学习者去问接受者。把询问送达 1，再把 1 和 2 的通知送达学习者。"
     },
     "done": [
      {
       "actor": "learner 1",
       "has": {
        "learned": "8"
       }
      }
     ],
     "hint": [
      "learner 1: catch up",
      "learner 1 → acceptor 1: query",
      "acceptor 1 → learner 1: accepted 8 at 1.A",
      "acceptor 2 → learner 1: accepted 8 at 1.A"
     ],
     "well": {
      "en": "Paxos asks for less than the two armies: nobody has to know *at the same time*. What is chosen stays chosen, whatever is lost; who missed it asks. Loss can delay, and never break anything.",
      "zh": "Paxos 的要求比两军问题低：不需要大家*同时*知道。已选定的值不会变，无论丢了什么消息；错过了，再问就是。丢失只会拖延，不会出错。"
     }
    }
   },
   {
    "model": "models/violates/messages_tampered.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A",
     "proposer B: next ballot",
     "proposer B → acceptor 2: prepare 1.B",
     "proposer B → acceptor 3: prepare 1.B"
    ],
    "look": [
     "proposer B"
    ],
    "text": {
     "en": "The Byzantine generals are told of traitors. Here they sit among the messengers: one message may be changed on its way, and its checksum with it. 8 is chosen; B has asked 2 and 3, and acceptor 2 reports its vote for 8.",
     "zh": "拜占庭将军的故事里有叛徒。这里的叛徒是信使：可以有一条消息在途中被改，校验和也一起重算。8 已被选定；B 问了 2 和 3，接受者 2 报告投票给 8。"
    },
    "task": {
     "ask": {
      "en": "Be the traitor. Behind “⋯” of acceptor 2's promise to B, let it become `promise 1.B, no vote`. Deliver it and acceptor 3's, and B's `accept` to 2 and 3.",
      "zh": "来当一回叛徒：在接受者 2 给 B 的承诺上点“⋯”，选“变成承诺 1.B，未曾投票”。送达它和接受者 3 的承诺，再把 B 的接受请求送达 2 和 3。"
     },
     "done": [
      {
       "property": "agreement",
       "now": "violated"
      }
     ],
     "hint": [
      "on the way from acceptor 2 to proposer B promise 1.B, vote 8 at 1.A becomes promise 1.B, no vote",
      "acceptor 2 → proposer B: promise 1.B, no vote",
      "acceptor 3 → proposer B: promise 1.B, no vote",
      "proposer B → acceptor 2: accept 5 at 1.B",
      "proposer B → acceptor 3: accept 5 at 1.B"
     ],
     "well": {
      "en": "One false message, and two values are chosen. Paxos assumes that messages are lost, late or doubled, but never false. A checksum is against chance: whoever lies computes it anew.",
      "zh": "一条假消息，就选定了两个值。Paxos 假定消息可以丢失、迟到、重复，但不会是假的。校验和只防偶然的损坏：说谎者会重新算一个。"
     }
    }
   },
   {
    "model": "models/holds/tampering_is_noticed.toml",
    "take": [
     "proposer A: next ballot",
     "proposer A → acceptor 1: prepare 1.A",
     "proposer A → acceptor 2: prepare 1.A",
     "acceptor 1 → proposer A: promise 1.A, no vote",
     "acceptor 2 → proposer A: promise 1.A, no vote",
     "proposer A → acceptor 1: accept 8 at 1.A",
     "proposer A → acceptor 2: accept 8 at 1.A",
     "proposer B: next ballot",
     "proposer B → acceptor 2: prepare 1.B",
     "proposer B → acceptor 3: prepare 1.B"
    ],
    "look": [
     "proposer B"
    ],
    "text": {
     "en": "The same moment, but now each message carries a tag made with the cluster's key. Whoever has no key cannot make a tag that fits.",
     "zh": "同一时刻，但现在每条消息都带有用集群密钥算出的标签。没有密钥，就造不出相符的标签。"
    },
    "task": {
     "ask": {
      "en": "Try it again on acceptor 2's promise, behind “⋯”. Then let B ask acceptor 1, and deliver the promises of 1 and 3.",
      "zh": "在接受者 2 的承诺上再试一次（“⋯”）。然后让 B 问接受者 1，并送达 1 和 3 的承诺。"
     },
     "done": [
      {
       "actor": "proposer B",
       "has": {
        "proposed": "8"
       }
      },
      {
       "step": "on the way from acceptor 2 to proposer B promise 1.B, vote 8 at 1.A is damaged, and dropped"
      }
     ],
     "hint": [
      "on the way from acceptor 2 to proposer B promise 1.B, vote 8 at 1.A is damaged, and dropped",
      "proposer B → acceptor 1: prepare 1.B",
      "acceptor 1 → proposer B: promise 1.B, vote 8 at 1.A",
      "acceptor 3 → proposer B: promise 1.B, no vote"
     ],
     "well": {
      "en": "The forgery is noticed and dropped: tampering has become loss, and loss Paxos bears. An acceptor that itself lies is beyond a key; that takes another algorithm. The model “One acceptor lies” shows why.",
      "zh": "伪造被识破并丢弃：篡改变成了丢失，而丢失是 Paxos 能容忍的。如果说谎的是接受者自己，密钥就没用了，那需要别的算法。模型“有一个接受者说谎”展示了原因。"
     }
    }
   }
  ]
 }
];
