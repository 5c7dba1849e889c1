//! The shared database: set statements on two connections, each with wallets of its own.

use super::super::kept::connect;
use super::super::per_second;
use anyhow::{Context, Result, bail};
use futures_util::future::join_all;
use std::time::{Duration, Instant};
use tokio::runtime::LocalOptions;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row, Statement};
use uuid::Uuid;

/// How many connections write.
const CONNECTIONS: usize = 2;

/// A receipt's place, and where its wallet's next receipt begins.
const RECEIPTS: &str = "SELECT r.wallet, r.seq,
      lead(r.seq, 1, 9223372036854775807) OVER (PARTITION BY r.wallet ORDER BY r.seq), r.receipt
    FROM receipts r JOIN journal j ON j.wallet = r.wallet AND j.seq = r.seq
    WHERE j.at >= $1 ORDER BY j.at";

/// A table: how the rows of some receipts are read, a column as an array, and written. `$1` to `$4`
/// of the first are what [`RECEIPTS`] says of them.
struct Table {
    read: &'static str,
    write: &'static str,
}

const TABLES: [Table; 8] = [
    Table {
        read: "SELECT array_agg(wallet), array_agg(head), array_agg(dough_available),
              array_agg(dough_pending), array_agg(dough_locked), array_agg(dough_owed),
              array_agg(eur_available), array_agg(eur_held), array_agg(eur_escrow),
              array_agg(invited_by), array_agg(due_at), array_agg(facts)
            FROM wallets WHERE wallet = ANY($1)
              AND cardinality($2::bigint[] || $3::bigint[]) + cardinality($4::uuid[]) > 0",
        write: "UPDATE wallets w SET version = w.version + 1, head = n.head,
              dough_available = n.dough_available, dough_pending = n.dough_pending,
              dough_locked = n.dough_locked, dough_owed = n.dough_owed,
              eur_available = n.eur_available, eur_held = n.eur_held, eur_escrow = n.eur_escrow,
              invited_by = n.invited_by, due_at = n.due_at, facts = n.facts
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
              $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::uuid[],
              $11::bigint[], $12::text[])
              AS n (wallet, head, dough_available, dough_pending, dough_locked, dough_owed,
                eur_available, eur_held, eur_escrow, invited_by, due_at, facts)
            WHERE w.wallet = n.wallet",
    },
    Table {
        read: "SELECT array_agg(t.wallet), array_agg(t.seq), array_agg(t.at), array_agg(t.event)
            FROM journal t JOIN unnest($1::uuid[], $2::bigint[], $3::bigint[])
              AS n (wallet, first, next)
              ON t.wallet = n.wallet AND t.seq >= n.first AND t.seq < n.next
            WHERE cardinality($4::uuid[]) > 0",
        write: "INSERT INTO journal (wallet, seq, at, event)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[])",
    },
    Table {
        read: "SELECT array_agg(t.wallet), array_agg(t.seq), array_agg(t.n),
              array_agg(t.from_account), array_agg(t.from_shop), array_agg(t.to_account),
              array_agg(t.to_shop), array_agg(t.amount)
            FROM transfers t JOIN unnest($1::uuid[], $2::bigint[], $3::bigint[])
              AS n (wallet, first, next)
              ON t.wallet = n.wallet AND t.seq >= n.first AND t.seq < n.next
            WHERE cardinality($4::uuid[]) > 0",
        write: "INSERT INTO transfers
              (wallet, seq, n, from_account, from_shop, to_account, to_shop, amount)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
              $6::text[], $7::text[], $8::bigint[])",
    },
    Table {
        read: "SELECT array_agg(t.wallet), array_agg(t.surprise), array_agg(t.secret)
            FROM surprise_secrets t JOIN unnest($1::uuid[], $2::bigint[], $3::bigint[])
              AS n (wallet, first, next)
              ON t.wallet = n.wallet AND t.surprise >= n.first AND t.surprise < n.next
            WHERE cardinality($4::uuid[]) > 0",
        write: "INSERT INTO surprise_secrets (wallet, surprise, secret)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])",
    },
    Table {
        read: "SELECT array_agg(receipt), array_agg(wallet), array_agg(seq), array_agg(shop)
            FROM receipts WHERE receipt = ANY($4)
              AND cardinality($1::uuid[]) + cardinality($2::bigint[] || $3::bigint[]) > 0",
        write: "INSERT INTO receipts (receipt, wallet, seq, shop)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])",
    },
    Table {
        read: "SELECT array_agg(kid), array_agg(counter), array_agg(shop), array_agg(receipt)
            FROM codes WHERE receipt = ANY($4)
              AND cardinality($1::uuid[]) + cardinality($2::bigint[] || $3::bigint[]) > 0",
        write: "INSERT INTO codes (kid, counter, shop, receipt)
            SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::text[], $4::uuid[])",
    },
    Table {
        read: "SELECT array_agg(s.shop), array_agg(s.register), array_agg(s.sale),
              array_agg(s.meaning), array_agg(s.kid), array_agg(s.counter), array_agg(s.request)
            FROM codes c JOIN sales s ON s.kid = c.kid AND s.counter = c.counter
            WHERE c.receipt = ANY($4)
              AND cardinality($1::uuid[]) + cardinality($2::bigint[] || $3::bigint[]) > 0",
        write: "INSERT INTO sales (shop, register, sale, meaning, kid, counter, request)
            SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[],
              $6::bigint[], $7::uuid[])",
    },
    Table {
        read: "SELECT array_agg(q.caller), array_agg(q.request), array_agg(q.meaning),
              array_agg(q.at), array_agg(q.status), array_agg(q.body)
            FROM codes c JOIN sales s ON s.kid = c.kid AND s.counter = c.counter
            JOIN requests q ON q.caller = s.register AND q.request = s.request
            WHERE c.receipt = ANY($4)
              AND cardinality($1::uuid[]) + cardinality($2::bigint[] || $3::bigint[]) > 0",
        write: "INSERT INTO requests (caller, request, meaning, at, status, body)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bigint[],
              $5::bigint[], $6::text[])",
    },
];

