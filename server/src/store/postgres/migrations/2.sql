-- Stored replies whose text is kept, by their time.
CREATE INDEX requests_kept ON requests (at) WHERE body IS NOT NULL;
