//! From a name and JSON to a handler, generated from the tables.

use crate::exec::{Ask, Exec};
use crate::fault::Fault;
use crate::table::{commands, queries};
use crate::wire::*;
use crate::{
    backup, board, cross, edit, escalation, fill, find, huddle, idea, import, improvement, measure, notice,
    pack, pile, pin, procedure, raise, reading, reply, sync, ties, today, undo, wall, ward, week,
};
use huddle_core::Uuid;
use huddle_doc::ActorId;
use huddle_store::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

fn parse<T: DeserializeOwned>(body: Json) -> Result<T, Fault> {
    let body = if body.is_null() { Json::Object(serde_json::Map::new()) } else { body };
    // serde's message may quote what was typed, so it is not passed on.
    serde_json::from_value(body).map_err(|_| {
        Fault::user(
            "bad_request",
            "The app sent itself something it does not understand. Nothing was changed.",
        )
    })
}

fn answer<T: Serialize>(value: T) -> Result<Json, Fault> {
    serde_json::to_value(value).map_err(|_| Fault::internal("answer"))
}

fn unknown() -> Fault {
    Fault::user("unknown_name", "There is no such request. Nothing was changed.")
}

/// Answers one query.
pub(crate) fn query(ask: &Ask, name: &str, body: Json) -> Result<Json, Fault> {
    macro_rules! rows {
        ($($name:ident($req:ty) -> $res:ty = $handler:path;)*) => {
            match name {
                $(stringify!($name) => {
                    let res: $res = $handler(ask, parse::<$req>(body)?)?;
                    answer(res)
                })*
                _ => Err(unknown()),
            }
        };
    }
    queries!(rows)
}

/// Carries out one command inside the transaction and hands back its room for finishing.
pub(crate) fn execute<'a>(
    ask: Ask<'a>,
    tx: &'a Tx<'a>,
    actor: ActorId,
    name: &str,
    mut body: Json,
) -> Result<(Exec<'a>, Json), Fault> {
    macro_rules! rows {
        ($($name:ident($req:ty) -> $res:ty = $handler:path;)*) => {
            match name {
                $(stringify!($name) => {
                    let mut ex = Exec::new(ask, tx, actor, stringify!($name));
                    sync::limits::guard(&ex, stringify!($name))?;
                    pin::guard(&ex, stringify!($name), &mut body)?;
                    let res: $res = $handler(&mut ex, parse::<$req>(body)?)?;
                    let res = answer(res)?;
                    Ok((ex, res))
                })*
                _ => Err(unknown()),
            }
        };
    }
    commands!(rows)
}

/// Returns the names of every query and every command.
#[must_use]
pub fn names() -> (Vec<&'static str>, Vec<&'static str>) {
    macro_rules! list {
        ($($name:ident($req:ty) -> $res:ty = $handler:path;)*) => { vec![$(stringify!($name)),*] };
    }
    (queries!(list), commands!(list))
}

impl Done {
    /// Returns the answer of a command that touched `id`; the engine fills in the rest after COMMIT.
    #[must_use]
    pub fn of(id: Uuid) -> Self {
        Self { id: Some(id), saved_at: 0, undo: None, notes: Vec::new() }
    }

    /// Returns the answer of a command without a record.
    #[must_use]
    pub fn plain() -> Self {
        Self { id: None, saved_at: 0, undo: None, notes: Vec::new() }
    }
}
