//! Names of what the portal keeps: a word for the kind and 128 random bits, so that nobody can guess one or count them.

use std::fmt;

use serde::Serialize;

/// Bytes of randomness.
const ID_BYTES: usize = 16;

fn random(prefix: &str) -> String {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    format!("{prefix}{}", hex::encode(bytes))
}

fn parse(prefix: &str, text: &str) -> Option<String> {
    let digits = text.strip_prefix(prefix)?;
    let is_lower_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (digits.len() == 2 * ID_BYTES && digits.bytes().all(is_lower_hexadecimal))
        .then(|| text.to_owned())
}

macro_rules! id {
    ($(#[$documentation:meta])* $name:ident, $prefix:literal) => {
        $(#[$documentation])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            pub fn random() -> Self {
                Self(random($prefix))
            }

            /// One that somebody wrote; nothing if it cannot be one.
            pub fn parse(text: &str) -> Option<Self> {
                parse($prefix, text).map(Self)
            }

            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A person who signs in.
    UserId, "usr_"
);
id!(
    /// A session of a user, as it is listed. It opens nothing.
    SessionId, "ses_"
);
id!(
    /// A passkey, as it is listed.
    PasskeyId, "pky_"
);
id!(
    /// An identity of a user at a provider.
    IdentityId, "idn_"
);
id!(
    /// What a provider gave with a session.
    GrantId, "grt_"
);
id!(
    /// A mail.
    MailId, "mail_"
);
id!(
    /// Several users who act together, apart from everybody else.
    OrganisationId, "org_"
);
id!(
    /// Members of an organisation who have roles together.
    TeamId, "team_"
);
id!(
    /// An invitation into an organisation. It opens nothing.
    InvitationId, "inv_"
);
id!(
    /// A key of a program, as it is listed. It opens nothing.
    ApiKeyId, "key_"
);

id!(
    /// A ledger account that is linked.
    LedgerAccountId, "acc_"
);
id!(
    /// A payment that is proposed.
    PaymentId, "pay_"
);
id!(
    /// A node that an organisation asks for. It is not the node's own id, which is its key.
    NodeRequestId, "nod_"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_and_nothing_else_is() {
        let id = UserId::random();
        assert_eq!(UserId::parse(id.as_str()), Some(id.clone()));
        assert_ne!(id, UserId::random());
        let text = id.to_string();
        for wrong in [
            text.to_uppercase(),
            text.replace("usr_", "ses_"),
            format!("{text}0"),
            text[..text.len() - 1].to_owned(),
            String::new(),
            "usr_../../../../../../../../etc/passw".into(),
        ] {
            assert_eq!(UserId::parse(&wrong), None, "{wrong}");
        }
    }
}
