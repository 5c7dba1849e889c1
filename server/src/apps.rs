//! The business's own apps, as an operator names them: who may open the server's links, and where
//! they are to be had.

use serde::Deserialize;

/// How many bytes a certificate's SHA-256 has.
const FINGERPRINT: usize = 32;
/// How many characters Apple's team ids have.
const TEAM: usize = 10;

/// The apps of a business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Apps {
    /// The app for the iPhone.
    pub ios: Option<IosApp>,
    /// The app for Android.
    pub android: Option<AndroidApp>,
}

impl Apps {
    /// For which systems an app is to be had, and where.
    pub fn stores(&self) -> Vec<(&'static str, &str)> {
        let ios = self.ios.as_ref().and_then(|app| app.store.as_ref());
        let android = self.android.as_ref().and_then(|app| app.store.as_ref());
        let stores = [("iPhone", ios), ("Android", android)];
        stores.into_iter().filter_map(|(system, page)| Some((system, page?.as_str()))).collect()
    }
}

/// An app in Apple's store.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IosApp {
    /// Team and bundle: `ABCDE12345.com.example.bakery`.
    pub id: AppId,
    /// Its page in the store; nothing before there is one.
    pub store: Option<StorePage>,
}

/// An app in Google's store.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AndroidApp {
    /// Its package: `com.example.bakery`.
    pub package: Package,
    /// SHA-256 of each certificate that it may be signed with: `14:6D:E9:...`.
    pub certificates: Vec<Fingerprint>,
    /// Its page in the store; nothing before there is one.
    pub store: Option<StorePage>,
}

/// Text of a form that is checked once.
macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $holds:path, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// As it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                if $holds(&text) { Ok(Self(text)) } else { Err(format!("{text:?} isn't {}", $wanted)) }
            }
        }
    };
}

checked!(
    /// Team and bundle of an app for the iPhone.
    AppId,
    is_app_id,
    "a team's ten characters, a dot and a bundle, such as ABCDE12345.com.example.bakery"
);
checked!(
    /// The package of an app for Android.
    Package,
    is_package,
    "a package, such as com.example.bakery"
);
checked!(
    /// SHA-256 of a certificate.
    Fingerprint,
    is_fingerprint,
    "a certificate's SHA-256: 32 pairs of hexadecimal digits with colons between them"
);
checked!(
    /// Where an app is to be had.
    StorePage,
    is_store_page,
    "an address that begins with https://"
);

fn is_app_id(text: &str) -> bool {
    let is_team =
        |team: &str| team.len() == TEAM && team.chars().all(|it| it.is_ascii_alphanumeric());
    text.split_once('.').is_some_and(|(team, bundle)| is_team(team) && is_package(bundle))
}

fn is_package(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_letter = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
        !part.is_empty() && part.chars().all(is_letter)
    };
    text.contains('.') && text.split('.').all(is_part)
}

fn is_fingerprint(text: &str) -> bool {
    let is_pair = |pair: &str| pair.len() == 2 && pair.chars().all(|it| it.is_ascii_hexdigit());
    text.split(':').count() == FINGERPRINT && text.split(':').all(is_pair)
}

fn is_store_page(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(char::is_whitespace)
}
