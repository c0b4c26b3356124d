import { expect, it } from 'vitest';
import { initError } from './init-error.ts';

const body = (trace: unknown) =>
  Buffer.from(JSON.stringify({ errorType: 'Error', errorMessage: 'boom', stackTrace: trace }));

it.each<[string, unknown, string | undefined]>([
  ['CommonJS', ['Error: boom', '    at Object.<anonymous> (/app/src/a.js:2:7)'], 'src/a.js:2:7'],
  ['an ES module', ['Error: boom', '    at file:///app/src/a.mjs:2:7'], 'src/a.mjs:2:7'],
  ['an async frame', ['    at async load (file:///app/a%20b.mjs:9:1)'], 'a b.mjs:9:1'],
  ['a syntax error', ['Runtime.UserCodeSyntaxError: x', '/app/a.js:3', 'const = 1;'], 'a.js:3:1'],
  ['one text of many lines', ['Error: boom\n    at f (/app/a.js:1:2)'], 'a.js:1:2'],
  ['Python', ['  File "/app/handler.py", line 4, in <module>\n    import nothing\n'], 'handler.py:4:1'],
  ['a package below the handler', ['at x (/app/node_modules/p/i.js:1:1)', 'at f (/app/a.js:5:6)'], 'a.js:5:6'],
  ['a file elsewhere', ['at f (/etc/passwd:1:1)', 'at g (node:internal/x:1:1)'], undefined],
  ['nothing of use', [7, null, {}], undefined],
  ['no list', 'x', undefined],
])('%s', (_name, trace, expected) => {
  const { place, message } = initError(body(trace), '/app', 'hello');
  expect(place && `${place.file}:${place.line}:${place.column}`).toBe(expected);
  expect(message).toBe('hello failed while it was loaded: Error: boom');
});

it('shows what is not JSON as it came, and reads hostile frames in linear time', () => {
  expect(initError(Buffer.from('exit 1'), '/app', 'hello').message).toContain('Error: exit 1');
  const frames = Array.from({ length: 40 }, () => 'at ('.repeat(50_000));
  expect(initError(body(frames), '/app', 'hello').place).toBeUndefined();
});

it.each([
  ["Cannot find module 'pg/lib/client'\nRequire stack:", 'Install what the code needs: npm install pg'],
  [
    "Cannot find package '@aws-sdk/client-s3' imported from /app/a.mjs",
    'Install what the code needs: npm install @aws-sdk/client-s3',
  ],
  ["Unable to import module 'a': No module named 'yaml'", 'Install what the code needs: pip install what brings yaml'],
  ["Cannot find module './dist/a'", 'Mend what the function does while it is loaded, at the place shown.'],
])('%s', (errorMessage, next) => {
  const error = initError(Buffer.from(JSON.stringify({ errorType: 'Error', errorMessage })), '/app', 'hello');
  expect(error.next).toBe(next);
});
