//! The operator's plans: `plans.toml` in the portal's folder.
//!
//! ```toml
//! [[plans]]
//! id = "basic"
//! name = "Basic"
//! description = "For a first look"
//! is_default = true              # of whoever was given none; one plan at most
//! members = 5                    # what is left out has no limit but the portal's own
//! api_calls_per_month = 100_000  # of programs; people in a browser are never refused
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::quota::Quota;

/// Name of the file.
pub const PLANS_FILE: &str = "plans.toml";
/// Characters of a plan's id.
const ID_CHARACTERS_MAX: usize = 50;
/// Characters of a plan's name.
const NAME_CHARACTERS_MAX: usize = 100;
/// Characters of what is said about a plan.
const DESCRIPTION_CHARACTERS_MAX: usize = 500;

/// Why there are no plans although there is a file.
#[derive(Debug, thiserror::Error)]
pub enum PlansFileError {
    /// The file.
    #[error("the plans in {path} cannot be read")]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// What is in it.
    #[error("the plans in {path} are not taken: {reason}")]
    Refused {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it is called by programs and on the command line.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What is said about it.
    pub description: String,
    limits: BTreeMap<Quota, u64>,
}

impl Plan {
    /// How much of something there may be; nothing if the plan does not say.
    pub fn limit(&self, quota: Quota) -> Option<u64> {
        self.limits.get(&quota).copied()
    }
}

/// All plans of a portal, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanList {
    plans: Vec<Plan>,
    default: Option<usize>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    plans: Vec<WrittenPlan>,
}

/// One plan in it. All in one structure: what is refused is refused with its line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPlan {
    id: String,
    name: String,
    description: String,
    #[serde(default)]
    is_default: bool,
    members: Option<u64>,
    teams: Option<u64>,
    api_keys: Option<u64>,
    nodes: Option<u64>,
    ledger_accounts: Option<u64>,
    api_calls_per_month: Option<u64>,
    exports_per_month: Option<u64>,
    transactions_per_month: Option<u64>,
    stored_bytes: Option<u64>,
}

impl WrittenPlan {
    const fn limit(&self, quota: Quota) -> Option<u64> {
        match quota {
            Quota::Members => self.members,
            Quota::Teams => self.teams,
            Quota::ApiKeys => self.api_keys,
            Quota::Nodes => self.nodes,
            Quota::LedgerAccounts => self.ledger_accounts,
            Quota::ApiCallsPerMonth => self.api_calls_per_month,
            Quota::ExportsPerMonth => self.exports_per_month,
            Quota::TransactionsPerMonth => self.transactions_per_month,
            Quota::StoredBytes => self.stored_bytes,
        }
    }

    fn checked(self) -> Result<Plan, String> {
        let id = &self.id;
        let is_of_id =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if id.is_empty() || id.len() > ID_CHARACTERS_MAX || !id.bytes().all(is_of_id) {
            return Err(format!(
                "the id {id:?} is not 1 to {ID_CHARACTERS_MAX} of a-z, 0-9 and -"
            ));
        }
        for (what, text, max) in [
            ("name", &self.name, NAME_CHARACTERS_MAX),
            ("description", &self.description, DESCRIPTION_CHARACTERS_MAX),
        ] {
            let length = text.chars().count();
            if text.trim().is_empty() || length > max || text.chars().any(char::is_control) {
                return Err(format!(
                    "the {what} of {id} is not 1 to {max} characters, none of them a control character"
                ));
            }
        }
        if self.members == Some(0) {
            return Err(format!(
                "{id} has no room for a member: an organisation has at least its owner"
            ));
        }
        let limits = Quota::ALL.into_iter();
        let limits = limits.filter_map(|quota| Some((quota, self.limit(quota)?)));
        Ok(Plan {
            limits: limits.collect(),
            id: self.id,
            name: self.name,
            description: self.description,
        })
    }
}

