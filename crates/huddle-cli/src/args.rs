//! The command line.

use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Works a ward's board without a window.
#[derive(Debug, Parser)]
#[command(name = "huddlectl", version, disable_help_subcommand = true)]
pub(crate) struct Line {
    /// The data folder instead of this PC's own.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sends one query or command by name, with its JSON body, and prints the answer.
    Call {
        name: String,
        body: Option<String>,
        /// The name tile that is held.
        #[arg(long)]
        tile: Option<uuid::Uuid>,
    },
    /// Lists every query and command.
    List,
    /// Prints how many records there are and what they add up to.
    State {
        #[arg(long)]
        json: bool,
    },
    /// Loads every record and checks it (exit code 3 when damage is found).
    Verify,
    /// Builds the tables screens read from again, from the records.
    Rebuild,
    /// Writes a backup and reads it back.
    Backup {
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Restores a backup into an empty data folder.
    Restore { file: PathBuf },
    /// Looks after the ward PIN of this PC.
    AdminPin {
        #[command(subcommand)]
        word: PinWord,
    },
    /// Fills an empty data folder with a made-up ward.
    Demo {
        /// The last day of the made-up ward (default: today, before 07:40 yesterday).
        #[arg(long, value_name = "DATE")]
        until: Option<chrono::NaiveDate>,
    },
    /// Writes data out.
    Export {
        #[command(subcommand)]
        what: Export,
    },
    /// Makes a page to print: A4, black and white, as PDF.
    Print {
        #[command(subcommand)]
        what: Print,
    },
    /// Makes the pack of pages for the coming day now, where it is made each night, and prints where it lies.
    Pack,
    /// Analyses a file of vectors, or one `{family, input, options}` from standard input with `-`.
    Analyse {
        /// `-` for standard input.
        #[arg(value_parser = ["-"], required_unless_present = "vectors", conflicts_with = "vectors")]
        from: Option<String>,
        /// A file with `family` and `vectors`; prints one line of JSON for each vector.
        #[arg(long, value_name = "FILE")]
        vectors: Option<PathBuf>,
    },
    /// Writes a measure's chart as SVG and prints its sentence.
    Chart {
        /// The measure's id.
        #[arg(long)]
        measure: uuid::Uuid,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        svg: PathBuf,
        /// light, dark, high_contrast, night, wall or print.
        #[arg(long, default_value = "light")]
        theme: String,
    },
    /// Runs a peer without a window: shares the ward with other PCs until it is ended.
    Node(Node),
    /// Lets PCs into the ward, lists them and puts them out.
    Pair {
        #[command(subcommand)]
        word: PairWord,
    },
    /// Carries changes in a file between PCs that cannot reach each other.
    Bundle {
        #[command(subcommand)]
        word: BundleWord,
    },
    /// Tries what sharing needs (key, port, addresses, clock) and says what to do; exit code 1 when something is.
    Doctor {
        #[arg(long)]
        json: bool,
    },
    /// Says where this PC listens and whom it calls, and changes it.
    Sharing {
        #[command(subcommand)]
        word: SharingWord,
    },
    /// Checks that this build catches its own panics and has the database it needs.
    SelfTest,
    /// Serves a browser on this PC; test builds only.
    #[cfg(feature = "http")]
    ServeHttp(ServeHttp),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Node {
    /// Address to listen on, with a port or without (then the trust's, the one chosen here, or 47810); without
    /// `--listen` the node only dials out.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Address and port of another PC; may be given more than once.
    #[arg(long, value_name = "ADDR")]
    pub peer: Vec<String>,
    /// Neither looks for others on the network nor shows this PC, also while somebody adds a PC.
    #[arg(long)]
    pub no_discovery: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SharingWord {
    /// Chooses the port at which other PCs reach this one, 1024 to 65535; `usual` is 47810.
    Port {
        port: String,
        /// The ward PIN, when one is set.
        #[arg(long)]
        pin: Option<String>,
    },
    /// Adds an address this PC calls.
    Call { address: String },
    /// Takes an address off those this PC calls.
    DontCall { address: String },
    /// Lists the port, the addresses this PC calls and what came of each.
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PairWord {
    /// Writes an invite file that lets in one PC, once. Only an admin's PC can.
    Invite {
        /// admin, writer, reader (a wall) or matron.
        #[arg(long, default_value = "writer")]
        role: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Joins the ward of an invite file.
    Accept {
        file: PathBuf,
        /// Address and port of the PC that made the invite.
        #[arg(long, value_name = "ADDR")]
        peer: String,
        /// What people call this PC.
        #[arg(long, default_value = "Ward PC")]
        name: String,
    },
    /// Lets in one PC by six digits that two people compare, or asks to be let in.
    Digits {
        #[command(subcommand)]
        side: DigitsSide,
    },
    /// Gives a PC of the ward another name. Only an admin's PC can.
    Name {
        /// Its id, or the first part of it.
        id: String,
        name: String,
    },
    /// Lists the ward's PCs.
    List,
    /// Puts a PC out.
    Revoke {
        /// Its id, or the first part of it.
        id: String,
        #[arg(long)]
        why: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DigitsSide {
    /// Opens this PC for two minutes for one PC. Only an admin's PC can.
    Open {
        /// admin, writer, reader (a wall) or matron.
        #[arg(long, default_value = "writer")]
        role: String,
        /// What people call the other PC.
        #[arg(long)]
        name: String,
        /// Address and port to listen on, when no window and no node of this PC shares already.
        #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:47810")]
        listen: std::net::SocketAddr,
    },
    /// Asks the PC at an address, for two minutes, to let this one in.
    Join {
        /// Address and port of the other PC.
        #[arg(long, value_name = "ADDR")]
        peer: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BundleWord {
    /// Answers an invite file without a network. Take the answer to the PC that made the invite and take it in
    /// there; its next file of changes is for this PC too.
    Join {
        invite: PathBuf,
        /// The answer's file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What people call this PC.
        #[arg(long, default_value = "Ward PC")]
        name: String,
    },
    /// Puts changes into a file that the ward's other PCs that write can open, and nobody else.
    Out {
        /// The file to write, in any folder that is there. An older file of changes is replaced, no other.
        file: PathBuf,
        /// Only what was saved here from a day on (2026-11-22), or since the last file from here (last).
        #[arg(long, value_name = "DATE|last")]
        since: Option<String>,
    },
    /// Takes in a file of changes, or every one in a folder that another PC made.
    In { path: PathBuf },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PinWord {
    /// Takes the PIN away.
    Reset,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Readings as CSV.
    Readings {
        /// Only this measure.
        #[arg(long)]
        measure: Option<uuid::Uuid>,
    },
    /// A ward's week as files; or, from folders of week files, wards side by side.
    Week(ExportWeek),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Print {
    /// A huddle's sheet to write on: what is known is printed, the rest is lines.
    Huddle {
        /// The day (default: now).
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
        /// day or night (default: now).
        #[arg(long)]
        shift: Option<String>,
        /// The folder to write into; it must be there.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// The board at a glance.
    Glance {
        /// The folder to write into; it must be there.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// One procedure.
    Procedure {
        /// Its id.
        #[arg(long)]
        id: uuid::Uuid,
        /// The folder to write into; it must be there.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// The safety crosses of a month, large, with the days nobody checked.
    Crosses {
        /// The month, "2026-11" (default: this month).
        #[arg(long)]
        month: Option<String>,
        /// The folder to write into; it must be there.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// A milestone reached: so many days in a row, each of them checked by a person.
    Certificate {
        /// The cross, by its name or key.
        #[arg(long)]
        cross: String,
        /// The folder to write into; it must be there.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportWeek {
    /// The week, "2026-W46" or any day of it (default: the week the page opens).
    #[arg(long, value_name = "WEEK")]
    pub week: Option<String>,
    /// The folder to write into; it must be there.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// pdf (in builds that have it), xlsx, docx, csv, txt; wards side by side: pdf, xlsx, csv.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "xlsx")]
    pub format: Vec<String>,
    /// Folders that hold .huddleweek files of several wards.
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub ward_folder: Vec<PathBuf>,
}

#[cfg(feature = "http")]
#[derive(Debug, clap::Args)]
pub(crate) struct ServeHttp {
    /// Port on loopback; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Folder of the built user interface.
    #[arg(long, default_value = "ui/dist")]
    pub ui: PathBuf,
    /// Starts the clock here (RFC 3339) and lets it run.
    #[arg(long)]
    pub now: Option<String>,
    /// Shares with other PCs as the desktop window does, at this address, once there is something to share.
    #[arg(long, value_name = "ADDR")]
    pub share: Option<std::net::SocketAddr>,
    /// Fills an empty folder with the made-up ward first.
    #[arg(long)]
    pub demo: bool,
    /// Treats the never-issued 999 numbers as certain, so that tests need no real number.
    #[arg(long)]
    pub test_numbers: bool,
}

/// Says whether arguments (without the program's name) name a command, so that no window is opened.
#[must_use]
pub fn is_command(arguments: &[OsString]) -> bool {
    const NAMES: &[&str] = &[
        "call",
        "list",
        "state",
        "verify",
        "rebuild",
        "backup",
        "restore",
        "admin-pin",
        "demo",
        "export",
        "print",
        "pack",
        "analyse",
        "chart",
        "node",
        "pair",
        "bundle",
        "sharing",
        "doctor",
        "self-test",
        "serve-http",
    ];
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.to_str() {
            Some("--data") => {
                rest.next();
            }
            Some(word) if word.starts_with("--data=") => {}
            Some(word) => return NAMES.contains(&word),
            None => return false,
        }
    }
    false
}
