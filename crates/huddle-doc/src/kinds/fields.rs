//! Declares a struct, its known fields and its tolerant reader from one list.

/// Gives the Rust type of a field (`ty`), its [`crate::schema::Field`] (`field`), or reads it
/// (`read node, key`).
macro_rules! sort {
    (ty Str) => { String };
    (ty Text) => { String };
    (ty Int) => { Option<i64> };
    (ty Num) => { Option<f64> };
    (ty Bool) => { bool };
    (ty Id) => { Option<uuid::Uuid> };
    (field Str) => { $crate::schema::Field::Str };
    (field Text) => { $crate::schema::Field::Text };
    (field Int) => { $crate::schema::Field::Int };
    (field Num) => { $crate::schema::Field::Num };
    (field Bool) => { $crate::schema::Field::Bool };
    (field Id) => { $crate::schema::Field::Str };
    (read Str $n:expr, $k:expr) => { $n.str($k).to_owned() };
    (read Text $n:expr, $k:expr) => { $n.str($k).to_owned() };
    (read Int $n:expr, $k:expr) => { $n.int($k) };
    (read Num $n:expr, $k:expr) => { $n.num($k) };
    (read Bool $n:expr, $k:expr) => { $n.bool($k) };
    (read Id $n:expr, $k:expr) => { uuid::Uuid::parse_str($n.str($k)).ok() };
}

/// Gives one entry of the list of known fields.
macro_rules! known {
    ([$($seg:literal),*] $field:ident $sort:ident) => {
        (&[$($seg,)* stringify!($field)], $crate::kinds::fields::sort!(field $sort))
    };
}

/// Declares one struct of fields that lie side by side in a record at `at`.
///
/// `plus` fields are not stored under their own name: the reader fills them afterwards.
macro_rules! fields {
    (
        $(#[$doc:meta])*
        $name:ident at $at:tt {
            $($(#[$fdoc:meta])* $field:ident: $sort:ident,)*
        }
        plus { $($(#[$pdoc:meta])* $plus:ident: $pty:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$pdoc])* pub $plus: $pty,)*
            $($(#[$fdoc])* pub $field: $crate::kinds::fields::sort!(ty $sort),)*
        }

        impl $name {
            pub(crate) const KNOWN: &'static [$crate::schema::Known] = &[
                $($crate::kinds::fields::known!($at $field $sort),)*
            ];

            pub(crate) fn from_node(n: &$crate::state::Node) -> Self {
                Self {
                    $($field: $crate::kinds::fields::sort!(read $sort n, stringify!($field)),)*
                    $($plus: Default::default(),)*
                }
            }
        }
    };
}

pub(crate) use {fields, known, sort};
