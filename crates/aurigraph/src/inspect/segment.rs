//! Segment files: which blocks they hold and whether their checksums are right.

use std::path::PathBuf;

use aurigraph_storage::{RealDisk, SegmentInspection, inspect_segment};
use serde_json::{Value, json};

use super::files::{self, SEGMENT};
use crate::failure::ReportedFailure;
use crate::output::OutputOptions;
use crate::progress;
use crate::table::{Align, Table, grouped};

/// One file and what was found in it.
struct Looked {
    path: PathBuf,
    result: Result<SegmentInspection, String>,
}

/// Runs `inspect segment`.
pub fn inspect(output: OutputOptions, paths: &[PathBuf], with_blocks: bool) -> anyhow::Result<()> {
    let mut segments = Vec::new();
    for path in paths {
        segments.extend(files::find(SEGMENT, path)?);
    }
    let bar = progress::bar(segments.len() as u64, "checking");
    let looked: Vec<Looked> = segments
        .into_iter()
        .map(|path| {
            let result = inspect_segment(&RealDisk, &path).map_err(|error| error.to_string());
            bar.inc(1);
            Looked { path, result }
        })
        .collect();
    bar.finish_and_clear();
    output.print(&as_json(&looked, with_blocks), || {
        as_text(&looked, with_blocks)
    })?;
    if looked.iter().all(Looked::is_sound) {
        Ok(())
    } else {
        Err(ReportedFailure::FAILED.into())
    }
}

impl Looked {
    fn is_sound(&self) -> bool {
        self.result
            .as_ref()
            .is_ok_and(|segment| segment.problem.is_none())
    }
}

fn as_json(looked: &[Looked], with_blocks: bool) -> Value {
    let segments: Vec<Value> = looked
        .iter()
        .map(|file| match &file.result {
            Ok(segment) => segment_json(file, segment, with_blocks),
            Err(error) => json!({ "path": file.path, "sound": false, "problem": error }),
        })
        .collect();
    json!({ "sound": looked.iter().all(Looked::is_sound), "segments": segments })
}

fn segment_json(file: &Looked, segment: &SegmentInspection, with_blocks: bool) -> Value {
    let mut object = json!({
        "path": file.path, "sound": segment.problem.is_none(), "problem": segment.problem,
        "chainId": hex::encode(segment.chain_id), "firstHeight": segment.first_height,
        "lastHeight": segment.frames.last().map(|frame| frame.height), "blocks": segment.frames.len(),
        "fileBytes": segment.file_bytes, "usedBytes": segment.end_offset,
    });
    if with_blocks {
        let frames: Vec<Value> = segment
            .frames
            .iter()
            .map(|frame| {
                json!({
                    "height": frame.height, "offset": frame.offset, "frameBytes": frame.frame_bytes,
                    "headerBytes": frame.header_bytes, "certificateBytes": frame.certificate_bytes,
                    "bodyBytes": frame.body_bytes, "checksum": format!("{:08x}", frame.checksum),
                })
            })
            .collect();
        object["frames"] = json!(frames);
    }
    object
}

fn as_text(looked: &[Looked], with_blocks: bool) -> String {
    let mut table = Table::new(&[
        ("segment", Align::Left),
        ("first", Align::Right),
        ("last", Align::Right),
        ("blocks", Align::Right),
        ("used bytes", Align::Right),
        ("file bytes", Align::Right),
        ("checksums", Align::Left),
    ]);
    for file in looked {
        let name = file.path.display().to_string();
        match &file.result {
            Ok(segment) => table.row([
                name,
                grouped(segment.first_height),
                segment
                    .frames
                    .last()
                    .map_or_else(|| "none".to_owned(), |frame| grouped(frame.height)),
                grouped(segment.frames.len() as u64),
                grouped(segment.end_offset),
                grouped(segment.file_bytes),
                segment.problem.clone().unwrap_or_else(|| "ok".to_owned()),
            ]),
            Err(error) => {
                let none = String::new;
                table.row([name, none(), none(), none(), none(), none(), error.clone()]);
            }
        }
    }
    let mut text = table.render();
    if with_blocks {
        for (file, segment) in looked
            .iter()
            .filter_map(|file| Some((file, file.result.as_ref().ok()?)))
        {
            text += &format!("\n{}\n", file.path.display());
            text += &blocks_table(segment);
        }
    }
    text
}

fn blocks_table(segment: &SegmentInspection) -> String {
    let mut table = Table::new(&[
        ("height", Align::Right),
        ("offset", Align::Right),
        ("header", Align::Right),
        ("certificate", Align::Right),
        ("body", Align::Right),
        ("checksum", Align::Left),
    ]);
    for frame in &segment.frames {
        table.row([
            grouped(frame.height),
            grouped(frame.offset),
            grouped(frame.header_bytes as u64),
            grouped(frame.certificate_bytes as u64),
            grouped(frame.body_bytes as u64),
            format!("{:08x} ok", frame.checksum),
        ]);
    }
    table.render()
}
