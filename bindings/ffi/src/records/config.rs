//! How the engine is set up.

/// How the engine is set up.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Config {
    /// The store's file. Its folder must exist and stay out of device backups.
    pub store: String,
    /// The server's public base URL: `https://shop.example`.
    pub server: String,
    /// In which language history is told.
    pub language: Language,
    /// The app's version: `1.4.0`.
    pub app_version: String,
}

/// A language that history is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Language {
    /// Dutch.
    Nl,
    /// French.
    Fr,
    /// English.
    En,
}

impl From<Config> for dough_core::Config {
    fn from(config: Config) -> Self {
        Self {
            store: config.store.into(),
            server: config.server,
            language: match config.language {
                Language::Nl => dough_core::Language::Nl,
                Language::Fr => dough_core::Language::Fr,
                Language::En => dough_core::Language::En,
            },
            app_version: config.app_version,
        }
    }
}
