//! `cargo xtask doctor`: what this machine has and lacks. One line a tool; a missing one comes with the
//! command that installs it. It installs nothing itself: `make` does, and says so.

use std::process::ExitCode;

use crate::workspace::Workspace;

/// A tool and what it is for.
struct Tool {
    name: &'static str,
    /// Commands that may answer, first that does wins: program and the arguments that print a version.
    probes: &'static [(&'static str, &'static [&'static str])],
    need: Need,
    used_for: &'static str,
    install: &'static str,
}

enum Need {
    /// Required, in this version or a later one.
    AtLeast(&'static [u32]),
    /// Things work without it.
    Optional,
}

const RUSTUP: &str =
    "rustup toolchain install 1.95.0 --profile minimal --component rustfmt --component clippy";

const TOOLS: &[Tool] = &[
    Tool {
        name: "rustc",
        probes: &[("rustc", &["--version"])],
        need: Need::AtLeast(&[1, 95]),
        used_for: "the server",
        install: RUSTUP,
    },
    Tool {
        name: "cargo",
        probes: &[("cargo", &["--version"])],
        need: Need::AtLeast(&[1, 95]),
        used_for: "the server",
        install: RUSTUP,
    },
    Tool {
        name: "clippy",
        probes: &[("cargo-clippy", &["--version"])],
        need: Need::AtLeast(&[0, 1, 95]),
        used_for: "cargo xtask check",
        install: "rustup component add clippy",
    },
    Tool {
        name: "rustfmt",
        probes: &[("rustfmt", &["--version"])],
        need: Need::AtLeast(&[1]),
        used_for: "cargo xtask check",
        install: "rustup component add rustfmt",
    },
    Tool {
        name: "gcc",
        probes: &[("gcc", &["-dumpfullversion"])],
        need: Need::AtLeast(&[9]),
        used_for: "linking, and the C parts of the cryptography",
        install: "apt-get install -y gcc libc6-dev",
    },
    Tool {
        name: "make",
        probes: &[("make", &["--version"])],
        need: Need::AtLeast(&[4]),
        used_for: "the two commands",
        install: "apt-get install -y make",
    },
    Tool {
        name: "git",
        probes: &[("git", &["--version"])],
        need: Need::AtLeast(&[2]),
        used_for: "the list of files that the checks read",
        install: "apt-get install -y git",
    },
    Tool {
        name: "node",
        probes: &[("node", &["--version"])],
        need: Need::AtLeast(&[20]),
        used_for: "the portal's build; npm ci brings the pinned 22 into node_modules",
        install: "apt-get install -y nodejs (Debian 13, Ubuntu 26.04 or later), then make",
    },
    Tool {
        name: "npm",
        probes: &[("npm", &["--version"])],
        need: Need::AtLeast(&[10]),
        used_for: "the portal's build",
        install: "apt-get install -y npm",
    },
    Tool {
        name: "chromium",
        probes: &[
            ("chromium", &["--version"]),
            ("/snap/bin/chromium", &["--version"]),
            ("google-chrome", &["--version"]),
        ],
        need: Need::AtLeast(&[120]),
        used_for: "the browser tests",
        install: "apt-get install -y chromium (Ubuntu: snap install chromium)",
    },
    Tool {
        name: "python3",
        probes: &[("python3", &["--version"])],
        need: Need::AtLeast(&[3, 9]),
        used_for: "benches/peers and its tests",
        install: "apt-get install -y python3",
    },
    Tool {
        name: "postgresql",
        probes: &[("psql", &["--version"])],
        need: Need::AtLeast(&[13]),
        used_for: "the portal's tests, beside SQLite",
        install: "apt-get install -y postgresql",
    },
    Tool {
        name: "aiosmtpd",
        probes: &[(
            "/usr/bin/python3",
            &["-c", "import aiosmtpd; print(aiosmtpd.__version__)"],
        )],
        need: Need::AtLeast(&[1, 4]),
        used_for: "the portal's tests: a mail server",
        install: "apt-get install -y python3-aiosmtpd",
    },
    Tool {
        name: "java",
        probes: &[("java", &["--version"])],
        need: Need::Optional,
        used_for: "Keycloak, which needs 17 or later: the newest of this machine is taken",
        install: "apt-get install -y default-jre-headless",
    },
    Tool {
        name: "slapd",
        probes: &[("dpkg-query", &["-W", "-f", "${Version}", "slapd"])],
        need: Need::Optional,
        used_for: "the company directory beside Keycloak",
        install: "scripts/keycloak.sh install",
    },
    Tool {
        name: "cmake",
        probes: &[("cmake", &["--version"])],
        need: Need::Optional,
        used_for: "nothing on Linux, where gcc is enough; the cryptography may want it elsewhere",
        install: "apt-get install -y cmake",
    },
];

/// Prints the table; fails if something required is missing.
pub fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let mut missing_count = 0;
    for tool in TOOLS {
        let version = tool.probes.iter().find_map(|(program, arguments)| {
            let outcome = workspace.capture(program, arguments).ok()?;
            outcome
                .success
                .then(|| find_version(&outcome.stdout))
                .flatten()
        });
        let (state, detail) = judge(tool, version.as_deref());
        if state == "missing" {
            missing_count += 1;
        }
        println!("{state:<9}{:<13}{detail}", tool.name);
    }
    let modules_ready = workspace.path("node_modules/.package-lock.json").is_file();
    if modules_ready {
        println!("{:<9}{:<13}installed", "ok", "node_modules");
    } else {
        missing_count += 1;
        println!(
            "{:<9}{:<13}needed by the portal's build · npm ci (make does it)",
            "missing", "node_modules"
        );
    }
    if missing_count == 0 {
        println!("\nEverything needed is here.");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "\n{missing_count} missing. `make build` and `make test` install what apt and npm can give."
    );
    Ok(ExitCode::FAILURE)
}

