//! The VFS as SQLite sees it: C functions over ordinary files, each call counted and logged.
//!
//! `unsafe` is unavoidable here: SQLite calls through C function pointers and hands over raw memory. The rules
//! it gives us, and on which every block below relies: file objects have `szOsFile` bytes and are touched by
//! one connection at a time; buffers have the length passed with them; names are NUL-terminated and outlive
//! the file; a VFS stays registered and in place until the process ends (we leak ours).
//! Locks are not implemented: the store's own lock keeps two owners apart. No shared memory (version 1), so
//! the database must be opened in exclusive mode. Device characteristics are 0: SQLite assumes the worst.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::ffi;

use super::{Failure, State, Step};

type Shared = Arc<Mutex<State>>;

struct Open {
    file: File,
    number: usize,
    shared: Shared,
    /// Removed when closed (temporary files).
    doomed: Option<PathBuf>,
}

#[repr(C)]
struct ShimFile {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xClose: Some(x_close),
    xRead: Some(x_read),
    xWrite: Some(x_write),
    xTruncate: Some(x_truncate),
    xSync: Some(x_sync),
    xFileSize: Some(x_file_size),
    xLock: Some(x_lock),
    xUnlock: Some(x_lock),
    xCheckReservedLock: Some(x_check_lock),
    xFileControl: Some(x_file_control),
    xSectorSize: Some(x_sector_size),
    xDeviceCharacteristics: Some(x_characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

#[expect(clippy::expect_used, reason = "a test's own mistake")]
pub(super) fn register(name: &str, shared: Shared) {
    let name = CString::new(name).expect("a VFS name without NUL");
    let vfs = Box::new(ffi::sqlite3_vfs {
        iVersion: 1,
        szOsFile: size_of::<ShimFile>() as c_int,
        mxPathname: 4096,
        pNext: ptr::null_mut(),
        zName: name.into_raw(),
        pAppData: Box::into_raw(Box::new(shared)).cast(),
        xOpen: Some(x_open),
        xDelete: Some(x_delete),
        xAccess: Some(x_access),
        xFullPathname: Some(x_full_path),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(x_randomness),
        xSleep: Some(x_sleep),
        xCurrentTime: Some(x_current_time),
        xGetLastError: Some(x_last_error),
        xCurrentTimeInt64: None,
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    });
    // SAFETY: the leaked VFS has a valid name and functions and stays in place for good.
    let code = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(vfs), 0) };
    assert_eq!(code, ffi::SQLITE_OK, "SQLite refused the test VFS");
}

/// SAFETY: `vfs` must be one that `register` made.
unsafe fn shared<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Shared {
    unsafe { &*(*vfs).pAppData.cast::<Shared>() }
}

/// SAFETY: `file` must have been opened by `x_open` and not be closed.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Open {
    unsafe { &mut *(*file.cast::<ShimFile>()).open }
}

/// SAFETY: `name` must be NULL or NUL-terminated.
unsafe fn path(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    let name = unsafe { CStr::from_ptr(name) };
    Some(PathBuf::from(name.to_string_lossy().into_owned()))
}

/// Counts the call and gives the code to fail with; `io` is the code of a plain I/O error of this call.
fn refused(shared: &Shared, io: c_int) -> Option<c_int> {
    let reads = io == ffi::SQLITE_IOERR_READ || io == ffi::SQLITE_IOERR_FSTAT;
    let failure = shared.lock().unwrap_or_else(PoisonError::into_inner).call(reads)?;
    Some(match failure {
        Failure::Full => ffi::SQLITE_FULL,
        Failure::Io => io,
    })
}

fn log(shared: &Shared, step: Step) {
    shared.lock().unwrap_or_else(PoisonError::into_inner).log.push(step);
}

