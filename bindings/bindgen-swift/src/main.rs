//! Writes the Swift bindings of a built library.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
