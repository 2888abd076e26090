//! Progress on standard error: a bar where the amount of work is known, a line where it is not. Silent when standard error is
//! not a terminal, so that logs stay readable.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often a bar is drawn.
const TICK: Duration = Duration::from_millis(120);

/// A bar over `total` steps.
pub fn bar(total: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len}  {eta}")
        .expect("the template is a constant that tests draw");
    let bar = ProgressBar::new(total).with_style(style).with_message(what);
    bar.enable_steady_tick(TICK);
    bar
}

/// A line that tells what is being done.
pub fn line(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg}")
        .expect("the template is a constant that tests draw");
    let line = ProgressBar::new_spinner()
        .with_style(style)
        .with_message(what);
    line.enable_steady_tick(TICK);
    line
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_templates_are_well_formed() {
        super::bar(3, "reading").finish_and_clear();
        super::line("waiting").finish_and_clear();
    }
}
