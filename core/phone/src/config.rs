//! What a shell says when it opens the engine.

use dough_wire::requests::Language;
use std::path::PathBuf;

/// How the engine is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The store's file. Its folder must exist and stay out of device backups: a copy on another
    /// phone would hold pay code counters that are used twice.
    pub store: PathBuf,
    /// The server's base URL: `https://shop.example`. Its host is what signatures name, so it is
    /// the public one.
    pub server: String,
    /// In which language history is told.
    pub language: Language,
    /// The app's version: `1.4.0`. The server may ask for a newer one.
    pub app_version: String,
}
