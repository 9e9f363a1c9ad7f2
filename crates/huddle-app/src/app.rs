//! The open ward: one store, one actor, one queue of requests.
//!
//! Requests are served one at a time under one lock: the store has one connection, queries answer in
//! milliseconds, and a command must see everything before it. Hosts call from any thread. What waits for a
//! folder somebody chose is done after the lock is let go (see [`crate::later`]).
//!
//! Over 400 lines because opening, serving, batches and quiet work share one lock and must be read together.

use crate::device::Device;
use crate::docs::Docs;
use crate::env::{Caller, Env};
use crate::exec::{Ask, Finished};
use crate::fault::Fault;
use crate::feed::{Feed, Listener, SubscriptionId};
use crate::later::Later;
use crate::project;
use crate::sync::{Desk, Memory, Said, Sums};
use crate::ward_conf::WardConf;
use crate::wire::{BackupDone, ChangeNote, ErrorKind, WireError};
use huddle_core::Uuid;
use huddle_core::time::Ms;
use huddle_doc::ActorId;
use huddle_store::{Observer, OpenFault, OpenOptions, OpenReport, Reader, Store, Synchronous, Tx};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long the answer of a command is kept for a second try of the same request: a week, in milliseconds.
const ANSWERS_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// How to open a folder; tests reach below the file system here.
#[derive(Clone, Default)]
pub struct Opening {
    /// SQLite VFS by name, for fault harnesses.
    pub vfs: Option<String>,
    /// FULL always, except in a harness's negative control.
    pub synchronous: Synchronous,
    /// Leaves out the check for network and removable drives.
    pub skip_path_policy: bool,
    /// Asks another log-on that holds the folder to let go.
    pub take_over: bool,
    /// Leaves out the reserve file, which harnesses would copy thousands of times.
    pub no_reserve: bool,
    /// Is told every step on the store's own small files, for fault harnesses.
    pub observer: Option<Observer>,
    /// Where local backups lie; the newest good one is used when the database is damaged.
    pub backups: Option<PathBuf>,
}

struct Inner {
    /// Shared with a copy on its way to a slow folder, which takes the store's own lock for each slice it reads.
    store: Arc<Store>,
    docs: RefCell<Docs>,
    actor: ActorId,
    ward: Option<Arc<WardConf>>,
    device: Device,
    store_id: Uuid,
    /// How far the PC's two clocks were apart when this was last looked at, milliseconds.
    apart: Option<Ms>,
}

/// An open data folder.
pub struct App {
    inner: Mutex<Inner>,
    feed: Feed,
    env: Env,
    folder: PathBuf,
    report: OpenReport,
    /// Taken before `inner` where both are needed.
    sharing: Mutex<Memory>,
    said: Said,
    desk: Desk,
}

impl App {
    /// Opens (or begins) a data folder.
    ///
    /// # Errors
    /// See [`OpenFault`]; nothing is changed when it fails.
    pub fn open(folder: &Path, env: Env, opening: &Opening) -> Result<Arc<Self>, OpenFault> {
        let mut options = Self::options(&env, opening)?;
        // The newest good local copy is the last rung of the recovery ladder.
        options.backups = options.backups.or_else(|| Some(folder.join("backups")));
        let (store, report) = Store::open(folder, options)?;
        Self::with_open_store(store, report, folder, env)
    }

    pub(crate) fn options(env: &Env, opening: &Opening) -> Result<OpenOptions, OpenFault> {
        let mut random = [0_u8; 16];
        env.entropy.fill(&mut random).map_err(|_| OpenFault::Io { at: "randomness", code: -1 })?;
        Ok(OpenOptions {
            vfs: opening.vfs.clone(),
            synchronous: opening.synchronous,
            skip_path_policy: opening.skip_path_policy,
            take_over: opening.take_over,
            reserve: !opening.no_reserve,
            observer: opening.observer.clone(),
            backups: opening.backups.clone(),
            ..OpenOptions::new(env.clock.now(), random, &env.version)
        })
    }

