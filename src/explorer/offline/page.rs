//! The page itself.

use super::carried::Carried;
use super::modules::bundle;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Where the files of the page stand in its first one.
const MODULES: &str = "<script type=\"module\" src=\"main.js\"></script>\n";
const HEAD: &str = "<head>\n";
const SHEET: &str = "<link rel=\"stylesheet\" href=\"";

/// The place of the core, before it is there.
const CORE: [&str; 2] = ["<script type=\"text/plain\" id=\"synod-core\">", "</script>\n"];

/// Makes a page in one file out of the explorer's files, by their names, which shows a run; but for the core, which
/// may be at another place.
///
/// # Errors
/// If the files are not those of the explorer's page.
pub fn page(files: &BTreeMap<String, String>, carried: &Carried) -> Result<String, String> {
    let file =
        |name: &str| files.get(name).map(String::as_str).ok_or(format!("there is no {name}"));
    let (html, sheets) = without_sheets(file("index.html")?);
    let style: String = sheets.iter().map(|sheet| file(sheet)).collect::<Result<_, _>>()?;
    let mut script = include_str!("begin.js").to_string();
    script.push_str(&bundle(files, "main.js")?);
    let script = format!("\"use strict\";\n(() => {{\n{script}}})();\n");
    let worker = file("core_worker.js")?;
    for (name, text) in [("the style", &style[..]), ("core_worker.js", worker)] {
        if text.contains("</") {
            return Err(format!("{name} may not contain </"));
        }
    }
    let policy = format!(
        "default-src 'none'; script-src '{}' 'wasm-unsafe-eval' blob:; style-src '{}'; img-src blob: data:; \
         worker-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&style),
    );
    let head = format!(
        "{HEAD}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<style>{style}</style>\n"
    );
    let data = [
        carried.element().map_err(|error| error.to_string())?,
        format!("<script type=\"text/plain\" id=\"synod-worker\">{worker}</script>\n"),
        CORE.concat(),
        format!("<script>{script}</script>\n"),
    ];
    let html = once(&html, HEAD, &head)?;
    once(&html, MODULES, &data.concat())
}

/// The page with its core: WebAssembly, compressed by gzip.
///
/// # Errors
/// If it is no such page, or has its core already.
pub fn with_core(page: &str, core: &[u8]) -> Result<String, String> {
    once(page, &CORE.concat(), &CORE.join(&BASE64.encode(core)))
}

/// A page without its links to sheets, and the names of these in order.
fn without_sheets(html: &str) -> (String, Vec<&str>) {
    let sheet = |line: &'_ str| line.starts_with(SHEET);
    let sheets = html.lines().filter_map(|line| line.strip_prefix(SHEET)?.split('"').next());
    let rest = html.lines().filter(|line| !sheet(line)).map(|line| format!("{line}\n"));
    (rest.collect(), sheets.collect())
}

/// The hash by which a policy admits a script or a style.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text)))
}

/// Puts a text in the place of another, which must stand there once.
fn once(text: &str, old: &str, new: &str) -> Result<String, String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        number => Err(format!("index.html should have {old:?} once, and has it {number} times")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::offline::carried;
    use crate::trace::Trace;
    use std::fs;
    use std::path::{Path, PathBuf};

    const TRACE: &str = "tests/golden/worked_example/as_described.json";

    fn made(toml: &str) -> (Carried, Result<String, String>) {
        let folder = fs::read_dir("web/page").unwrap().map(|entry| entry.unwrap().path());
        let text = |path: PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_string();
            (name, fs::read_to_string(path).unwrap())
        };
        let files = folder.map(text).collect();
        let trace = Trace::read(Path::new(TRACE)).unwrap();
        let carried = Carried { name: "mine.toml".into(), toml: toml.into(), trace };
        (carried.clone(), page(&files, &carried).and_then(|page| with_core(&page, b"the core")))
    }

    #[test]
    fn what_a_page_has_inside_is_read_back_whatever_it_says() {
        let (inside, page) = made("title = \"</script><script>alert(1)</script><!--\"");
        assert_eq!(carried(&page.unwrap()), Ok(inside));
        assert!(carried("<html></html>").unwrap_err().contains("--export"));
    }

    #[test]
    fn the_page_loads_nothing_and_admits_its_own_script_alone() {
        let (_, page) = made("");
        let page = page.unwrap();
        let (_, rest) = page.rsplit_once("<script>").unwrap();
        let (script, _) = rest.split_once("</script>").unwrap();
        assert!(page.contains(&format!("script-src '{}' 'wasm-unsafe-eval' blob:;", hash(script))));
        for loaded in ["src=", "<link rel=\"stylesheet\"", "import {", "\nexport "] {
            assert!(!page.contains(loaded), "{loaded}");
        }
    }
}
