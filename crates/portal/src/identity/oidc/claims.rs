//! What an ID token says of a user.

use serde_json::Value;

use super::mapping::Claims;
use super::settings::OidcProviderSettings;
use crate::identity::email::Email;
use crate::identity::users;

/// Longest subject (OpenID Connect Core 1.0, 2).
const SUBJECT_BYTES_MAX: usize = 255;
/// Longest name of a session there.
const SID_BYTES_MAX: usize = 255;

/// Claims that were verified, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who, for this issuer.
    pub subject: String,
    /// The session there.
    pub sid: Option<String>,
    /// The address, if there is one that can be one.
    pub email: Option<Email>,
    /// Whether the provider says that the mailbox answered.
    pub is_email_verified: bool,
    /// How others see the user.
    pub name: String,
    /// What the user is called there.
    pub label: String,
    /// Whether the provider asked for a second factor, by what the configuration says of it.
    pub has_second_factor: bool,
}

fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// Reads them. Nothing if there is no subject that can be one.
pub fn told(claims: &Claims, settings: &OidcProviderSettings) -> Option<Told> {
    let subject = text(claims, &settings.subject_claim).filter(|subject| is_subject(subject))?;
    let email = text(claims, "email").and_then(|email| Email::parse(email).ok());
    let names = ["name", "preferred_username", "nickname"];
    let name = names
        .iter()
        .filter_map(|name| shortened(text(claims, name)?));
    let name = name.clone().next();
    let of_email = || email.as_ref().map(|email| email.local_part().to_owned());
    let name = name
        .or_else(of_email)
        .unwrap_or_else(|| settings.name.clone());
    let label = ["preferred_username", "email", "name"];
    let label = label
        .iter()
        .filter_map(|name| shortened(text(claims, name)?));
    let label = label.clone().next().unwrap_or_else(|| name.clone());
    Some(Told {
        sid: text(claims, "sid")
            .filter(|sid| !sid.is_empty() && sid.len() <= SID_BYTES_MAX)
            .map(str::to_owned),
        // A text "true" is not what the standard says, and some say it.
        is_email_verified: claims.get("email_verified") == Some(&Value::Bool(true)),
        has_second_factor: has_second_factor(claims, settings),
        subject: subject.to_owned(),
        email,
        name,
        label,
    })
}

/// Whether a subject is one: short, and of characters that can be seen.
pub fn is_subject(subject: &str) -> bool {
    (1..=SUBJECT_BYTES_MAX).contains(&subject.len()) && !subject.chars().any(char::is_control)
}

fn shortened(text: &str) -> Option<String> {
    let shown = text.chars().filter(|character| !character.is_control());
    let shown: String = shown.take(users::NAME_CHARACTERS_MAX).collect();
    users::name(&shown).ok()
}

fn has_second_factor(claims: &Claims, settings: &OidcProviderSettings) -> bool {
    let by_class = text(claims, "acr").is_some_and(|acr| {
        settings
            .second_factor_acr
            .iter()
            .any(|counts| counts == acr)
    });
    let methods = claims.get("amr").and_then(Value::as_array);
    let mut methods = methods.into_iter().flatten().filter_map(Value::as_str);
    by_class
        || methods.any(|method| {
            settings
                .second_factor_amr
                .iter()
                .any(|counts| counts == method)
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings() -> OidcProviderSettings {
        serde_json::from_value(json!({
            "id": "a", "name": "Provider A", "issuer": "https://a.example.org", "client_id": "portal",
            "client_secret_file": "/nowhere", "second_factor_amr": ["mfa"], "second_factor_acr": ["gold"],
        }))
        .unwrap()
    }

    fn read(claims: Value) -> Option<Told> {
        told(claims.as_object().unwrap(), &settings())
    }

    #[test]
    fn the_claim_that_the_settings_name_says_who_it_is() {
        let mut settings = settings();
        settings.subject_claim = "oid".into();
        let of = |claims: Value| told(claims.as_object().unwrap(), &settings);
        let both = of(json!({ "sub": "for this client alone", "oid": "7" }));
        assert_eq!(both.unwrap().subject, "7");
        assert_eq!(of(json!({ "sub": "7" })), None);
    }

    #[test]
    fn what_is_said_of_a_user_is_read_with_care() {
        let all = read(json!({
            "sub": "7", "sid": "s", "email": "Ada@Example.org", "email_verified": true, "name": " Ada\n ",
            "preferred_username": "ada", "amr": ["pwd", "mfa"],
        }))
        .unwrap();
        assert_eq!((all.name.as_str(), all.label.as_str()), ("Ada", "ada"));
        assert!(all.is_email_verified && all.has_second_factor);
        let none =
            read(json!({ "sub": "7", "email_verified": "true", "amr": "mfa", "acr": ["gold"] }))
                .unwrap();
        assert_eq!(
            (none.email, none.sid, none.name.as_str()),
            (None, None, "Provider A")
        );
        assert!(!none.is_email_verified && !none.has_second_factor);
        assert!(
            read(json!({ "sub": "7", "acr": "gold" }))
                .unwrap()
                .has_second_factor
        );
        let odd =
            read(json!({ "sub": "7", "email": "no address", "name": "x".repeat(500) })).unwrap();
        assert_eq!(
            (odd.email, odd.name.len()),
            (None, users::NAME_CHARACTERS_MAX)
        );
        for claims in [
            json!({}),
            json!({ "sub": "" }),
            json!({ "sub": 7 }),
            json!({ "sub": "a\nb" }),
            json!({ "sub": "x".repeat(256) }),
        ] {
            assert_eq!(read(claims.clone()), None, "{claims}");
        }
    }
}