/// The state of a tool and what to print about it.
fn judge(tool: &Tool, version: Option<&str>) -> (&'static str, String) {
    let wish = format!("{} · {}", tool.used_for, tool.install);
    match (&tool.need, version) {
        (Need::Optional, None) => ("optional", format!("not here · {wish}")),
        (Need::Optional, Some(version)) => ("ok", format!("{version} (optional)")),
        (_, None) => ("missing", format!("for {wish}")),
        (Need::AtLeast(wanted), Some(version)) if numbers(version).as_slice() < *wanted => {
            let wanted: Vec<String> = wanted.iter().map(u32::to_string).collect();
            (
                "missing",
                format!(
                    "{version} is here, {} is needed for {wish}",
                    wanted.join(".")
                ),
            )
        }
        (_, Some(version)) => ("ok", version.to_owned()),
    }
}

/// The first word that begins with a digit, after an optional `v`.
fn find_version(text: &str) -> Option<String> {
    text.split_whitespace()
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .find(|word| word.starts_with(|character: char| character.is_ascii_digit()))
        .map(str::to_owned)
}

/// The leading numbers of a version: `1.95.0-nightly` gives `[1, 95, 0]`.
fn numbers(version: &str) -> Vec<u32> {
    version
        .split(['.', '-', '+', '~'])
        .map_while(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        assert_eq!(
            find_version("rustc 1.95.0 (59807616e 2026-04-14)").unwrap(),
            "1.95.0"
        );
        assert_eq!(find_version("v22.21.0\n").unwrap(), "22.21.0");
        assert_eq!(
            find_version("GNU Make 4.3\nBuilt for x86_64").unwrap(),
            "4.3"
        );
        assert_eq!(find_version("nothing to see"), None);
    }

    #[test]
    fn an_old_tool_is_reported_with_the_command_that_mends_it() {
        let node = TOOLS.iter().find(|tool| tool.name == "node").unwrap();
        assert_eq!(judge(node, Some("22.3.0")).0, "ok");
        let (state, detail) = judge(node, Some("18.20.4"));
        assert_eq!(state, "missing");
        assert!(detail.contains("apt-get install"), "{detail}");
    }

    #[test]
    fn the_version_to_install_is_the_one_that_the_toolchain_file_pins() {
        let pinned = include_str!("../../rust-toolchain.toml");
        let version = pinned.split('"').nth(1).unwrap();
        assert!(RUSTUP.contains(version), "{version}");
    }
}
