//! Finding records by their words, slips of the keyboard included.
//!
//! FTS5 holds the words (unicode61, accents removed). A first pass looks for the words as typed, the last one
//! as the beginning of a word. If that finds too little, a second pass also takes every stored word within
//! one slip (a letter missing, added, changed, or two swapped). The list of stored words comes from
//! fts5vocab once and is kept up to date in memory.
//!
//! Whatever is typed, a search never fails on it: only letters and digits reach the query language.
//! Over 400 lines because what is written into the index and how it is asked have to agree word for word.
//!
//! Indexing costs as much as all else a save does, so it waits: a write leaves its words in memory, and
//! [`Store::index_search`] puts them into the index in one go, before somebody looks for something or in a
//! quiet minute. How far the index has come is written with it, so words lost with the process are missed at
//! the next start and made again from the documents ([`Store::search_behind`]).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::params;
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::schema;
use crate::store::Store;
use crate::tx::{Reader, Tx};

crate::rows! {
    /// The searchable words of one document.
    table "search" SearchRow {
        n: i64 [key],
        doc: Uuid,
        kind: String,
        title: String,
        body: String,
        put_away: bool,
        extra: Json,
    }
    indexes ["UNIQUE doc"]
}

/// The index over `search` and the list of its words; no triggers, because the schema is not trusted.
pub(crate) const CREATE: &str = "
CREATE VIRTUAL TABLE search_fts USING fts5(title, body, content='search', content_rowid='n',
    tokenize='unicode61 remove_diacritics 2', prefix='2 3');
CREATE VIRTUAL TABLE search_words USING fts5vocab('search_fts', 'row');
";

pub(crate) const DROP: &str = "DROP TABLE IF EXISTS search_words; DROP TABLE IF EXISTS search_fts;";

/// Most words of a query that are looked at.
const MOST_WORDS: usize = 8;
/// Most characters of a query that are looked at.
const MOST_CHARS: usize = 200;
/// Shortest word in which slips are looked for.
const SLIP_FROM: usize = 3;
/// Most stored words one typed word may stand for.
const MOST_ALTERNATIVES: usize = 24;
/// Most records weighed against one another; of a query that fits more, the last ones indexed.
const MOST_WEIGHED: u32 = 1_500;

/// One found document.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Hit {
    pub doc: Uuid,
    pub kind: String,
    pub title: String,
    /// About twelve words around what was found.
    pub snippet: String,
    /// Character ranges of `snippet` that were found, in order.
    pub marks: Vec<(usize, usize)>,
    pub put_away: bool,
    pub extra: Json,
    /// True when it was found by allowing for slips.
    pub by_slip: bool,
}

/// Documents whose words are not in the index yet; `None` takes a document out of it.
pub(crate) type Waiting = BTreeMap<Uuid, Option<SearchRow>>;

/// The stored words, read from the index once, and what waits to be indexed.
#[derive(Default)]
pub(crate) struct Words {
    all: Option<BTreeSet<String>>,
    pub waiting: Waiting,
}

impl std::fmt::Debug for Words {
    /// Counts only; never what people typed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known = self.all.as_ref().map(BTreeSet::len);
        write!(f, "Words({known:?} known, {} waiting)", self.waiting.len())
    }
}

impl Words {
    pub fn forget(&mut self) {
        self.all = None;
    }

    fn add_text(&mut self, text: &str) {
        if let Some(all) = &mut self.all {
            for word in fold(text) {
                if !all.contains(&word) {
                    all.insert(word);
                }
            }
        }
    }

    fn near(&self, word: &str) -> Vec<String> {
        let typed: Vec<char> = word.chars().collect();
        let Some(all) = &self.all else { return Vec::new() };
        if typed.len() < SLIP_FROM {
            return Vec::new();
        }
        // One slip leaves one end of the word alone; a swap in the middle spares all but the middle pair.
        let middle = typed.len() / 2;
        let lead: String = typed.iter().take(middle.saturating_sub(1)).collect();
        let tail: String = typed.iter().skip(middle + 1).collect();
        let mut stored: Vec<char> = Vec::new();
        let mut found = Vec::new();
        for candidate in all {
            if !candidate.ends_with(&tail) && !candidate.starts_with(&lead) {
                continue;
            }
            stored.clear();
            stored.extend(candidate.chars().take(typed.len() + 2));
            if within_one_slip(&typed, &stored) {
                found.push(candidate.clone());
                if found.len() >= MOST_ALTERNATIVES {
                    break;
                }
            }
        }
        found
    }
}

