//! Hands the target triple to the compiler, so that `aurigraph --version` can say what machine it was built for.

fn main() {
    let target = std::env::var("TARGET").expect("cargo sets TARGET for build scripts");
    println!("cargo:rustc-env=AURIGRAPH_TARGET={target}");
    println!("cargo:rerun-if-changed=build.rs");
}
