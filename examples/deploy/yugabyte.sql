-- YugabyteDB's SQL layer is PostgreSQL's. Tables are spread by the first column of their keys, which
-- is the wallet, the shop, or what is unique: nothing has to be said.

-- Races are decided again by the server; without this setting a READ COMMITTED transaction is run as
-- a repeatable read. It is a flag of each tablet server:
--   --yb_enable_read_committed_isolation=true

-- Rows that are read in order of time are few, and may be kept in one place:
-- CREATE INDEX ... SPLIT INTO 1 TABLETS