type Param = Box<dyn ToSql + Sync + Send>;

/// The statements of a transaction.
type Chunk = Vec<(usize, Vec<Param>)>;

/// Where a receipt stands.
#[derive(Clone, Copy)]
struct Place {
    wallet: Uuid,
    first: i64,
    next: i64,
    receipt: Uuid,
}

/// All sales, in the order of their times; their rows are read again for each size of batch.
pub(in super::super) struct Work {
    from: String,
    places: Vec<Place>,
}

impl Work {
    /// Reads which sales a server wrote, from a time on.
    pub(super) fn read(address: &str, since: i64) -> Result<Self> {
        let places = runtime()?.block_on(async {
            // Copies have no indexes of their own here: this one is gone with its database.
            let client = connect(address).await?;
            client
                .batch_execute(
                    "CREATE INDEX IF NOT EXISTS bench_codes ON codes (receipt);
                     CREATE INDEX IF NOT EXISTS bench_sales ON sales (kid, counter); ANALYZE",
                )
                .await?;
            let rows = client.query(RECEIPTS, &[&since]).await?;
            rows.iter()
                .map(|row| {
                    Ok(Place {
                        wallet: row.try_get(0)?,
                        first: row.try_get(1)?,
                        next: row.try_get(2)?,
                        receipt: row.try_get(3)?,
                    })
                })
                .collect::<Result<Vec<_>>>()
        })?;
        Ok(Self { from: address.to_owned(), places })
    }

