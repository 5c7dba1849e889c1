-- Before the first server starts, as an administrator.

-- Keys lead with the wallet, so rows spread by themselves. Wallet ids begin with the time: new ones
-- would all be written to one range without this.
SET CLUSTER SETTING sql.txn.read_committed_isolation.enabled = true;
-- After the tables are made, where new wallets come faster than one range takes them:
-- ALTER TABLE wallets ALTER PRIMARY KEY USING COLUMNS (wallet) USING HASH;
