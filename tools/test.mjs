// `npm test`: builds what the tests run against, checks types and style, then runs every test.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await buildAll({ ifStale: true });
const steps = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the console page', 'tsc', ['-p', 'packages/console/web/tsconfig.json']],
  ['types of the parts for CDK', 'tsc', ['-p', 'packages/cdk/tsconfig.json']],
  ['types of the examples', 'tsc', ['-p', 'examples/tsconfig.json']],
  ['style', 'biome', ['check', '--error-on-warnings', '.']],
  // Last, so that the test runner's closing lines close the output.
  ['tests', 'vitest', ['run', ...process.argv.slice(2)]],
];
for (const [name, command, args] of steps) {
  console.error(`== ${name}`);
  const { status } = spawnSync('npx', ['--no-install', command, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
