//! Closed sets of words: in Rust an enum, in JSON and to the model a word.

/// Declares an enum whose variants are single lower-case words, with the list of all and `Display` as the word.
macro_rules! words {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$of:meta])* $variant:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            /// Every one, in a fixed order: seeds depend on it.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The one whose word this is.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.to_string() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let name = match self { $(Self::$variant => stringify!($variant)),* };
                f.write_str(&name.to_ascii_lowercase())
            }
        }
    };
}

pub(crate) use words;
