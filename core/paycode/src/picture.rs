//! The QR picture: alphanumeric mode, level M, always version 8, so that it never changes size
//! between two codes.

use std::fmt::Write as _;

use fast_qr::{ECL, Mode, QRBuilder, QRCode, Version};

use crate::check::{Rejected, parse, trim};

/// The light border that every picture needs, in modules.
pub const QUIET_ZONE: usize = 4;

/// A square of dark and light modules, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    width: usize,
    modules: Vec<bool>,
}

impl Matrix {
    /// The number of modules on a side: 49.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether the module in column `x` of row `y` is dark; outside the square all is light.
    pub fn dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.modules.get(y * self.width + x) == Some(&true)
    }

    /// The rows from the top, each from the left, `true` for dark.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks(self.width)
    }

    /// An SVG document of one unit a module, black on white, with the quiet zone.
    pub fn to_svg(&self) -> String {
        let side = self.width + 2 * QUIET_ZONE;
        let mut path = String::new();
        for (x, y) in self.dark_modules() {
            // Writing into a string can't fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
             <path fill=\"#000\" d=\"{path}\"/></svg>\n"
        )
    }

    /// Lines for a terminal, two modules a character, with the quiet zone. Colours are set, so
    /// that it is black on white in a dark terminal too.
    pub fn to_terminal(&self) -> String {
        let side = self.width + 2 * QUIET_ZONE;
        let mut text = String::new();
        for y in (0..side).step_by(2) {
            text.push_str("\u{1b}[38;5;16;48;5;231m");
            for x in 0..side {
                text.push(match (self.framed(x, y), self.framed(x, y + 1)) {
                    (false, false) => ' ',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (true, true) => '█',
                });
            }
            text.push_str("\u{1b}[0m\n");
        }
        text
    }

    /// An 8-bit grey picture with the quiet zone: its width, and its rows from the top, 0 for
    /// black and 255 for white.
    pub fn to_luma(&self, pixels_per_module: usize) -> (usize, Vec<u8>) {
        let side = (self.width + 2 * QUIET_ZONE) * pixels_per_module;
        let pixel = |i: usize| {
            let (x, y) = (i % side / pixels_per_module, i / side / pixels_per_module);
            if self.framed(x, y) { 0 } else { 255 }
        };
        (side, (0..side * side).map(pixel).collect())
    }

    /// As `dark`, counted from the quiet zone's corner.
    fn framed(&self, x: usize, y: usize) -> bool {
        x >= QUIET_ZONE && y >= QUIET_ZONE && self.dark(x - QUIET_ZONE, y - QUIET_ZONE)
    }

    fn dark_modules(&self) -> impl Iterator<Item = (usize, usize)> {
        let dark = |(i, dark): (usize, &bool)| dark.then_some((i % self.width, i / self.width));
        self.modules.iter().enumerate().filter_map(dark)
    }
}

/// The picture of a text that parses as a code.
pub fn picture(text: &str) -> Result<Matrix, Rejected> {
    parse(text)?;
    draw(trim(text)).ok_or(Rejected::Malformed)
}

/// The version is given, not searched: the automatic mode takes one too large at the edges.
pub(crate) fn draw(text: &str) -> Option<Matrix> {
    let mut code = QRBuilder::new(text);
    let code = code.mode(Mode::Alphanumeric).ecl(ECL::M).version(Version::V08).build();
    code.ok().map(|code| matrix(&code))
}

/// The picture of any other text, such as a link: as small as it gets. Nothing where it is too long.
pub fn link_picture(text: &str) -> Option<Matrix> {
    QRBuilder::new(text).ecl(ECL::M).build().ok().map(|code| matrix(&code))
}

fn matrix(code: &QRCode) -> Matrix {
    let modules = (0..code.size).flat_map(|row| code[row].iter().map(|module| module.value()));
    Matrix { width: code.size, modules: modules.collect() }
}
