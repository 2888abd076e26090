//! Makes the compiler look again when the web application was built.
//!
//! The folder is made if it is missing, because Cargo takes a missing path for a changed one and would compile this crate anew
//! every time. An empty folder embeds nothing, and the server then says that the application was not built.

use std::fs;
use std::path::Path;

fn main() {
    let application = Path::new("../../web/dist");
    if application.parent().is_some_and(Path::is_dir) {
        // Not being able to make it costs only compile time.
        if let Err(error) = fs::create_dir_all(application) {
            println!(
                "cargo::warning=cannot make {}: {error}",
                application.display()
            );
        }
    }
    println!("cargo::rerun-if-changed={}", application.display());
}
