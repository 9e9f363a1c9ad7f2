//! Two macros that turn a list of stored words into an enum.
//!
//! `open_words!` keeps words it does not know in `Unknown(String)`, so that a record written by a
//! newer version is shown and passed on instead of being refused. `closed_words!` is for the few
//! vocabularies that arithmetic depends on and that therefore may never grow silently.

macro_rules! open_words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $( $(#[$vmeta:meta])* $variant:ident = $word:literal ),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $( $(#[$vmeta])* $variant, )+
            /// Holds a word this version does not know, unchanged.
            Unknown(String),
        }

        impl $name {
            /// Lists every word this version knows, in the order it is offered to people.
            pub const KNOWN: &'static [$name] = &[ $( $name::$variant ),+ ];

            /// Gives the word as it is stored.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( $name::$variant => $word, )+
                    $name::Unknown(word) => word,
                }
            }

            /// Reads a stored word; one it does not know is kept in `Unknown`.
            #[must_use]
            pub fn parse(word: &str) -> Self {
                match word {
                    $( $word => $name::$variant, )+
                    other => $name::Unknown(other.to_owned()),
                }
            }

            /// Says whether this version knows the word.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, $name::Unknown(_))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(|word| $name::parse(&word))
            }
        }
    };
}

macro_rules! closed_words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $( $(#[$vmeta:meta])* $variant:ident = $word:literal ),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $( $(#[$vmeta])* $variant, )+
        }

        impl $name {
            /// Lists every value, in the order it is offered to people.
            pub const ALL: &'static [$name] = &[ $( $name::$variant ),+ ];

            /// Gives the word as it is stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( $name::$variant => $word, )+
                }
            }

            /// Reads a stored word; `None` when it is not one of the list.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $( $word => Some($name::$variant), )+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                $name::parse(&word)
                    .ok_or_else(|| serde::de::Error::custom(concat!("not a ", stringify!($name), " word")))
            }
        }
    };
}
