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
            language: config.language.into(),
            app_version: config.app_version,
        }
    }
}

impl From<Language> for dough_core::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Nl => Self::Nl,
            Language::Fr => Self::Fr,
            Language::En => Self::En,
        }
    }
}

impl From<dough_core::Language> for Language {
    fn from(language: dough_core::Language) -> Self {
        match language {
            dough_core::Language::Nl => Self::Nl,
            dough_core::Language::Fr => Self::Fr,
            dough_core::Language::En => Self::En,
        }
    }
}
