//! Words of improvement projects.

open_words! {
    /// What a person says at a check: is what was changed still done, and does it still help?
    pub enum Holding {
        /// Yes.
        Yes = "yes",
        /// In part.
        Partly = "partly",
        /// No.
        No = "no",
    }
}
