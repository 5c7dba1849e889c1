# What every build of the phone's library has in common; to be sourced.

# Parts of SQLite that the store has no use for.
unused=(FTS3 FTS3_PARENTHESIS FTS5 RTREE DBSTAT_VTAB STAT4 LOAD_EXTENSION)
export LIBSQLITE3_FLAGS="${unused[*]/#/-USQLITE_ENABLE_}"
# For lld: equal functions once. A shared library's own linker packs its addresses besides.
fold_equal=-Clink-arg=-Wl,--icf=all
