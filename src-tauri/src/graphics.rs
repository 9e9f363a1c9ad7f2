//! Chooses how the page is drawn on PCs whose graphics driver shows a blank window.

/// Prepares the drawing mode; call it before any thread or window exists.
///
/// WebKitGTK shares buffers with the graphics card, and some drivers (and most virtual screens) then
/// show nothing at all. The variable is WebKit's own switch; a value someone has already set stays.
pub fn prepare(safe: bool) {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if cfg!(target_os = "linux") && safe && std::env::var_os(SWITCH).is_none() {
        set(SWITCH, "1");
    }
}

#[expect(
    unsafe_code,
    reason = "the only way to hand WebKit its switch; called from main before any thread starts"
)]
fn set(name: &str, value: &str) {
    // SAFETY: `main` calls this before it starts a thread or GTK, so nothing reads the environment meanwhile.
    unsafe { std::env::set_var(name, value) };
}
