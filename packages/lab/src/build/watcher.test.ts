import { EventEmitter, once } from 'node:events';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { appOf, makeProject, writeFiles } from './testing/project.ts';
import { covers, createWatcher, isSkipped, type Watcher } from './watcher.ts';

const open: Watcher[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((watcher) => watcher.close()));
});

async function start(files: Record<string, string>, sources: Record<string, readonly string[]>) {
  const root = makeProject({ 'serverless.yml': 'service: x', ...files });
  const app = appOf(root, Object.fromEntries(Object.keys(sources).map((id) => [id, {}])));
  const changes = new EventEmitter();
  const watcher = await createWatcher({
    app,
    sourcesOf: (id) => sources[id]!.map((path) => join(root, path)),
    onChange: (changed) => changes.emit('change', changed),
    onError: (error) => changes.emit('error', error),
  });
  open.push(watcher);
  /** What is told after the deed. */
  const after = async (deed: () => void): Promise<unknown> => {
    const told = once(changes, 'change');
    deed();
    return (await told)[0];
  };
  return { root, watcher, sources, after };
}

describe('createWatcher', () => {
  it('names the functions that stand on a file', async () => {
    const { root, after } = await start(
      { 'src/a.ts': '', 'src/shared.ts': '', 'src/b.ts': '', 'src/other.ts': '' },
      { a: ['src/a.ts', 'src/shared.ts'], b: ['src/b.ts', 'src/shared.ts'] },
    );
    expect(await after(() => writeFiles(root, { 'src/a.ts': '1' }))).toEqual(['a']);
    // `other.ts` alone would tell nothing: the next to be told is the shared file.
    expect(await after(() => writeFiles(root, { 'src/other.ts': '1', 'src/shared.ts': '1' }))).toEqual(['a', 'b']);
  });

  it('watches a folder whole, new and removed files too, without what tools write', async () => {
    const { root, after } = await start({ 'lib/x.js': '', 'node_modules/d/i.js': '', '.git/x': '' }, { f: ['.'] });
    expect(
      await after(() =>
        writeFiles(root, { 'node_modules/d/i.js': '1', '.bulkhead/build/f/a.cjs': '1', 'lib/new.js': '1' }),
      ),
    ).toEqual(['f']);
    expect(await after(() => rmSync(join(root, 'lib/x.js')))).toEqual(['f']);
  });

  it('tells several changes at once', async () => {
    const { root, after } = await start({ 'a.js': '', 'b.js': '' }, { b: ['b.js'], a: ['a.js'] });
    expect(await after(() => writeFiles(root, { 'a.js': '1', 'b.js': '1' }))).toEqual(['b', 'a']);
  });

  it('sees a file that an editor replaces', async () => {
    const { root, after } = await start({ 'a.js': '1' }, { a: ['a.js'] });
    const replace = (text: string) => () => {
      writeFiles(root, { 'a.js.new': text });
      renameSync(join(root, 'a.js.new'), join(root, 'a.js'));
    };
    expect(await after(replace('2'))).toEqual(['a']);
    expect(await after(replace('3'))).toEqual(['a']);
  });

  it('the template outweighs all', async () => {
    const { root, after } = await start({ 'a.js': '' }, { a: ['.'] });
    expect(await after(() => writeFiles(root, { 'a.js': '1', 'serverless.yml': 'service: y' }))).toBe('template');
  });

  it('takes up new sources', async () => {
    const { root, watcher, sources, after } = await start({ 'a.js': '', 'b.js': '' }, { a: ['a.js'], b: ['b.js'] });
    sources['a'] = ['new.js'];
    writeFiles(root, { 'new.js': '' });
    await watcher.refresh();
    expect(await after(() => writeFiles(root, { 'new.js': '1' }))).toEqual(['a']);
    // The old file no longer counts: only b's change is told.
    expect(await after(() => writeFiles(root, { 'a.js': '1', 'b.js': '1' }))).toEqual(['b']);
  });

  it('tells nothing after it closed', async () => {
    const root = makeProject({ 'serverless.yml': '', 'a.js': '' });
    const told: string[] = [];
    const both = new EventEmitter();
    const watchAs = (name: string) =>
      createWatcher({
        app: appOf(root, { a: {} }),
        sourcesOf: () => [join(root, 'a.js')],
        onChange: () => {
          told.push(name);
          both.emit(name);
        },
        onError: (error) => both.emit('error', error),
      });
    const closed = await watchAs('closed');
    open.push(await watchAs('open'));
    await closed.close();
    const seen = once(both, 'open');
    writeFiles(root, { 'a.js': '1' });
    await seen;
    expect(told).toEqual(['open']);
  });
});

describe('covers', () => {
  it.each([
    ['/p', '/p/a.js', true],
    ['/p', '/p', true],
    ['/p/a.js', '/p/a.js', true],
    ['/p/a.js', '/p/b.js', false],
    ['/p', '/q/a.js', false],
    ['/p', '/pp/a.js', false],
    ['/p', '/p/node_modules/x/a.js', false],
    ['/p', '/p/.aws-sam/a.js', false],
    // Python writes there while it runs.
    ['/p', '/p/lib/__pycache__/a.cpython-313.pyc', false],
    // A code root that itself lies in a build output is watched.
    ['/p/.aws-sam/build/F', '/p/.aws-sam/build/F/a.js', true],
    ['/p', '/p/up.log', false],
    ['/p', '/p/src/.index.js.swp', false],
    ['/p', '/p/.venv/lib/x.py', false],
    ['/p', '/p/.env', true],
    ['/p/.build', '/p/.build/index.js', true],
    ['/p', '/p/src/catalog', true],
  ])('%s covers %s: %s', (source, path, expected) => expect(covers(source, path)).toBe(expected));
});

it.each([
  ['/p/node_modules', ['/p'], true],
  ['/p/src', ['/p'], false],
  ['/p/node_modules/x/a.ts', ['/p', '/p/node_modules/x/a.ts'], false],
  ['/q', ['/p'], false],
])('skips %s of %j: %s', (path, sources, expected) => expect(isSkipped(path, sources)).toBe(expected));
