//! Pictures of the menu, named by what is in them.

use dough_rules::ids::Bytes32;
use sha2::{Digest, Sha256};

/// The largest picture, in bytes.
pub const LARGEST_IMAGE: u64 = 512 * 1024;

/// What a picture is, by the first bytes of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl ImageKind {
    /// The kind of a file; nothing for one that isn't a picture of these kinds.
    pub fn of(body: &[u8]) -> Option<Self> {
        match body {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The SHA-256 of its file: its name.
    pub hash: Bytes32,
    /// What it is.
    pub kind: ImageKind,
    /// The file.
    pub body: Vec<u8>,
}

impl Image {
    /// A picture from its file; nothing for a file that isn't one.
    pub fn read(body: Vec<u8>) -> Option<Self> {
        let kind = ImageKind::of(&body)?;
        Some(Self { hash: Bytes32(Sha256::digest(&body).into()), kind, body })
    }
}
