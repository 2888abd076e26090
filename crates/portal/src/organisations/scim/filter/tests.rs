use serde_json::json;

use super::*;

fn ada() -> Value {
    json!({
        "id": "usr_1", "externalId": "Ada-7", "userName": "Ada@Example.org", "active": true,
        "name": { "familyName": "Lovelace" }, "title": "",
        "emails": [{ "value": "ada@example.org", "type": "work" }, { "value": "ada@home.example", "type": "home" }],
        "meta": { "lastModified": "2026-11-27T10:00:00.000Z" },
        super::super::schema::ENTERPRISE: { "department": "Engines" },
    })
}

#[test]
fn filters_find_what_they_ask_for() {
    for (text, fits) in [
        (r#"userName eq "ada@example.ORG""#, true),
        (r#"USERNAME Eq "ada@example.org""#, true),
        (r#"externalId eq "ada-7""#, false),
        (r#"externalId eq "Ada-7""#, true),
        (r#"userName ne "bob""#, true),
        (r#"name.familyName co "lace" and active eq true"#, true),
        (r#"active eq "False""#, false),
        (r#"emails.value sw "ada@home""#, true),
        (r#"emails co "home.example""#, true),
        (r#"emails[type eq "work" and value ew "example.org"]"#, true),
        (
            r#"emails[type eq "work" and value ew "home.example"]"#,
            false,
        ),
        (r#"emails[type eq "work"] and not (userName eq "x")"#, true),
        ("title pr", false),
        ("name pr", true),
        ("locale pr or nickName pr", false),
        ("locale eq null", true),
        (r#"locale ne "de""#, true),
        (
            r#"locale eq "de" or userName pr and active eq false"#,
            false,
        ),
        (
            r#"(locale eq "de" or userName pr) and active eq true"#,
            true,
        ),
        (r#"meta.lastModified gt "2026-11-27T09:59:59Z""#, true),
        (r#"meta.lastModified gt "2026-11-27T11:00:00+02:00""#, true),
        (r#"meta.lastModified le "2026-11-27T10:00:00Z""#, true),
        (r#"meta.lastModified lt "2026-11-27T10:00:00Z""#, false),
        (
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "Ada""#,
            true,
        ),
        (
            r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "engines""#,
            true,
        ),
        (r#"userName eq "a\"b""#, false),
    ] {
        let filter = parse(Resource::User, text);
        assert_eq!(filter.unwrap().fits(&ada()), fits, "{text}");
    }
}

#[test]
fn what_is_no_filter_is_refused() {
    let deep = format!("{}userName pr{}", "(".repeat(11), ")".repeat(11));
    let long = format!(r#"userName eq "{}""#, "a".repeat(BYTES_MAX));
    for text in [
        "",
        "userName",
        "userName eq",
        "userName eq ada",
        r#"userName is "ada""#,
        r#"userName eq "ada"#,
        r#"userName eq "ada" and"#,
        r#"userName eq "ada" userName pr"#,
        r#"password eq "x""#,
        r#"name.nothing eq "x""#,
        r#"userName.value eq "x""#,
        r#"active gt true"#,
        r#"active co "true""#,
        r#"active eq "perhaps""#,
        r#"meta.created gt "yesterday""#,
        r#"meta.created co "2026""#,
        "not userName pr",
        "(userName pr",
        "userName pr)",
        r#"emails[type eq "work""#,
        r#"emails[userName eq "x"]"#,
        r#"userName[value eq "x"]"#,
        r#"emails[type[value eq "x"]]"#,
        &deep,
        &long,
    ] {
        assert!(parse(Resource::User, text).is_err(), "{text}");
    }
    assert!(parse(Resource::Group, r#"members[value eq "usr_1"]"#).is_ok());
}
