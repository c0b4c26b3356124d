import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

// Measures the loading matrix on the real runtime clients and databases, and writes it into docs/layer.md:
//   node packages/runtime/write-matrix.mjs
const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', 'packages/runtime/src/layer/matrix.test.ts'], {
  cwd: join(import.meta.dirname, '../..'),
  env: { ...process.env, BULKHEAD_WRITE_MATRIX: '1', BULKHEAD_REQUIRE_ALL: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
