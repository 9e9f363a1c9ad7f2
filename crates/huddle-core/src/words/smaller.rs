//! Words of the smaller records: notices, procedures, ideas, check-ins.

open_words! {
    /// What a notice is.
    pub enum NoticeKind {
        /// Something the ward needs to know, until it runs out.
        Message = "message",
        /// A thank-you.
        Thanks = "thanks",
    }
}

/// Hours a message stands unless somebody says otherwise.
pub const MESSAGE_HOURS: i64 = 72;

open_words! {
    /// Why words that may tell who somebody is may stay as they are (IG-3).
    pub enum KeptBecause {
        /// They name a member of staff.
        Staff = "staff",
        /// They name nobody: a place, kit, a product.
        NotAPerson = "not_a_person",
        /// The person agreed to be named.
        Agreed = "agreed",
    }
}

open_words! {
    /// Where a version of a procedure stands.
    pub enum WorkStatus {
        /// Being written; never hides the current version.
        Draft = "draft",
        /// Being tried.
        OnTrial = "on_trial",
        /// The one that counts; at most one for each title.
        Current = "current",
        /// No longer used; still readable.
        Withdrawn = "withdrawn",
    }
}

/// Months after which a procedure is reviewed unless somebody says otherwise.
pub const REVIEW_MONTHS: u32 = 6;

open_words! {
    /// Where an idea stands.
    pub enum IdeaState {
        /// Nobody has answered.
        New = "new",
        /// Thanked, not decided.
        Thanked = "thanked",
        /// Being tried.
        Trying = "trying",
        /// Done.
        Done = "done",
        /// Passed up.
        PassedUp = "passed_up",
        /// Not now, with a reason.
        NotNow = "not_now",
    }
}

/// Days within which an idea is promised a first answer.
pub const IDEA_ANSWER_DAYS: i64 = 7;
/// Days within which an idea is promised a decision.
pub const IDEA_DECISION_DAYS: i64 = 30;

open_words! {
    /// Whom an idea helps.
    pub enum Benefits {
        /// Patients.
        Patients = "patients",
        /// Staff.
        Staff = "staff",
        /// Both.
        Both = "both",
    }
}

open_words! {
    /// Whether the ward can do it itself.
    pub enum CanWeDoIt {
        /// Yes, ourselves.
        Ourselves = "ourselves",
        /// With help.
        WithHelp = "with_help",
        /// Somebody has to say yes.
        NeedsAYes = "needs_a_yes",
    }
}

open_words! {
    /// How long an idea takes.
    pub enum Effort {
        /// Minutes.
        Minutes = "minutes",
        /// Days.
        Days = "days",
        /// Weeks.
        Weeks = "weeks",
    }
}

closed_words! {
    /// One of three faces of a check-in.
    pub enum Face {
        /// A good day.
        Good = "good",
        /// So-so.
        SoSo = "so_so",
        /// Struggling.
        Struggling = "struggling",
    }
}

open_words! {
    /// What a check-in is about.
    pub enum CheckinReason {
        /// Staffing.
        Staffing = "staffing",
        /// Teamwork.
        Teamwork = "teamwork",
        /// Kit and IT.
        KitAndIt = "kit_and_it",
        /// Patients and families.
        PatientsAndFamilies = "patients_and_families",
        /// Workload and breaks.
        WorkloadAndBreaks = "workload_and_breaks",
        /// Learning and support.
        LearningAndSupport = "learning_and_support",
    }
}

/// Answers in a week from which the ward sees a check-in total.
pub const CHECKIN_SHOWN_FROM: u32 = 5;
/// Answers in a week from which a check-in total may leave the ward.
pub const CHECKIN_LEAVES_FROM: u32 = 10;
