use crate::support::catalogue;
use dough_rules::Catalogue;
use serde_json::json;

#[test]
fn a_catalogue_with_fields_of_a_later_version_is_read() {
    let known = catalogue();
    let mut later = serde_json::to_value(&known).unwrap();
    for place in ["", "/shops/0", "/shops/0/capacity", "/items/0", "/vat/0", "/programme/referral"]
    {
        later.pointer_mut(place).unwrap()["of_a_later_version"] = json!({"some": "thing"});
    }
    assert_eq!(serde_json::from_value::<Catalogue>(later).unwrap(), known);
}
