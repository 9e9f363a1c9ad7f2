//! Typed tables: the `rows!` macro, the [`Row`] trait, cells, row hashes.
//!
//! Every table of the store is declared with [`rows!`](crate::rows!). The macro gives the struct, the
//! `CREATE TABLE` and the binding of values. Each row ends in a `sum`: the first 16 bytes of a SHA-256 over
//! the table's name and all values, checked when the store opens, because SQLite's own check sees only a
//! small part of harmful bit flips.

use std::sync::OnceLock;

use rusqlite::types::{Value as SqlValue, ValueRef};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::fault::StoreFault;

/// Describes one column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in SQL.
    pub name: &'static str,
    /// SQLite's STRICT type.
    pub kind: &'static str,
    /// Whether NULL is a legal value.
    pub null: bool,
    /// Whether the column is part of the primary key.
    pub key: bool,
}

/// Describes one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDef {
    /// Name in SQL.
    pub name: &'static str,
    /// Columns in stored order, without `sum`.
    pub columns: &'static [Column],
    /// Index column lists such as `"ward, put_away"`; `"UNIQUE a, b"` makes the index unique, and
    /// `"a WHERE a IS NOT NULL"` holds only the few rows asked for, so that saving the others leaves it alone.
    pub indexes: &'static [&'static str],
    /// The statements every row is read and added with, once they were needed.
    pub texts: &'static OnceLock<Texts>,
}

/// The statements of one table that do not depend on what is asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Texts {
    /// Reads all columns, without a condition.
    pub(crate) select: String,
    /// Reads the row with the given key: all columns, then the sum.
    pub(crate) by_key: String,
    /// Adds a row; values in column order, then the sum.
    pub(crate) insert: String,
}

impl TableDef {
    /// Writes the SQL that makes the table and its indexes.
    pub fn create_sql(&self) -> String {
        let keys: Vec<&Column> = self.columns.iter().filter(|c| c.key).collect();
        let rowid = matches!(keys.as_slice(), [k] if k.kind == "INTEGER");
        let mut sql = format!("CREATE TABLE \"{}\" (", self.name);
        for c in self.columns {
            sql.push_str(&format!("\"{}\" {}", c.name, c.kind));
            if rowid && c.key {
                sql.push_str(" PRIMARY KEY");
            }
            sql.push_str(if c.null { ", " } else { " NOT NULL, " });
        }
        sql.push_str("\"sum\" BLOB NOT NULL");
        if rowid || keys.is_empty() {
            sql.push_str(") STRICT;\n");
        } else {
            let names: Vec<String> = keys.iter().map(|k| format!("\"{}\"", k.name)).collect();
            sql.push_str(&format!(", PRIMARY KEY ({})) STRICT, WITHOUT ROWID;\n", names.join(", ")));
        }
        for (n, index) in self.indexes.iter().enumerate() {
            let (unique, index) = match index.strip_prefix("UNIQUE ") {
                Some(rest) => ("UNIQUE ", rest),
                None => ("", *index),
            };
            let (columns, only) = match index.split_once(" WHERE ") {
                Some((columns, rows)) => (columns, format!(" WHERE {rows}")),
                None => (index, String::new()),
            };
            sql.push_str(&format!(
                "CREATE {unique}INDEX \"{}_{n}\" ON \"{}\" ({columns}){only};\n",
                self.name, self.name
            ));
        }
        sql
    }

