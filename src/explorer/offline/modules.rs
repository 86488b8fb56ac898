//! ES modules as one script.
//!
//! The page's modules are written so that this is simple: an import is one line and names what it imports, an export
//! stands before what it exports, and nothing that is exported is ever assigned again. So each module becomes a
//! function that is called once, after those that it imports, and returns what it exports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// One script of the module of this name and of all that it imports.
///
/// # Errors
/// If a module is written otherwise, or is missing.
pub(super) fn bundle(modules: &BTreeMap<String, String>, first: &str) -> Result<String, String> {
    let mut bundle = Bundle { modules, done: BTreeSet::new(), text: String::new() };
    bundle.add(first, &mut Vec::new())?;
    let text = bundle.text.to_lowercase();
    // None of these would be the script's own.
    match ["</script", "<script", "<!--"].into_iter().find(|end| text.contains(end)) {
        Some(end) => Err(format!("no module may contain {end}")),
        None => Ok(bundle.text),
    }
}

struct Bundle<'a> {
    modules: &'a BTreeMap<String, String>,
    /// The modules whose text is there, or will be as soon as that of their imports is.
    done: BTreeSet<&'a str>,
    text: String,
}

impl<'a> Bundle<'a> {
    /// Adds a module, to which a path of imports leads.
    fn add(&mut self, name: &str, path: &mut Vec<&'a str>) -> Result<(), String> {
        let found = self.modules.get_key_value(name);
        let (name, source) = found.ok_or_else(|| format!("there is no {name}"))?;
        let name = name.as_str();
        if path.contains(&name) {
            return Err(format!("{name} imports itself, by way of {}", path.join(", ")));
        }
        if !self.done.insert(name) {
            return Ok(());
        }
        path.push(name);
        let (mut text, mut exports) = (String::new(), Vec::new());
        for line in source.lines() {
            let unknown = || format!("{name}: not understood: {line}");
            if line.starts_with("import") {
                let (names, from) = import(line).ok_or_else(unknown)?;
                self.add(from, path)?;
                let _ = writeln!(text, "const {{ {names} }} = {};", variable(from));
            } else if let Some(line) = line.strip_prefix("export ") {
                exports.push(declared(line).ok_or_else(unknown)?);
                let _ = writeln!(text, "{line}");
            } else {
                let _ = writeln!(text, "{line}");
            }
        }
        path.pop();
        let (variable, exports) = (variable(name), exports.join(", "));
        let _ = write!(
            self.text,
            "const {variable} = (() => {{\n{text}return {{ {exports} }};\n}})();\n"
        );
        Ok(())
    }
}

/// What holds the exports of a module.
fn variable(file: &str) -> String {
    format!("${}", file.trim_end_matches(".js"))
}

/// The names and the file of `import { a, b } from "./file.js";`.
fn import(line: &str) -> Option<(&str, &str)> {
    let (names, from) = line.strip_prefix("import { ")?.split_once(" } from \"./")?;
    let is_plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    names.split(", ").all(is_plain).then_some((names, from.strip_suffix("\";")?))
}

/// What a line at the top declares.
fn declared(line: &str) -> Option<&str> {
    let kinds = ["async function ", "function ", "class ", "const "];
    let rest = kinds.into_iter().find_map(|kind| line.strip_prefix(kind))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(modules: &[(&str, &str)]) -> Result<String, String> {
        let modules = modules.iter().map(|(name, text)| (name.to_string(), text.to_string()));
        bundle(&modules.collect(), "main.js")
    }

    #[test]
    fn each_module_comes_once_and_after_those_that_it_imports() {
        let main = "import { a } from \"./a.js\";\nimport { b, c } from \"./b.js\";\na(b);\n";
        let a = "import { b } from \"./b.js\";\nexport async function a() {}\n";
        let b = "export const b = 1;\nexport class c {}\n";
        let script = bundled(&[("main.js", main), ("a.js", a), ("b.js", b)]).unwrap();
        let expected = "const $b = (() => {\nconst b = 1;\nclass c {}\nreturn { b, c };\n})();\n\
            const $a = (() => {\nconst { b } = $b;\nasync function a() {}\nreturn { a };\n})();\n\
            const $main = (() => {\nconst { a } = $a;\nconst { b, c } = $b;\na(b);\nreturn {  };\n})();\n";
        assert_eq!(script, expected);
    }

    #[test]
    fn what_would_not_mean_the_same_is_refused() {
        let other = ("a.js", "const a = 1;\nexport const b = 2;\n");
        for (main, why) in [
            (
                "import { b as c } from \"./a.js\";\n",
                "main.js: not understood: import { b as c } from \"./a.js\";",
            ),
            ("import \"./a.js\";\n", "main.js: not understood: import \"./a.js\";"),
            ("import { b } from \"./c.js\";\n", "there is no c.js"),
            ("import { b } from \"./main.js\";\n", "main.js imports itself, by way of main.js"),
            ("export let a = 1;\n", "main.js: not understood: export let a = 1;"),
            ("export default 1;\n", "main.js: not understood: export default 1;"),
            ("const end = \"</Script>\";\n", "no module may contain </script"),
        ] {
            assert_eq!(bundled(&[("main.js", main), other]).unwrap_err(), why);
        }
    }
}
