//! Progress on standard error: a bar where the amount of work is known, a line where it is not. Silent when standard error is
//! not a terminal, so that logs stay readable.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often a bar is drawn.
const TICK: Duration = Duration::from_millis(120);

/// A bar over `total` steps.
pub fn bar(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(total)
        .with_style(bar_style())
        .with_message(what);
    bar.enable_steady_tick(TICK);
    bar
}

/// A line that tells what is being done.
pub fn line(what: &'static str) -> ProgressBar {
    let line = ProgressBar::new_spinner()
        .with_style(line_style())
        .with_message(what);
    line.enable_steady_tick(TICK);
    line
}

/// Makes a bar over `total` steps of a line, for the part of the work whose amount is known.
pub fn turn_into_bar(line: &ProgressBar, total: u64, what: &'static str) {
    line.set_length(total);
    line.reset();
    line.set_style(bar_style());
    line.set_message(what);
}

/// Makes a line of it again.
pub fn turn_into_line(bar: &ProgressBar, what: &'static str) {
    bar.set_style(line_style());
    bar.set_message(what);
}

fn bar_style() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len}  {eta}")
        .expect("the template is a constant that tests draw")
}

fn line_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {msg}")
        .expect("the template is a constant that tests draw")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_templates_are_well_formed() {
        super::bar(3, "reading").finish_and_clear();
        let line = super::line("waiting");
        super::turn_into_bar(&line, 3, "signing");
        line.inc(2);
        super::turn_into_line(&line, "waiting");
        line.finish_and_clear();
    }
}