    /// Gives the statements that are the same for every row; made once, because making them anew took a
    /// noticeable part of a save.
    pub(crate) fn texts(&self) -> &'static Texts {
        self.texts.get_or_init(|| {
            let names: Vec<String> = self.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
            let (names, name) = (names.join(", "), self.name);
            let marks = ", ?".repeat(self.columns.len());
            Texts {
                select: format!("SELECT {names} FROM \"{name}\""),
                by_key: format!("SELECT {names}, \"sum\" FROM \"{name}\" WHERE {}", self.key_is(1)),
                insert: format!("INSERT INTO \"{name}\" ({names}, \"sum\") VALUES (?{marks})"),
            }
        })
    }

    /// Writes `"key" = ?1 AND ...` for the whole key, numbered from `from`.
    pub(crate) fn key_is(&self, from: usize) -> String {
        let mut wher = String::with_capacity(48);
        for (n, c) in self.columns.iter().filter(|c| c.key).enumerate() {
            wher.push_str(if n == 0 { "\"" } else { " AND \"" });
            wher.push_str(c.name);
            wher.push_str("\" = ?");
            wher.push_str(&(from + n).to_string());
        }
        wher
    }

    /// Writes the statement that changes only the named columns of one row, so that no index is touched
    /// whose columns stay; values of the columns, the sum, then the key.
    pub(crate) fn update_sql(&self, changed: &[usize]) -> String {
        let mut sql = format!("UPDATE \"{}\" SET ", self.name);
        for column in changed.iter().filter_map(|n| self.columns.get(*n)) {
            sql.push('"');
            sql.push_str(column.name);
            sql.push_str("\" = ?, ");
        }
        sql.push_str("\"sum\" = ? WHERE ");
        sql.push_str(&self.key_is(changed.len() + 2));
        sql
    }

    /// Writes `SELECT columns FROM table WHERE tail`.
    pub(crate) fn select_sql(&self, tail: &str) -> String {
        let tail = tail.trim();
        let lead = tail.get(..8).unwrap_or(tail).to_ascii_uppercase();
        let bare = tail.is_empty() || lead.starts_with("ORDER BY") || lead.starts_with("LIMIT");
        let wher = if bare { " " } else { " WHERE " };
        format!("{}{wher}{tail}", self.texts().select)
    }

    /// Gives the first key column's name.
    pub(crate) fn first_key(&self) -> &'static str {
        self.columns.iter().find(|c| c.key).map_or("rowid", |c| c.name)
    }
}

/// A struct that is one row of one table; implemented by [`rows!`](crate::rows!).
pub trait Row: Sized {
    /// The table.
    const DEF: TableDef;
    /// Gives the values in column order.
    fn values(&self) -> Vec<SqlValue>;
    /// Reads a row selected in column order.
    fn from_row(row: &rusqlite::Row<'_>) -> Result<Self, StoreFault>;
}

/// A Rust type that fits one cell.
pub trait Cell: Sized {
    /// SQLite's STRICT type.
    const KIND: &'static str;
    /// Whether NULL is a legal value.
    const NULL: bool = false;
    /// Gives the value to store.
    fn to_cell(&self) -> SqlValue;
    /// Reads a stored value; `None` when it has another type, which is damage.
    fn from_cell(value: ValueRef<'_>) -> Option<Self>;
}

impl Cell for i64 {
    const KIND: &'static str = "INTEGER";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Integer(*self)
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok()
    }
}

impl Cell for u32 {
    const KIND: &'static str = "INTEGER";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Integer(i64::from(*self))
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().and_then(|v| u32::try_from(v).ok())
    }
}

impl Cell for i32 {
    const KIND: &'static str = "INTEGER";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Integer(i64::from(*self))
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().and_then(|v| i32::try_from(v).ok())
    }
}

impl Cell for bool {
    const KIND: &'static str = "INTEGER";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Integer(i64::from(*self))
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(|v| v != 0)
    }
}

/// Finite numbers only: SQLite keeps a not-a-number as NULL, which the table then refuses.
impl Cell for f64 {
    const KIND: &'static str = "REAL";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Real(*self)
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Real(v) => Some(v),
            ValueRef::Integer(v) => Some(v as f64),
            _ => None,
        }
    }
}

impl Cell for String {
    const KIND: &'static str = "TEXT";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Text(self.clone())
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().map(str::to_owned)
    }
}

impl Cell for Vec<u8> {
    const KIND: &'static str = "BLOB";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Blob(self.clone())
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().map(<[u8]>::to_vec)
    }
}

impl<const N: usize> Cell for [u8; N] {
    const KIND: &'static str = "BLOB";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Blob(self.to_vec())
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().and_then(|b| Self::try_from(b).ok())
    }
}

impl Cell for Uuid {
    const KIND: &'static str = "BLOB";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Blob(self.as_bytes().to_vec())
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().and_then(|b| Self::from_slice(b).ok())
    }
}

impl Cell for Json {
    const KIND: &'static str = "TEXT";
    fn to_cell(&self) -> SqlValue {
        SqlValue::Text(self.to_string())
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().and_then(|s| serde_json::from_str(s).ok())
    }
}

