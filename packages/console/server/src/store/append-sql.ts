import { ATTACK_BUCKET_MS, FUNCTION_BUCKET_MS } from './schema.ts';

/**
 * A delivery on its way in: what is new or newer than what the store has, then the same difference added to the roll-ups.
 * The old keys and counts of a replaced row are taken off the roll-ups, so that they stay right when a record changes.
 */
const NEW_FINDINGS = `
CREATE OR REPLACE TEMP TABLE new_findings AS
SELECT s.id::UUID AS id, s.time::BIGINT AS time, s.count::BIGINT AS count, s.class, s.action, s.account, s.region, s.fn,
  s.search, s.doc, s.request_id, f.time AS old_time, f.count AS old_count, f.class AS old_class, f.action AS old_action,
  f.account AS old_account, f.region AS old_region, f.fn AS old_fn
FROM (SELECT * FROM staged_findings QUALIFY row_number() OVER (PARTITION BY id ORDER BY count DESC, action = 'blocked' DESC) = 1) s
LEFT JOIN findings f ON f.id = s.id::UUID
WHERE f.id IS NULL OR s.count > f.count OR (s.count = f.count AND s.action = 'blocked' AND f.action <> 'blocked')`;

const DIFFERENCE = `
(SELECT time, account, region, class, action, fn, count AS n FROM new_findings
 UNION ALL
 SELECT old_time, old_account, old_region, old_class, old_action, old_fn, -old_count FROM new_findings
 WHERE old_count IS NOT NULL)`;

export const APPEND_FINDINGS: readonly string[] = [
  NEW_FINDINGS,
  `INSERT INTO findings SELECT id, time, count, class, action, account, region, fn, search, doc, request_id
   FROM new_findings WHERE old_count IS NULL`,
  `UPDATE findings SET time = n.time, count = n.count, class = n.class, action = n.action, account = n.account,
     region = n.region, fn = n.fn, search = n.search, doc = n.doc, request_id = n.request_id
   FROM new_findings n WHERE findings.id = n.id AND n.old_count IS NOT NULL`,
  `INSERT INTO attacks_5m
   SELECT time - time % ${ATTACK_BUCKET_MS}, account, region, class, action, sum(n)::BIGINT
   FROM ${DIFFERENCE} GROUP BY ALL HAVING sum(n) <> 0
   ON CONFLICT DO UPDATE SET n = n + excluded.n`,
  `INSERT INTO functions_1h
   SELECT time - time % ${FUNCTION_BUCKET_MS}, account, region, fn, 0, 0, sum(n)::BIGINT, max(time)
   FROM ${DIFFERENCE} WHERE action <> 'allowed' GROUP BY ALL HAVING sum(n) <> 0
   ON CONFLICT DO UPDATE SET attacks = attacks + excluded.attacks, last_seen = greatest(last_seen, excluded.last_seen)`,
  'TRUNCATE staged_findings',
];

/** An execution is replaced only by a worse end of the same: a line that came late says that it failed. */
const NEW_EXECUTIONS = `
CREATE OR REPLACE TEMP TABLE new_executions AS
SELECT s.* REPLACE (s.time::BIGINT AS time), (e.request_id IS NOT NULL) AS known,
  (s.status <> 'success')::BIGINT AS failed
FROM (SELECT * FROM staged_executions QUALIFY row_number() OVER (
  PARTITION BY request_id, time ORDER BY CASE status WHEN 'timeout' THEN 0 WHEN 'error' THEN 1 ELSE 2 END) = 1) s
LEFT JOIN executions e ON e.request_id = s.request_id AND e.time = s.time::BIGINT
WHERE e.request_id IS NULL OR (e.status = 'success' AND s.status <> 'success')`;

const EXECUTION_SUMS = `sum((NOT known)::BIGINT)::BIGINT AS executions, sum(failed)::BIGINT AS errors`;

export const APPEND_EXECUTIONS: readonly string[] = [
  NEW_EXECUTIONS,
  `INSERT INTO executions SELECT * EXCLUDE (known, failed) FROM new_executions WHERE NOT known`,
  `UPDATE executions SET status = n.status, error_type = n.error_type FROM new_executions n
   WHERE n.known AND executions.request_id = n.request_id AND executions.time = n.time`,
  `INSERT INTO executions_5m
   SELECT time - time % ${ATTACK_BUCKET_MS}, account, region, ${EXECUTION_SUMS} FROM new_executions GROUP BY ALL
   ON CONFLICT DO UPDATE SET executions = executions + excluded.executions, errors = errors + excluded.errors`,
  `INSERT INTO functions_1h
   SELECT time - time % ${FUNCTION_BUCKET_MS}, account, region, fn, ${EXECUTION_SUMS}, 0, max(time)
   FROM new_executions GROUP BY ALL
   ON CONFLICT DO UPDATE SET executions = executions + excluded.executions, errors = errors + excluded.errors,
     last_seen = greatest(last_seen, excluded.last_seen)`,
  'TRUNCATE staged_executions',
];

/** Levels that ask for attention: they are shown even where there are too many lines to show all. */
const SEVERE = "level IN ('WARN', 'ERROR', 'FATAL')";

export const APPEND_LINES: readonly string[] = [
  `CREATE OR REPLACE TEMP TABLE new_lines AS
   SELECT s.* REPLACE (s.id::UUID AS id, s.time::BIGINT AS time)
   FROM (SELECT * FROM staged_lines QUALIFY row_number() OVER (PARTITION BY id) = 1) s
   ANTI JOIN log_lines l ON l.time = s.time::BIGINT AND l.id = s.id::UUID`,
  `INSERT INTO log_lines SELECT id, time, correlation_id, coalesce(${SEVERE}, false), search, doc FROM new_lines`,
  `INSERT INTO request_parts
   SELECT correlation_id, request_id, max(parent_id), min(time), max(time), count(*),
     count(*) FILTER (level IN ('ERROR', 'FATAL')), bool_or(debug), bool_or(NOT debug), account, region, fn
   FROM new_lines GROUP BY correlation_id, request_id, account, region, fn`,
  'TRUNCATE staged_lines',
];

/** Coverage and inventory: the latest of each function stays. */
export function appendLatest(table: 'coverages' | 'functions'): readonly string[] {
  return [
    `INSERT INTO ${table} SELECT account, region, fn, time::BIGINT, doc FROM staged_latest
     QUALIFY row_number() OVER (PARTITION BY account, region, fn ORDER BY time DESC) = 1
     ON CONFLICT DO UPDATE SET time = excluded.time, doc = excluded.doc WHERE excluded.time >= ${table}.time`,
    'TRUNCATE staged_latest',
  ];
}

export const ADD_COUNTER = `
INSERT INTO counters VALUES ($bucket, $name, $n) ON CONFLICT DO UPDATE SET n = n + excluded.n`;

/** No row: this batch was counted before. */
export const NEW_BATCH = `INSERT INTO batches VALUES ($id::UUID, $time) ON CONFLICT DO NOTHING RETURNING 1`;
