//! The example bakery, within the program: what the demonstration and the benchmarks run on.

use std::io::Result;
use std::path::Path;

/// Its files, as they stand in `examples/bakery`.
const FILES: [(&str, &[u8]); 5] = [
    ("business.toml", include_bytes!("../../examples/bakery/business.toml")),
    ("shops.toml", include_bytes!("../../examples/bakery/shops.toml")),
    ("menu.toml", include_bytes!("../../examples/bakery/menu.toml")),
    ("programme.toml", include_bytes!("../../examples/bakery/programme.toml")),
    ("images/croissant.png", include_bytes!("../../examples/bakery/images/croissant.png")),
];

/// Writes them to a folder.
pub(crate) fn write_to(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder.join("images"))?;
    FILES.iter().try_for_each(|(name, bytes)| std::fs::write(folder.join(name), bytes))
}
