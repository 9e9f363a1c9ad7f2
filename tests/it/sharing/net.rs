//! PCs with real stores and a network that is only queues: every frame is the bytes that would travel.
//!
//! Over 400 lines because a PC and the network that mistreats its frames are told apart only by who may see what.

use crate::support::opening;
use huddle_app::sync::{Care, Ended, Invite, Link, PairAnswer};
use huddle_app::{App, Caller, Clock, Entropy, Env, Machine};
use huddle_core::guard::Ranges;
use huddle_store::SqlValue;
use huddle_sync::{Message, Way};
use huddle_testkit::chance::Chance;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A clock that is off by so much and moves a second each time it is asked, a steady one that moves only when a test
/// waits, and how long its PC slept.
struct Off(AtomicI64, AtomicU64, AtomicI64);

impl Off {
    fn by(off_ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(crate::support::NOW + off_ms), AtomicU64::new(0), AtomicI64::new(0)))
    }
}

/// A machine told from others by a number.
struct Marked(u64);

impl Machine for Marked {
    fn marks(&self) -> Vec<(&'static str, String)> {
        ["system", "board", "disk", "network"].map(|name| (name, format!("{name} {}", self.0))).to_vec()
    }
}

impl Clock for Off {
    fn now(&self) -> i64 {
        self.0.fetch_add(1_000, Ordering::Relaxed)
    }

    fn steady(&self) -> Duration {
        Duration::from_millis(self.1.load(Ordering::Relaxed))
    }

    fn running(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed) - self.2.load(Ordering::Relaxed))
    }
}

struct Seeded(Mutex<Chance>);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        let mut chance = self.0.lock().unwrap();
        bytes.fill_with(|| chance.bits() as u8);
        Ok(())
    }
}

/// One PC: a folder, and the app while it runs.
pub struct Pc {
    pub folder: tempfile::TempDir,
    app: Option<Arc<App>>,
    clock: Arc<Off>,
    off_ms: i64,
    seed: u64,
    /// The machine it runs on.
    pub machine: u64,
    ranges: Arc<Ranges>,
}

impl Pc {
    pub fn new(seed: u64, off_ms: i64) -> Self {
        Self::with_ranges(seed, off_ms, Ranges::with_test_numbers())
    }

    /// A PC to which other numbers are certain than to the rest.
    pub fn with_ranges(seed: u64, off_ms: i64, ranges: Ranges) -> Self {
        let mut pc = Self::off(seed, off_ms, ranges);
        pc.start();
        pc
    }

    fn off(seed: u64, off_ms: i64, ranges: Ranges) -> Self {
        // The disk is tested elsewhere; thousands of PCs are quicker in memory.
        let folder = huddle_testkit::vfs::scratch().unwrap();
        let ranges = Arc::new(ranges);
        Self { folder, app: None, clock: Off::by(off_ms), off_ms, seed, machine: seed, ranges }
    }

    /// Lets time go by on this PC.
    pub fn wait(&self, ms: i64) {
        self.set_clock(ms);
        self.clock.1.fetch_add(u64::try_from(ms).unwrap(), Ordering::Relaxed);
    }

    /// Somebody sets this PC's clock: no time goes by.
    pub fn set_clock(&self, by_ms: i64) {
        self.clock.0.fetch_add(by_ms, Ordering::Relaxed);
    }

    /// Lets this PC sleep: its clock goes on, what it counts for itself does not.
    pub fn sleep(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
        self.clock.2.fetch_add(ms, Ordering::Relaxed);
    }

    /// Copies this PC with all it has in memory: both go on with one key, one actor and one number of the start.
    pub fn copied_while_running(&mut self) -> Self {
        self.stop();
        let mut copy = Self::off(self.seed, self.off_ms, Ranges::with_test_numbers());
        copy.machine = self.machine;
        copy_folder(self.folder.path(), copy.folder.path());
        self.start();
        copy.start();
        copy
    }

    pub fn app(&self) -> &Arc<App> {
        self.app.as_ref().unwrap()
    }

    /// Opens the folder; a new start draws other random bytes.
    pub fn start(&mut self) {
        self.start_with(self.seed.wrapping_mul(31).wrapping_add(1));
    }

