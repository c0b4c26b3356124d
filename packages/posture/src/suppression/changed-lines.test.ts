import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../testing/project.ts';
import { changedLines } from './changed-lines.ts';

function repository(files: Readonly<Record<string, string>>): string {
  const root = makeProject(files);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root, stdio: 'pipe' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  return root;
}

describe('changedLines', () => {
  it('knows added and replaced lines, and new files', async () => {
    const root = repository({ 'a b.yml': '1\n2\n3\n4\n', 'same.yml': '1\n' });
    writeFileSync(join(root, 'a b.yml'), '1\ntwo\n3\n4\n5\n6\n');
    writeFileSync(join(root, 'new.yml'), 'x\n');
    expect(Object.fromEntries(await changedLines(root, 'HEAD'))).toEqual({
      'a b.yml': [
        [2, 2],
        [5, 6],
      ],
      'new.yml': [[1, Number.POSITIVE_INFINITY]],
    });
  });

  it('counts lines as git does, whatever stands in them', async () => {
    const root = repository({ 'a.sql': '1\n', 'b.sql': '1\n' });
    writeFileSync(join(root, 'a.sql'), '1\n++ b/b.sql\nx\ry\u2028z\r\n4\n');
    writeFileSync(join(root, 'b.sql'), '1\n2\n');
    expect(Object.fromEntries(await changedLines(root, 'HEAD'))).toEqual({ 'a.sql': [[2, 4]], 'b.sql': [[2, 2]] });
  });

  it.each(['--output=/tmp/x', '-p', 'a b', '', '$(id)'])('refuses %j as a ref', async (ref) => {
    await expect(changedLines('.', ref)).rejects.toThrow('is no git ref');
  });

  it('names an unknown ref', async () => {
    await expect(changedLines(repository({ a: '1' }), 'nowhere')).rejects.toThrow();
  });
});
