//! STO-14: forbidden places are refused with the right reason and nothing is written there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use huddle_store::place::{Place, System, judge};
use huddle_store::{OpenFault, OpenOptions, PlaceFault, Store};

#[derive(Clone)]
struct Fake {
    real: Option<&'static str>,
    kind: Option<&'static str>,
    removable: Option<bool>,
    writable: bool,
    file: bool,
}

const PLAIN: Fake =
    Fake { real: None, kind: Some("ext4"), removable: Some(false), writable: true, file: false };

impl Place for Fake {
    fn resolved(&self, path: &Path) -> PathBuf {
        self.real.map_or_else(|| path.to_owned(), PathBuf::from)
    }
    fn file_system(&self, _: &Path) -> Option<String> {
        self.kind.map(str::to_owned)
    }
    fn removable(&self, _: &Path) -> Option<bool> {
        self.removable
    }
    fn writable(&self, _: &Path) -> bool {
        self.writable
    }
    fn is_file(&self, _: &Path) -> bool {
        self.file
    }
}

fn of(path: &str, place: &Fake) -> Result<(), PlaceFault> {
    judge(Path::new(path), place)
}

#[test]
fn sto_14_forbidden_places_are_named() {
    let network = |what: &str| Err(PlaceFault::Network { what: what.into() });
    let cloud = |what: &str| Err(PlaceFault::CloudCopied { what: what.into() });
    let cases: Vec<(&str, Fake, Result<(), PlaceFault>)> = vec![
        ("/srv/ward/board", PLAIN, Ok(())),
        (r"C:\ProgramData\Huddleboard", Fake { kind: Some("NTFS"), ..PLAIN }, Ok(())),
        (r"\\?\C:\ProgramData\Huddleboard", Fake { kind: None, removable: None, ..PLAIN }, Ok(())),
        (r"\\server\share\board", PLAIN, network("UNC")),
        ("//server/share/board", PLAIN, network("UNC")),
        (r"\\?\UNC\server\share", PLAIN, network("UNC")),
        (r"\\.\UNC", PLAIN, Ok(())),
        (r"H:\board", Fake { real: Some(r"\\?\UNC\server\home\board"), ..PLAIN }, network("UNC")),
        ("/mnt/x", Fake { kind: Some("nfs4"), ..PLAIN }, network("nfs4")),
        ("/mnt/x", Fake { kind: Some("cifs"), ..PLAIN }, network("cifs")),
        ("/mnt/x", Fake { kind: Some("sshfs"), ..PLAIN }, network("sshfs")),
        ("/media/stick", Fake { removable: Some(true), ..PLAIN }, Err(PlaceFault::Removable)),
        (
            "/media/x",
            Fake { kind: Some("vfat"), ..PLAIN },
            Err(PlaceFault::WrongFileSystem { what: "vfat".into() }),
        ),
        (r"C:\Users\kit\OneDrive\board", PLAIN, cloud("OneDrive")),
        (r"C:\Users\kit\OneDrive - Some Trust\board", PLAIN, cloud("OneDrive")),
        (r"C:\Users\kit\ONEDRIVE", PLAIN, cloud("OneDrive")),
        (r"C:\Users\kit\onedrivers\board", PLAIN, Ok(())),
        (r"C:\link", Fake { real: Some(r"C:\Users\kit\OneDrive\board"), ..PLAIN }, cloud("OneDrive")),
        ("/srv/kit/Dropbox (Trust)/b", PLAIN, cloud("Dropbox")),
        (r"C:\Users\kit\AppData\Roaming\Huddleboard", PLAIN, Err(PlaceFault::Roaming)),
        (r"C:\Users\kit\AppData\Local\Huddleboard", PLAIN, Ok(())),
        ("/ro", Fake { writable: false, ..PLAIN }, Err(PlaceFault::ReadOnly)),
        ("/a/file", Fake { file: true, ..PLAIN }, Err(PlaceFault::NotAFolder)),
    ];
    for (path, place, wanted) in cases {
        let found = of(path, &place);
        assert_eq!(found, wanted, "{path}");
        if let Err(fault) = found {
            let text = fault.to_string();
            assert!(text.contains("hoose") || text.contains("IT"), "no advice in: {text}");
        }
    }
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "mine").unwrap();
    let refused = Store::open(&file, OpenOptions::new(1, [1; 16], "0")).unwrap_err();
    assert_eq!(refused, OpenFault::Forbidden(PlaceFault::NotAFolder));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn the_real_system_allows_an_ordinary_folder_and_makes_nothing_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a").join("b");
    assert_eq!(judge(&inner, &System), Ok(()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let refused = Store::open(&folder.path().join("OneDrive"), OpenOptions::new(1, [1; 16], "0"));
    assert!(matches!(refused, Err(OpenFault::Forbidden(PlaceFault::CloudCopied { .. }))));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