    fn start_with(&mut self, seed: u64) {
        self.seed = seed;
        self.clock = Off::by(self.off_ms);
        let env = Env {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            entropy: Arc::new(Seeded(Mutex::new(Chance::new(self.seed)))),
            ranges: Arc::clone(&self.ranges),
            machine: Arc::new(Marked(self.machine)),
            ..Env::system("0.1.0")
        };
        self.app = Some(App::open(self.folder.path(), env, &opening()).unwrap());
    }

    /// Makes a PC whose folder is a copy of `of`, as an image or a backup of a whole folder is.
    pub fn copy_of(of: &Path, seed: u64, start: bool) -> Self {
        let mut pc = Self::off(seed, 0, Ranges::with_test_numbers());
        copy_folder(of, pc.folder.path());
        if start {
            pc.start();
        }
        pc
    }

    /// Puts the folder back to what `from` holds, and opens it; `kept_actor` draws the same random bytes as
    /// the start before did, which no product build can.
    pub fn put_back(&mut self, from: &Path, kept_actor: bool) {
        self.stop();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::remove_file(path).unwrap();
            } else {
                std::fs::remove_dir_all(path).unwrap();
            }
        }
        copy_folder(from, self.folder.path());
        if kept_actor {
            self.start_with(self.seed);
        } else {
            self.start();
        }
    }

    pub fn stop(&mut self) {
        let app = self.app.take().unwrap();
        assert_eq!(Arc::strong_count(&app), 1, "a link still holds the app");
    }

    pub fn tell(&self, name: &str, body: Value) -> Value {
        self.app().execute(name, body, &Caller::default()).unwrap_or_else(|e| panic!("{name}: {e:?}"))
    }

    pub fn state(&self) -> Value {
        self.app().keep("state", &json!({})).unwrap()
    }

    fn values(&self, sql: &str) -> Vec<Vec<SqlValue>> {
        let rows = self.app().with_store(|s| s.read(|r| r.values(sql, [])));
        rows.map_err(|e: huddle_store::StoreFault| e).unwrap()
    }

    /// Every record's id and heads.
    pub fn heads(&self) -> Vec<Vec<SqlValue>> {
        self.values("SELECT id, heads FROM doc ORDER BY id")
    }

    /// Number of the newest change in this store.
    pub fn last_number(&self) -> i64 {
        match self.values("SELECT coalesce(max(seq), 0) FROM \"change\"")[0][0] {
            SqlValue::Integer(n) => n,
            ref other => panic!("no number: {other:?}"),
        }
    }

    pub fn quarantined(&self) -> i64 {
        self.app().keep("pair_list", &json!({})).unwrap()["quarantined"].as_i64().unwrap()
    }

    pub fn titles(&self) -> Vec<String> {
        let title = |row: Vec<SqlValue>| match row.into_iter().next() {
            Some(SqlValue::Text(title)) => title,
            other => panic!("no title: {other:?}"),
        };
        self.values("SELECT title FROM card").into_iter().map(title).collect()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            std::fs::create_dir_all(to.join(entry.file_name())).unwrap();
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Lets `new` into the ward of `admin`, as an invite file does over a connection.
pub fn pair(admin: &Pc, new: &Pc, role: &str) {
    let made = admin.app().keep("pair_invite", &json!({ "role": role })).unwrap();
    let file = made["file"].as_str().unwrap();
    let binding = [7; 32];
    let ask = Invite::read(file).unwrap().ask("Ward PC", &binding);
    let answer = admin.app().pair_answer(&ask, &new.app().identity().key, &binding).unwrap();
    assert!(matches!(answer, PairAnswer::Welcome(_)), "{answer:?}");
    let answer = String::from_utf8(answer.to_bytes()).unwrap();
    new.app().keep("pair_joined", &json!({ "file": file, "answer": answer })).unwrap();
}

/// One connection between two PCs.
struct Wire {
    ends: [usize; 2],
    links: [Link; 2],
    /// What is on its way to each end.
    to: [VecDeque<Vec<u8>>; 2],
    /// Something was lost, doubled, swapped or cut on it.
    bad: bool,
    whole: bool,
}

/// How frames are mistreated, in percent.
#[derive(Clone, Copy)]
pub struct Chaos {
    pub drop: u64,
    pub double: u64,
    pub swap: u64,
    pub cut: u64,
}

impl Chaos {
    pub const NONE: Self = Self { drop: 0, double: 0, swap: 0, cut: 0 };
}

/// The PCs and their connections.
pub struct Net {
    pub pcs: Vec<Pc>,
    wires: Vec<Wire>,
    /// Not whole only in a negative control.
    pub care: Care,
    /// Words with which links ended although nothing had happened to their frames.
    pub refusals: Vec<String>,
    pub frames: u64,
    pub bytes: u64,
    /// The bytes that came to each PC.
    pub came: BTreeMap<usize, u64>,
    /// In how many of a hundred batches the cursor is kept and acknowledged while the changes are lost: what
    /// an acknowledgement before COMMIT comes to when the power goes.
    pub lose: u64,
    pub lost: u64,
    /// Frames as they were delivered to the first PC, while somebody writes them down.
    pub record: Option<Vec<Vec<u8>>>,
}

impl Net {
    pub fn new(pcs: Vec<Pc>) -> Self {
        Self {
            pcs,
            wires: Vec::new(),
            care: Care::ALL,
            refusals: Vec::new(),
            frames: 0,
            bytes: 0,
            came: BTreeMap::new(),
            lose: 0,
            lost: 0,
            record: None,
        }
    }

    /// Connects two PCs, unless they are.
    pub fn connect(&mut self, a: usize, b: usize) {
        if a == b || self.wires.iter().any(|w| w.ends == [a, b] || w.ends == [b, a]) {
            return;
        }
        let id = |n: usize| self.pcs[n].app().identity().device;
        let open = |n: usize, other: usize, dialled: bool| {
            Link::open_with(Arc::clone(self.pcs[n].app()), id(other), dialled, self.care)
        };
        let (Ok((one, first)), Ok((two, none))) = (open(a, b, true), open(b, a, false)) else { return };
        assert!(none.is_empty(), "a listener speaks second");
        self.wires.push(Wire {
            ends: [a, b],
            links: [one, two],
            to: [VecDeque::new(), first.into()],
            bad: false,
            whole: self.care == Care::ALL,
        });
    }

    pub fn cut(&mut self, n: usize) {
        if n < self.wires.len() {
            self.wires.swap_remove(n);
        }
    }

    /// Ends every connection.
    pub fn wires_cut(&mut self) {
        self.wires.clear();
    }

    /// Hands a PC the frame without meaning that every link sends now and then.
    pub fn still_here(&mut self, pc: usize) {
        for n in (0..self.wires.len()).rev() {
            for end in 0..2 {
                if self.wires[n].ends[end] == pc
                    && let Err(ended) = self.wires[n].links[end].on_frame(&[127])
                {
                    self.hang_up(n, end, ended);
                    break;
                }
            }
        }
    }

    pub fn wires(&self) -> usize {
        self.wires.len()
    }

    /// Ends every connection of a PC.
    pub fn unplug(&mut self, pc: usize) {
        self.wires.retain(|w| !w.ends.contains(&pc));
    }

    pub fn restart(&mut self, pc: usize) {
        self.unplug(pc);
        self.pcs[pc].stop();
        self.pcs[pc].start();
    }

    /// Tells a PC's links that it saved something.
    pub fn poke(&mut self, pc: usize) {
        let mut over = Vec::new();
        for (n, wire) in self.wires.iter_mut().enumerate() {
            for end in 0..2 {
                if wire.ends[end] == pc {
                    match wire.links[end].poke() {
                        Ok(frames) => wire.to[1 - end].extend(frames),
                        Err(_) => over.push(n),
                    }
                }
            }
        }
        over.into_iter().rev().for_each(|n| self.cut(n));
    }

    /// Lets a PC's links do what is due every few seconds.
    pub fn look(&mut self, pc: usize) {
        let mut over = Vec::new();
        for (n, wire) in self.wires.iter_mut().enumerate() {
            for end in 0..2 {
                if wire.ends[end] == pc {
                    match wire.links[end].look() {
                        Ok(frames) => wire.to[1 - end].extend(frames),
                        Err(ended) => over.push((n, end, ended)),
                    }
                }
            }
        }
        for (n, end, ended) in over.into_iter().rev() {
            self.hang_up(n, end, ended);
        }
    }

    /// Ends a connection as a node does: the last frame still goes out.
    fn hang_up(&mut self, n: usize, end: usize, ended: Ended) {
        let wire = &mut self.wires[n];
        if !wire.bad && wire.whole {
            self.refusals.push(ended.word);
        }
        if let Some(goodbye) = ended.goodbye {
            let other = wire.links[1 - end].on_frame(&goodbye);
            if let Err(told) = other
                && !wire.bad
                && wire.whole
            {
                self.refusals.push(told.word);
            }
        }
        self.cut(n);
    }

    /// Delivers one frame somewhere; false when nothing is on its way.
    pub fn step(&mut self, chance: &mut Chance, chaos: Chaos) -> bool {
        let busy: Vec<(usize, usize)> = (0..self.wires.len())
            .flat_map(|n| [(n, 0), (n, 1)])
            .filter(|(n, end)| !self.wires[*n].to[*end].is_empty())
            .collect();
        let Some(&(n, end)) = chance.pick(&busy) else { return false };
        let wire = &mut self.wires[n];
        let mut frame = wire.to[end].pop_front().unwrap();
        self.frames += 1;
        self.bytes += frame.len() as u64 + 4;
        *self.came.entry(wire.ends[end]).or_default() += frame.len() as u64 + 4;
        if chance.percent(chaos.drop) {
            wire.bad = true;
            return true;
        }
        if chance.percent(chaos.double) {
            wire.bad = true;
            wire.to[end].push_front(frame.clone());
        }
        if chance.percent(chaos.swap)
            && let Some(next) = wire.to[end].pop_front()
        {
            wire.bad = true;
            wire.to[end].push_front(frame);
            frame = next;
        }
        if chance.percent(chaos.cut) {
            // The connection breaks in the middle of the frame; half a frame is never handed over.
            self.cut(n);
            return true;
        }
        assert!(frame.len() <= wire.links[end].cap());
        if chance.percent(self.lose)
            && let Ok(Some(Message::Changes(mut batch))) = Message::decode(&frame)
            && batch.way != Way::Repair
            && !batch.items.is_empty()
        {
            batch.items.clear();
            self.lost += 1;
            frame = Message::Changes(batch).encode();
        }
        let pc = wire.ends[end];
        if let Some(record) = self.record.as_mut().filter(|_| pc == 0) {
            record.push(frame.clone());
        }
        let before = self.pcs[pc].app().feed_seq();
        match wire.links[end].on_frame(&frame) {
            Ok(frames) => wire.to[1 - end].extend(frames),
            Err(ended) => self.hang_up(n, end, ended),
        }
        if self.pcs[pc].app().feed_seq() != before {
            self.poke(pc);
        }
        true
    }

    /// Delivers everything, untouched.
    pub fn settle(&mut self, chance: &mut Chance) {
        let mut steps = 0_u64;
        while self.step(chance, Chaos::NONE) {
            steps += 1;
            assert!(steps < 500_000, "the network never falls silent");
        }
    }

    /// Connects everybody with everybody, delivers everything and says whether all are equal. A link that ended
    /// is tried again, as a node does.
    pub fn heal(&mut self, chance: &mut Chance) -> bool {
        self.heal_over(chance, usize::MAX)
    }

    /// Heals a network in which nobody needs more than a way to everybody else: a tree drawn anew each time, and
    /// so many connections besides. What one PC lacks then comes through others.
    pub fn heal_over(&mut self, chance: &mut Chance, besides: usize) -> bool {
        self.wires.clear();
        let pcs = self.pcs.len();
        for turn in 0..4 {
            if turn == 3 || besides >= pcs * pcs {
                (0..pcs).for_each(|a| (0..a).for_each(|b| self.connect(a, b)));
            } else {
                let mut order: Vec<usize> = (0..pcs).collect();
                (1..pcs).for_each(|n| order.swap(n, chance.below(n + 1)));
                (1..pcs).for_each(|n| self.connect(order[n], order[chance.below(n)]));
                (0..besides).for_each(|_| self.connect(chance.below(pcs), chance.below(pcs)));
            }
            self.settle(chance);
            if self.equal() {
                return true;
            }
        }
        false
    }

    /// Says whether all hold the same heads; [`Self::same`] reads every record as well.
    pub fn equal(&self) -> bool {
        self.first_equal(self.pcs.len())
    }

    /// Says whether the first so many hold the same heads.
    pub fn first_equal(&self, pcs: usize) -> bool {
        let first = self.pcs[0].heads();
        self.pcs.iter().take(pcs).all(|pc| pc.heads() == first)
    }

    pub fn same(&self) -> bool {
        let first = self.pcs[0].state();
        self.pcs.iter().all(|pc| pc.state() == first)
    }
}
