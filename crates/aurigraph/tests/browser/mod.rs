//! Speaks to the portal over HTTP as a browser does, and shows the cookie that it got.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

pub const PASSWORD: &str = "velvet otter hums quietly";

/// What came back: status, the cookie that was set, and the body.
pub struct Answer {
    pub status: u16,
    pub cookie: Option<String>,
    pub json: Value,
}

pub fn ask(port: u16, method: &str, path: &str, cookie: &str, body: &Value) -> Answer {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the node listens");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nX-Requested-With: aurigraph\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nCookie: {cookie}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("it is answered");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let cookie = head.lines().find_map(|line| {
        let value = line.strip_prefix("set-cookie: ")?;
        let pair = value.split(';').next()?;
        pair.starts_with("__Host-aurigraph-session=")
            .then(|| pair.to_owned())
    });
    Answer {
        status: status.expect("a status"),
        cookie,
        json: serde_json::from_str(body).unwrap_or(Value::Null),
    }
}

/// Signs up by the mail in the inbox; the session's cookie.
pub fn sign_up(port: u16, email: &str) -> String {
    let asked = ask(
        port,
        "POST",
        "/api/v11/auth/sign-up",
        "",
        &json!({ "email": email }),
    );
    assert_eq!(asked.status, 202, "{}", asked.json);
    let mails = ask(port, "GET", "/api/v11/devnet/mails", "", &Value::Null);
    let text = mails.json["mails"][0]["text"].as_str().expect("a mail");
    let link = format!("http://localhost:{port}/complete-sign-up#");
    let (_, token) = text.split_once(&link).expect("a link to this node");
    let token = token.split_whitespace().next().expect("a token");
    let body = json!({ "token": token, "name": "Ada Lovelace", "password": PASSWORD });
    let done = ask(port, "POST", "/api/v11/auth/complete-sign-up", "", &body);
    assert_eq!(done.status, 200, "{}", done.json);
    done.cookie.expect("a session")
}
