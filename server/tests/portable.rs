//! The shared store's SQL keeps to what distributed engines take too.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests fail by panicking")]

const QUERIES: &str = include_str!("../src/store/postgres/queries.rs");
const MIGRATIONS: [&str; 2] = [
    include_str!("../src/store/postgres/migrations/1.sql"),
    include_str!("../src/store/postgres/migrations/2.sql"),
];

/// Words that a statement may not have, and why.
const REFUSED: [(&str, &str); 24] = [
    ("for update", "rows carry versions"),
    ("for share", "rows carry versions"),
    ("for no key", "rows carry versions"),
    ("skip locked", "work is found by an index, and decided again"),
    ("pg_advisory", "a row is the lock"),
    ("advisory_lock", "a row is the lock"),
    ("listen ", "heads are read twice a second"),
    ("notify ", "heads are read twice a second"),
    ("savepoint", "a batch is one transaction"),
    ("now()", "times are parameters"),
    ("current_timestamp", "times are parameters"),
    ("clock_timestamp", "times are parameters"),
    ("random()", "chance is a parameter"),
    ("gen_random_uuid", "ids are parameters"),
    ("references ", "no key leads across wallets"),
    ("foreign key", "no key leads across wallets"),
    ("trigger", "rules live in the program"),
    ("create function", "rules live in the program"),
    ("create procedure", "rules live in the program"),
    ("sequence", "a wallet's row numbers its journal"),
    ("serial", "a wallet's row numbers its journal"),
    ("identity", "a wallet's row numbers its journal"),
    ("temp table", "arrays carry sets"),
    ("ctid", "rows are found by key"),
];

/// Tables of money, whose keys begin with whose it is.
const MONEY: [(&str, &str); 5] = [
    ("wallets", "wallet"),
    ("journal", "wallet"),
    ("transfers", "wallet"),
    ("surprise_secrets", "wallet"),
    ("messages", "to_wallet"),
];

/// SQL without comments, in lower case.
fn statements() -> Vec<String> {
    let lines = |text: &str, comment: &str| -> String {
        let kept = text.lines().filter(|line| !line.trim_start().starts_with(comment));
        kept.collect::<Vec<_>>().join("\n").to_lowercase()
    };
    let mut all: Vec<_> = MIGRATIONS.iter().map(|text| lines(text, "--")).collect();
    all.push(lines(QUERIES, "//"));
    all
}

#[test]
fn no_statement_leans_on_what_a_distributed_engine_lacks() {
    for text in statements() {
        for (word, instead) in REFUSED {
            assert!(!text.contains(word), "`{word}` is in the SQL: {instead}");
        }
        assert!(!text.contains("merge into"), "`merge` is in the SQL");
    }
}

#[test]
fn keys_of_money_begin_with_the_wallet() {
    let all = statements().join("\n");
    for (table, first) in MONEY {
        let start = all.find(&format!("create table {table} (")).unwrap();
        let body = &all[start..start + all[start..].find("\n);").unwrap()];
        let own = body.lines().find(|line| line.contains("primary key")).unwrap().trim();
        let key = own.strip_prefix("primary key (").unwrap_or(own);
        let name = key.split([',', ' ', ')']).next().unwrap();
        assert_eq!(name, first, "{table}: {own}");
    }
}

#[test]
fn times_are_numbers() {
    for text in statements() {
        for kind in ["timestamp", "timestamptz", "interval ", " date,", "money,", "float", "double"]
        {
            assert!(!text.contains(kind), "`{kind}` is in the SQL");
        }
    }
}
