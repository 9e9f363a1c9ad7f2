//! Two nodes in one process over real TLS on loopback: one listens, the other only dials out. How long an edit
//! takes from the key to the other PC's disk and rows, in a small ward and in one with many records.
//!
//! `EDITS=` and `DOCS=` set the numbers. The figures hold in a release build (`cargo xtask bench --sharing`); the
//! everyday one prints them and fails only for a gross slip.

use super::lab::{add, dialling, join, listening, middle_and_worst, open, soon, ward};
use super::tls::{self, Expect};
use huddle_app::App;
use huddle_core::audience::Audience;
use huddle_core::kind::Kind;
use huddle_doc::kinds::card;
use huddle_doc::{ActorId, Chunk, Doc, Envelope, Meta};
use huddle_store::{ChangeRow, DocRow, StoreFault, Tx};
use huddle_testkit::chance::count;
use rustls::pki_types::ServerName;
use serde_json::json;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use uuid::Uuid;

/// The figure: half of all edits are there within so many times a save here and so many round trips.
const SAVES: u32 = 2;
const ROUND_TRIPS: u32 = 3;
/// Many records may cost so much more than one, in percent.
const MANY: u32 = 110;
/// Unoptimised, a ward must not wait all the same.
const A_MOMENT: Duration = Duration::from_secs(1);

/// What one pair of PCs took.
struct Seen {
    saved: (Duration, Duration),
    there: (Duration, Duration),
}

/// Writes so many cards into a store, as if they had been there for long.
fn fill(app: &App, docs: u64) {
    let ward = app.query("ward_get", json!({}), &huddle_app::Caller::default()).unwrap();
    let ward = Uuid::parse_str(ward["id"].as_str().unwrap()).unwrap();
    let mut actor = [7; 16];
    actor[..8].copy_from_slice(&app.identity().device[..8]);
    let at = 1_795_333_320_000;
    let made = |n: u64| {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&n.to_be_bytes());
        let env = Envelope {
            audience: Audience::Ward,
            kind: Kind::Card,
            schema: 1,
            id: huddle_core::id::v7(at, random),
            ward,
            epoch: 0,
            epoch_id: Uuid::nil(),
            created_at: at,
            created_by: None,
        };
        let new = card::NewCard {
            title: format!("Old card {n}"),
            place: "done|a".to_owned(),
            ..Default::default()
        };
        let mut edits = card::start(&new, at);
        edits.extend(card::put_away(at));
        let meta = Meta { time_ms: at, message: json!({ "w": "card_add" }).to_string() };
        Doc::create(&env, ActorId(actor), &meta, &edits).unwrap()
    };
    for from in (0..docs).step_by(1_000) {
        let some: Vec<(Doc, Vec<Chunk>)> = (from..docs.min(from + 1_000)).map(made).collect();
        app.with_store(|s| s.write(|tx| some.iter().try_for_each(|(doc, chunks)| keep(tx, doc, chunks))))
            .unwrap();
    }
    app.rebuild().unwrap();
}

fn keep(tx: &Tx<'_>, doc: &Doc, chunks: &[Chunk]) -> Result<(), StoreFault> {
    let env = &doc.state().env;
    for chunk in chunks {
        tx.append_change(&ChangeRow {
            doc: env.id,
            hash: chunk.hash,
            actor: chunk.actor.clone(),
            actor_seq: 1,
            bytes: chunk.bytes.clone(),
            received_at: env.created_at,
            ..ChangeRow::default()
        })?;
    }
    tx.put_doc(&DocRow {
        id: env.id,
        kind: env.kind.as_str().to_owned(),
        ward: env.ward,
        audience: env.audience.as_str().to_owned(),
        epoch: 0,
        epoch_id: env.epoch_id,
        heads: doc.heads().concat(),
        deleted_at: None,
        created_at: env.created_at,
        changed_at: env.created_at,
    })
}

