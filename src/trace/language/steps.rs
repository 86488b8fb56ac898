//! A run in Chinese.

use super::tongue::{Language, Tongue};
use crate::model::story::{Act, Actor, Cast, Heard, LeaderView, LogLearnerView, Said, Step, View};
use crate::trace::format::Trace;
use std::collections::BTreeSet;

impl Trace {
    /// The steps of the run in Chinese, a sentence for each: what happens, and what who is changed by it then holds.
    pub fn in_chinese(&self) -> Vec<String> {
        self.story.steps.iter().map(sentence).collect()
    }
}

fn sentence(step: &Step) -> String {
    let holds: Vec<String> = step.changed.iter().map(holds).collect();
    match &holds[..] {
        [] => what(step),
        holds => format!("{} 〔{}〕", what(step), holds.join("；")),
    }
}

/// What happens in a step.
fn what(step: &Step) -> String {
    let says = step.sent.iter().map(|sent| &sent.message);
    let proposes = says.clone().filter_map(|said| match said {
        Said::Accept(Cast { value, slot: None, .. }) => Some(format!("，提出 {value}")),
        Said::Accept(cast) => Some(format!("，提出 {}", voted(cast))),
        _ => None,
    });
    let proposes: String = proposes.collect::<BTreeSet<_>>().into_iter().collect();
    match &step.action {
        Act::Deliver { from, to, message } => {
            let (from, to) = (name(from), name(to));
            match message {
                Said::Prepare { ballot } => format!("{to}收到{from}的提议请求 {ballot}"),
                Said::Promise { ballot, vote } => {
                    format!(
                        "{to}收到{from}对 {ballot} 的承诺（{}）{proposes}",
                        report(vote.as_ref())
                    )
                }
                Said::LogPromise { ballot, votes } => {
                    let votes: Vec<String> = votes.iter().map(voted).collect();
                    let report = match votes.is_empty() {
                        true => "没有投过票".to_string(),
                        false => format!("投过 {}", votes.join("、")),
                    };
                    format!("{to}收到{from}对 {ballot} 的承诺（{report}）{proposes}")
                }
                Said::Accept(cast) => {
                    format!("{to}收到{from}的接受请求：{}", voted(cast))
                }
                Said::Accepted(cast) => {
                    format!("{to}得知{from}投了票：{}{proposes}", voted(cast))
                }
                Said::Query => format!("{to}收到{from}的询问"),
                Said::Read { read } => format!("{to}收到{from}的第 {read} 次读"),
                Said::Unvoted { read } => {
                    format!("{to}得知{from}未投票（回答第 {read} 次读）")
                }
                Said::Refused { ballot, promised } => {
                    format!("{to}得知{from}拒绝 {ballot}，因为已承诺 {promised}")
                }
                Said::Learned { value } => format!("{to}从{from}得知选定了 {value}"),
            }
        }
        Act::Timeout { actor, timer } => match timer.as_str() {
            "next ballot" => format!("{}开始新的编号{proposes}", name(actor)),
            "catch up" => format!("{}去问接受者", name(actor)),
            _ => format!("{}重发", name(actor)),
        },
        Act::Read { actor } => format!("客户端问{}：选定了什么", name(actor).trim_end()),
        Act::Sync { actor } => format!("{}的磁盘写完了", name(actor)),
        Act::Crash { actors } => {
            let actors: Vec<String> = actors.iter().map(|actor| name(actor)).collect();
            format!("{}崩溃并重启", actors.join("和"))
        }
        Act::Heal => "网络分区恢复".to_string(),
        Act::Alter { from, to, .. } => {
            format!("{}发给{}的消息在路上被改动", name(from), name(to))
        }
        Act::Phase1a { ballot } => format!("编号 {ballot} 开始"),
        Act::Phase1b { acceptor, ballot } | Act::IncreaseMaxBal { acceptor, ballot } => {
            format!("{}承诺 {ballot}", name(acceptor))
        }
        Act::Phase2a { ballot, value, slot } => {
            format!("编号 {ballot} {}提出 {value}", in_slot(slot.as_ref()))
        }
        Act::Phase2b { acceptor, ballot, value, slot } => {
            format!("{}在 {ballot} {}投票给 {value}", name(acceptor), in_slot(slot.as_ref()))
        }
        Act::Vote { acceptor, ballot, value } => {
            format!("{}在 {ballot} 投票给 {value}", name(acceptor))
        }
        Act::Does { .. } => Tongue::new(Language::Chinese, Vec::new()).say(&step.text),
    }
}

