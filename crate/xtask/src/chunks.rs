//! Which scripts and styles a page loads at once and which it imports later, read from the manifest that Vite writes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;

/// The built chunks by the key that others name them by.
#[derive(Debug)]
pub struct Chunks(BTreeMap<String, Chunk>);

#[derive(Debug)]
struct Chunk {
    /// Its own file, its styles and the workers that it starts, as paths in the built page.
    files: Vec<String>,
    /// Keys of those that it can't run without.
    imports: Vec<String>,
    /// Keys of those that it imports when they are wanted.
    later: Vec<String>,
}

impl Chunks {
    /// Reads `.vite/manifest.json`.
    pub fn read(manifest: &str) -> Result<Self> {
        let manifest: BTreeMap<String, Value> =
            serde_json::from_str(manifest).context("Vite's manifest is not a JSON object")?;
        let chunks = manifest.into_iter().map(|(key, value)| {
            let chunk = Chunk::read(&value).with_context(|| format!("Vite's manifest, {key:?}"))?;
            Ok((key, chunk))
        });
        Ok(Self(chunks.collect::<Result<_>>()?))
    }

    /// The files of a page's static closure: those of its entry and of all that it imports statically.
    pub fn closure(&self, page: &str) -> Result<BTreeSet<&str>> {
        let keys = self.reached(page, false)?;
        Ok(keys.into_iter().flat_map(|key| self.files(key)).collect())
    }

    /// The files of each chunk that a page comes to by `import()` only, without those that are `loaded` by then.
    pub fn later(&self, page: &str, loaded: &BTreeSet<&str>) -> Result<Vec<Vec<&str>>> {
        let (at_once, all) = (self.reached(page, false)?, self.reached(page, true)?);
        let fresh = |key| self.files(key).filter(|file| !loaded.contains(file)).collect::<Vec<_>>();
        Ok(all.difference(&at_once).map(|key| fresh(*key)).filter(|files| !files.is_empty()).collect())
    }

    fn files<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.get(key).into_iter().flat_map(|chunk| chunk.files.iter().map(String::as_str))
    }

    /// The keys that one key leads to, itself among them.
    fn reached<'a>(&'a self, from: &'a str, follow_later: bool) -> Result<BTreeSet<&'a str>> {
        let (mut found, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(key) = open.pop() {
            let chunk = self.0.get(key).with_context(|| format!("Vite's manifest has no {key:?}"))?;
            if found.insert(key) {
                let later: &[String] = if follow_later { &chunk.later } else { &[] };
                open.extend(chunk.imports.iter().chain(later).map(String::as_str));
            }
        }
        Ok(found)
    }
}

impl Chunk {
    fn read(value: &Value) -> Result<Self> {
        let list = |name: &str| -> Result<Vec<String>> {
            let Some(list) = value.get(name) else { return Ok(Vec::new()) };
            let list = list.as_array().with_context(|| format!("{name} is not a list"))?;
            let texts = list.iter().map(|one| Some(one.as_str()?.to_owned()));
            texts.collect::<Option<_>>().with_context(|| format!("{name} is not a list of texts"))
        };
        let file = value.get("file").and_then(Value::as_str).context("it has no file")?;
        let mut files = vec![file.to_owned()];
        files.extend(list("css")?);
        // A worker's script is an asset to Vite, as fonts and pictures are.
        files.extend(list("assets")?);
        files.retain(|file| file.ends_with(".js") || file.ends_with(".css"));
        Ok(Self { files, imports: list("imports")?, later: list("dynamicImports")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pages that share a chunk with a style and a worker; the first imports two more later, one of which the second needs at once.
    const MANIFEST: &str = r#"{
        "index.html": { "file": "a/index.js", "isEntry": true, "imports": ["_shared.js"], "dynamicImports": ["src/tour.ts"] },
        "embed.html": { "file": "a/embed.js", "isEntry": true, "imports": ["_shared.js", "_frame.js"], "css": ["a/embed.css"] },
        "_shared.js": { "file": "a/shared.js", "css": ["a/page.css"], "assets": ["a/worker.js", "a/font.woff2"] },
        "_frame.js": { "file": "a/frame.js" },
        "_popover.js": { "file": "a/popover.js", "imports": ["_shared.js"] },
        "src/tour.ts": { "file": "a/tour.js", "isDynamicEntry": true, "imports": ["_popover.js"], "css": ["a/tour.css", "a/page.css"],
            "dynamicImports": ["_frame.js", "src/tour.ts"] },
        "font.woff2": { "file": "a/font.woff2" }
    }"#;

    fn sorted(files: &BTreeSet<&str>) -> Vec<String> {
        files.iter().map(|file| (*file).to_owned()).collect()
    }

    #[test]
    fn what_is_imported_statically_comes_at_once_and_the_worker_with_it() {
        let chunks = Chunks::read(MANIFEST).unwrap();
        let closure = chunks.closure("index.html").unwrap();
        assert_eq!(sorted(&closure), ["a/index.js", "a/page.css", "a/shared.js", "a/worker.js"]);
        let closure = chunks.closure("embed.html").unwrap();
        assert!(closure.contains("a/frame.js") && closure.contains("a/embed.css") && closure.len() == 6);
    }

    #[test]
    fn what_only_an_import_call_leads_to_comes_later_without_what_is_there() {
        let chunks = Chunks::read(MANIFEST).unwrap();
        let loaded = chunks.closure("index.html").unwrap();
        let later = chunks.later("index.html", &loaded).unwrap();
        assert_eq!(later, [vec!["a/frame.js"], vec!["a/popover.js"], vec!["a/tour.js", "a/tour.css"]]);
        assert!(chunks.later("embed.html", &loaded).unwrap().is_empty());
    }

    #[test]
    fn a_manifest_that_cannot_be_followed_is_refused() {
        for bad in ["", "[]", r#"{"index.html":{}}"#, r#"{"index.html":{"file":"i.js","css":"a.css"}}"#] {
            assert!(Chunks::read(bad).is_err(), "{bad}");
        }
        let dangling = Chunks::read(r#"{"index.html":{"file":"i.js","imports":["_gone.js"]}}"#).unwrap();
        let error = dangling.closure("index.html").unwrap_err();
        assert_eq!(error.to_string(), "Vite's manifest has no \"_gone.js\"");
    }
}
