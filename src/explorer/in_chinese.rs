//! Refusals in Chinese.
//!
//! Such a sentence has parts that are the reader's own: a path, a typed word. So it is known as a whole, with gaps: `{}`
//! for what stays as it is, `{who}` for a word for actors, `{list}` for a list, `{needed}` for what a typed question
//! may need at a place, and `{told}` for a sentence on a run.

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
    ("the model's code panicked; please report it: {}", "模型的代码崩溃了；请报告：{}"),
    ("of which model? name it, as `model`", "哪个模型？请在 `model` 里指明"),
    ("no rule is written in {}; there are {}", "没有规则写在 {} 里；有 {}"),
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
    ("no such property of this model: {}; there are {list}", "这个模型没有这个性质：{}；有 {}"),
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
    ("step {}: {told}: {told} then; the trace says otherwise", "第 {} 步与实际不符：{}：{}"),
    ("step {}: {told}; the trace says otherwise", "第 {} 步与实际不符：{}"),
    ("{told}; the trace says otherwise", "轨迹与实际不符：{}"),
    ("nothing in this run violates {}", "这个运行没有违反 {}"),
    ("{} is violated after {} step already", "{} 在第 {} 步之后就已被违反"),
    ("{} is violated after {} steps already", "{} 在第 {} 步之后就已被违反"),
    (
        "{} is no property of the model; see docs/model-file.md",
        "{} 不是模型的性质；见 docs/model-file.md",
    ),
    ("no step of this run is strange", "这个运行没有哪一步不合算法"),
    // A question in words.
    ("expected {needed}, but that is all", "这里应当是：{}，但到此就结束了"),
    ("expected {needed}, and not `{}`", "这里应当是：{}，而不是 `{}`"),
    (
        "the parentheses say what each {who} did; name nobody in them",
        "括号里说的是每个{}做了什么；不要再写是谁",
    ),
    ("there are no {who} in this model", "这个模型里没有{}"),
    ("{} is no number, such as 2", "{} 不是数；例如 2"),
    ("that is always so, as there is 1 {who}", "这总是成立，因为只有 1 个{}"),
    ("that is never so, as there is 1 {who}", "这绝不成立，因为只有 1 个{}"),
    ("that is always so, as there are {} {who}", "这总是成立，因为有 {} 个{}"),
    ("that is never so, as there are {} {who}", "这绝不成立，因为有 {} 个{}"),
    ("no {who} chooses alone; say `chosen` for itself", "没有哪个{}能独自选定；`chosen` 要单独写"),
    ("{who} do that; say of {who} that they {} or {}", "做这件事的是{}；对{}要说 {} 或 {}"),
    ("{who} do that; say of {who} that they {}", "做这件事的是{}；对{}要说 {}"),
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
    ("{} is no value of this model; there are {list}", "{} 不是这个模型的值；有 {}"),
    ("{} is no value of this model; there is {list}", "{} 不是这个模型的值；有 {}"),
    (
        "{} is no ballot; a ballot is a round and its proposer, such as 1.A",
        "{} 不是编号；编号由轮次和提案者组成，例如 1.A",
    ),
    ("values are in quotes; the ballot is {}", "引号里是值；编号要写 {}"),
    ("there is no ballot {}; there are {list}", "没有编号 {}；有 {}"),
    ("there is no ballot {}; there is {list}", "没有编号 {}；有 {}"),
    ("there is no {who} {}; there are {list}", "没有{} {}；有 {}"),
    ("there is no {who} {}; there is {list}", "没有{} {}；有 {}"),
    ("{} is no ballot of proposer {}; there are {list}", "{} 不是提案者 {} 的编号；有 {}"),
    ("{} is no ballot of proposer {}; there is {list}", "{} 不是提案者 {} 的编号；有 {}"),
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
    ("{list} or parentheses", "{} 或括号"),
    ("{list} or the end", "{} 或结尾"),
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
        for ((kind, gap), part) in gaps.into_iter().zip(parts) {
            told += &in_gap(kind, gap);
            told += part;
        }
        Some(told)
    })
}

/// What stands in the gaps of a sentence, each with what it is for, if it is one with these.
fn gaps<'a>(sentence: &'a str, said: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut parts = sentence.split('{');
    let mut rest = said.strip_prefix(parts.next()?)?;
    let mut gaps = Vec::new();
    let mut parts = parts.filter_map(|part| part.split_once('}')).peekable();
    while let Some((kind, part)) = parts.next() {
        let at = match parts.peek() {
            None => rest.strip_suffix(part)?.len(),
            Some(_) => rest.find(part)?,
        };
        gaps.push((kind, &rest[..at]));
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(gaps)
}

fn in_gap(kind: &str, gap: &str) -> String {
    let listed = |list: &str| list.replace(" and ", " 和 ").replace(" or ", " 或 ");
    match (kind, gap) {
        ("who", "acceptor" | "acceptors") => "接受者".to_string(),
        ("who", "proposer" | "proposers") => "提案者".to_string(),
        ("who", "learner" | "learners") => "学习者".to_string(),
        ("list", list) => listed(list),
        ("needed", gap) => in_one_of(NEEDED, gap).unwrap_or_else(|| listed(gap)),
        ("told", gap) => Language::Chinese.say(gap),
        _ => gap.to_string(),
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
            assert_eq!(english.matches('{').count(), chinese.matches("{}").count(), "{english}");
        }
    }

    #[test]
    fn what_the_reader_typed_may_be_in_any_language() {
        for (message, chinese) in [
            (
                "expected something that can be so, such as `chosen 8`, and not `值被选定`",
                "这里应当是：一个可以成立的说法，例如 `chosen 8`，而不是 `值被选定`",
            ),
            ("expected a number, and not `acceptor`", "这里应当是：数，而不是 `acceptor`"),
            ("there is no model 甲 and 乙.toml in the list", "列表里没有模型 甲 and 乙.toml"),
            (
                "step 3: in this model this cannot happen: 没有人知道的一步",
                "第 3 步：在这个模型里，这不能发生：没有人知道的一步",
            ),
            (
                "step 2: acceptor 1 promises 1.A; the trace says otherwise",
                "第 2 步与实际不符：接受者 1 承诺 1.A",
            ),
            ("there is no ballot 9.A; there are 1.A and 1.B", "没有编号 9.A；有 1.A 和 1.B"),
        ] {
            assert_eq!(told(message).as_deref(), Some(chinese));
        }
    }

    #[test]
    fn no_sentence_is_taken_for_an_earlier_one() {
        let fill = |sentence: &str| {
            let filled = sentence.replace("{who}", "acceptors");
            ["{list}", "{needed}", "{told}", "{}"]
                .iter()
                .fold(filled, |text, gap| text.replace(gap, "7"))
        };
        for (at, (english, _)) in SENTENCES.iter().enumerate() {
            let first =
                SENTENCES.iter().position(|(known, _)| gaps(known, &fill(english)).is_some());
            assert_eq!(first, Some(at), "{english}");
        }
    }
}