/// An actor's name, as in 接受者 2, and the space that Chinese words keep from a letter before them.
fn name(name: &str) -> String {
    let roles = [
        ("proposer", "提案者"),
        ("acceptor", "接受者"),
        ("learner", "学习者"),
        ("manager", "管理者"),
        ("coordinator", "协调者"),
    ];
    roles.iter().fold(format!("{name} "), |name, (english, chinese)| name.replace(english, chinese))
}

fn voted(Cast { ballot, value, slot }: &Cast) -> String {
    slot.as_ref().map_or(format!("{value}（{ballot}）"), |slot| {
        format!("槽位 {slot}：{value}（{ballot}）")
    })
}

/// In which slot of a log, if it is in one.
fn in_slot(slot: Option<&String>) -> String {
    slot.map_or(String::new(), |slot| format!("在槽位 {slot} "))
}

fn report(vote: Option<&Cast>) -> String {
    vote.map_or_else(|| "没有投过票".to_string(), |cast| format!("投过 {}", voted(cast)))
}

fn heard_of(Heard { vote, voters }: &Heard) -> String {
    format!("{} 来自 {{{}}}", voted(vote), voters.join(", "))
}

/// What an actor holds.
fn holds(actor: &Actor) -> String {
    let nothing = || "无".to_string();
    let holds = match &actor.state {
        View::Proposer { ballot: None, wanted, .. } => format!("想提出 {wanted}"),
        View::Proposer { ballot: Some(ballot), proposed: Some(value), .. } => {
            format!("{ballot} 已提出 {value}")
        }
        View::Proposer { ballot: Some(ballot), promised_by, refused_by, .. } => {
            let refused = match &refused_by[..] {
                [] => String::new(),
                acceptors => format!("，被 {{{}}} 拒绝", acceptors.join(", ")),
            };
            format!("{ballot} 得到承诺 {{{}}}{refused}", promised_by.join(", "))
        }
        View::Acceptor { promised, voted: vote } => {
            let promised = promised.clone().unwrap_or_else(nothing);
            format!("承诺 {promised}，票 {}", vote.as_ref().map_or_else(nothing, voted))
        }
        View::Voter { promised, votes, stopped } => {
            let votes: Vec<String> = votes.iter().map(voted).collect();
            let promised = promised.clone().unwrap_or_else(nothing);
            let stopped = if *stopped { "，已停止" } else { "" };
            format!("承诺 {promised}，票 {}{stopped}", votes.join("、"))
        }
        View::Manager { is, noted, stopped } => {
            let is = match is.as_str() {
                "working" => "进行中",
                "waiting" => "等待中",
                "prepared" => "已准备",
                "committed" => "已提交",
                "aborted" => "已放弃",
                other => other,
            };
            let noted = match &noted[..] {
                [] => String::new(),
                noted => format!("，已知 {{{}}} 已准备", noted.join(", ")),
            };
            format!("{is}{noted}{}", if *stopped { "，已停止" } else { "" })
        }
        View::Server { promised, log, acknowledged } => {
            let promised = promised.clone().unwrap_or_else(nothing);
            let log: Vec<String> = log.iter().map(voted).collect();
            let acknowledged: Vec<String> =
                acknowledged.iter().map(|all| format!("{}: {}", all.ballot, all.entries)).collect();
            format!(
                "承诺 {promised}，日志 [{}]，已确认 {{{}}}",
                log.join("、"),
                acknowledged.join("、")
            )
        }
        View::Leader(LeaderView { ballot: None, .. }) => "没有开始过任何编号".to_string(),
        View::Leader(LeaderView { ballot: Some(ballot), promised_by, proposed, .. }) => {
            let proposed: Vec<String> = proposed.iter().map(voted).collect();
            match proposed.is_empty() {
                true => format!("{ballot} 得到承诺 {{{}}}", promised_by.join(", ")),
                false => format!("已提出 {}", proposed.join("、")),
            }
        }
        View::LogLearner(LogLearnerView { heard, learned, applied }) => {
            let heard = heard.iter().map(heard_of);
            let learned =
                learned.iter().map(|entry| format!("学到槽位 {}：{}", entry.slot, entry.value));
            let applied = applied.iter().map(|slot| format!("执行了槽位 {slot}"));
            heard.chain(learned).chain(applied).collect::<Vec<_>>().join("、")
        }
        View::Learner { learned: Some(value), .. } => format!("学到 {value}"),
        View::Learner { heard, learned: None, read } => {
            let votes = heard.iter().map(heard_of);
            let unvoted = read.iter().map(|read| {
                format!("第 {} 次读：{{{}}} 未投票", read.number, read.unvoted.join(", "))
            });
            let heard: Vec<String> = votes.chain(unvoted).collect();
            format!("听到 {}", heard.join("、"))
        }
    };
    format!("{}：{holds}", name(&actor.name).trim_end())
}
