//! What the actors of a log do, and hold.

use super::part::Part;

pub(super) const PARTS: &[Part] = &[
    // A ballot of all slots.
    (", for all slots", "，对所有槽位"),
    ("a window of ", "窗口为 "),
    (", votes ", "，投票 "),
    (", with votes for ", " 的承诺，附有投票 "),
    ("that is a quorum", "已达法定人数"),
    ("it leads ", "它正在领导 "),
    (", and knows that", "，而且已知道"),
    (" a no-op in slot ", " 空操作，槽位 "),
    ("a no-op in slot ", "空操作，槽位 "),
    // Votes are cast, and heard of.
    (", and does not save it", "，但没有保存"),
    (", so it is chosen", "，因此已选定"),
    ("it waits for slot ", "它等待槽位 "),
    ("it carries out slot ", "它执行槽位 "),
    (" and slot ", " 和槽位 "),
    (" and its votes for ", "，投过 "),
    // What they hold.
    ("must propose ", "还必须提出 "),
    ("knows to be chosen: slot ", "已知选定：槽位 "),
    ("has carried out slot ", "已执行槽位 "),
    // What is violated.
    ("a no-op is proposed", "提出了空操作"),
    (
        ", and by what was promised there is no hole that it fills",
        "，而由所作承诺看，那里没有它要填的空洞",
    ),
    (" has carried out slot ", " 执行了槽位 "),
    (" before slot ", "，先于槽位 "),
    (" has carried out ", " 执行了 "),
    (" as slot ", "，作为槽位 "),
    (", where no quorum has chosen it", "，而那里没有法定人数选定它"),
    ("a no-op only fills a hole", "空操作只填补空洞"),
    ("only a contiguous chosen prefix is applied", "只执行连续选定的前缀"),
    ("a no-op where there is no hole", "没有空洞却有空操作"),
    ("carried out before its turn", "没轮到就执行"),
];
