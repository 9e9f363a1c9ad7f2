//! Keeps this PC's screen from sleeping while the wall is up, on Linux.
//!
//! The wall's page asks for it itself (`ui/src/display/awake.ts`), which is all that Windows needs. WebKitGTK grants
//! that only after somebody pressed something, and at a wall nobody does; so here the desktop is asked on the
//! session bus, as video players do (`org.freedesktop.ScreenSaver`; GNOME, KDE, Xfce, MATE and Cinnamon answer). The
//! desktop forgets the request by itself when this process ends.

use gio::glib::{self, ToVariant, VariantTy};
use gio::{BusType, Cancellable, DBusCallFlags, DBusConnection};

const NAME: &str = "org.freedesktop.ScreenSaver";
const PLACE: &str = "/org/freedesktop/ScreenSaver";
/// How long the desktop may take to answer, in milliseconds.
const PATIENCE: i32 = 5_000;

/// A request that stands until it is dropped.
pub struct Awake {
    bus: DBusConnection,
    cookie: u32,
}

impl Awake {
    /// Asks the desktop; an error where there is none, or where it knows nothing of this.
    pub fn ask() -> Result<Self, glib::Error> {
        let bus = gio::bus_get_sync(BusType::Session, Cancellable::NONE)?;
        let why = ("Huddleboard", "The ward's wall is showing").to_variant();
        let answer = call(&bus, "Inhibit", &why, Some("(u)"))?;
        let (cookie,) = answer.get::<(u32,)>().unwrap_or_default();
        Ok(Self { bus, cookie })
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        if let Err(fault) = call(&self.bus, "UnInhibit", &(self.cookie,).to_variant(), None) {
            tracing::info!(%fault, "the screen may stay awake until the app ends");
        }
    }
}

fn call(
    bus: &DBusConnection,
    method: &str,
    given: &glib::Variant,
    answer: Option<&'static str>,
) -> Result<glib::Variant, glib::Error> {
    let answer = answer.and_then(|kind| VariantTy::new(kind).ok());
    let none = DBusCallFlags::NONE;
    bus.call_sync(Some(NAME), PLACE, NAME, method, Some(given), answer, none, PATIENCE, Cancellable::NONE)
}
