//! A shop, its phones, and what steps have kept.

use crate::phone::Phone;
use crate::support::Shop;
use crate::text;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::Path;

pub(crate) struct Stage {
    shop: Shop,
    phones: HashMap<String, Phone>,
    kept: HashMap<String, Value>,
}

impl Stage {
    pub(crate) fn open(files: &Path) -> Self {
        let shop = Shop::start_with_mail(files);
        Self { shop, phones: HashMap::new(), kept: HashMap::new() }
    }

    /// The step with kept values in place of their names.
    pub(crate) fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.kept[name].clone(),
                None => value.clone(),
            },
            Value::Object(members) => {
                let resolved =
                    members.iter().map(|(key, value)| (key.clone(), self.resolve(value)));
                Value::Object(resolved.collect())
            }
            other => other.clone(),
        }
    }

    pub(crate) async fn play(&mut self, step: &Value) -> Value {
        if let Some(till) = step["till"].as_str() {
            return self.till(till, step);
        }
        if let Some(shop) = step["kitchen"].as_str() {
            let mut words = vec![text(step, "do")];
            words.extend(step.get("order").and_then(Value::as_str));
            self.shop.kitchen(shop, &words);
            return json!({});
        }
        match step["server"].as_str() {
            Some("stop") => self.shop.stop(),
            Some("mail") => {
                let code = self.shop.mailed_code(text(step, "to")).await;
                self.keep(step, "save", json!(code));
            }
            Some(_) => {
                self.shop.resume();
                self.phones.values().for_each(Phone::network_changed);
            }
            None if step.get("check").is_some() => self.shop.check(),
            None => return self.phone(step).await,
        }
        json!({})
    }

    fn till(&mut self, till: &str, step: &Value) -> Value {
        let is_refund = text(step, "do") == "refund";
        let answer = if is_refund {
            self.refund(till, step)
        } else {
            let shop = till.split('-').next().unwrap();
            let mut words = vec!["scan", "--shop", shop, "--code", text(step, "code")];
            words.extend(["--transaction", text(step, "transaction")]);
            words.extend(["--pay", text(step, "pay")]);
            for item in step["items"].as_array().unwrap() {
                words.extend(["--item", item.as_str().unwrap()]);
            }
            self.shop.register(till, &words)
        };
        let receipt = &answer["receipt"];
        if answer.get("code").is_some() || is_refund {
            return answer;
        }
        self.keep(step, "save", receipt["id"].clone());
        let mut paid = Map::new();
        for tender in receipt["tenders"].as_array().unwrap() {
            paid.insert(tender["kind"].as_str().unwrap().to_owned(), tender["amount"].clone());
        }
        json!({ "total": receipt["total"], "earned": receipt["earning"]["dough"], "paid": paid,
            "receipt": receipt["id"] })
    }

    fn refund(&mut self, till: &str, step: &Value) -> Value {
        let pieces = step["pieces"].as_array().into_iter().flatten();
        let mut options: Vec<_> = pieces.map(|line| format!("--piece={line}")).collect();
        options.extend(step.get("amount").map(|cents| format!("--amount={cents}")));
        let mut words = vec!["refund", text(step, "receipt")];
        words.extend(options.iter().map(String::as_str));
        self.shop.register(till, &words)
    }

    async fn phone(&mut self, step: &Value) -> Value {
        let name = text(step, "phone").to_owned();
        if text(step, "do") == "open" {
            let phone = Phone::make(&self.shop, &name);
            phone.opened().await;
            self.phones.insert(name, phone);
            return json!({});
        }
        let phone = self.phones.get_mut(&name).unwrap();
        let (found, kept) = phone.play(step).await;
        for (member, value) in kept {
            self.keep(step, member, value);
        }
        found
    }

    fn keep(&mut self, step: &Value, member: &str, value: Value) {
        if let Some(name) = step[member].as_str() {
            self.kept.insert(name.to_owned(), value);
        }
    }
}
