/** Width of the roll-up by account, region, class and action. */
export const ATTACK_BUCKET_MS = 300_000;
/** Width of the roll-up by function. */
export const FUNCTION_BUCKET_MS = 3_600_000;

/**
 * Tables of the store. Times are integer milliseconds and buckets `t - t % width`, which means the same in every engine.
 * Two narrow roll-ups, not a wide one: by function, rule and minute it would be as large as the data.
 * Parts of requests are written for each delivery anew and added up when they are read: nothing is looked for on the way in.
 * Findings, executions and lines have no primary key: there is one writer, and it looks for what is there before it writes
 * (`append-sql.ts`; ids and times grow, so that the look is a short one). With keys, forgetting four days of seven took 13
 * seconds instead of 0.9 (100,000 findings, 300,000 executions), and the file was twice as large.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS findings (
  id UUID NOT NULL, time BIGINT NOT NULL, count BIGINT NOT NULL, class VARCHAR NOT NULL, action VARCHAR NOT NULL,
  account VARCHAR NOT NULL, region VARCHAR NOT NULL, fn VARCHAR NOT NULL, search VARCHAR NOT NULL, doc VARCHAR NOT NULL);
ALTER TABLE findings ADD COLUMN IF NOT EXISTS request_id VARCHAR;
CREATE TABLE IF NOT EXISTS executions (
  request_id VARCHAR NOT NULL, time BIGINT NOT NULL, account VARCHAR NOT NULL, region VARCHAR NOT NULL,
  fn VARCHAR NOT NULL, version VARCHAR NOT NULL, runtime VARCHAR NOT NULL, log_stream VARCHAR NOT NULL,
  status VARCHAR NOT NULL, error_type VARCHAR, duration_ms DOUBLE NOT NULL, billed_ms DOUBLE NOT NULL,
  memory_mb DOUBLE NOT NULL, max_memory_mb DOUBLE NOT NULL, init_ms DOUBLE, trace_id VARCHAR);
CREATE TABLE IF NOT EXISTS log_lines (
  id UUID NOT NULL, time BIGINT NOT NULL, correlation_id VARCHAR NOT NULL, severe BOOLEAN NOT NULL,
  search VARCHAR NOT NULL, doc VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS request_parts (
  correlation_id VARCHAR NOT NULL, request_id VARCHAR NOT NULL, parent_id VARCHAR, time BIGINT NOT NULL,
  last BIGINT NOT NULL, lines BIGINT NOT NULL, errors BIGINT NOT NULL, debug_on BOOLEAN, debug_off BOOLEAN,
  account VARCHAR NOT NULL, region VARCHAR NOT NULL, fn VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS coverages (
  account VARCHAR, region VARCHAR, fn VARCHAR, time BIGINT NOT NULL, doc VARCHAR NOT NULL,
  PRIMARY KEY (account, region, fn));
CREATE TABLE IF NOT EXISTS functions (
  account VARCHAR, region VARCHAR, fn VARCHAR, time BIGINT NOT NULL, doc VARCHAR NOT NULL,
  PRIMARY KEY (account, region, fn));
CREATE TABLE IF NOT EXISTS counters (bucket BIGINT, name VARCHAR, n BIGINT NOT NULL, PRIMARY KEY (bucket, name));
CREATE TABLE IF NOT EXISTS batches (id UUID PRIMARY KEY, time BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS attacks_5m (
  bucket BIGINT, account VARCHAR, region VARCHAR, class VARCHAR, action VARCHAR, n BIGINT NOT NULL,
  PRIMARY KEY (bucket, account, region, class, action));
CREATE TABLE IF NOT EXISTS executions_5m (
  bucket BIGINT, account VARCHAR, region VARCHAR, executions BIGINT NOT NULL, errors BIGINT NOT NULL,
  PRIMARY KEY (bucket, account, region));
CREATE TABLE IF NOT EXISTS functions_1h (
  bucket BIGINT, account VARCHAR, region VARCHAR, fn VARCHAR, executions BIGINT NOT NULL, errors BIGINT NOT NULL,
  attacks BIGINT NOT NULL, last_seen BIGINT NOT NULL,
  PRIMARY KEY (bucket, account, region, fn));
`;

/** One connection's own room for a delivery on its way in. */
export const STAGING = `
CREATE TEMP TABLE staged_findings (
  id VARCHAR, time DOUBLE, count DOUBLE, class VARCHAR, action VARCHAR, account VARCHAR, region VARCHAR, fn VARCHAR,
  search VARCHAR, doc VARCHAR, request_id VARCHAR);
CREATE TEMP TABLE staged_lines (
  id VARCHAR, time DOUBLE, correlation_id VARCHAR, request_id VARCHAR, parent_id VARCHAR, level VARCHAR, debug BOOLEAN,
  account VARCHAR, region VARCHAR, fn VARCHAR, search VARCHAR, doc VARCHAR);
CREATE TEMP TABLE staged_executions (
  request_id VARCHAR, time DOUBLE, account VARCHAR, region VARCHAR, fn VARCHAR, version VARCHAR, runtime VARCHAR,
  log_stream VARCHAR, status VARCHAR, error_type VARCHAR, duration_ms DOUBLE, billed_ms DOUBLE, memory_mb DOUBLE,
  max_memory_mb DOUBLE, init_ms DOUBLE, trace_id VARCHAR);
CREATE TEMP TABLE staged_latest (account VARCHAR, region VARCHAR, fn VARCHAR, time DOUBLE, doc VARCHAR);
`;
