-- From version 4: stored replies whose text is kept are found by their time.
CREATE INDEX requests_kept ON requests (at) WHERE body IS NOT NULL;