impl<T: Cell> Cell for Option<T> {
    const KIND: &'static str = T::KIND;
    const NULL: bool = true;
    fn to_cell(&self) -> SqlValue {
        self.as_ref().map_or(SqlValue::Null, Cell::to_cell)
    }
    fn from_cell(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

/// Says whether a column carries the `[key]` mark; used by the macro.
pub const fn marked(marks: &[&str]) -> bool {
    !marks.is_empty()
}

/// Computes a row's sum over its table's name and values; the values are `(type, length, bytes)` in order.
pub(crate) fn sum_of<'v>(table: &str, values: impl Iterator<Item = ValueRef<'v>>) -> u128 {
    let mut hash = Sha256::new();
    hash.update(table.as_bytes());
    for value in values {
        match value {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(v) => {
                hash.update([1]);
                hash.update(v.to_le_bytes());
            }
            ValueRef::Real(v) => {
                hash.update([2]);
                hash.update(v.to_bits().to_le_bytes());
            }
            ValueRef::Text(v) => {
                hash.update([3]);
                hash.update((v.len() as u64).to_le_bytes());
                hash.update(v);
            }
            ValueRef::Blob(v) => {
                hash.update([4]);
                hash.update((v.len() as u64).to_le_bytes());
                hash.update(v);
            }
        }
    }
    first16(&hash.finalize())
}

/// Reads the first 16 bytes as a number; shorter input gives fewer bytes.
pub(crate) fn first16(bytes: &[u8]) -> u128 {
    bytes.iter().take(16).fold(0, |n, b| (n << 8) | u128::from(*b))
}

/// Reads a stored sum; `None` when it does not have 16 bytes.
pub(crate) fn stored_sum(value: ValueRef<'_>) -> Option<u128> {
    value.as_blob().ok().filter(|b| b.len() == 16).map(first16)
}

/// Declares one table and the struct of its rows.
///
/// ```ignore
/// rows! {
///     /// A card as the board shows it.
///     table "card" CardRow {
///         id: Uuid [key],
///         ward: Uuid,
///         title: String,
///         due: Option<String>,
///     }
///     indexes ["ward, due"]
/// }
/// ```
/// Column types: `Uuid`, `String`, `i64`, `i32`, `u32`, `bool`, `f64` (finite), `Vec<u8>`, `[u8; N]`,
/// `serde_json::Value`, and `Option` of each. One or more columns are marked `[key]`.
#[macro_export]
macro_rules! rows {
    (
        $(#[$meta:meta])*
        table $table:literal $name:ident {
            $( $(#[$fmeta:meta])* $field:ident : $ty:ty $([$mark:ident])? ),+ $(,)?
        }
        indexes [ $($index:literal),* $(,)? ]
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        pub struct $name { $( $(#[$fmeta])* pub $field: $ty ),+ }

        impl $crate::Row for $name {
            const DEF: $crate::TableDef = $crate::TableDef {
                name: $table,
                columns: &[ $( $crate::Column {
                    name: stringify!($field),
                    kind: <$ty as $crate::Cell>::KIND,
                    null: <$ty as $crate::Cell>::NULL,
                    key: $crate::marked(&[ $( stringify!($mark) )? ]),
                } ),+ ],
                indexes: &[ $($index),* ],
                texts: {
                    static TEXTS: ::std::sync::OnceLock<$crate::Texts> = ::std::sync::OnceLock::new();
                    &TEXTS
                },
            };
            fn values(&self) -> Vec<$crate::SqlValue> {
                vec![ $( $crate::Cell::to_cell(&self.$field) ),+ ]
            }
            fn from_row(row: &$crate::SqlRow<'_>) -> Result<Self, $crate::StoreFault> {
                let mut at = 0usize;
                let mut next = || { let n = at; at += 1; n };
                Ok(Self { $( $field: $crate::cell(row, next(), $table)? ),+ })
            }
        }
    };
}

/// Reads one cell of a selected row; used by the macro.
pub fn cell<T: Cell>(row: &rusqlite::Row<'_>, at: usize, table: &'static str) -> Result<T, StoreFault> {
    T::from_cell(row.get_ref(at)?).ok_or(StoreFault::Damaged { what: table })
}
