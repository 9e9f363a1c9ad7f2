//! Crosses, measures, readings, procedures and files of readings, through the door every screen uses.

mod cross;
mod file;
mod measure;
mod procedure;
mod ward;
