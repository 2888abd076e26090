//! What must not be in a tracked file: paths that exist on one machine only, and addresses of package
//! registries, which differ from one network to the next and belong into nobody's repository.

use super::Findings;
use crate::workspace::Workspace;

/// Needle and what it is. The pieces are joined at run time, so that this file does not find itself.
const FORBIDDEN: &[(&[&str], &str)] = &[
    (&["/work", "/"], "a path of one machine"),
    (&["/ro", "ot/"], "a path of one machine"),
    (&["/home", "/"], "a path of one machine"),
    (&["/User", "s/"], "a path of one machine"),
    (&["registry.npm", "js.org"], "a package registry"),
    (&["registry.yarn", "pkg.com"], "a package registry"),
    (&["index.crates", ".io"], "a package registry"),
    (&["static.crates", ".io"], "a package registry"),
    (&["pypi", ".org/simple"], "a package registry"),
    (&["files.python", "hosted.org"], "a package registry"),
    (&["deb.deb", "ian.org"], "a package registry"),
    (&["archive.ubu", "ntu.com"], "a package registry"),
    (&["proxy.go", "lang.org"], "a package registry"),
    (&["repo1.maven", ".org"], "a package registry"),
    (
        &["\"resolved\": \"htt", "p"],
        "a package registry's address in a lock file",
    ),
];

pub fn check(workspace: &Workspace) -> anyhow::Result<Findings> {
    let mut failures = Vec::new();
    for file in workspace.files()? {
        // Pictures, fonts and frozen binary vectors hold no text.
        let Ok(text) = std::fs::read_to_string(workspace.path(&file)) else {
            continue;
        };
        failures.extend(
            find(&text)
                .into_iter()
                .map(|(line, what)| format!("{file}:{line} has {what}")),
        );
    }
    Ok(Findings::failing(failures))
}

/// Lines with something forbidden, and what it is.
fn find(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (pieces, what) in FORBIDDEN {
        let needle = pieces.concat();
        for (line, _) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| contains(line, &needle))
        {
            found.push((line + 1, format!("{what} ({needle})")));
        }
    }
    found.sort();
    found
}

/// A path counts where it begins: `./work/` and `network/` name other things.
fn contains(line: &str, needle: &str) -> bool {
    line.match_indices(needle).any(|(position, _)| {
        let before = line[..position].chars().next_back();
        !needle.starts_with('/')
            || before.is_none_or(|character| {
                !(character.is_alphanumeric() || "._-/}*".contains(character))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found_and_a_relative_one_is_not() {
        let absolute = format!("cd {}me/project", ["/ro", "ot/"].concat());
        assert_eq!(find(&absolute).len(), 1);
        assert!(find("the folder web/work/ and a/root/b").is_empty());
    }

    #[test]
    fn a_registry_is_found_with_its_line() {
        let text = format!(
            "first\nurl = \"https://{}/x\"\n",
            ["registry.npm", "js.org"].concat()
        );
        assert_eq!(find(&text)[0].0, 2);
    }
}