    /// Makes the app over a store that is open already, filling what opening found missing.
    pub(crate) fn with_open_store(
        store: Store,
        report: OpenReport,
        folder: &Path,
        env: Env,
    ) -> Result<Arc<Self>, OpenFault> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let device =
            Device::load_or_make(&folder, &env).map_err(|_| OpenFault::Io { at: "device key", code: -1 })?;
        let device = crate::machine::look(&store, &folder, &env, device)
            .map_err(|_| OpenFault::Io { at: "device key", code: -1 })?;
        if report.rebuild {
            let filled = store.write(|tx| {
                if report.rebuild_documents {
                    project::remake_documents(tx, env.clock.now())?;
                }
                project::rebuild(tx)
            });
            filled.map_err(|_: Fault| OpenFault::Damaged { at: "read model" })?;
        }
        // A crash loses the words that waited to be indexed; what was saved since is projected once more.
        let words = store.search_behind().map_err(Fault::from).and_then(|behind| {
            if let Some(since) = behind {
                store.write(|tx| project::again(tx, since))?;
            }
            Ok(store.index_search()?)
        });
        words.map_err(|_| OpenFault::Damaged { at: "search" })?;
        let ward =
            store.read(WardConf::read).map_err(|_: Fault| OpenFault::Damaged { at: "ward" })?.map(Arc::new);
        // Never persisted: a kept actor of a cloned PC stops exchange for everybody (reliability D1).
        let actor =
            actor_of(&env, &device.id_prefix()).map_err(|_| OpenFault::Io { at: "randomness", code: -1 })?;
        let store_id = store.store_id();
        let (store, apart) = (Arc::new(store), apart(&env));
        let inner = Inner { store, docs: RefCell::default(), actor, ward, device, store_id, apart };
        let mut boot = [0_u8; 16];
        env.entropy.fill(&mut boot).map_err(|_| OpenFault::Io { at: "randomness", code: -1 })?;
        let sharing = Mutex::new(Memory::default());
        let said = Said::default();
        said.renew_boot(boot);
        Ok(Arc::new(Self {
            inner: Mutex::new(inner),
            feed: Feed::default(),
            env,
            folder,
            report,
            sharing,
            said,
            desk: Desk::default(),
        }))
    }

    /// Returns what opening found.
    #[must_use]
    pub fn report(&self) -> &OpenReport {
        &self.report
    }

    /// Returns the data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the clock and the rest of the environment.
    #[must_use]
    pub fn env(&self) -> &Env {
        &self.env
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic inside a request is caught below and leaves nothing half done: the transaction rolled
        // back and the documents in memory are dropped.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a query by name.
    ///
    /// # Errors
    /// A [`WireError`] with a code.
    pub fn query(&self, name: &str, body: Json, caller: &Caller) -> Result<Json, WireError> {
        let (answer, later) = {
            let mut inner = self.lock();
            self.caught(&mut inner, |app, inner| app.query_inner(inner, name, body, caller))?
        };
        match later {
            None => Ok(answer),
            Some(later) => self.without_the_lock(later),
        }
    }

    /// Carries out a command by name. `Ok` means: on disk.
    ///
    /// # Errors
    /// A [`WireError`] with a code; then nothing was changed, except after a failed COMMIT, which is
    /// settled by asking again with the same request id.
    pub fn execute(&self, name: &str, body: Json, caller: &Caller) -> Result<Json, WireError> {
        if caller.read_only {
            let fault = Fault::new(
                ErrorKind::Policy,
                "read_only_window",
                "This screen only shows. Nothing was changed.",
            );
            return Err(*fault.0);
        }
        let (answer, later) = {
            let mut inner = self.lock();
            self.caught(&mut inner, |app, inner| app.execute_inner(inner, name, body, caller))?
        };
        let Some(later) = later else { return Ok(answer) };
        let mut answer = self.without_the_lock(later)?;
        let now = self.env.clock.now();
        fill(&mut answer, "saved_at", Some(now.into()));
        if let Some(id) = caller.request_id {
            // Only now is it done: a second try of one that failed starts again.
            let kept = self.with_store(|s| s.write(|tx| tx.put_request(id, now, &answer)));
            if let Err(fault) = kept {
                tracing::warn!(%fault, "an answer was not kept");
            }
        }
        Ok(answer)
    }

    /// Does what may take long (a slow folder) while others are served.
    fn without_the_lock(&self, later: Later) -> Result<Json, WireError> {
        match catch_unwind(AssertUnwindSafe(|| later(self))) {
            Ok(answer) => answer.map_err(|fault| *fault.0),
            Err(_) => Err(self.panicked()),
        }
    }

    /// Logs a caught panic and returns what the person is told.
    fn panicked(&self) -> WireError {
        let mut id = [0_u8; 4];
        let _ = self.env.entropy.fill(&mut id);
        let incident = hex::encode(id);
        tracing::error!(incident, "a request panicked");
        let mut fault = Fault::internal("panic");
        fault.0.incident = Some(incident);
        *fault.0
    }

    fn caught<T>(
        &self,
        inner: &mut Inner,
        work: impl FnOnce(&Self, &mut Inner) -> Result<T, Fault>,
    ) -> Result<T, WireError> {
        match catch_unwind(AssertUnwindSafe(|| work(self, inner))) {
            Ok(answer) => answer.map_err(|fault| *fault.0),
            Err(_) => {
                inner.docs.borrow_mut().clear();
                Err(self.panicked())
            }
        }
    }

    fn query_inner(
        &self,
        inner: &mut Inner,
        name: &str,
        body: Json,
        caller: &Caller,
    ) -> Result<(Json, Option<Later>), Fault> {
        let room = Room::of(self, caller, self.env.clock.now());
        if crate::find::READS_WORDS.contains(&name) {
            Self::index_search(&inner.store);
        }
        let answer = inner.store.read(|r| crate::dispatch::query(&room.ask(inner, r), name, body))?;
        Ok((answer, room.later.into_inner()))
    }

    /// Brings the search up to date. What is not indexed yet is only not found yet, so a fault is logged.
    fn index_search(store: &Store) {
        if let Err(fault) = store.index_search() {
            tracing::warn!(%fault, "new words are not indexed yet");
        }
    }

    fn execute_inner(
        &self,
        inner: &mut Inner,
        name: &str,
        body: Json,
        caller: &Caller,
    ) -> Result<(Json, Option<Later>), Fault> {
        let room = Room::of(self, caller, self.env.clock.now());
        let answered = match caller.request_id {
            Some(id) => inner.store.read(|r| r.request(id))?,
            None => None,
        };
        if let Some(answer) = answered {
            return Ok((answer, None));
        }
        self.look_for_a_jump(inner)?;
        let written = inner.store.write(|tx| room.one(inner, tx, name, body));
        let (kept, later) = (room.keep.into_inner(), room.later.into_inner());
        if !kept.is_empty() {
            inner.store.write(|tx| kept.iter().try_for_each(|(key, value)| tx.put_setting(key, value)))?;
        }
        let (answer, finished) = written?;
        Ok((self.told(inner, answer, finished, caller)?, later))
    }

    /// Carries out many commands in one transaction, each at its own time: the made-up ward, a restore.
    ///
    /// All or nothing; the feed tells once; nothing of it can be undone.
    ///
    /// # Errors
    /// The first refusal; then nothing was changed.
    pub fn execute_all(&self, steps: Vec<Step>) -> Result<Vec<Json>, WireError> {
        let mut inner = self.lock();
        self.caught(&mut inner, |app, inner| {
            let mut answers = Vec::with_capacity(steps.len());
            let mut changes = Vec::new();
            let written = inner.store.write(|tx| -> Result<(), Fault> {
                for step in steps {
                    let room = Room::of(app, &step.caller, step.at);
                    let body = (step.body)(&answers);
                    let ward = WardConf::read(tx)?;
                    let (answer, finished) = room.one_with(inner, tx, step.name, body, ward)?;
                    for (id, doc) in finished.docs {
                        inner.docs.borrow_mut().put(id, doc);
                    }
                    changes.extend(finished.changes);
                    answers.push(answer);
                }
                // Nobody takes back a made-up ward step by step.
                crate::undo::forget(tx)
            });
            if written.is_err() {
                // Memory must not run ahead of the disk.
                inner.docs.borrow_mut().clear();
            }
            written?;
            inner.ward = inner.store.read(WardConf::read)?.map(Arc::new);
            Self::index_search(&inner.store);
            app.feed.tell("", changes, app.env.clock.now());
            Ok(answers)
        })
    }

    /// Lets memory and windows learn of a commit.
    fn told(
        &self,
        inner: &mut Inner,
        mut answer: Json,
        finished: Finished,
        caller: &Caller,
    ) -> Result<Json, Fault> {
        for (id, doc) in finished.docs {
            inner.docs.borrow_mut().put(id, doc);
        }
        if finished.ward_changed || inner.ward.is_none() {
            inner.ward = inner.store.read(WardConf::read)?.map(Arc::new);
        }
        let saved_at = self.env.clock.now();
        fill(&mut answer, "saved_at", Some(saved_at.into()));
        if !finished.changes.is_empty() {
            self.feed.tell(&caller.origin, finished.changes, saved_at);
        }
        Ok(answer)
    }

    /// Listens to changes. The listener returns false when it is gone.
    pub fn subscribe(&self, listener: Listener) -> SubscriptionId {
        self.feed.subscribe(listener)
    }

    /// Stops listening.
    pub fn unsubscribe(&self, id: SubscriptionId) {
        self.feed.unsubscribe(id);
    }

    /// Returns the number of the newest feed event, for spotting gaps.
    #[must_use]
    pub fn feed_seq(&self) -> i64 {
        self.feed.seq()
    }

    /// Works on the store itself: backup, verify, state. Not for commands.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub fn with_store<T>(&self, work: impl FnOnce(&Store) -> T) -> T {
        work(&self.lock().store)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.sharing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn said(&self) -> &Said {
        &self.said
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    pub(crate) fn with_device<T>(&self, work: impl FnOnce(&Device) -> T) -> T {
        work(&self.lock().device)
    }

    /// Looks at the sums of a ward's records, brought up to date.
    pub(crate) fn with_sums<T>(&self, ward: Uuid, work: impl FnOnce(&Sums) -> T) -> Result<T, Fault> {
        let mut memory = self.memory();
        let sums = memory.sums.entry(ward).or_default();
        self.with_store(|s| s.read(|r| sums.refresh(r, ward)))?;
        Ok(work(sums))
    }

    /// Commits what came from another PC, then lets memory and windows learn of it (INV-4, INV-5).
    ///
    /// There is no undo entry: nobody on this PC did it.
    pub(crate) fn sync_write(
        &self,
        work: impl FnOnce(&Tx, &mut Docs) -> Result<Came, Fault>,
    ) -> Result<huddle_sync::Took, Fault> {
        let forget = {
            let mut inner = self.lock();
            let done = self.caught(&mut inner, |app, inner| {
                let written = inner.store.write(|tx| work(tx, &mut inner.docs.borrow_mut()));
                if written.is_err() {
                    // Memory must not run ahead of the disk.
                    inner.docs.borrow_mut().clear();
                }
                let (took, changes, docs, removed) = written?;
                let ward = changes.iter().any(|c| c.kind == "ward");
                if removed {
                    inner.docs.borrow_mut().clear();
                    // What went may have held numbers of this actor, which must not be given again.
                    inner.actor = actor_of(&app.env, &inner.device.id_prefix())?;
                }
                for (id, doc) in docs {
                    inner.docs.borrow_mut().put(id, doc);
                }
                if ward || inner.ward.is_none() {
                    inner.ward = inner.store.read(WardConf::read)?.map(Arc::new);
                }
                if !changes.is_empty() {
                    app.feed.tell("sync", changes, app.env.clock.now());
                }
                Ok((took, removed))
            });
            done.map_err(|error| Fault(Box::new(error)))?
        };
        if forget.1 {
            self.memory().sums.clear();
        }
        Ok(forget.0)
    }

    /// Reads anew which ward is shown and what this PC is in it.
    pub(crate) fn reread_ward(&self) -> Result<(), Fault> {
        let mut inner = self.lock();
        inner.ward = inner.store.read(WardConf::read)?.map(Arc::new);
        Ok(())
    }

    /// Looks whether this PC slept, or was copied while it ran: then another may go on from here under the same
    /// actor, so this one takes a fresh one (reliability R32, hazard of one actor with two histories).
    fn look_for_a_jump(&self, inner: &mut Inner) -> Result<(), Fault> {
        let now = apart(&self.env);
        let (Some(was), Some(is)) = (inner.apart, now) else { return Ok(()) };
        if (is - was).abs() <= JUMP_MS {
            return Ok(());
        }
        inner.apart = now;
        inner.actor = actor_of(&self.env, &inner.device.id_prefix())?;
        let mut boot = [0_u8; 16];
        self.env.entropy.fill(&mut boot).map_err(|_| Fault::internal("no randomness"))?;
        self.said.renew_boot(boot);
        tracing::info!("this PC slept or was copied; it writes under a fresh actor");
        Ok(())
    }

    /// Gives this PC a new key and a new store id; its records stay, and it must be paired again.
    ///
    /// # Errors
    /// When the key or the store cannot be written.
    pub(crate) fn renew_device(&self) -> Result<(), Fault> {
        let mut inner = self.lock();
        let device = crate::machine::renew(&inner.store, &self.folder, &self.env, &inner.device)?;
        inner.actor = actor_of(&self.env, &device.id_prefix())?;
        inner.device = crate::machine::look(&inner.store, &self.folder, &self.env, device)?;
        inner.store_id = inner.store.store_id();
        drop(inner);
        self.forget_roster();
        Ok(())
    }

    /// Draws a fresh actor for one piece of work of the sharing.
    pub(crate) fn fresh_actor(&self, device: &[u8; 32]) -> Result<ActorId, Fault> {
        actor_of(&self.env, device)
    }

    /// Gives the store a new id, as after it was put back to an earlier day.
    pub(crate) fn renew_store_id(&self) -> Result<(), Fault> {
        let mut id = [0_u8; 16];
        self.env.entropy.fill(&mut id).map_err(|_| Fault::internal("no randomness"))?;
        let now = self.env.clock.now();
        let mut inner = self.lock();
        inner.store.renew_store_id(Uuid::from_bytes(id), now)?;
        inner.store_id = inner.store.store_id();
        Ok(())
    }

    /// Builds the read model again from the documents; returns how many records it read.
    ///
    /// # Errors
    /// When a record's changes are damaged; the old read model stays.
    pub fn rebuild(&self) -> Result<u64, WireError> {
        self.with_store(|store| {
            let count = store.write(project::rebuild)?;
            store.index_search()?;
            Ok(count)
        })
        .map_err(|fault: Fault| *fault.0)
    }

    /// Does what is due in quiet moments; hosts call it about once a minute.
    pub fn tick(&self) {
        let now = self.env.clock.now();
        if let Err(fault) = self.look_for_a_jump(&mut self.lock()) {
            tracing::warn!(%fault, "no fresh actor");
        }
        self.with_store(Self::index_search);
        // A window asks again within seconds; an answer this old is asked for by nobody.
        let old = now - ANSWERS_KEPT_MS;
        let trimmed = self.with_store(|store| match store.read(|r| r.has_request_before(old)) {
            Ok(true) => store.write(|tx| tx.trim_requests(old)).map(|_| ()),
            other => other.map(|_| ()),
        });
        if let Err(fault) = trimmed {
            tracing::warn!(%fault, "old answers were kept");
        }
        crate::backup::night(self, now);
        if let Err(fault) = self.with_store(|store| store.checkpoint(now)) {
            tracing::warn!(%fault, "quiet checkpoint");
        }
        // A setting that keeps saves safe must never drift unseen (hazard H27).
        match self.with_store(Store::settings_drift) {
            Ok(drifted) if !drifted.is_empty() => tracing::error!(?drifted, "store settings put right"),
            Ok(_) => {}
            Err(fault) => tracing::warn!(%fault, "store settings not read back"),
        }
    }

    pub(crate) fn ward_conf(&self) -> Option<Arc<WardConf>> {
        self.lock().ward.clone()
    }

    /// Makes last night's pack when it is due; hosts call it about once a minute from a thread of its own, because
    /// a folder somebody chose may be slow. Nobody else waits for it.
    pub fn make_pack_when_due(&self) {
        if catch_unwind(AssertUnwindSafe(|| crate::pack::night(self, self.env.clock.now()))).is_err() {
            let _ = self.panicked();
        }
    }

    /// Writes the nightly copies that are due; hosts call it about once a minute from a thread of its own, because
    /// the folder somebody chose may be slow. Nobody else waits for it.
    pub fn copy_when_due(&self) {
        if catch_unwind(AssertUnwindSafe(|| crate::backup::copies(self, self.env.clock.now()))).is_err() {
            let _ = self.panicked();
        }
    }

    /// Writes a verified backup into a folder and notes when. Others are served meanwhile.
    pub(crate) fn backup_into(&self, to: &Path) -> Result<BackupDone, Fault> {
        let now = self.env.clock.now();
        let (store, ward) = {
            let inner = self.lock();
            (Arc::clone(&inner.store), inner.ward.clone())
        };
        let done = crate::backup::write(&store, to, ward.as_deref(), now)?;
        self.with_store(|s| {
            s.write(|tx| {
                tx.put_setting(crate::backup::LAST_AT, &now.into())?;
                tx.put_setting(crate::backup::LAST_VERIFIED, &done.verified.into())
            })
        })?;
        Ok(done)
    }

    /// Returns now.
    #[must_use]
    pub fn now(&self) -> Ms {
        self.env.clock.now()
    }

    /// Returns the store's id.
    #[must_use]
    pub fn store_id(&self) -> Uuid {
        self.lock().store_id
    }

    /// Says whether another log-on asks this one to let go.
    #[must_use]
    pub fn take_over_requested(&self) -> bool {
        self.lock().store.take_over_requested().is_some()
    }

    /// Lets go of the folder for another log-on; later requests answer `taken_over`.
    ///
    /// # Errors
    /// When the last flush failed; what was saved is safe.
    pub fn release(&self) -> Result<(), WireError> {
        let now = self.now();
        self.lock().store.release(now).map_err(|fault| *Fault::from(fault).0)
    }
}

/// A PC whose two clocks moved apart by more than this slept or was copied, in milliseconds.
const JUMP_MS: Ms = 60_000;

/// Draws an actor of a PC. The time is stirred in: a copy of a running machine may draw the same bytes.
pub(crate) fn actor_of(env: &Env, device: &[u8]) -> Result<ActorId, Fault> {
    let mut random = [0_u8; 16];
    env.entropy.fill(&mut random).map_err(|_| Fault::internal("no randomness"))?;
    let stirred = Sha256::new().chain_update(random).chain_update(env.clock.now().to_be_bytes()).finalize();
    let mut actor = [0_u8; 16];
    for (slot, byte) in actor.iter_mut().zip(device.iter().take(8).chain(stirred.iter())) {
        *slot = *byte;
    }
    Ok(ActorId(actor))
}

/// Returns how far the clock on the wall is ahead of the one that only runs.
fn apart(env: &Env) -> Option<Ms> {
    env.clock.running().map(|running| env.clock.now() - running)
}

/// Makes a command's body from the answers of the commands before it.
pub type MakeBody = Box<dyn FnOnce(&[Json]) -> Json>;

/// One command of [`App::execute_all`].
pub struct Step {
    /// Command name.
    pub name: &'static str,
    /// Makes the body from the answers so far, so that a step can name a record made before it.
    pub body: MakeBody,
    /// When it happens.
    pub at: Ms,
    /// Who does it.
    pub caller: Caller,
}

/// What a batch from another PC left: the answer, the news, the documents, and whether a record went.
pub(crate) type Came = (huddle_sync::Took, Vec<ChangeNote>, Vec<(Uuid, Arc<huddle_doc::Doc>)>, bool);

/// One request's view of the app.
struct Room<'a> {
    app: &'a App,
    caller: &'a Caller,
    now: Ms,
    keep: RefCell<Vec<(&'static str, Json)>>,
    later: RefCell<Option<Later>>,
}

impl<'a> Room<'a> {
    fn of(app: &'a App, caller: &'a Caller, now: Ms) -> Self {
        Self { app, caller, now, keep: RefCell::default(), later: RefCell::default() }
    }
    fn ask<'b>(&'b self, inner: &'b Inner, r: &'b Reader<'b>) -> Ask<'b> {
        self.ask_with(inner, r, inner.ward.clone())
    }

    fn ask_with<'b>(&'b self, inner: &'b Inner, r: &'b Reader<'b>, ward: Option<Arc<WardConf>>) -> Ask<'b> {
        Ask {
            r,
            env: &self.app.env,
            now: self.now,
            caller: self.caller,
            folder: &self.app.folder,
            device: inner.device.id(),
            store_id: inner.store_id,
            recovered: self.app.report.recovered.is_some() || self.app.report.doubt.is_some(),
            keep: &self.keep,
            said: &self.app.said,
            desk: &self.app.desk,
            later: &self.later,
            ward,
            docs: &inner.docs,
        }
    }

    fn one(&self, inner: &Inner, tx: &Tx, name: &str, body: Json) -> Result<(Json, Finished), Fault> {
        self.work(self.ask(inner, tx), inner, tx, name, body)
    }

    fn one_with(
        &self,
        inner: &Inner,
        tx: &Tx,
        name: &str,
        body: Json,
        ward: Option<WardConf>,
    ) -> Result<(Json, Finished), Fault> {
        self.work(self.ask_with(inner, tx, ward.map(Arc::new)), inner, tx, name, body)
    }

    /// Handles one command and writes all its traces into the transaction (INV-4).
    fn work<'b>(
        &'b self,
        ask: Ask<'b>,
        inner: &'b Inner,
        tx: &'b Tx<'b>,
        name: &str,
        body: Json,
    ) -> Result<(Json, Finished), Fault> {
        let (mut ex, mut answer) = crate::dispatch::execute(ask, tx, inner.actor, name, body)?;
        let notes = ex.take_notes();
        let finished = ex.finish()?;
        fill(&mut answer, "undo", finished.undo.map(Json::from));
        if !notes.is_empty() {
            fill(&mut answer, "notes", Some(notes.into()));
        }
        if let Some(id) = self.caller.request_id
            && self.later.borrow().is_none()
        {
            tx.put_request(id, self.now, &answer)?;
        }
        Ok((answer, finished))
    }
}

/// Sets a field of an answer when the answer has it.
fn fill(answer: &mut Json, key: &str, value: Option<Json>) {
    if let Some(slot) = answer.get_mut(key) {
        *slot = value.unwrap_or(Json::Null);
    }
}
