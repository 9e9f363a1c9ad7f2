//! What the outside gives: clock, randomness, identifier ranges, version.

use huddle_core::guard::Ranges;
use huddle_core::report::Reports;
use huddle_core::time::Ms;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Tells the time: milliseconds since 1970 in UTC.
pub trait Clock: Send + Sync {
    /// Returns now.
    fn now(&self) -> Ms;

    /// Returns how long it is since some moment of this process: a clock that nobody sets, for whatever ends after
    /// a while (reliability D12).
    fn steady(&self) -> Duration {
        static BEGAN: OnceLock<Instant> = OnceLock::new();
        BEGAN.get_or_init(Instant::now).elapsed()
    }
}

/// Gives random bytes fit for keys.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()>;
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Ms {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(bytes).map_err(|_| std::io::Error::other("no randomness"))
    }
}

/// Tries what sharing needs from the network; the hosts bring it, because the app has no sockets.
pub trait Network: Send + Sync {
    /// Tries everything once and says what it found, within seconds. It changes nothing and disturbs no link.
    fn test(&self, app: &crate::App) -> Vec<crate::wire::SharingCheck>;
}

/// Everything an [`crate::App`] takes from outside.
#[derive(Clone)]
pub struct Env {
    /// Clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Which number ranges the identifier guard treats as certain.
    pub ranges: Arc<Ranges>,
    /// Version shown under About and written into the lock and backups.
    pub version: String,
    /// Makes files of the week; without it the app says that it makes none.
    pub reports: Option<Arc<dyn Reports>>,
    /// Where the trust's settings file lies, should there be one (`huddle_core::policy`).
    pub policy: Option<PathBuf>,
    /// Tries what sharing needs; without it the app says that it cannot.
    pub network: Option<Arc<dyn Network>>,
}

impl Env {
    /// Returns the environment of a real PC.
    #[must_use]
    pub fn system(version: &str) -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            ranges: Arc::new(Ranges::united_kingdom()),
            version: version.to_owned(),
            reports: None,
            policy: None,
            network: None,
        }
    }

    /// Hands over what makes files of the week.
    #[must_use]
    pub fn with_reports(self, reports: Arc<dyn Reports>) -> Self {
        Self { reports: Some(reports), ..self }
    }

    /// Says where the trust's settings file lies.
    #[must_use]
    pub fn with_policy(self, policy: PathBuf) -> Self {
        Self { policy: Some(policy), ..self }
    }

    /// Hands over what tries the network.
    #[must_use]
    pub fn with_network(self, network: Arc<dyn Network>) -> Self {
        Self { network: Some(network), ..self }
    }
}

/// Who asks: which window or connection, which tile is held, which request this is.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// Label of the window or connection; carried to the feed as `origin`.
    pub origin: String,
    /// The name tile that is held, when one is.
    pub tile: Option<uuid::Uuid>,
    /// Makes a command idempotent: the same id gets the first answer again.
    pub request_id: Option<uuid::Uuid>,
    /// A wall or another reader: every command is refused.
    pub read_only: bool,
}
