-- Intents can be taken back as long as no attempt may have reached the server (`sent`). They
-- remember their last error, and what shows whether a restored server still knows them: the
-- timeline, the journal number and the entry that they brought.
CREATE TABLE intents_2 (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    kind         TEXT    NOT NULL,
    target       TEXT,
    body         TEXT    NOT NULL,
    not_after    INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK
                 (state IN ('queued', 'sending', 'done', 'refused', 'wedged', 'cancelled')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    sent         INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    depends_on   TEXT    REFERENCES intents_2 (id) ON DELETE SET NULL,
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    answer       TEXT,
    last_error   TEXT,
    epoch        TEXT,
    head         INTEGER,
    proof        TEXT
) STRICT;
INSERT INTO intents_2 (number, id, kind, target, body, not_after, state, attempts, sent,
                       next_attempt, depends_on, created_at, ended_at, answer, epoch, head)
    SELECT number, id, kind, target, body, not_after, state, attempts, attempts,
           next_attempt, depends_on, created_at, ended_at, answer,
           CASE WHEN state = 'done' THEN json_extract(answer, '$.epoch') END,
           CASE WHEN state = 'done' THEN json_extract(answer, '$.head') END
    FROM intents ORDER BY number;
DROP TABLE intents;
ALTER TABLE intents_2 RENAME TO intents;
CREATE INDEX intents_open ON intents (number) WHERE state IN ('queued', 'sending');
CREATE INDEX intents_kind ON intents (kind, number);

-- The cursor stands beside the facts, since old lines of the journal go.
ALTER TABLE facts ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
UPDATE facts SET head = (SELECT coalesce(max(seq), 0) FROM journal);

-- Which payment session a receipt came from.
ALTER TABLE receipts ADD COLUMN kid TEXT;
ALTER TABLE receipts ADD COLUMN session INTEGER;
CREATE INDEX receipts_session ON receipts (session) WHERE session IS NOT NULL;

-- What the journal's lines of a month came to, once they are gone. `last`: the last of them.
CREATE TABLE months (
    month  TEXT    PRIMARY KEY,
    last   INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    spent  INTEGER NOT NULL,
    gained INTEGER NOT NULL,
    used   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts of an older app lack what this one folds, so the journal is read again.
INSERT OR REPLACE INTO meta (name, value) SELECT 'reread', '1' FROM facts;
-- What was wedged in version 1 was of a kind that it didn't know.
UPDATE intents SET answer = 'unknown_kind' WHERE state = 'wedged';