/// Splits text into words, lower case and without accents, the way the index does.
pub fn fold(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfd() {
        if is_combining_mark(c) {
            continue;
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c)));
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Says whether two words are equal or one slip apart: a letter missing, added, changed, or two swapped.
pub fn within_one_slip(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let lead = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(lead..).unwrap_or(&[]), b.get(lead..).unwrap_or(&[]));
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let a = a.get(..a.len() - tail).unwrap_or(&[]);
    let b = b.get(..b.len() - tail).unwrap_or(&[]);
    match (a, b) {
        ([], [] | [_]) | ([_], [] | [_]) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}

fn either(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
    format!("({})", quoted.join(" OR "))
}

/// Words as the index is asked for them: as typed, and with slips allowed.
struct Asked {
    exact: String,
    words: Vec<String>,
}

impl Asked {
    fn of(query: &str) -> Option<Self> {
        let cut: String = query.chars().take(MOST_CHARS).collect();
        let mut words = fold(&cut);
        words.truncate(MOST_WORDS);
        let (last, before) = words.split_last()?;
        let mut exact: Vec<String> = before.iter().map(|w| format!("\"{w}\"")).collect();
        exact.push(format!("\"{last}\" *"));
        Some(Self { exact: exact.join(" AND "), words })
    }

    /// Says whether a single letter was typed.
    fn is_letter(&self) -> bool {
        matches!(self.words.as_slice(), [word] if word.chars().nth(1).is_none())
    }

    fn with_slips(&self, known: &Words) -> Option<String> {
        let (last, before) = self.words.split_last()?;
        let mut slips = Vec::new();
        for word in before {
            let mut near = known.near(word);
            near.push(word.clone());
            slips.push(either(&near));
        }
        let near = known.near(last);
        slips.push(if near.is_empty() {
            format!("\"{last}\" *")
        } else {
            format!("({} OR \"{last}\" *)", either(&near))
        });
        Some(slips.join(" AND "))
    }
}

/// Adds what was not found before.
fn add(hits: &mut Vec<Hit>, more: Vec<Hit>, limit: u32) {
    let seen: HashSet<Uuid> = hits.iter().map(|h| h.doc).collect();
    hits.extend(more.into_iter().filter(|h| !seen.contains(&h.doc)));
    hits.truncate(limit as usize);
}

