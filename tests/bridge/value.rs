//! Values of TLA+, as the checker writes them.

/// A value: a name or a number, a set, or what has others by names, as a record and a function have.
#[derive(Debug)]
pub(crate) enum Value {
    Word(String),
    Set(Vec<Value>),
    Of(Vec<(String, Value)>),
}

impl Value {
    /// All of a text.
    pub(crate) fn read(text: &str) -> Self {
        let (value, rest) = first(text);
        assert!(rest.is_empty(), "{rest:?} stands behind a value");
        value
    }

    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            other => panic!("{other:?} is no word"),
        }
    }

    pub(crate) fn set(&self) -> &[Self] {
        match self {
            Self::Set(all) => all,
            other => panic!("{other:?} is no set"),
        }
    }

    /// What stands under names, in the order of the names.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Self> {
        match self {
            Self::Of(all) => all.iter().map(|(_, value)| value),
            other => panic!("{other:?} has nothing under names"),
        }
    }

    /// What stands under a name, if anything does.
    pub(crate) fn at(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Of(all) => all.iter().find(|(other, _)| other == name).map(|(_, value)| value),
            other => panic!("{other:?} has nothing under names"),
        }
    }
}

/// The value with which a text begins, and the rest.
fn first(text: &str) -> (Value, &str) {
    let under = |means: &'static str| {
        move |text| {
            let (name, rest) = str::split_once(text, means).expect("a name");
            let (value, rest) = first(rest);
            ((name.to_string(), value), rest)
        }
    };
    if let Some(inside) = text.strip_prefix('{') {
        let (all, rest) = list(inside, ", ", "}", first);
        (Value::Set(all), rest)
    } else if let Some(inside) = text.strip_prefix('[') {
        let (all, rest) = list(inside, ", ", "]", under(" |-> "));
        (Value::Of(all), rest)
    } else if let Some(inside) = text.strip_prefix('(') {
        let (all, rest) = list(inside, " @@ ", ")", under(" :> "));
        (Value::Of(all), rest)
    } else {
        let (word, rest) =
            text.split_at(text.find([' ', ',', '}', ']', ')']).unwrap_or(text.len()));
        (Value::Word(word.to_string()), rest)
    }
}

/// Some of a kind, up to the end of the list, and what stands behind it.
fn list<'a, T>(
    text: &'a str,
    between: &str,
    end: &str,
    one: impl Fn(&'a str) -> (T, &'a str),
) -> (Vec<T>, &'a str) {
    let (mut all, mut text) = (Vec::new(), text);
    loop {
        if let Some(rest) = text.strip_prefix(end) {
            return (all, rest);
        }
        let (value, rest) = one(text);
        all.push(value);
        text = rest.strip_prefix(between).unwrap_or(rest);
    }
}