unsafe extern "C" fn x_open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes our VFS, a file object of our size, and a name or NULL.
    unsafe {
        let shim = file.cast::<ShimFile>();
        (*shim).base.pMethods = ptr::null();
        let shared = shared(vfs);
        if let Some(code) = refused(shared, ffi::SQLITE_CANTOPEN) {
            return code;
        }
        let (path, doomed) = match path(name) {
            Some(path) => (path.clone(), (flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0).then_some(path)),
            None => {
                let n = shared.lock().unwrap_or_else(PoisonError::into_inner).calls;
                let path = std::env::temp_dir().join(format!("huddle-shim-{}-{n}", std::process::id()));
                (path.clone(), Some(path))
            }
        };
        let opened = OpenOptions::new()
            .read(true)
            .write(flags & ffi::SQLITE_OPEN_READWRITE != 0)
            .create(flags & ffi::SQLITE_OPEN_CREATE != 0)
            .truncate(false)
            .open(&path);
        let Ok(opened) = opened else { return ffi::SQLITE_CANTOPEN };
        let number = shared.lock().unwrap_or_else(PoisonError::into_inner).file(&path);
        let open = Open { file: opened, number, shared: Arc::clone(shared), doomed };
        (*shim).open = Box::into_raw(Box::new(open));
        (*shim).base.pMethods = &raw const METHODS;
        if !out.is_null() {
            *out = flags;
        }
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn x_close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes an opened file once; the box came from `x_open`.
    let open = unsafe { Box::from_raw((*file.cast::<ShimFile>()).open) };
    if let Some(path) = &open.doomed {
        // A left-over temporary file harms no test.
        let _ = std::fs::remove_file(path);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open and `into` has `amount` bytes.
    let (open, buffer) =
        unsafe { (opened(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), amount as usize)) };
    if let Some(code) = refused(&open.shared, ffi::SQLITE_IOERR_READ) {
        return code;
    }
    match read_at(&open.file, buffer, at as u64) {
        Ok(n) if n == buffer.len() => ffi::SQLITE_OK,
        Ok(n) => {
            if let Some(rest) = buffer.get_mut(n..) {
                rest.fill(0);
            }
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn x_write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open and `from` has `amount` bytes.
    let (open, bytes) =
        unsafe { (opened(file), std::slice::from_raw_parts(from.cast::<u8>(), amount as usize)) };
    if let Some(code) = refused(&open.shared, ffi::SQLITE_IOERR_WRITE) {
        return code;
    }
    if write_at(&open.file, bytes, at as u64).is_err() {
        return ffi::SQLITE_IOERR_WRITE;
    }
    log(&open.shared, Step::Write { file: open.number, at: at as u64, bytes: bytes.to_vec() });
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_truncate(file: *mut ffi::sqlite3_file, len: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    if let Some(code) = refused(&open.shared, ffi::SQLITE_IOERR_TRUNCATE) {
        return code;
    }
    if open.file.set_len(len as u64).is_err() {
        return ffi::SQLITE_IOERR_TRUNCATE;
    }
    log(&open.shared, Step::Truncate { file: open.number, len: len as u64 });
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: the file is open.
    let open = unsafe { opened(file) };
    if let Some(code) = refused(&open.shared, ffi::SQLITE_IOERR_FSYNC) {
        return code;
    }
    // The log is the disk here: the real file needs no sync.
    log(&open.shared, Step::Sync { file: open.number });
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open and `out` points to a number.
    let open = unsafe { opened(file) };
    if let Some(code) = refused(&open.shared, ffi::SQLITE_IOERR_FSTAT) {
        return code;
    }
    match open.file.metadata() {
        Ok(meta) => {
            unsafe { *out = meta.len() as i64 };
            ffi::SQLITE_OK
        }
        Err(_) => ffi::SQLITE_IOERR_FSTAT,
    }
}

unsafe extern "C" fn x_lock(_file: *mut ffi::sqlite3_file, _level: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_check_lock(_file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: `out` points to a number.
    unsafe { *out = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_file_control(_file: *mut ffi::sqlite3_file, _op: c_int, _arg: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn x_sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    super::SECTOR as c_int
}

unsafe extern "C" fn x_characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn x_delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, _sync: c_int) -> c_int {
    // SAFETY: SQLite passes our VFS and a name.
    let (shared, path) = unsafe { (shared(vfs), path(name)) };
    if let Some(code) = refused(shared, ffi::SQLITE_IOERR_DELETE) {
        return code;
    }
    let Some(path) = path else { return ffi::SQLITE_IOERR_DELETE };
    if !path.exists() {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    if std::fs::remove_file(&path).is_err() {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let file = shared.lock().unwrap_or_else(PoisonError::into_inner).file(&path);
    log(shared, Step::Delete { file });
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_access(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes a name and a place for the answer.
    unsafe {
        let there = path(name).and_then(|p| p.metadata().ok());
        *out = c_int::from(match there {
            // An empty journal counts as none, as in SQLite's own VFS.
            Some(meta) => flags != ffi::SQLITE_ACCESS_EXISTS || meta.len() > 0,
            None => false,
        });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_full_path(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: `name` is NUL-terminated and `out` has `room` bytes. The store passes absolute paths.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_randomness(vfs: *mut ffi::sqlite3_vfs, amount: c_int, out: *mut c_char) -> c_int {
    // SAFETY: our VFS, and `out` has `amount` bytes.
    let (shared, bytes) =
        unsafe { (shared(vfs), std::slice::from_raw_parts_mut(out.cast::<u8>(), amount as usize)) };
    let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
    state.random += 1;
    let mut chance = crate::chance::Chance::new(state.random);
    for byte in bytes {
        *byte = chance.bits() as u8;
    }
    amount
}

unsafe extern "C" fn x_sleep(_vfs: *mut ffi::sqlite3_vfs, micros: c_int) -> c_int {
    micros
}

unsafe extern "C" fn x_current_time(_vfs: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: `out` points to a number. A fixed day: the store never asks SQLite for the time.
    unsafe { *out = 2_461_000.5 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn x_last_error(_vfs: *mut ffi::sqlite3_vfs, _n: c_int, _out: *mut c_char) -> c_int {
    0
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> std::io::Result<usize> {
    use std::os::unix::fs::FileExt;
    let mut done = 0;
    while let Some(rest) = into.get_mut(done..).filter(|r| !r.is_empty()) {
        match file.read_at(rest, at + done as u64)? {
            0 => break,
            n => done += n,
        }
    }
    Ok(done)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> std::io::Result<()> {
    use std::os::unix::fs::FileExt;
    file.write_all_at(bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> std::io::Result<usize> {
    use std::os::windows::fs::FileExt;
    let mut done = 0;
    while let Some(rest) = into.get_mut(done..).filter(|r| !r.is_empty()) {
        match file.seek_read(rest, at + done as u64)? {
            0 => break,
            n => done += n,
        }
    }
    Ok(done)
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> std::io::Result<()> {
    use std::os::windows::fs::FileExt;
    let mut done = 0;
    while let Some(rest) = bytes.get(done..).filter(|r| !r.is_empty()) {
        done += file.seek_write(rest, at + done as u64)?;
    }
    Ok(())
}
