//! The files that a new owner begins with: one shop, a short menu, a programme, with comments.

const TEMPLATE: &[(&str, &str)] = &[
    (super::BUSINESS, include_str!("template/business.toml")),
    (super::SHOPS, include_str!("template/shops.toml")),
    (super::MENU, include_str!("template/menu.toml")),
    (super::PROGRAMME, include_str!("template/programme.toml")),
];

/// File names with their texts, as `dough init` writes them.
pub const fn templates() -> &'static [(&'static str, &'static str)] {
    TEMPLATE
}
