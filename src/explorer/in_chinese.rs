//! Refusals in Chinese.
//!
//! Such a sentence has parts that are the reader's own: a path, a typed word. So it is known as a whole, with gaps.

use super::refusal::{Refusal, Why};
use crate::trace::Language;

/// Sentences with gaps, and what they are in Chinese with the same gaps in the same order.
const SENTENCES: &[(&str, &str)] = &[
    ("this is no request: {}", "这不是合法的请求：{}"),
    (
        "version {} is unknown; this program speaks version {}: load the page again",
        "版本 {} 未知；本程序使用版本 {}：请重新载入页面",
    ),
    (
        "this would tell which model the level hides; reveal it first",
        "这会泄露这一关藏的是哪个模型；请先揭晓",
    ),
    ("of which model? name it, as `model`", "哪个模型？请在 `model` 里指明"),
    ("there is no level {}; there are 1 to {}", "没有第 {} 关；共有第 1 到 {} 关"),
    ("there is no exercise {}; there are 1 to {}", "没有第 {} 题；共有第 1 到 {} 题"),
    (
        "the search was ended before it found a violation; try it again",
        "搜索还没有找到违反就结束了；请再试一次",
    ),
    ("there is no model {} in the list", "列表里没有模型 {}"),
    (
        "this trace is a run of {} in a version that is not in the list; open that model file first, or check the \
         model again",
        "这个轨迹是 {} 的运行，但列表里没有该版本的模型；请先打开那个模型文件，或重新检查模型",
    ),
    ("step {}: in this model this cannot happen: {}", "第 {} 步：在这个模型里，这不能发生：{}"),
    (
        "{} things can happen here, which is more than a page can show; take a model with less in it",
        "这里可能发生的事有 {} 件，页面显示不下；请换一个小一些的模型",
    ),
    ("no such property of this model: {}; there are {}", "这个模型没有这个性质：{}；有 {}"),
    // A run, or a trace.
    ("this is no trace: {}; synod check writes traces", "这不是轨迹：{}；轨迹由 synod check 写出"),
    ("version {} is unknown; this program reads version {}", "版本 {} 未知；本程序读版本 {}"),
    (
        "step {}: this cannot happen here: {}; nothing can",
        "第 {} 步：这不能在这里发生：{}；什么也不会发生",
    ),
    (
        "step {}: this cannot happen here: {}; what can:",
        "第 {} 步：这不能在这里发生：{}；能发生的有：",
    ),
    ("step {}: {}: {} then; the trace says otherwise", "第 {} 步与实际不符：{}：{}"),
    ("step {}: {}; the trace says otherwise", "第 {} 步与实际不符：{}"),
    ("{}; the trace says otherwise", "轨迹与实际不符：{}"),
    ("nothing in this run violates {}", "这个运行没有违反 {}"),
    ("{} is violated after {} step already", "{} 在第 {} 步之后就已被违反"),
    ("{} is violated after {} steps already", "{} 在第 {} 步之后就已被违反"),
    (
        "{} is no property of the model; see docs/model-file.md",
        "{} 不是模型的性质；见 docs/model-file.md",
    ),
    ("no step of this run is strange", "这个运行没有哪一步不合算法"),
    // A question in words.
    ("expected {}, but that is all", "这里应当是：{}，但到此就结束了"),
    ("expected {}, and not `{}`", "这里应当是：{}，而不是 `{}`"),
    (
        "the parentheses say what each {} did; name nobody in them",
        "括号里说的是每个{}做了什么；不要再写是谁",
    ),
    ("there is no {} {}; there are {}", "没有{} {}；有 {}"),
    ("there is no {} {}; there is {}", "没有{} {}；有 {}"),
    ("there are no {} in this model", "这个模型里没有{}"),
    ("{} is no number, such as 2", "{} 不是数；例如 2"),
    ("that is always so, as there is 1 {}", "这总是成立，因为只有 1 个{}"),
    ("that is never so, as there is 1 {}", "这绝不成立，因为只有 1 个{}"),
    ("that is always so, as there are {} {}", "这总是成立，因为有 {} 个{}"),
    ("that is never so, as there are {} {}", "这绝不成立，因为有 {} 个{}"),
    ("no {} chooses alone; say `chosen` for itself", "没有哪个{}能独自选定；`chosen` 要单独写"),
    ("{} do that; say of {} that they {} or {}", "做这件事的是{}；对{}要说 {} 或 {}"),
    ("{} do that; say of {} that they {}", "做这件事的是{}；对{}要说 {}"),
    (
        "a promise is of a ballot; write `promised 2.A`, without `at`",
        "承诺的是编号；写 `promised 2.A`，不用 `at`",
    ),
    (
        "a proposer goes up its ballots one by one; write `began 2.A`",
        "提案者的编号逐个增大；写 `began 2.A`",
    ),
    (
        "a value is learned in no ballot; write `learned 8`, or `chosen 8 at 2.A`",
        "学到一个值与编号无关；写 `learned 8`，或 `chosen 8 at 2.A`",
    ),
    (
        "values are the same or not; only ballots, as in `at >= 2.A`, are compared",
        "值只有相同与不同；只有编号才比大小，例如 `at >= 2.A`",
    ),
    (
        "{} is a ballot; write `{}`, or put it in quotes if it is a value",
        "{} 是编号；请写 `{}`；如果它是值，请加引号",
    ),
    ("{} is no value of this model; there are {}", "{} 不是这个模型的值；有 {}"),
    ("{} is no value of this model; there is {}", "{} 不是这个模型的值；有 {}"),
    (
        "{} is no ballot; a ballot is a round and its proposer, such as 1.A",
        "{} 不是编号；编号由轮次和提案者组成，例如 1.A",
    ),
    ("values are in quotes; the ballot is {}", "引号里是值；编号要写 {}"),
    ("there is no ballot {}; there are {}", "没有编号 {}；有 {}"),
    ("there is no ballot {}; there is {}", "没有编号 {}；有 {}"),
    ("{} is no ballot of proposer {}; there are {}", "{} 不是提案者 {} 的编号；有 {}"),
    ("{} is no ballot of proposer {}; there is {}", "{} 不是提案者 {} 的编号；有 {}"),
    (
        "there are more than {} `and` and `or`; ask several questions",
        "`and` 和 `or` 多于 {} 个；请分成几个问题",
    ),
    (
        "there are more than {} `not`, `implies` and parentheses; ask several questions",
        "`not`、`implies` 和括号多于 {} 个；请分成几个问题",
    ),
];