impl Reader<'_> {
    /// Finds documents by their words, best first, what is put away last; at most `limit`.
    ///
    /// Words are joined by "and". Odd input finds nothing rather than failing. What stands in thousands of
    /// records is looked for in titles first, and of those records the last ones indexed are weighed.
    pub fn find(&self, query: &str, limit: u32) -> Result<Vec<Hit>, StoreFault> {
        let Some(asked) = Asked::of(query) else { return Ok(Vec::new()) };
        if asked.is_letter() {
            return self.by_letter(&asked.exact, limit);
        }
        let mut hits = self.matching(&asked.exact, limit, false)?;
        if hits.len() < limit as usize {
            self.load_words()?;
            if let Some(slips) = asked.with_slips(&self.words.borrow()) {
                add(&mut hits, self.matching(&slips, limit, true)?, limit);
            }
        }
        Ok(hits)
    }

    /// Gives what a document is called now, whether or not its words are indexed yet.
    pub fn title_of(&self, doc: Uuid) -> Result<Option<String>, StoreFault> {
        if let Some(row) = self.words.borrow().waiting.get(&doc) {
            return Ok(row.as_ref().map(|r| r.title.clone()));
        }
        Ok(self.first::<SearchRow>("doc = ?1", params![doc])?.map(|r| r.title))
    }

    /// Finds the documents of one kind by their words, slips allowed, in no order; at most `limit`.
    pub fn find_kind(&self, query: &str, kind: &str, limit: u32) -> Result<Vec<Uuid>, StoreFault> {
        let Some(asked) = Asked::of(query) else { return Ok(Vec::new()) };
        self.load_words()?;
        let slips = if asked.is_letter() { None } else { asked.with_slips(&self.words.borrow()) };
        let query =
            slips.map_or_else(|| asked.exact.clone(), |slips| format!("({}) OR ({slips})", asked.exact));
        let mut statement = self.conn.prepare_cached(
            "SELECT s.doc FROM search_fts f CROSS JOIN search s ON s.n = f.rowid
             WHERE search_fts MATCH ?1 AND s.kind = ?2 LIMIT ?3",
        )?;
        let found = statement.query_map(params![query, kind, limit], |row| row.get(0))?;
        Ok(found.collect::<Result<_, rusqlite::Error>>()?)
    }

    /// Weighs what fits. Weighing costs some microseconds a record, so a query that fits very many is asked of
    /// titles alone first.
    fn matching(&self, query: &str, limit: u32, by_slip: bool) -> Result<Vec<Hit>, StoreFault> {
        let from = self.weighed_from(query)?;
        let mut hits = Vec::new();
        if from > 0 {
            let titled = format!("{{title}} : ({query})");
            hits = self.weigh(&titled, self.weighed_from(&titled)?, limit, by_slip)?;
        }
        if hits.len() < limit as usize {
            add(&mut hits, self.weigh(query, from, limit, by_slip)?, limit);
        }
        Ok(hits)
    }

    /// Gives the number from which on records are weighed: zero, or that of the [`MOST_WEIGHED`]th from the end.
    fn weighed_from(&self, query: &str) -> Result<i64, StoreFault> {
        let mut statement = self.conn.prepare_cached(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH ?1 ORDER BY rowid DESC LIMIT 1 OFFSET ?2",
        )?;
        let mut found = statement.query(params![query, MOST_WEIGHED])?;
        Ok(found.next()?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
    }

    fn weigh(&self, query: &str, from: i64, limit: u32, by_slip: bool) -> Result<Vec<Hit>, StoreFault> {
        let mut statement = self.conn.prepare_cached(
            "SELECT s.doc, s.kind, s.title, s.put_away, s.extra,
                    snippet(search_fts, -1, char(2), char(3), char(8230), 12)
             FROM search_fts JOIN search s ON s.n = search_fts.rowid
             WHERE search_fts MATCH ?1 AND search_fts.rowid > ?3
             ORDER BY s.put_away, bm25(search_fts, 4.0, 1.0), s.n LIMIT ?2",
        )?;
        hits(statement.query(params![query, limit, from])?, by_slip)
    }

    /// Finds by a single letter: it tells too little to weigh, so it is the last ones indexed, those with the
    /// letter in their title before others, what is put away last.
    fn by_letter(&self, query: &str, limit: u32) -> Result<Vec<Hit>, StoreFault> {
        let mut statement = self.conn.prepare_cached(
            "SELECT s.doc, s.kind, s.title, s.put_away, s.extra,
                    snippet(search_fts, -1, char(2), char(3), char(8230), 12)
             FROM search_fts CROSS JOIN search s ON s.n = search_fts.rowid
             WHERE search_fts MATCH ?1 AND s.put_away = ?3 ORDER BY search_fts.rowid DESC LIMIT ?2",
        )?;
        let titled = format!("{{title}} : ({query})");
        let mut found = Vec::new();
        for (query, put_away) in [(titled.as_str(), false), (query, false), (query, true)] {
            if found.len() < limit as usize {
                add(&mut found, hits(statement.query(params![query, limit, put_away])?, false)?, limit);
            }
        }
        Ok(found)
    }

    fn load_words(&self) -> Result<(), StoreFault> {
        if self.words.borrow().all.is_some() {
            return Ok(());
        }
        let mut statement = self.conn.prepare_cached("SELECT term FROM search_words")?;
        let all: Result<BTreeSet<String>, rusqlite::Error> = statement.query_map([], |r| r.get(0))?.collect();
        self.words.borrow_mut().all = Some(all?);
        Ok(())
    }
}

/// Reads hits in the order of the columns above.
fn hits(mut found: rusqlite::Rows<'_>, by_slip: bool) -> Result<Vec<Hit>, StoreFault> {
    let mut hits = Vec::new();
    while let Some(row) = found.next()? {
        let marked: String = row.get(5)?;
        let (snippet, marks) = unmark(&marked);
        hits.push(Hit {
            doc: row.get(0)?,
            kind: row.get(1)?,
            title: row.get(2)?,
            put_away: row.get(3)?,
            extra: crate::rows::cell(row, 4, "search")?,
            snippet,
            marks,
            by_slip,
        });
    }
    Ok(hits)
}