/// How long a few bytes take there and back over TLS as the nodes speak it; half of all.
fn round_trip(runtime: &Runtime, a: &App, b: &App) -> Duration {
    let (server, known) = (tls::server(&a.identity()).unwrap(), Expect::OneOf([a.identity().device].into()));
    let client = tls::client(&b.identity(), known, tls::SYNC).unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            let mut tls = TlsAcceptor::from(server).accept(socket).await.unwrap();
            let mut bytes = [0; 64];
            while tls.read_exact(&mut bytes).await.is_ok() && tls.write_all(&bytes).await.is_ok() {
                let _ = tls.flush().await;
            }
        });
        let socket = TcpStream::connect(at).await.unwrap();
        let name = ServerName::try_from("huddleboard").unwrap();
        let mut tls = TlsConnector::from(client).connect(name, socket).await.unwrap();
        let mut times = Vec::new();
        let mut bytes = [7; 64];
        for _ in 0..300 {
            let began = Instant::now();
            tls.write_all(&bytes).await.unwrap();
            tls.flush().await.unwrap();
            tls.read_exact(&mut bytes).await.unwrap();
            times.push(began.elapsed());
        }
        middle_and_worst(&mut times).0
    })
}

/// Two linked PCs of a ward, and what the second tells of what came.
struct Linked {
    _folders: [tempfile::TempDir; 2],
    a: Arc<App>,
    b: Arc<App>,
    news: mpsc::Receiver<Vec<String>>,
    runtime: Runtime,
    saved: Vec<Duration>,
    there: Vec<Duration>,
}

impl Linked {
    /// Pairs two PCs over a ward of so many records.
    fn over(docs: u64) -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let (a, b) = (ward(folders[0].path()), open(folders[1].path()));
        fill(&a, docs);
        let runtime = Runtime::new().unwrap();
        let at = listening(&runtime, &a);
        join(&runtime, &a, at, &b, at);
        dialling(&runtime, &b);
        let heads = |app: &App| app.keep("state", &json!({ "heads": true })).unwrap();
        let wanted = heads(&a);
        soon("all records", Duration::from_secs(30 + docs / 100), || heads(&b) == wanted);
        let (sender, news) = mpsc::channel();
        b.subscribe(Box::new(move |event| {
            sender.send(event.changes.iter().map(|c| c.id.to_string()).collect()).is_ok()
        }));
        Self { _folders: folders, a, b, news, runtime, saved: Vec::new(), there: Vec::new() }
    }

    /// Adds a card on one and waits until the other has it.
    fn edit(&mut self, title: &str) {
        let began = Instant::now();
        let id = add(&self.a, title);
        let saved = began.elapsed();
        loop {
            let left = Duration::from_secs(20).saturating_sub(began.elapsed());
            let changes = self.news.recv_timeout(left).expect("the edit did not come within 20 s");
            if changes.contains(&id) {
                break;
            }
        }
        self.saved.push(saved);
        self.there.push(began.elapsed());
    }

    fn seen(&mut self) -> Seen {
        Seen { saved: middle_and_worst(&mut self.saved), there: middle_and_worst(&mut self.there) }
    }
}

#[test]
fn an_edit_is_on_the_other_pc_in_a_moment_in_a_small_ward_and_in_a_large_one() {
    let everyday = if cfg!(debug_assertions) { (60, 200) } else { (1_000, 100_000) };
    let (wanted, docs) = (count("EDITS", everyday.0, 1_000), count("DOCS", everyday.1, everyday.1));
    let mut wards = [Linked::over(1), Linked::over(docs)];
    for ward in &mut wards {
        (0..10).for_each(|n| ward.edit(&format!("Warm {n}")));
        ward.saved.clear();
        ward.there.clear();
    }
    // By turns, so that what else the machine does slows both alike.
    for n in 0..wanted {
        wards.iter_mut().for_each(|ward| ward.edit(&format!("Card {n}")));
    }
    let trip = round_trip(&wards[0].runtime, &wards[0].a, &wards[0].b);
    let [few, many] = wards.each_mut().map(Linked::seen);
    for (docs, times) in [(1, &few), (docs, &many)] {
        println!(
            "{docs} records: saved here p50 {:?}, on the other PC p50 {:?}, p99 {:?}; TLS there and back {trip:?}",
            times.saved.0, times.there.0, times.there.1
        );
    }
    let limit = few.saved.0 * SAVES + trip * ROUND_TRIPS;
    println!("half of the edits may take {limit:?}");
    assert!(few.there.0 < A_MOMENT && many.there.0 < A_MOMENT);
    if !cfg!(debug_assertions) {
        assert!(few.there.0 <= limit, "p50 {:?} of {limit:?}", few.there.0);
        assert!(many.there.0 * 100 <= few.there.0 * MANY, "{:?} against {:?}", many.there.0, few.there.0);
    }
}
