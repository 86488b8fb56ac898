//! What happens in a transaction.

use super::part::Part;

pub(super) const PARTS: &[Part] = &[
    // Who.
    ("manager ", "管理者 "),
    (", manager ", "、管理者 "),
    ("coordinator", "协调者"),
    ("the coordinator", "协调者"),
    // Bounds.
    ("managers", "个管理者"),
    ("stop of anybody", "次停止（无论是谁）"),
    ("stops of anybody", "次停止（无论是谁）"),
    ("the first is the managers' own", "第一个是管理者自己的"),
    ("promises apart", "承诺各自分开"),
    ("the coordinator may stop for ever", "协调者可能永远停止"),
    // Managers, and what they are told.
    (" prepares", " 准备好了"),
    (" chooses to abort", " 选择放弃"),
    (" hears that the transaction is ", " 得知事务的结果："),
    (" hears the outcome", " 得知结果"),
    ("the transaction is told to be ", "宣布事务的结果："),
    ("working", "进行中"),
    ("waiting", "等待中"),
    ("prepared", "已准备"),
    ("committed", "已提交"),
    ("aborted", "已放弃"),
    // The coordinator.
    (" notes that manager ", "记下：管理者 "),
    (" has prepared", " 已准备"),
    (" have prepared", " 已准备"),
    (" commits the transaction", "提交事务"),
    (" aborts the transaction", "放弃事务"),
    (", knows that ", "，已知 "),
    (" prepared", " 已准备"),
    // Somebody stops.
    (" stops for ever", " 永远停止"),
    (", has stopped", "，已停止"),
    ("stops for ever", "永远停止"),
    ("where a manager is", "管理者所处的状态"),
    // As orders.
    ("choose to abort", "选择放弃"),
    ("hear that it is ", "得知结果："),
    ("hear the outcome", "得知结果"),
    ("tell that it is ", "宣布结果："),
    ("stop for ever", "永远停止"),
    ("note that manager ", "记下：管理者 "),
    ("commit", "提交"),
    ("abort", "放弃"),
    ("begin ", "开始 "),
    // What is violated.
    (
        "nobody can tell the outcome any more, whatever comes next",
        "以后无论如何，谁也说不出事务的结果了",
    ),
    ("who prepares now can neither commit nor abort", "现在谁准备好了，都既不能提交也不能放弃"),
    (", and can neither commit nor abort", "，既不能提交也不能放弃"),
    (" has committed, and manager ", " 已提交，而管理者 "),
    (" has aborted", " 已放弃"),
    ("the transaction is committed, and manager ", "事务已提交，而管理者 "),
    (" has not prepared it", " 没有准备好"),
    (
        "the transaction is aborted; no manager has chosen that, and nobody has given one up",
        "事务已放弃；没有管理者选择放弃，也没有人接替过谁",
    ),
    ("committed here, aborted there", "一处提交，另一处放弃"),
    ("committed, and not all have prepared", "已提交，却没有全部准备好"),
    ("aborted without a reason", "无故放弃"),
    ("nobody commits what another aborts", "不会一方提交、另一方放弃"),
    ("only what all have prepared is committed", "全部准备好才提交"),
    ("nothing is aborted without a reason", "不会无故放弃"),
];
