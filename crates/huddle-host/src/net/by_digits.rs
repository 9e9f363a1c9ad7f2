//! Six digits over real TLS on loopback: two PCs, somebody between them with a key of its own, and somebody who tries.
//!
//! `TLS_MIDDLES=` and `TLS_TRIES=` set the numbers.

use super::digits::ask;
use super::stream;
use super::tls::{self, Expect};
use super::{Node, NodeOptions, listen, pair};
use huddle_app::sync::Identity;
use huddle_app::{App, Caller, Clock, Env, Opening, SystemClock};
use huddle_sync::digits::{Keys, Note, Talk, WardFacts};
use huddle_testkit::chance::{Chance, count, seed};
use rustls::pki_types::ServerName;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};
use uuid::Uuid;

/// The system's clock, and a steady one that days can be let go by on.
#[derive(Default)]
struct Days(AtomicU64);

impl Clock for Days {
    fn now(&self) -> i64 {
        SystemClock.now()
    }

    fn steady(&self) -> Duration {
        SystemClock.steady() + Duration::from_secs(self.0.load(Ordering::Relaxed) * 24 * 60 * 60)
    }
}

struct Pc {
    app: Arc<App>,
    days: Arc<Days>,
}

fn pc(folder: &Path) -> Pc {
    let opening = Opening { skip_path_policy: true, no_reserve: true, ..Opening::default() };
    let days = Arc::new(Days::default());
    let env = Env { clock: Arc::clone(&days) as Arc<dyn Clock>, ..Env::system("0.1.0") };
    Pc { app: App::open(folder, env, &opening).unwrap(), days }
}

impl Pc {
    fn tell(&self, name: &str, body: Value) -> Value {
        self.app.execute(name, body, &Caller::default()).unwrap()
    }

    fn view(&self) -> Value {
        self.app.query("sharing_get", json!({}), &Caller::default()).unwrap()["digits"].clone()
    }

    fn open(&self) {
        self.tell("sharing_digits_open", json!({ "role": "writer", "name": "Station 2" }));
    }

    fn say(&self, digits: &str, same: bool) {
        self.tell("sharing_digits_say", json!({ "digits": digits, "same": same }));
    }

    fn listed(&self) -> usize {
        let view = self.app.query("sharing_get", json!({}), &Caller::default()).unwrap();
        view["pcs"].as_array().unwrap().len()
    }