/// Takes the marks out of a snippet and gives their character ranges.
fn unmark(marked: &str) -> (String, Vec<(usize, usize)>) {
    let mut text = String::with_capacity(marked.len());
    let mut marks = Vec::new();
    let (mut at, mut from) = (0usize, None);
    for c in marked.chars() {
        match c {
            '\u{2}' => from = Some(at),
            '\u{3}' => {
                if let Some(from) = from.take() {
                    marks.push((from, at));
                }
            }
            c => {
                text.push(c);
                at += 1;
            }
        }
    }
    (text, marks)
}

impl Tx<'_> {
    /// Leaves the searchable words of a document, replacing earlier ones, to be indexed after the COMMIT.
    pub fn put_search(
        &self,
        doc: Uuid,
        kind: &str,
        title: &str,
        body: &str,
        put_away: bool,
        extra: &Json,
    ) -> Result<(), StoreFault> {
        let row = SearchRow {
            n: 0,
            doc,
            kind: kind.to_owned(),
            title: title.to_owned(),
            body: body.to_owned(),
            put_away,
            extra: extra.clone(),
        };
        self.waiting.borrow_mut().insert(doc, Some(row));
        Ok(())
    }

    /// Removes a document from the search, after the COMMIT.
    pub fn remove_search(&self, doc: Uuid) -> Result<(), StoreFault> {
        self.waiting.borrow_mut().insert(doc, None);
        Ok(())
    }

    pub(crate) fn index_words(&self, doc: Uuid, row: Option<&SearchRow>) -> Result<(), StoreFault> {
        let old: Option<SearchRow> = self.first("doc = ?1", params![doc])?;
        let Some(row) = row else {
            if let Some(old) = &old {
                self.unindex(old)?;
                self.remove_rows::<SearchRow>(old.n)?;
            }
            return Ok(());
        };
        let n = match &old {
            Some(row) => row.n,
            None => self
                .conn
                .prepare_cached("SELECT coalesce(max(n), 0) + 1 FROM search")?
                .query_row([], |r| r.get(0))?,
        };
        let same_words = old.as_ref().is_some_and(|o| o.title == row.title && o.body == row.body);
        if !same_words {
            if let Some(old) = &old {
                self.unindex(old)?;
            }
            self.conn
                .prepare_cached("INSERT INTO search_fts (rowid, title, body) VALUES (?1, ?2, ?3)")?
                .execute(params![n, row.title, row.body])?;
            let mut words = self.words.borrow_mut();
            words.add_text(&row.title);
            words.add_text(&row.body);
        }
        self.put(&SearchRow { n, ..row.clone() })
    }

    fn unindex(&self, old: &SearchRow) -> Result<(), StoreFault> {
        self.conn
            .prepare_cached(
                "INSERT INTO search_fts (search_fts, rowid, title, body) VALUES ('delete', ?1, ?2, ?3)",
            )?
            .execute(params![old.n, old.title, old.body])?;
        Ok(())
    }

    pub(crate) fn clear_search_index(&self) -> Result<(), StoreFault> {
        self.conn.execute_batch("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")?;
        self.words.borrow_mut().forget();
        Ok(())
    }
}

impl Store {
    /// Puts the words that wait into the index, in one transaction; nothing to do costs nothing.
    pub fn index_search(&self) -> Result<(), StoreFault> {
        if self.with_words(|words| words.waiting.is_empty()) {
            return Ok(());
        }
        let done = self.write(|tx| -> Result<Waiting, StoreFault> {
            let waiting = tx.words.borrow().waiting.clone();
            for (doc, row) in &waiting {
                tx.index_words(*doc, row.as_ref())?;
            }
            schema::put_indexed(tx, tx.last_seq()?)?;
            Ok(waiting)
        })?;
        // Another thread may have left newer words of the same document since.
        self.with_words(|words| words.waiting.retain(|doc, row| done.get(doc) != Some(row)));
        Ok(())
    }

    /// Gives the number of the last change whose words were indexed when some later ones were not and their
    /// words are not in memory either, as after a crash: project the documents changed since once more.
    pub fn search_behind(&self) -> Result<Option<i64>, StoreFault> {
        let (indexed, last) = self.read(|r| Ok::<_, StoreFault>((schema::indexed(r)?, r.last_seq()?)))?;
        let nothing_waits = self.with_words(|words| words.waiting.is_empty());
        Ok((indexed < last && nothing_waits).then_some(indexed))
    }
}
