//! `docs/metrics.md` names every metric that a node exposes, and no other.
//!
//! The names are read from the code that exposes them: in the exposition format a metric exists because its family was begun, by
//! `family` or `single`, whose first argument is the name.

use std::collections::BTreeSet;

use super::Findings;
use crate::workspace::Workspace;

const DOCUMENT: &str = "docs/metrics.md";
/// Where metrics are exposed: by a node, and by a portal.
const SOURCES: [&str; 2] = ["crates/node/src/metrics", "crates/portal/src/metrics"];
/// What a metric's name begins with; nothing else in the document does.
const PREFIXES: [&str; 2] = ["aurigraph_", "process_"];
/// The calls that begin a family.
const CALLS: [&str; 2] = [".family(", ".single("];
/// What a histogram's samples have behind the name of their family.
const SAMPLE_SUFFIXES: [&str; 3] = ["_bucket", "_sum", "_count"];

pub fn check(workspace: &Workspace) -> anyhow::Result<Findings> {
    let mut source = String::new();
    for file in workspace.files()? {
        let exposes = SOURCES.iter().any(|source| file.starts_with(source));
        if exposes && file.ends_with(".rs") {
            let text = workspace.read(&file)?;
            // Tests at the end of a file expose what they like.
            source += text.split("#[cfg(test)]").next().unwrap_or(&text);
        }
    }
    Ok(Findings::failing(judge(
        &source,
        &workspace.read(DOCUMENT)?,
    )))
}

fn judge(source: &str, document: &str) -> Vec<String> {
    let (exposed, mut failures) = exposed(source);
    if exposed.is_empty() {
        failures.push(format!("no metric is exposed in {SOURCES:?}"));
    }
    let described = described(document);
    for name in exposed.difference(&described) {
        failures.push(format!("no row of {DOCUMENT} describes {name}"));
    }
    for name in described.difference(&exposed) {
        failures.push(format!(
            "{DOCUMENT} describes {name}, which no node exposes"
        ));
    }
    for name in mentioned(document) {
        let family = SAMPLE_SUFFIXES
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .unwrap_or(&name);
        if !exposed.contains(&name) && !exposed.contains(family) && !described.contains(&name) {
            failures.push(format!("{DOCUMENT} names {name}, which no node exposes"));
        }
    }
    failures
}

/// Names of the families that the code begins, and the calls whose name cannot be read.
fn exposed(source: &str) -> (BTreeSet<String>, Vec<String>) {
    let mut names = BTreeSet::new();
    let mut failures = Vec::new();
    for call in CALLS {
        // The format itself begins a family under whatever name it was given.
        let begun = source
            .match_indices(call)
            .filter(|(position, _)| !source[..*position].ends_with("self"));
        for (position, _) in begun {
            let argument = source[position + call.len()..].trim_start();
            let end = argument.find([',', ')']).unwrap_or(argument.len());
            match name_of(source, argument[..end].trim()) {
                Some(name) => {
                    names.insert(name);
                }
                None => failures.push(format!(
                    "the name in `{call}{}` in {SOURCES:?} is neither a text nor a constant",
                    &argument[..end]
                )),
            }
        }
    }
    (names, failures)
}

/// The text of a literal, or of the constant that is named.
fn name_of(source: &str, argument: &str) -> Option<String> {
    let literal = if argument.starts_with('"') {
        argument
    } else {
        let definition = format!("const {argument}: &str = ");
        let position = source.find(&definition)? + definition.len();
        source[position..].lines().next()?.trim_end_matches(';')
    };
    let name = literal.strip_prefix('"')?.strip_suffix('"')?;
    is_metric(name).then(|| name.to_owned())
}

/// Names in the first column of the tables.
fn described(document: &str) -> BTreeSet<String> {
    document
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(mentioned)
        .collect()
}

/// Every name in a text; labels behind a name are no part of it.
fn mentioned(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
        .filter(|word| is_metric(word))
        .map(str::to_owned)
        .collect()
}

fn is_metric(word: &str) -> bool {
    PREFIXES
        .iter()
        .any(|prefix| word.len() > prefix.len() && word.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        const REQUESTS: &str = "aurigraph_http_requests_total";
        text.single(
            "aurigraph_accounts",
            Kind::Gauge,
        );
        text.family(REQUESTS, Kind::Counter, "Requests.");
        text.family("process_open_fds", Kind::Gauge, "Files.");
    "#;

    const DOCUMENT: &str = "\
| name | means |
|---|---|
| `aurigraph_accounts` | accounts; `aurigraph_accounts_count` is one sample of it |
| `aurigraph_http_requests_total{method,route}`, `process_open_fds` | requests, files |
";

    #[test]
    fn a_document_with_every_metric_passes() {
        assert_eq!(judge(SOURCE, DOCUMENT), Vec::<String>::new());
    }

    #[test]
    fn a_metric_that_the_document_lacks_is_named() {
        let shorter = DOCUMENT.replace(", `process_open_fds`", "");
        assert_eq!(
            judge(SOURCE, &shorter),
            ["no row of docs/metrics.md describes process_open_fds"]
        );
    }

    #[test]
    fn a_metric_that_no_node_exposes_is_named() {
        let longer = DOCUMENT.to_owned() + "| `aurigraph_forks_total` | forks |\n";
        assert_eq!(
            judge(SOURCE, &longer),
            ["docs/metrics.md describes aurigraph_forks_total, which no node exposes"]
        );
        let longer = DOCUMENT.to_owned() + "rate(aurigraph_forks_total[5m])\n";
        assert_eq!(
            judge(SOURCE, &longer),
            ["docs/metrics.md names aurigraph_forks_total, which no node exposes"]
        );
    }

    #[test]
    fn a_name_that_cannot_be_read_is_no_reason_to_pass() {
        let source = SOURCE.to_owned() + "text.single(name, Kind::Gauge);";
        assert_eq!(judge(&source, DOCUMENT).len(), 1);
        assert!(!judge("", DOCUMENT).is_empty());
    }
}
