-- From version 2: new tables.

-- Pictures of the menu, by the SHA-256 of their files.
CREATE TABLE images (
    hash BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('image/jpeg', 'image/png', 'image/webp')),
    body BLOB NOT NULL
) STRICT;