    /// Waits for a step and gives the digits of it.
    async fn until(&self, step: &str) -> String {
        let began = Instant::now();
        loop {
            let view = self.view();
            if view["step"] == step {
                return view["digits"].as_str().unwrap_or_default().to_owned();
            }
            assert!(began.elapsed() < Duration::from_secs(60), "no {step} within a minute: {view}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// A PC with a ward that listens, and one without.
async fn two(here: &Path, there: &Path) -> (Pc, Pc, String) {
    let (admin, joiner) = (pc(here), pc(there));
    let ward = json!({
        "name": "Ward 6A", "area": "", "colour": "blue", "beds": 28,
        "day_start": "07:30", "night_start": "20:00", "huddle_time": "08:15",
    });
    admin.tell("ward_start", ward);
    let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let at = listener.local_addr().unwrap().to_string();
    tokio::spawn(Node::new(Arc::clone(&admin.app), NodeOptions::default()).run(Some(listener)));
    (admin, joiner, at)
}

#[test]
fn two_pcs_pair_by_digits_in_either_order_and_what_one_writes_reaches_the_other() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (admin, joiner, at) = two(here.path(), there.path()).await;
        tokio::spawn(Node::new(Arc::clone(&joiner.app), NodeOptions::default()).run(None));
        // The other PC is opened later: until then it is told nothing, and asks again.
        joiner.tell("sharing_digits_join", json!({ "address": at }));
        let began = Instant::now();
        while !joiner.view()["said"].as_str().unwrap().starts_with("The other PC is not open") {
            assert!(began.elapsed() < Duration::from_secs(30), "{}", joiner.view());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        admin.open();
        let (left, right) = (admin.until("compare").await, joiner.until("compare").await);
        assert_eq!(left, right);
        joiner.say(&right, true);
        admin.say(&left, true);
        admin.until("done").await;
        joiner.until("done").await;
        admin.tell("card_add", json!({ "title": "Linen cage" }));
        let began = Instant::now();
        let cards = || joiner.app.query("cards_get", json!({}), &Caller::default());
        while !cards().is_ok_and(|c| c.to_string().contains("Linen cage")) {
            assert!(began.elapsed() < Duration::from_secs(60), "the card did not come within a minute");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

#[test]
fn an_address_where_nobody_or_something_else_answers_is_said() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (_, joiner, _) = two(here.path(), there.path()).await;
        joiner.tell("sharing_digits_join", json!({ "address": "127.0.0.1:9" }));
        let said = ask(&joiner.app, "127.0.0.1:9").await.unwrap_err();
        assert!(said.starts_with("Nobody answers at this address."), "{said}");
        // A printer, say.
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = other.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = other.accept().await {
                let _ = tokio::io::AsyncWriteExt::write_all(&mut socket, b"@PJL READY\r\n").await;
            }
        });
        let said = ask(&joiner.app, &at).await.unwrap_err();
        assert!(said.contains("does not talk like this app"), "{said}");
    });
}

fn bytes(chance: &mut Chance) -> [u8; 32] {
    let mut out = [0; 32];
    out.fill_with(|| chance.bits() as u8);
    out
}

/// A connection somebody in between holds, with its key and exporter.
async fn dial(
    at: &str,
    who: &Identity,
) -> std::io::Result<([u8; 32], [u8; 32], impl AsyncRead + AsyncWrite + Unpin)> {
    let socket = TcpStream::connect(at).await?;
    let config = tls::client(who, Expect::Anybody, tls::PAIR).unwrap();
    let tls =
        TlsConnector::from(config).connect(ServerName::try_from("huddleboard").unwrap(), socket).await?;
    let connection = tls.get_ref().1;
    let key = tls::key_of(&connection.peer_certificates().unwrap()[0]).unwrap();
    Ok((key, pair::binding(connection).unwrap(), tls))
}

async fn hear(from: &mut (impl AsyncRead + Unpin)) -> Note {
    Note::read(&stream::read(from, 1 << 20).await.unwrap()).unwrap()
}

async fn tell(to: &mut (impl AsyncWrite + Unpin), talk: Option<Note>) {
    stream::write(to, &talk.unwrap().to_bytes()).await.unwrap();
}

/// Stands between the two: talks by the rules to either side, which is the best anybody bound to a number can do.
async fn stand_between(middle: &TcpListener, who: &Identity, admin: &str, chance: &mut Chance) {
    let (socket, _) = middle.accept().await.unwrap();
    let mut left = TlsAcceptor::from(tls::server(who).unwrap()).accept(socket).await.unwrap();
    let connection = left.get_ref().1;
    let joiner = tls::key_of(&connection.peer_certificates().unwrap()[0]).unwrap();
    let left_binding = pair::binding(connection).unwrap();
    let (admin, right_binding, mut right) = dial(admin, who).await.unwrap();
    let ward = WardFacts { ward: Uuid::nil(), founding: bytes(chance), name: "Ward 6A".to_owned() };
    let mut answers = Talk::answer(ward, Keys { ours: who.key, theirs: joiner }, left_binding, bytes(chance));
    let (mut asks, first) = Talk::ask(Keys { ours: who.key, theirs: admin }, right_binding, bytes(chance));
    tell(&mut right, Some(first)).await;
    for _ in 0..2 {
        let note = hear(&mut left).await;
        tell(&mut left, answers.take(note).send.pop()).await;
        let note = hear(&mut right).await;
        if let Some(note) = asks.take(note).send.pop() {
            tell(&mut right, Some(note)).await;
        }
    }
    // Held until both have said what they see.
    let no = Note::No("differ".to_owned());
    assert_eq!((hear(&mut left).await, hear(&mut right).await), (no.clone(), no));
}

#[test]
fn with_somebody_in_between_who_has_a_key_the_two_screens_differ() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut chance = Chance::new(seed(61));
    let runs = count("TLS_MIDDLES", 60, 2_000);
    let mut equal = 0;
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (admin, joiner, at) = two(here.path(), there.path()).await;
        let middle = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wrong = middle.local_addr().unwrap().to_string();
        for _ in 0..runs {
            // Twenty tries a day are all there are.
            for pc in [&admin, &joiner] {
                pc.days.0.fetch_add(1, Ordering::Relaxed);
            }
            admin.open();
            joiner.tell("sharing_digits_join", json!({ "address": wrong }));
            let who = Identity::of_seed(bytes(&mut chance)).unwrap();
            let people = async {
                let (left, right) = (admin.until("compare").await, joiner.until("compare").await);
                equal += u64::from(left == right);
                admin.say(&left, false);
                joiner.say(&right, false);
            };
            let (asked, (), ()) = tokio::join!(
                ask(&joiner.app, &wrong),
                stand_between(&middle, &who, &at, &mut chance),
                people
            );
            asked.unwrap();
            assert_eq!(joiner.view()["step"], "over");
        }
        assert_eq!((admin.listed(), joiner.listed()), (1, 0));
    });
    // One in a million is to be expected.
    assert_eq!(equal, 0, "of {runs}");
}

#[test]
fn whoever_tries_at_an_open_pc_gets_five_tries_and_is_told_nothing_of_the_ward() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut chance = Chance::new(seed(62));
    let tries = count("TLS_TRIES", 200, 2_000);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (admin, _joiner, at) = two(here.path(), there.path()).await;
        admin.open();
        let mut answered = 0;
        for _ in 0..tries {
            let who = Identity::of_seed(bytes(&mut chance)).unwrap();
            let Ok((key, binding, mut tls)) = dial(&at, &who).await else { continue };
            let (mut asks, first) =
                Talk::ask(Keys { ours: who.key, theirs: key }, binding, bytes(&mut chance));
            let _ = stream::write(&mut tls, &first.to_bytes()).await;
            let Ok(commit) = stream::read(&mut tls, 4_096).await else { continue };
            answered += 1;
            let Some(reveal) = asks.take(Note::read(&commit).unwrap()).send.pop() else { continue };
            tell(&mut tls, Some(reveal)).await;
            let shown = stream::read(&mut tls, 4_096).await.unwrap();
            // Guessing that the person says yes does not help: a yes before it ends the talk.
            tell(&mut tls, Some(Note::Yes(None))).await;
            let rest = stream::read(&mut tls, 4_096).await.unwrap();
            let all = String::from_utf8_lossy(&[commit, shown, rest].concat()).into_owned();
            assert!(!all.contains("Ward 6A") && !all.contains("statements"), "{all}");
        }
        assert_eq!(answered, 5, "of {tries}");
        assert_eq!(admin.listed(), 1);
        let said = admin.view()["said"].as_str().unwrap().to_owned();
        assert!(said.starts_with("Five tries came to nothing"), "{said}");
    });
}
