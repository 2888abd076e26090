//! The tables, as steps that go forwards and back.

use std::borrow::Cow;

use sqlx::AnyPool;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// Number, name, the way there and the way back. A step that was released never changes.
const STEPS: [(i64, &str, &str, &str); 15] = [
    (
        1,
        "identity",
        include_str!("migrations/0001_identity.up.sql"),
        include_str!("migrations/0001_identity.down.sql"),
    ),
    (
        2,
        "second factor",
        include_str!("migrations/0002_second_factor.up.sql"),
        include_str!("migrations/0002_second_factor.down.sql"),
    ),
    (
        3,
        "organisations",
        include_str!("migrations/0003_organisations.up.sql"),
        include_str!("migrations/0003_organisations.down.sql"),
    ),
    (
        4,
        "usage",
        include_str!("migrations/0004_usage.up.sql"),
        include_str!("migrations/0004_usage.down.sql"),
    ),
    (
        5,
        "passkeys",
        include_str!("migrations/0005_passkeys.up.sql"),
        include_str!("migrations/0005_passkeys.down.sql"),
    ),
    (
        6,
        "mail delivery",
        include_str!("migrations/0006_mail_delivery.up.sql"),
        include_str!("migrations/0006_mail_delivery.down.sql"),
    ),
    (
        7,
        "identity providers",
        include_str!("migrations/0007_identity_providers.up.sql"),
        include_str!("migrations/0007_identity_providers.down.sql"),
    ),
    (
        8,
        "sockets",
        include_str!("migrations/0008_sockets.up.sql"),
        include_str!("migrations/0008_sockets.down.sql"),
    ),
    (
        9,
        "audit anchors",
        include_str!("migrations/0009_audit_anchors.up.sql"),
        include_str!("migrations/0009_audit_anchors.down.sql"),
    ),
    (
        10,
        "provisioning",
        include_str!("migrations/0010_provisioning.up.sql"),
        include_str!("migrations/0010_provisioning.down.sql"),
    ),
    (
        11,
        "approvals",
        include_str!("migrations/0011_approvals.up.sql"),
        include_str!("migrations/0011_approvals.down.sql"),
    ),
    (
        12,
        "nodes",
        include_str!("migrations/0012_nodes.up.sql"),
        include_str!("migrations/0012_nodes.down.sql"),
    ),
    (
        13,
        "plans",
        include_str!("migrations/0013_plans.up.sql"),
        include_str!("migrations/0013_plans.down.sql"),
    ),
    (
        14,
        "administrators",
        include_str!("migrations/0014_administrators.up.sql"),
        include_str!("migrations/0014_administrators.down.sql"),
    ),
    (
        15,
        "metering",
        include_str!("migrations/0015_metering.up.sql"),
        include_str!("migrations/0015_metering.down.sql"),
    ),
];

fn migrator() -> Migrator {
    migrator_of(|_| true)
}

/// Numbers of all steps.
pub(crate) fn numbers() -> Vec<i64> {
    STEPS.iter().map(|(number, ..)| *number).collect()
}

/// What the steps do on the way there.
#[cfg(test)]
pub(crate) fn texts() -> Vec<&'static str> {
    STEPS.iter().map(|(.., up, _)| *up).collect()
}

fn migrator_of(is_taken: impl Fn(i64) -> bool) -> Migrator {
    let steps = STEPS.iter().filter(|(number, ..)| is_taken(*number));
    let steps = steps.flat_map(|(number, name, up, down)| {
        let step = |kind, sql: &'static str| {
            Migration::new(
                *number,
                Cow::Borrowed(*name),
                kind,
                sql.into_sql_str(),
                false,
            )
        };
        [
            step(MigrationType::ReversibleUp, up),
            step(MigrationType::ReversibleDown, down),
        ]
    });
    Migrator::with_migrations(steps.collect())
}

/// Takes these steps, as far as they are missing, and no others.
pub(crate) async fn up_to(pool: &AnyPool, steps: &[i64]) -> Result<(), MigrateError> {
    let migrator = migrator_of(|number| steps.contains(&number));
    migrator.run(pool).await
}

/// Takes the steps that are missing.
pub(crate) async fn up(pool: &AnyPool) -> Result<(), MigrateError> {
    migrator().run(pool).await
}

/// Takes all steps back.
pub(super) async fn down(pool: &AnyPool) -> Result<(), MigrateError> {
    migrator().undo(pool, 0).await
}