impl PlanList {
    /// The plans of a portal; nothing if it has none.
    ///
    /// # Errors
    /// If the file cannot be read, or is not understood.
    pub fn read(folder: &Path) -> Result<Option<Self>, PlansFileError> {
        let path = folder.join(PLANS_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => match Self::parse(&text) {
                Ok(list) => Ok(Some(list)),
                Err(reason) => Err(PlansFileError::Refused { path, reason }),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(PlansFileError::Unreadable { path, source }),
        }
    }

    /// From its text.
    fn parse(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        if written.plans.is_empty() {
            return Err("there is no [[plans]] in it; without plans there is no file".into());
        }
        let mut list = Self {
            plans: Vec::new(),
            default: None,
        };
        for plan in written.plans {
            let is_default = plan.is_default;
            let plan = plan.checked()?;
            if list.find(&plan.id).is_some() {
                return Err(format!("two plans have the id {}", plan.id));
            }
            if is_default {
                if let Some(other) = list.default_plan() {
                    let (one, other) = (&other.id, &plan.id);
                    return Err(format!(
                        "{one} and {other} are both the default: one plan at most is"
                    ));
                }
                list.default = Some(list.plans.len());
            }
            list.plans.push(plan);
        }
        Ok(list)
    }

    /// All of them.
    pub fn all(&self) -> &[Plan] {
        &self.plans
    }

    /// The plan of whoever was given none.
    pub fn default_plan(&self) -> Option<&Plan> {
        self.default.and_then(|index| self.plans.get(index))
    }

    /// The plan of an id.
    pub fn find(&self, id: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASIC: &str = "[[plans]]\nid = \"basic\"\nname = \"Basic\"\ndescription = \"Small\"\n";

    #[test]
    fn plans_are_taken_as_they_are_documented() {
        let text = format!(
            "{BASIC}is_default = true\nmembers = 5\napi_calls_per_month = 100_000\n\n\
             [[plans]]\nid = \"large-2\"\nname = \"Large\"\ndescription = \"For all\"\nnodes = 0\n"
        );
        let list = PlanList::parse(&text).unwrap();
        let ids: Vec<_> = list.all().iter().map(|plan| plan.id.as_str()).collect();
        assert_eq!(ids, ["basic", "large-2"]);
        let basic = list.default_plan().unwrap();
        assert_eq!(basic.limit(Quota::Members), Some(5));
        assert_eq!(basic.limit(Quota::ApiCallsPerMonth), Some(100_000));
        assert_eq!(basic.limit(Quota::Nodes), None);
        assert_eq!(list.find("large-2").unwrap().limit(Quota::Nodes), Some(0));
    }

    #[test]
    fn nothing_else_is_taken_and_it_is_said_why() {
        let two = |first: &str, second: &str| format!("{BASIC}{first}\n{BASIC}{second}");
        let other = BASIC.replace("basic", "other");
        for (text, reason) in [
            (String::new(), "no [[plans]]"),
            ("plan = 1\n".into(), "line 1"),
            (format!("{BASIC}memmbers = 5\n"), "line 5"),
            (format!("{BASIC}members = -1\n"), "line 5"),
            (format!("{BASIC}members = 0\n"), "at least its owner"),
            (format!("{BASIC}is_default = 1\n"), "line 5"),
            (two("", ""), "two plans have the id basic"),
            (
                format!("{BASIC}is_default = true\n{other}is_default = true\n"),
                "basic and other are both the default",
            ),
            (BASIC.replace("\"basic\"", "\"Basic\""), "is not 1 to 50 of"),
            (BASIC.replace("\"basic\"", "\"\""), "is not 1 to 50 of"),
            (BASIC.replace("\"Basic\"", "\" \""), "the name of basic"),
            (
                BASIC.replace("\"Small\"", "\"a\\nb\""),
                "the description of basic",
            ),
            (BASIC.replace("name = ", "title = "), "line 3"),
            ("[[plans]]\nid = \"basic\"\n".into(), "missing field `name`"),
        ] {
            let refused = PlanList::parse(&text).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }
}
