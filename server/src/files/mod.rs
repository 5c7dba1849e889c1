//! What an owner writes in a folder of four files, beside a folder of pictures, and what becomes of
//! it.
//!
//! ```text
//! business.toml  shops.toml  menu.toml  programme.toml
//!        \           |           |          /
//!          read_catalogue: every problem by file and line
//!                          |
//!                   CatalogueFiles -- check_against the version in force
//!                          |
//!            into_catalogue(version, valid_from) -- diff, to be shown first
//! ```
//!
//! | file | what lives there |
//! |---|---|
//! | `document`, `cell` | a file, its sections, its values, each with its line |
//! | `business`, `shops`, `menu`, `programme` | what each file may say |
//! | `accrual`, `segments`, `rewards` | the larger parts of the programme |
//! | `images` | the pictures that the menu names |
//! | `against` | what a new version may not do to the one in force |
//! | `diff` | what changes, in plain lines |
//! | `template` | the files that a new owner begins with |

mod accrual;
mod against;
mod business;
mod cell;
mod diff;
mod document;
mod images;
mod menu;
mod programme;
mod rewards;
mod segments;
mod shops;
mod template;

pub use diff::diff;
pub use template::templates;

use crate::image::Image;
use accrual::Known;
use document::Problems;
use dough_rules::Catalogue;
use dough_rules::catalogue::{Business, Item, Modifier, Shop, VatRate};
use dough_rules::programme::Programme;
use dough_rules::units::Millis;
use images::Images;
use std::fmt;
use std::path::{Path, PathBuf};

const BUSINESS: &str = "business.toml";
const SHOPS: &str = "shops.toml";
const MENU: &str = "menu.toml";
const PROGRAMME: &str = "programme.toml";

/// Something that the owner has to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in a plain sentence.
    pub message: String,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Why the files make no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file is missing, or can't be read.
    #[error("{} can't be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What the files say can't be. Every problem that was found, by file and line.
    #[error("{}", lines(.0))]
    Invalid(Vec<FileProblem>),
}

fn lines(problems: &[FileProblem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// What the four files say: checked, but not yet a version.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogueFiles {
    business: Business,
    shops: Vec<Shop>,
    items: Vec<Item>,
    modifiers: Vec<Modifier>,
    vat: Vec<VatRate>,
    programme: Programme,
    images: Vec<Image>,
    odds_line: usize,
}

impl CatalogueFiles {
    /// The pictures that the menu names, each once.
    pub fn images(&self) -> &[Image] {
        &self.images
    }

    /// The catalogue's version `version`, in force from `valid_from` on.
    pub fn into_catalogue(self, version: u32, valid_from: Millis) -> Catalogue {
        Catalogue {
            version,
            valid_from,
            business: self.business,
            shops: self.shops,
            items: self.items,
            modifiers: self.modifiers,
            vat: self.vat,
            programme: self.programme,
        }
    }
}

/// Reads a folder's `business.toml`, `shops.toml`, `menu.toml` and `programme.toml`, and the
/// pictures of its folder `images` that the menu names.
///
/// [`FilesError::Invalid`] names all problems that can be found at once: a file with broken TOML
/// hides those behind its syntax, and nothing else does.
pub fn read_catalogue(dir: &Path) -> Result<CatalogueFiles, FilesError> {
    let [business, shops, menu, programme] =
        [text(dir, BUSINESS)?, text(dir, SHOPS)?, text(dir, MENU)?, text(dir, PROGRAMME)?];
    let problems = Problems::default();
    let business = business::read(&business, &problems);
    let shops = shops::read(&shops, &problems);
    let countries = shops.as_ref().map(|shops| shops.countries.as_slice());
    let mut images = Images::of(dir);
    let menu = menu::read(&menu, countries, &mut images, &problems);
    let known = Known {
        shops: shops.as_ref().map(|shops| &shops.ids),
        items: menu.as_ref().map(|menu| &menu.item_ids),
        categories: menu.as_ref().map(|menu| &menu.categories),
    };
    let programme = programme::read(&programme, known, &problems);
    let found = problems.into_sorted();
    match (business, shops, menu, programme) {
        (Some(business), Some(shops), Some(menu), Some(programme)) if found.is_empty() => {
            Ok(CatalogueFiles {
                business,
                shops: shops.outlets,
                items: menu.items,
                modifiers: menu.modifiers,
                vat: menu.vat,
                images: images.into_images(),
                odds_line: programme.odds_line,
                programme: programme.programme,
            })
        }
        _ => Err(FilesError::Invalid(found)),
    }
}

fn text(dir: &Path, name: &str) -> Result<String, FilesError> {
    let path = dir.join(name);
    std::fs::read_to_string(&path).map_err(|source| FilesError::Unreadable { path, source })
}
