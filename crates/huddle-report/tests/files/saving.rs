//! EXP-04 and EXP-06: names never leave the folder, and a file is the old one or the whole new one.

use crate::weeks::{day, real};
use huddle_core::report::{Format, Reports, WeekReport};
use huddle_report::Press;
use huddle_report::save::{Disk, RealDisk, SafeName, SaveFault, save, save_on};
use huddle_report::week_file::read;
use huddle_testkit::chance::{Chance, count, seed};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

const NASTY: [&str; 22] = [
    "CON",
    "aux.txt",
    "nul",
    "COM1",
    "LPT9.pdf",
    "../../etc/passwd",
    "..\\..\\windows",
    "/abs/path",
    "C:\\x",
    "a/b",
    "trailing.",
    "trailing ",
    "...",
    "",
    " ",
    "nul\0byte",
    "\u{202e}fdp.exe",
    "ward\nline",
    "*?<>|\":",
    "~",
    "-rf",
    "\u{feff}",
];

#[test]
fn exp_04_no_name_leaves_the_folder() {
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("chosen");
    std::fs::create_dir(&inner).unwrap();
    let mut chance = Chance::new(seed(0xE504));
    for i in 0..500 {
        let mut name: String = (0..=chance.below(5)).filter_map(|_| chance.pick(&NASTY).copied()).collect();
        if i % 50 == 0 {
            name = "ŵ".repeat(300);
        }
        let safe = SafeName::week(&name, day(2026, 11, 15), 1, "pdf");
        assert!(
            !safe.as_str().contains(['/', '\\', ':', '\0', '\n', '*', '?', '<', '>', '|', '"']),
            "{safe:?}"
        );
        assert!(safe.as_str().len() <= 255 && safe.as_str().ends_with("_v1.pdf"), "{safe:?}");
        let path = save(&inner, &safe, b"x").unwrap();
        assert_eq!(path.parent(), Some(inner.as_path()));
        assert!(path.is_file());
    }
    let outside: Vec<_> = std::fs::read_dir(outer.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(outside, ["chosen"], "something was written outside");
    assert_eq!(
        SafeName::week("Ward 6A", day(2026, 8, 9), 1, "pdf").as_str(),
        "Ward-6A_week-ending_2026-08-09_v1.pdf"
    );
    assert_eq!(SafeName::week("6/A", day(2026, 8, 9), 2, "../x").as_str(), "6-A_week-ending_2026-08-09_v2.x");
}

#[test]
fn exp_04_control_a_plain_join_does_leave_the_folder() {
    let inner = Path::new("chosen");
    let left = NASTY.iter().filter(|n| {
        let path = inner.join(format!("{n}_v1.pdf"));
        path.components().any(|c| !matches!(c, std::path::Component::Normal(_))) || !path.starts_with(inner)
    });
    assert!(left.count() >= 2);
}

/// A disk that is pulled out after so many steps: nothing after that happens, and what was not synced
/// may be there in part.
struct Pulled {
    left: usize,
    files: BTreeMap<PathBuf, Vec<u8>>,
    full_at: Option<usize>,
}

impl Pulled {
    fn step(&mut self) -> io::Result<()> {
        if self.left == 0 {
            return Err(io::Error::other("pulled out"));
        }
        self.left -= 1;
        Ok(())
    }
}

impl Disk for Pulled {
    type Open = PathBuf;
    fn create_new(&mut self, path: &Path) -> io::Result<PathBuf> {
        self.step()?;
        if self.files.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.files.insert(path.into(), Vec::new());
        Ok(path.into())
    }
    fn write(&mut self, file: &mut PathBuf, bytes: &[u8]) -> io::Result<usize> {
        self.step()?;
        let kept = self.files.get_mut(file).expect("an open file");
        if self.full_at.is_some_and(|most| kept.len() + 1 > most) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let n = bytes.len().min(16);
        kept.extend_from_slice(&bytes[..n]);
        Ok(n)
    }
    fn sync(&mut self, _: PathBuf) -> io::Result<()> {
        self.step()
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        let bytes = self.files.remove(from).expect("a file to rename");
        self.files.insert(to.into(), bytes);
        Ok(())
    }
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.files.remove(path);
        Ok(())
    }
    fn sync_folder(&mut self, _: &Path) -> io::Result<()> {
        self.step()
    }
}

/// The same without the second name: what people did before.
fn straight<D: Disk<Open = PathBuf>>(disk: &mut D, path: &Path, bytes: &[u8]) -> io::Result<()> {
    disk.remove(path)?;
    let mut file = disk.create_new(path)?;
    let mut rest = bytes;
    while !rest.is_empty() {
        let n = disk.write(&mut file, rest)?;
        rest = &rest[n..];
    }
    disk.sync(file)
}

#[test]
fn exp_06_killed_at_any_step_it_is_the_old_file_or_the_whole_new_one() {
    let new = Press.week(&real(), Format::Text).unwrap().repeat(8);
    let name = SafeName::week("Ward 6A", day(2026, 11, 15), 1, "txt");
    let path = Path::new("folder").join(name.as_str());
    let old = b"the old file".to_vec();
    let disk = |left| Pulled { left, files: BTreeMap::from([(path.clone(), old.clone())]), full_at: None };
    let points = usize::try_from(count("POINTS", 500, 500)).unwrap();
    let steps = new.len() / 16 + 8;
    assert!(steps >= points, "only {steps} steps to stop at");
    let (mut kept, mut whole, mut broken) = (0, 0, 0);
    for left in 0..steps {
        let mut d = disk(left);
        let said = save_on(&mut d, Path::new("folder"), &name, &new);
        match d.files.get(&path) {
            Some(bytes) if *bytes == old => {
                kept += 1;
                assert!(said.is_err(), "said saved and was not, at {left}");
            }
            Some(bytes) if *bytes == new => whole += 1,
            _ => panic!("half a file after {left} steps"),
        }
        let mut d = disk(left);
        let _ = straight(&mut d, &path, &new);
        broken += usize::from(d.files.get(&path).is_none_or(|b| *b != old && *b != new));
    }
    assert!(kept >= 500 && whole >= 1, "kept {kept}, whole {whole}");
    assert!(broken > 400, "the control without a second name must break; it broke {broken} times");
}

