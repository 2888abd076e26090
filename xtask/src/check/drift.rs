//! What is generated and committed must be what the generator writes today.

use super::Findings;
use crate::{
    openapi::{self, DOCUMENT},
    workspace::Workspace,
};

/// `openapi.json` against what the executable describes.
pub fn openapi(workspace: &Workspace) -> anyhow::Result<Findings> {
    let generated = openapi::generate(workspace)?;
    let committed = workspace.read(DOCUMENT)?;
    Ok(Findings::failing(
        first_difference(DOCUMENT, &committed, &generated)
            .into_iter()
            .collect(),
    ))
}

/// The TypeScript types against what their generator makes of the committed `openapi.json`.
pub fn api_types(workspace: &Workspace) -> anyhow::Result<Findings> {
    let outcome = workspace.capture("npm", &["run", "--silent", "check:api"])?;
    let failures = if outcome.success {
        Vec::new()
    } else {
        vec![outcome.text()]
    };
    Ok(Findings::failing(failures))
}

/// Where two texts part, in words.
fn first_difference(name: &str, committed: &str, generated: &str) -> Option<String> {
    if committed == generated {
        return None;
    }
    let same_count = committed
        .lines()
        .zip(generated.lines())
        .take_while(|(left, right)| left == right)
        .count();
    let line = |text: &str| {
        text.lines()
            .nth(same_count)
            .unwrap_or("(end of file)")
            .trim()
            .to_owned()
    };
    Some(format!(
        "{name}:{} committed: {}\ngenerated: {}",
        same_count + 1,
        line(committed),
        line(generated)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_named_by_line() {
        assert_eq!(first_difference("f", "a\nb\n", "a\nb\n"), None);
        let difference = first_difference("f", "a\nb\nc\n", "a\nx\nc\n").unwrap();
        assert!(difference.starts_with("f:2 "), "{difference}");
        let shorter = first_difference("f", "a\n", "a\nb\n").unwrap();
        assert!(shorter.contains("(end of file)"), "{shorter}");
    }
}
