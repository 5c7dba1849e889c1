//! The example bakery, within the program: what the demonstration and the benchmarks run on.

/// Its files, as they stand in `examples/bakery`.
pub(crate) const FILES: [(&str, &str); 4] = [
    ("business.toml", include_str!("../../examples/bakery/business.toml")),
    ("shops.toml", include_str!("../../examples/bakery/shops.toml")),
    ("menu.toml", include_str!("../../examples/bakery/menu.toml")),
    ("programme.toml", include_str!("../../examples/bakery/programme.toml")),
];
