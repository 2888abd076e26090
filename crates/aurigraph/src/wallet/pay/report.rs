//! What `wallet pay` says when it does not simply pay: rows that cannot be read, rows that were paid before.

use aurigraph_client::payments::BadRow;
use serde_json::{Value, json};

use super::history::{EarlierRun, History};
use super::plan::{Plan, rows_were};
use crate::output::OutputOptions;
use crate::table::grouped;

/// Bad rows that are named one by one.
pub const NAMED_ROWS_MAX: usize = 50;

/// Names the rows that cannot be paid.
pub fn bad_rows(output: OutputOptions, rows: &[BadRow]) -> anyhow::Result<()> {
    let listed: Vec<_> = rows
        .iter()
        .map(|row| json!({ "line": row.line, "reason": row.reason }))
        .collect();
    let count = rows.len();
    output.print(&json!({ "sent": false, "badRows": listed }), || {
        let mut text: String = rows
            .iter()
            .take(NAMED_ROWS_MAX)
            .map(|row| format!("{row}\n"))
            .collect();
        if count > NAMED_ROWS_MAX {
            text += &format!("and {} more\n", count - NAMED_ROWS_MAX);
        }
        text + "Nothing was sent. Correct these rows, or leave them out with --skip-bad-rows.\n"
    })?;
    Ok(())
}

/// Says that some rows were paid before, when and where their receipts are, and what can be done.
pub fn paid_before(output: OutputOptions, plan: &Plan, history: &History) -> anyhow::Result<()> {
    let (count, total) = (plan.paid_before_count(), plan.records.len());
    let runs = concerned(plan, history);
    let object = json!({
        "sent": false, "rows": total, "paidBefore": count, "newRows": total - count, "earlierRuns": listed(&runs),
    });
    output.print(&object, || {
        let mut text = format!(
            "{} of the {} were paid before:\n",
            grouped(count as u64),
            rows(total)
        );
        text += &described(&runs);
        text += "Nothing was sent.\n";
        if count < total {
            let new = total - count;
            text += &format!(
                "--only-new-rows pays the {} that {} not paid before.\n",
                rows(new),
                if new == 1 { "was" } else { "were" }
            );
        }
        text + &format!("--pay-again pays all {} again.\n", grouped(total as u64))
    })?;
    Ok(())
}

/// Says that no row is left to pay.
pub fn nothing_left(output: OutputOptions, plan: &Plan, history: &History) -> anyhow::Result<()> {
    let runs = concerned(plan, history);
    let receipts = runs.last().and_then(|(run, _)| run.receipts());
    let object = json!({
        "payments": 0, "applied": 0, "rejected": 0, "notMade": 0, "skippedRows": plan.bad_rows.len(), "paidBefore": plan.records.len(),
        "duplicateRows": plan.duplicate_lines.len(), "resultCodes": {}, "transactionHashes": [], "receipts": receipts,
        "proofs": null, "earlierRuns": listed(&runs),
    });
    output.print(&object, || {
        format!(
            "Nothing is left to pay: {} paid before.\n{}",
            rows_were(plan.records.len()),
            described(&runs)
        )
    })?;
    Ok(())
}

/// The runs that paid rows of the plan, with how many.
fn concerned<'a>(plan: &Plan, history: &'a History) -> Vec<(&'a EarlierRun, usize)> {
    let mut counts = vec![0; history.runs.len()];
    for paid in plan.paid_before.iter().flatten() {
        counts[paid.run] += 1;
    }
    let runs = history.runs.iter().zip(counts);
    runs.filter(|(_, count)| *count > 0).collect()
}

fn listed(runs: &[(&EarlierRun, usize)]) -> Vec<Value> {
    runs.iter()
        .map(|(run, count)| {
            json!({
                "rows": count, "finishedAt": run.finished_at, "account": run.account, "receipts": run.receipts(),
            })
        })
        .collect()
}

fn described(runs: &[(&EarlierRun, usize)]) -> String {
    runs.iter()
        .map(|(run, count)| {
            let account = run
                .account
                .map_or_else(String::new, |account| format!(" from account {account}"));
            let receipts = run.receipts().map_or_else(
                || "its receipts are gone".to_owned(),
                |path| format!("receipts {}", path.display()),
            );
            format!(
                "  {} at {}{account}, {receipts}\n",
                rows(*count),
                run.finished_at
            )
        })
        .collect()
}

fn rows(count: usize) -> String {
    format!(
        "{} row{}",
        grouped(count as u64),
        if count == 1 { "" } else { "s" }
    )
}
