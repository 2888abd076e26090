//! The rule of dependencies on the TypeScript side: applications (web, e2e, later mobile) may import
//! packages; packages never import an application; applications never import each other.

use serde_json::Value;

use super::Findings;
use crate::workspace::Workspace;

const APPLICATIONS: &[&str] = &["web", "e2e", "mobile"];
const EXTENSIONS: &[&str] = &[".ts", ".tsx", ".mts", ".js", ".mjs"];

pub fn check(workspace: &Workspace) -> anyhow::Result<Findings> {
    let files = workspace.files()?;
    let mut failures = Vec::new();
    for file in &files {
        let Some(importer) = folder_of(file) else {
            continue;
        };
        if file.ends_with("/package.json") {
            let manifest: Value = serde_json::from_str(&workspace.read(file)?)?;
            for name in dependency_names(&manifest) {
                failures.extend(judge(
                    file,
                    &importer,
                    name.strip_prefix("@aurigraph/").unwrap_or(""),
                ));
            }
        } else if EXTENSIONS.iter().any(|extension| file.ends_with(extension)) {
            for specifier in specifiers(&workspace.read(file)?) {
                let target = target_of(file, &specifier).unwrap_or_default();
                failures.extend(judge(file, &importer, &target));
            }
        }
    }
    Ok(Findings::failing(failures))
}

/// `web/app/x.ts` is of `web`; `packages/core/src/x.ts` is of `packages/core`.
fn folder_of(file: &str) -> Option<String> {
    let mut parts = file.split('/');
    match parts.next()? {
        "packages" => Some(format!("packages/{}", parts.next()?)),
        application if APPLICATIONS.contains(&application) => Some(application.to_owned()),
        _ => None,
    }
}

/// What is wrong with a file of `importer` using `target`, if anything.
fn judge(file: &str, importer: &str, target: &str) -> Option<String> {
    let forbidden = APPLICATIONS.contains(&target) && target != importer;
    forbidden.then(|| format!("{file} uses {target}: {importer} may use packages only"))
}

fn dependency_names(manifest: &Value) -> Vec<&str> {
    ["dependencies", "devDependencies", "peerDependencies"]
        .iter()
        .filter_map(|kind| manifest[*kind].as_object())
        .flat_map(|dependencies| dependencies.keys().map(String::as_str))
        .collect()
}

/// The strings after `from`, `import` and `import(` in a source file.
fn specifiers(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for keyword in ["from ", "import ", "import("] {
        for (position, _) in source.match_indices(keyword) {
            let rest = &source[position + keyword.len()..];
            let Some(quote) = rest
                .chars()
                .next()
                .filter(|character| "'\"".contains(*character))
            else {
                continue;
            };
            if let Some(end) = rest[1..].find(quote) {
                found.push(rest[1..=end].to_owned());
            }
        }
    }
    found
}

/// The application that a specifier reaches: by package name or by a path that leaves the folder.
fn target_of(file: &str, specifier: &str) -> Option<String> {
    if let Some(name) = specifier.strip_prefix("@aurigraph/") {
        return name.split('/').next().map(str::to_owned);
    }
    if !specifier.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    folder_of(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_in_their_forms() {
        let source = "import { a } from './a';\nimport \"../b.css\";\nconst c = await import('c');\nexport * from \"d\";";
        let mut found = specifiers(source);
        found.sort();
        assert_eq!(found, ["../b.css", "./a", "c", "d"]);
    }

    #[test]
    fn a_package_must_not_reach_an_application_by_any_way() {
        let file = "packages/core/src/live.ts";
        for specifier in ["../../../web/app/store", "@aurigraph/web/app/store"] {
            let target = target_of(file, specifier).unwrap();
            assert!(
                judge(file, "packages/core", &target).is_some(),
                "{specifier}"
            );
        }
    }

    #[test]
    fn what_is_allowed_passes() {
        for (file, importer, specifier) in [
            ("web/app/main.tsx", "web", "@aurigraph/core/live"),
            ("web/app/main.tsx", "web", "./store"),
            (
                "packages/core/src/live.ts",
                "packages/core",
                "@aurigraph/wallet",
            ),
            ("web/app/main.tsx", "web", "react"),
        ] {
            let target = target_of(file, specifier).unwrap_or_default();
            assert_eq!(judge(file, importer, &target), None, "{file} {specifier}");
        }
    }
}
