-- Distributes a shop's tables over a Citus cluster. Run once on the coordinator, after a server or
-- `dough init` has made the tables, and before there are many rows.

-- What belongs to a wallet stands together.
SELECT create_distributed_table('wallets', 'wallet');
SELECT create_distributed_table('journal', 'wallet', colocate_with => 'wallets');
SELECT create_distributed_table('transfers', 'wallet', colocate_with => 'wallets');
SELECT create_distributed_table('surprise_secrets', 'wallet', colocate_with => 'wallets');
SELECT create_distributed_table('messages', 'to_wallet', colocate_with => 'wallets');
SELECT create_distributed_table('deliveries', 'wallet', colocate_with => 'wallets');
SELECT create_reference_table('webhooks');

-- What is unique across wallets is found by what is unique.
SELECT create_distributed_table('receipts', 'receipt');
SELECT create_distributed_table('refunds', 'receipt');
SELECT create_distributed_table('requests', 'caller');
SELECT create_distributed_table('sales', 'register');
SELECT create_distributed_table('codes', 'kid');
SELECT create_distributed_table('keys', 'kid');

-- A shop's minute stands together.
SELECT create_distributed_table('shops', 'shop');
SELECT create_distributed_table('windows', 'shop', colocate_with => 'shops');
SELECT create_distributed_table('allocations', 'shop', colocate_with => 'shops');

-- All else is small, and stays on the coordinator: catalogues, images, accounts, sessions, people
-- and their addresses and codes, registers, live orders, payouts, the audit log.
