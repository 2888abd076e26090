//! Documents lead somewhere: relative links resolve, headings that are linked to exist, and files that a
//! document names in code spans (`crates/…/x.rs`) are there. A document that lies is worse than none.

use std::collections::BTreeSet;

use super::Findings;
use crate::workspace::Workspace;

/// A code span that begins with one of these is taken for the name of a file or folder.
const TOP_FOLDERS: &[&str] = &[
    "crates/",
    "docs/",
    "e2e/",
    "packages/",
    "proto/",
    "scripts/",
    "web/",
    "xtask/",
    "benches/",
    "deploy/",
    ".ci/",
];

pub fn check(workspace: &Workspace) -> anyhow::Result<Findings> {
    let files: BTreeSet<String> = workspace.files()?.into_iter().collect();
    let mut failures = Vec::new();
    for document in files.iter().filter(|file| file.ends_with(".md")) {
        let text = without_code_blocks(&workspace.read(document)?);
        for (line, target) in links(&text) {
            if let Some(problem) = judge_link(workspace, &files, document, &target)? {
                failures.push(format!("{document}:{line} {problem}"));
            }
        }
        for (line, path) in named_paths(&text) {
            if !exists(&files, path.trim_end_matches('/')) {
                failures.push(format!(
                    "{document}:{line} names {path}, which is not there"
                ));
            }
        }
    }
    Ok(Findings::failing(failures))
}

/// The same number of lines, with fenced blocks blanked.
fn without_code_blocks(text: &str) -> String {
    let mut inside = false;
    text.lines()
        .map(|line| {
            let is_fence = line.trim_start().starts_with("```");
            if is_fence {
                inside = !inside;
            }
            if is_fence || inside { "" } else { line }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A line with its code spans left out: `a[i](b)` in one is code.
fn without_code_spans(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("``")
}

/// Targets of `[text](target)` with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = without_code_spans(line);
        for (position, _) in line.match_indices("](") {
            let rest = &line[position + 2..];
            if let Some(end) = rest.find(')') {
                found.push((number + 1, rest[..end].to_owned()));
            }
        }
    }
    found
}

/// Code spans that name a file or folder of the repository, with their lines. Spans with spaces or
/// placeholders are commands and patterns.
fn named_paths(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for span in line.split('`').skip(1).step_by(2) {
            let is_path = TOP_FOLDERS.iter().any(|folder| span.starts_with(folder));
            let is_plain = !span.contains("NNNN")
                && !span.contains(|character: char| " *<>{}[]…$|:".contains(character));
            if is_path && is_plain {
                found.push((number + 1, span.to_owned()));
            }
        }
    }
    found
}

fn judge_link(
    workspace: &Workspace,
    files: &BTreeSet<String>,
    document: &str,
    target: &str,
) -> anyhow::Result<Option<String>> {
    if target.contains("://") || target.starts_with("mailto:") || target.is_empty() {
        return Ok(None);
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let resolved = if path.is_empty() {
        document.to_owned()
    } else {
        resolve(document, path)
    };
    if !exists(files, &resolved) {
        return Ok(Some(format!("links to {target}, which is not there")));
    }
    if anchor.is_empty() || !resolved.ends_with(".md") {
        return Ok(None);
    }
    let has_heading = workspace
        .read(&resolved)?
        .lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| slug(line.trim_start_matches('#')) == anchor);
    Ok((!has_heading).then(|| format!("links to {target}, but {resolved} has no such heading")))
}

/// A tracked file, or a folder with one in it. `web/dist` and the like are made by the build.
fn exists(files: &BTreeSet<String>, path: &str) -> bool {
    let folder = format!("{path}/");
    files.contains(path)
        || files
            .range(folder.clone()..)
            .next()
            .is_some_and(|file| file.starts_with(&folder))
        || path == "web/dist"
}

fn resolve(document: &str, path: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The anchor that a heading gets on the usual forges.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|character| character.is_alphanumeric() || " -_".contains(*character))
        .map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_named_files_are_found_outside_code_blocks() {
        let text = without_code_blocks(
            "see [a](docs/a.md#b) and `crates/x/src/lib.rs`\n```\n[c](d)\n```\n[e](f)",
        );
        assert_eq!(
            links(&text),
            [(1, "docs/a.md#b".to_owned()), (5, "f".to_owned())]
        );
        assert_eq!(named_paths(&text), [(1, "crates/x/src/lib.rs".to_owned())]);
    }

    #[test]
    fn patterns_and_commands_are_not_file_names() {
        assert!(
            named_paths("`crates/*/src` `docs/decisions/NNNN-title.md` `scripts/test.sh --all`")
                .is_empty()
        );
    }

    #[test]
    fn relative_targets_resolve_against_the_document() {
        assert_eq!(
            resolve("docs/decisions/0001.md", "../protocol.md"),
            "docs/protocol.md"
        );
        assert_eq!(resolve("README.md", "docs/"), "docs");
    }

    #[test]
    fn headings_get_the_usual_anchor() {
        assert_eq!(slug(" State root"), "state-root");
        assert_eq!(
            slug("Hashing: one function, one key"),
            "hashing-one-function-one-key"
        );
    }
}