#[test]
fn exp_06_a_full_disk_leaves_the_old_file_and_nothing_else() {
    let name = SafeName::week("Ward 6A", day(2026, 11, 15), 1, "txt");
    let path = Path::new("folder").join(name.as_str());
    for full in 0..64 {
        let mut d = Pulled {
            left: 1_000,
            files: BTreeMap::from([(path.clone(), b"old".to_vec())]),
            full_at: Some(full),
        };
        let said = save_on(&mut d, Path::new("folder"), &name, &[7; 1_000]);
        assert!(matches!(said, Err(SaveFault::Full(_))), "{said:?}");
        assert_eq!(d.files.len(), 1, "something was left behind");
        assert_eq!(d.files.get(&path).map(Vec::as_slice), Some(&b"old"[..]));
    }
}

#[test]
fn a_folder_that_vanished_and_one_that_is_a_file_say_so_in_plain_words() {
    let dir = tempfile::tempdir().unwrap();
    let name = SafeName::week("Ward 6A", day(2026, 11, 15), 1, "pdf");
    let gone = dir.path().join("gone");
    let said = save(&gone, &name, b"x").unwrap_err();
    assert!(matches!(said, SaveFault::NoFolder(_)));
    assert!(said.to_string().contains("Nothing was written"));
    assert!(!gone.exists());
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    assert!(matches!(save(&file, &name, b"x"), Err(SaveFault::NoFolder(_))));
    // A share that may be read and not written: the system's own folder is one on every Linux, for every user.
    #[cfg(target_os = "linux")]
    {
        let said = save(Path::new("/sys/kernel"), &name, b"x").unwrap_err();
        assert!(matches!(said, SaveFault::NotAllowed(_)), "{said:?}");
    }
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
        assert!(SaveFault::from(io::Error::from(kind)).to_string().contains("may not write"));
    }
}

#[test]
fn what_a_killed_try_left_behind_does_not_stop_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let name = SafeName::week("Ward 6A", day(2026, 11, 15), 1, "txt");
    std::fs::write(dir.path().join(format!(".{}.0.part", name.as_str())), b"half").unwrap();
    save(dir.path(), &name, b"whole").unwrap();
    assert_eq!(std::fs::read(dir.path().join(name.as_str())).unwrap(), b"whole");
    let _ = RealDisk;
}

/// Writes a ward's week as the app does, the week file first; gives the names.
fn put(folder: &Path, week: &WeekReport) -> Vec<String> {
    [Format::Week, Format::Text]
        .into_iter()
        .map(|format| {
            let bytes = Press.week(week, format).unwrap();
            let path = Press.put_week(folder, week, format, &bytes).unwrap();
            path.file_name().unwrap().to_str().unwrap().to_owned()
        })
        .collect()
}

fn names(folder: &Path) -> Vec<String> {
    let mut all: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    all.sort();
    all
}

#[test]
fn two_wards_whose_names_make_one_file_name_keep_both_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, id: &str| {
        let mut week = real();
        (week.ward.name, week.ward.id) = (name.to_owned(), id.to_owned());
        week
    };
    let (one, two, three) = (of("Ward 6/7", "a"), of("Ward 6-7", "b"), of("Ward 6/7", "c"));
    let first = put(folder.path(), &one);
    assert_eq!(first[0], "Ward-6-7_week-ending_2026-11-15_v1.huddleweek");
    let others = [put(folder.path(), &two), put(folder.path(), &three)];
    assert_eq!(names(folder.path()).len(), 6, "{:?}", names(folder.path()));
    // Again and again, in any order: the same names, and every ward's own bytes under them.
    for (week, there) in [(&three, &others[1]), (&one, &first), (&two, &others[0])] {
        assert_eq!(&put(folder.path(), week), there);
        let opened = read(&std::fs::read(folder.path().join(&there[0])).unwrap()).unwrap();
        assert_eq!(opened.week.ward, week.ward);
    }
    assert_eq!(names(folder.path()).len(), 6);
    assert!(names(folder.path()).iter().all(|n| n.starts_with("Ward-6-7_week-ending_2026-11-15_v1")));
}

#[test]
fn two_different_copies_of_one_version_are_both_kept_and_a_damaged_file_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let one = real();
    let mut two = real();
    two.thanks.push("From another PC".to_owned());
    let first = put(folder.path(), &one);
    assert_eq!(put(folder.path(), &one), first, "an unchanged week keeps its name");
    let second = put(folder.path(), &two);
    assert_ne!(first, second);
    assert_eq!(names(folder.path()).len(), 4);
    let whole = folder.path().join(&first[0]);
    assert_eq!(read(&std::fs::read(&whole).unwrap()).unwrap().week, one);
    // Half a file left by a share is of no use: it is put right under its own name.
    std::fs::write(&whole, b"{ half").unwrap();
    assert_eq!(put(folder.path(), &one), first);
    assert_eq!(read(&std::fs::read(&whole).unwrap()).unwrap().week, one);
}