/// What a typed question may need at a place.
const NEEDED: &[(&str, &str)] = &[
    ("something that can be so, such as {}", "一个可以成立的说法，例如 {}"),
    ("a name, such as in {}", "名字，例如 {}"),
    ("a ballot, such as {}", "编号，例如 {}"),
    ("a number", "数"),
    ("a closing {}", "收尾的 {}"),
    ("{} or parentheses", "{} 或括号"),
    ("{} or the end", "{} 或结尾"),
];

impl Refusal {
    /// The same in a language; as it is, if it cannot be said in it.
    pub(super) fn told(self, language: Language) -> Self {
        match language {
            Language::English => self,
            Language::Chinese => {
                let message = told(&self.message).unwrap_or_else(|| match self.kind {
                    // What is wrong in a model file is said by the parser, beside a line of it.
                    Why::Model => format!("模型文件有误：{}", self.message),
                    _ => language.say(&self.message),
                });
                Self { message, ..self }
            }
        }
    }
}

/// A sentence in Chinese, if it is known; what follows in further lines stays.
fn told(message: &str) -> Option<String> {
    let (first, rest) = message.split_at(message.find('\n').unwrap_or(message.len()));
    let meant = first.strip_suffix("`?").and_then(|first| first.rsplit_once("; did you mean `"));
    let (sentence, remedy) = match meant {
        Some((sentence, word)) => (sentence, format!("；是不是想写 `{word}`？")),
        None => (first, String::new()),
    };
    Some(in_one_of(SENTENCES, sentence)? + &remedy + rest)
}

fn in_one_of(sentences: &[(&str, &str)], said: &str) -> Option<String> {
    sentences.iter().find_map(|(english, chinese)| {
        let gaps = gaps(english, said)?;
        let mut parts = chinese.split("{}");
        let mut told = parts.next().unwrap_or_default().to_string();
        for (gap, part) in gaps.into_iter().zip(parts) {
            told += &in_one_of(NEEDED, gap).unwrap_or_else(|| words(gap));
            told += part;
        }
        Some(told)
    })
}

/// What stands in the gaps of a sentence, if it is one with these.
fn gaps<'a>(sentence: &str, said: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = sentence.split("{}");
    let mut rest = said.strip_prefix(parts.next()?)?;
    let mut gaps = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let at = match parts.peek() {
            None => rest.len().checked_sub(part.len()).filter(|at| rest[*at..] == *part)?,
            Some(_) => rest.find(part)?,
        };
        gaps.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(gaps)
}

/// What stands in a gap: a word for a kind of actors, or a list.
fn words(gap: &str) -> String {
    match gap {
        "acceptor" | "acceptors" => "接受者".to_string(),
        "proposer" | "proposers" => "提案者".to_string(),
        "learner" | "learners" => "学习者".to_string(),
        other => other.replace(" and ", " 和 ").replace(" or ", " 或 "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_readers_own_stays() {
        let message = "there is no model models/holds/promise.toml in the list; did you mean `models/holds/one.toml`?";
        let chinese =
            "列表里没有模型 models/holds/promise.toml；是不是想写 `models/holds/one.toml`？";
        assert_eq!(told(message).as_deref(), Some(chinese));
        assert_eq!(
            told("there is no level 99; there are 1 to 12").as_deref(),
            Some("没有第 99 关；共有第 1 到 12 关")
        );
        assert_eq!(told("the model is strange"), None);
    }

    #[test]
    fn a_mistake_in_a_question_keeps_its_caret() {
        let message =
            "expected a number, and not `two`\n  |\n1 | at least two acceptors\n  |          ^^^";
        let chinese =
            "这里应当是：数，而不是 `two`\n  |\n1 | at least two acceptors\n  |          ^^^";
        assert_eq!(told(message).as_deref(), Some(chinese));
    }

    #[test]
    fn a_sentence_has_as_many_gaps_in_chinese() {
        for (english, chinese) in SENTENCES.iter().chain(NEEDED) {
            assert_eq!(english.matches("{}").count(), chinese.matches("{}").count(), "{english}");
        }
    }
}
