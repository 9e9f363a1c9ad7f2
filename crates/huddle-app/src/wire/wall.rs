//! Who may see a record, and the wall screen.

use super::{NowView, request, view};
use uuid::Uuid;

request! {
    /// Raises a record to wider eyes or takes it back: `ward`, `matron` or `wall`.
    ///
    /// Going wider needs a held tile and `read_back`: somebody read the words and answered "Could anyone
    /// tell who this is about?" with no. When words were found that may tell, `kept_because` says why
    /// they stay: `staff`, `not_a_person` or `agreed`.
    AudienceSet { id: Uuid, audience: String, read_back: bool, kept_because: Option<String> }
}

request! {
    /// Asks what is read back before a record goes to wider eyes: `matron`, or `wall` when nothing is said.
    RaiseAsk { id: Uuid, audience: Option<String> }
    /// Asks what is read back before a cross goes on the wall.
    CrossRaiseAsk { cross: String }
    /// Puts a cross on the wall or takes it off; up as for any record: a held tile, `read_back`, and `kept_because`
    /// where its name may tell who it is about.
    CrossWallSet { cross: String, up: bool, read_back: bool, kept_because: Option<String> }
}

request! {
    /// Asks whether words may tell who they are about, before they are kept or raised anywhere.
    WordsAsk { text: String }
}

view! {
    /// What in some words may tell who they are about; nothing is kept of the question.
    WordsCheck { finds: Vec<RaiseFind> }
    /// What somebody reads back before a record goes to wider eyes.
    RaiseCheck {
        id: Uuid,
        audience: String,
        /// The widest level this kind of record may have.
        widest: String,
        /// The words that would be shown.
        texts: Vec<String>,
        /// What may tell who it is about.
        finds: Vec<RaiseFind>,
        /// A reason given earlier for these very words.
        kept_because: String,
    }
    /// One find: which text, from which character to before which.
    RaiseFind { text: usize, from: usize, to: usize, found: String }

    /// A text for the wall. Hidden ones are empty: their wording is to be checked first (IG-5).
    WallText { text: String, hidden: bool }
    WallLane {
        key: String,
        label: WallText,
        status: String,
        /// Nobody said how it stands this shift.
        stale: bool,
        numbers: Vec<WallNumber>,
        doing: i64,
    }
    /// `two`: two people wrote different numbers, and there is no number until a person chooses.
    WallNumber { label: WallText, plan: Option<f64>, actual: Option<f64>, two: bool }
    WallDay { date: String, state: String, future: bool }
    WallCross {
        /// The cross's own key: two may have the same name.
        key: String,
        label: WallText,
        days: Option<i64>,
        since_start: Option<String>,
        not_checked: i64,
        milestone: Option<i64>,
        month: Vec<WallDay>,
    }
    WallMeasure { name: WallText, latest_text: String, usual_text: String, sentence: String, svg: String, stale: bool }
    WallCard { title: WallText, lane: String, age_days: i64, old: bool }
    WallAsk { need: WallText, to: String, days: i64, answer: WallText, answered: bool }
    /// An idea and what was said to it. Who had it is never on the wall.
    WallIdea { text: WallText, state: String, reply: WallText }
    WallThanks { text: WallText, to: WallText }
    WallChange { at: i64, by: String }
    /// Everything a wall screen shows. Only what somebody raised is in it.
    WallView {
        ward: String,
        area: String,
        now: NowView,
        /// Between 20:00 and 07:00: dim and dark.
        night: bool,
        /// Off hours, as this PC set them: only the clock is shown until this time (`HH:MM`); `null` shows the board.
        dark_until: Option<String>,
        /// Diagonal of this PC's wall screen in inches and the distance people read from in metres, as set.
        inches: Option<f64>,
        metres: Option<f64>,
        /// The last change a person made.
        last_change: Option<WallChange>,
        lanes: Vec<WallLane>,
        crosses: Vec<WallCross>,
        measures: Vec<WallMeasure>,
        doing: Vec<WallCard>,
        waiting: Vec<WallAsk>,
        ideas: Vec<WallIdea>,
        thanks: Vec<WallThanks>,
    }
}
