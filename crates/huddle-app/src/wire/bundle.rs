//! Changes carried in a file between PCs that cannot reach each other, and the ward a PC had before it joined one.

use super::{request, view};

request! {
    /// Puts this PC's own ward aside (`on`) so that it can join another, or takes that back. `pin`: the ward PIN,
    /// when one is set.
    BeforeAside { on: bool, pin: Option<String> }
    /// Copies the records of the ward before into the one that was joined (`copy`), or leaves them. `pin`: the ward
    /// PIN, when one is set.
    BeforeCopy { copy: bool, pin: Option<String> }
    /// Puts changes into a file. `folder`: the whole path; without it the file lies beside the data. `since`:
    /// `start` for everything, `last` for what is new since the last file from here, or a day.
    BundleMake { folder: Option<String>, since: String }
    /// Answers an invite by a file, for a PC that cannot reach the one that made it. `file`: the invite's whole path,
    /// or its text; `name`: what people call this PC; `folder`: where the answer goes, beside the data without one.
    BundleJoin { file: String, name: String, folder: Option<String> }
    /// Takes in a file of changes, or every one in a folder that another PC made. `path`: the whole path.
    BundleTake { path: String }
}

view! {
    BeforeGet {
        /// `none`; `own`: this PC's own ward can be put aside; `aside`: it is, and no other was joined yet;
        /// `joining`: the other's records are on their way; `offer`: copy or leave; `copied`; `left`.
        state: String,
        /// The ward that is or can be put aside.
        name: String,
        cards: i64,
        procedures: i64,
        measures: i64,
        /// The copy of it that was read back; empty before.
        path: String,
    }
    BeforeCopied {
        cards: i64,
        procedures: i64,
        measures: i64,
        /// Records that stay in the ward before because they may hold a patient's number.
        left_out: i64,
        saved_at: i64,
    }
    BundleGet {
        /// Where files go when no folder is named.
        folder: String,
        /// How many other PCs of the ward write.
        pcs: i64,
        /// This PC may carry changes.
        may: bool,
        /// When this PC made its last file.
        last_at: Option<i64>,
    }
    BundleJoined {
        /// The whole path of the answer.
        path: String,
        saved_at: i64,
    }
    BundleMade {
        /// The whole path of the file.
        path: String,
        changes: i64,
        /// How many other PCs can open it.
        pcs: i64,
        saved_at: i64,
    }
    BundleTaken {
        files: Vec<BundleFile>,
        /// Changes on this PC that wait for others, from whatever file or link.
        waiting: i64,
        saved_at: i64,
    }
    /// What became of one file.
    BundleFile {
        /// Its name.
        name: String,
        /// What people call the PC that made it; empty for the ward's first PC, and when it was not taken in.
        from: String,
        /// When it was made, by that PC's clock.
        made_at: Option<i64>,
        /// Changes that were new here.
        changes: i64,
        /// Changes of it that wait for something that is in another file.
        waiting: i64,
        /// Changes that were refused and kept aside.
        refused: i64,
        /// The file was a PC's answer to an invite: what people call the PC, which is on the list now.
        let_in: Option<String>,
        /// Why it was not taken in; empty when it was.
        code: String,
        said: String,
    }
}
