//! From what a program wants to what is asked, and back.

use super::error::ClientError;
use super::page::Page;
use crate::node::{
    Answer, Decree, Listed, Listing, MAX_NAME, MAX_VALUE, NodeId, Question, Request, Status,
};
use crate::paxos::Value;

/// What a node has answered: one of the kinds that the request has.
pub(super) type Answered = Result<(NodeId, Answer), ClientError>;

pub(super) fn propose(decree: &Decree, value: &str) -> Result<Request, ClientError> {
    match value.len() {
        ..=MAX_VALUE => Ok(Request::About(decree.clone(), Question::Propose(value.into()))),
        bytes => Err(ClientError::ValueTooLong { bytes }),
    }
}

pub(super) fn about(decree: &Decree, question: Question) -> Request {
    Request::About(decree.clone(), question)
}

pub(super) fn list(prefix: &str, after: Option<&Decree>) -> Result<Request, ClientError> {
    match prefix.len() {
        ..=MAX_NAME => {
            Ok(Request::List(Listing { prefix: prefix.to_owned(), after: after.cloned() }))
        }
        bytes => Err(ClientError::PrefixTooLong { bytes }),
    }
}

/// The value that was told, if one was.
pub(super) fn value(answered: Answered) -> Result<Option<Value>, ClientError> {
    let (_, answer) = answered?;
    Ok(if let Answer::Chosen(value) = answer { Some(value) } else { None })
}

/// The value, of a request that only a value answers.
pub(super) fn chosen(answered: Answered) -> Result<Value, ClientError> {
    match answered? {
        (_, Answer::Chosen(value)) => Ok(value),
        (node, answer) => unreachable!("{node} answers with no value: {answer:?}"),
    }
}

/// The page that comes after this name. One that does not go on would be asked for again and again.
pub(super) fn page(answered: Answered, after: Option<&Decree>) -> Result<Page, ClientError> {
    match answered? {
        (node, Answer::Listed(Listed { decrees, is_last })) => match (decrees.first(), after) {
            (None, _) if !is_last => Err(ClientError::NoProgress { node }),
            (Some((first, _)), Some(after)) if first <= after => {
                Err(ClientError::NoProgress { node })
            }
            _ => Ok(Page { node, decrees, is_last }),
        },
        (node, answer) => unreachable!("{node} answers with no list: {answer:?}"),
    }
}

pub(super) fn status(answered: Answered) -> Result<Status, ClientError> {
    match answered? {
        (_, Answer::Status(status)) => Ok(*status),
        (node, answer) => unreachable!("{node} answers with no status: {answer:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::Pages;
    use super::*;

    /// A page with these decrees, that was asked for after that one.
    fn told(names: &[&str], is_last: bool, after: Option<&str>) -> Result<Page, ClientError> {
        let decrees = names.iter().map(|name| (name.parse().unwrap(), "value".into())).collect();
        let listed = Answer::Listed(Listed { decrees, is_last });
        page(Ok((NodeId(2), listed)), after.map(|name| name.parse().unwrap()).as_ref())
    }

    #[test]
    fn pages_are_put_together_and_come_from_one_node() {
        let mut pages = Pages::at(None);
        assert_eq!(pages.next(), Some((None, None)));
        pages.add(told(&["a", "b"], false, None).unwrap());
        assert_eq!(pages.next(), Some((Some(NodeId(2)), Some(&"b".parse().unwrap()))));
        pages.add(told(&[], true, Some("b")).unwrap());
        assert_eq!(pages.next(), None);
        assert_eq!(pages.into_decrees().len(), 2);
    }

    #[test]
    fn a_page_that_does_not_go_on_is_refused_and_so_no_list_is_without_end() {
        for (names, after) in
            [(&[][..], None), (&[], Some("b")), (&["b"], Some("b")), (&["a"], Some("b"))]
        {
            let refused = told(names, false, after);
            assert!(matches!(refused, Err(ClientError::NoProgress { .. })), "{refused:?}");
        }
        assert!(told(&["c"], false, Some("b")).is_ok());
    }
}
