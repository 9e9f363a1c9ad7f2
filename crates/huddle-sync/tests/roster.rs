//! Whose word counts: the same answer on every PC, whatever order the statements came in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use huddle_sync::roster::{Role, Roster, Signed, Statement};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const WARD: Uuid = Uuid::from_u128(6);

struct Pc(Ed25519KeyPair);

impl Pc {
    fn new(n: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[n; 32]).unwrap())
    }
    fn key(&self) -> [u8; 32] {
        self.0.public_key().as_ref().try_into().unwrap()
    }
    fn id(&self) -> [u8; 32] {
        Sha256::digest(self.key()).into()
    }
    fn says(&self, of: &Pc, role: Role, version: i64, kept: &[&Signed]) -> Signed {
        let text = Statement {
            ward: WARD,
            device: of.id(),
            key: of.key(),
            name: "PC".to_owned(),
            role,
            version,
            signer: self.key(),
            why: "lost".to_owned(),
            kept: kept.iter().map(|s| s.hash()).collect(),
            frontier: BTreeMap::from([((WARD, [3; 16]), 5)]),
        }
        .to_text();
        let sig = self.0.sign(text.as_bytes()).as_ref().to_vec();
        Signed { statement: text.into_bytes(), sig }
    }
}

fn judge(founding: &Pc, all: &[Signed]) -> Roster {
    let forth = Roster::judge(WARD, &founding.key(), all);
    let back: Vec<Signed> = all.iter().rev().cloned().collect();
    assert_eq!(forth, Roster::judge(WARD, &founding.key(), &back), "the order must not matter");
    forth
}

#[test]
fn an_admin_lets_others_in_and_a_writer_does_not() {
    let (root, a, b, c) = (Pc::new(1), Pc::new(2), Pc::new(3), Pc::new(4));
    let all = [
        root.says(&a, Role::Admin, 1, &[]),
        a.says(&b, Role::Writer, 1, &[]),
        b.says(&c, Role::Admin, 1, &[]),
        c.says(&c, Role::Admin, 9, &[]),
    ];
    let roster = judge(&root, &all);
    assert_eq!(roster.role(&a.id()), Some(Role::Admin));
    assert_eq!(roster.role(&b.id()), Some(Role::Writer));
    assert_eq!(roster.role(&c.id()), None);
    // Another ward's founding key makes nothing of the same statements.
    assert_eq!(judge(&c, &all[..2]).members, BTreeMap::new());
}

#[test]
fn a_changed_byte_or_a_foreign_ward_does_not_count() {
    let (root, a) = (Pc::new(1), Pc::new(2));
    let good = root.says(&a, Role::Admin, 1, &[]);
    let mut changed = good.clone();
    changed.statement = String::from_utf8(changed.statement).unwrap().replace("admin", "reader").into_bytes();
    assert!(judge(&root, &[changed]).members.is_empty());
    assert!(Roster::judge(Uuid::from_u128(7), &root.key(), &[good]).members.is_empty());
}

#[test]
fn the_highest_version_wins_and_a_tie_goes_to_the_more_restricted() {
    let (root, a, b) = (Pc::new(1), Pc::new(2), Pc::new(3));
    let first = root.says(&a, Role::Admin, 1, &[]);
    let up = [first.clone(), a.says(&b, Role::Reader, 1, &[]), a.says(&b, Role::Writer, 2, &[])];
    assert_eq!(judge(&root, &up).role(&b.id()), Some(Role::Writer));
    let tie = [first, a.says(&b, Role::Reader, 2, &[]), a.says(&b, Role::Writer, 2, &[])];
    assert_eq!(judge(&root, &tie).role(&b.id()), Some(Role::Reader));
}

#[test]
fn revoked_is_final_and_its_later_word_and_changes_do_not_count() {
    let (root, a, b, c, d) = (Pc::new(1), Pc::new(2), Pc::new(3), Pc::new(4), Pc::new(5));
    let let_in = b.says(&c, Role::Writer, 1, &[]);
    let all = [
        root.says(&a, Role::Admin, 1, &[]),
        a.says(&b, Role::Admin, 1, &[]),
        let_in.clone(),
        a.says(&b, Role::Revoked, 2, &[&let_in]),
        // After it was revoked: lets itself back in, and somebody new.
        b.says(&b, Role::Admin, 99, &[]),
        b.says(&d, Role::Writer, 1, &[]),
        b.says(&a, Role::Revoked, 50, &[]),
    ];
    let roster = judge(&root, &all);
    assert_eq!(roster.role(&a.id()), Some(Role::Admin));
    assert_eq!(roster.role(&b.id()), Some(Role::Revoked));
    assert_eq!(roster.role(&c.id()), Some(Role::Writer), "let in before, listed as standing");
    assert_eq!(roster.role(&d.id()), None);
    let mut actor = [3; 16];
    let mut member = roster.members.get(&b.id()).unwrap().clone();
    assert!(member.stands(WARD, &actor, 5) && !member.stands(WARD, &actor, 6));
    actor[15] = 4;
    assert!(!member.stands(WARD, &actor, 1));
    member.role = Role::Writer;
    assert!(member.stands(WARD, &actor, 1));
}

#[test]
fn two_admins_who_revoke_each_other_are_both_out_everywhere() {
    let (root, a, b, c) = (Pc::new(1), Pc::new(2), Pc::new(3), Pc::new(4));
    let all = [
        root.says(&a, Role::Admin, 1, &[]),
        a.says(&b, Role::Admin, 1, &[]),
        a.says(&c, Role::Admin, 1, &[]),
        b.says(&c, Role::Revoked, 2, &[]),
        c.says(&b, Role::Revoked, 2, &[]),
    ];
    let roster = judge(&root, &all);
    let roles: BTreeSet<_> = [&b, &c].map(|pc| roster.role(&pc.id())).into_iter().collect();
    assert_eq!(roles, BTreeSet::from([Some(Role::Revoked)]));
    assert_eq!(roster.role(&a.id()), Some(Role::Admin));
}