    /// Writes them into a database, so many sales in a transaction.
    pub(super) fn write(&self, into: &str, batch: usize, time: Duration) -> Result<f64> {
        runtime()?.block_on(async {
            let source = connect(&self.from).await?;
            let mut writers = Vec::new();
            for writer in 0..CONNECTIONS {
                let own = self.places.iter().filter(|place| {
                    usize::from(place.wallet.as_bytes()[15]) % CONNECTIONS == writer
                });
                let own: Vec<Place> = own.copied().collect();
                let mut chunks = Vec::new();
                for places in own.chunks(batch) {
                    chunks.push((places.len(), chunk(&source, places).await?));
                }
                writers.push(Writer::new(into, chunks).await?);
            }
            let began = Instant::now();
            let mut writing = tokio::task::JoinSet::new();
            for writer in writers {
                writing.spawn_local(writer.write(began + time));
            }
            let mut written = 0;
            while let Some(part) = writing.join_next().await {
                written += u64::try_from(part??)?;
            }
            Ok(per_second(written, began.elapsed()))
        })
    }
}

fn runtime() -> Result<tokio::runtime::LocalRuntime> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    Ok(builder.enable_all().build_local(LocalOptions::default())?)
}

/// What is to be written for some receipts.
async fn chunk(source: &Client, places: &[Place]) -> Result<Chunk> {
    let wallets: Vec<Uuid> = places.iter().map(|place| place.wallet).collect();
    let first: Vec<i64> = places.iter().map(|place| place.first).collect();
    let next: Vec<i64> = places.iter().map(|place| place.next).collect();
    let receipts: Vec<Uuid> = places.iter().map(|place| place.receipt).collect();
    let mut statements = Vec::new();
    for (number, table) in TABLES.iter().enumerate() {
        let row = source.query_one(table.read, &[&wallets, &first, &next, &receipts]).await?;
        let columns = (0..row.len()).map(|column| array(&row, column));
        let columns: Option<Vec<Param>> = columns.collect::<Result<_>>()?;
        statements.extend(columns.map(|columns| (number, columns)));
    }
    Ok(statements)
}

/// A column's values; nothing where there are no rows.
fn array(row: &Row, column: usize) -> Result<Option<Param>> {
    fn of<T>(found: Option<T>) -> Option<Param>
    where
        T: ToSql + Sync + Send + 'static,
    {
        found.map(|values| Box::new(values) as Param)
    }
    Ok(match *row.columns()[column].type_() {
        Type::UUID_ARRAY => of(row.try_get::<_, Option<Vec<Option<Uuid>>>>(column)?),
        Type::INT8_ARRAY => of(row.try_get::<_, Option<Vec<Option<i64>>>>(column)?),
        Type::TEXT_ARRAY => of(row.try_get::<_, Option<Vec<Option<String>>>>(column)?),
        Type::BYTEA_ARRAY => of(row.try_get::<_, Option<Vec<Option<Vec<u8>>>>>(column)?),
        ref other => bail!("a column of {other}"),
    })
}

/// A connection, its statements, and what it is to write.
struct Writer {
    client: Client,
    statements: Vec<Statement>,
    chunks: Vec<(usize, Chunk)>,
}

impl Writer {
    async fn new(into: &str, chunks: Vec<(usize, Chunk)>) -> Result<Self> {
        let client = connect(into).await?;
        let mut statements = Vec::new();
        for table in &TABLES {
            statements.push(client.prepare(table.write).await?);
        }
        Ok(Self { client, statements, chunks })
    }

    async fn write(self, end: Instant) -> Result<usize> {
        let mut written = 0;
        for (sales, chunk) in &self.chunks {
            if Instant::now() >= end {
                break;
            }
            let statements = chunk.iter().map(|(table, params)| async {
                let statement = self.statements.get(*table).context("no such table")?;
                let params = params.iter().map(|param| &**param as &(dyn ToSql + Sync));
                anyhow::Ok(self.client.execute(statement, &params.collect::<Vec<_>>()).await?)
            });
            // All on the wire at once, one after the other in the database.
            let (begun, done) =
                tokio::join!(biased; self.client.batch_execute("BEGIN"), join_all(statements));
            begun?;
            done.into_iter().collect::<Result<Vec<_>>>()?;
            self.client.batch_execute("COMMIT").await?;
            written += sales;
        }
        Ok(written)
    }
}
