//! Prints the generated TypeScript; `cargo xtask gen` writes it to `ui/src/api/generated/wire.ts`.
fn main() {
    print!("{}", huddle_app::typescript());
}
