import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-attach-cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:7';
const TEMPLATE = `functions:
  a:
    handler: a.b
  c: { handler: c.d }
`;
const file = join(home, 'serverless.yml');
async function attach(...args: string[]) {
  const { io, kept } = fakeIo({ cwd: home });
  const code = await run(['attach', ...args], io);
  return { code, ...kept };
}

describe('bulkhead attach', () => {
  it('shows, writes and takes off', async () => {
    writeFileSync(file, TEMPLATE);
    const shown = await attach('--all', '--layer', LAYER, '--dry-run');
    expect(shown.out).toBe(`--- serverless.yml
+++ serverless.yml
@@
   a:
     handler: a.b
+    layers: # bulkhead attach
+      - ${LAYER} # bulkhead attach
+    environment: # bulkhead attach
+      AWS_LAMBDA_EXEC_WRAPPER: /opt/bulkhead/exec-wrapper # bulkhead attach
+      BULKHEAD_MODE: "alert" # bulkhead attach
   c: { handler: c.d }
1 function would be with the layer, in alert mode
`);
    expect(shown).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^serverless\.yml:4:3: c is not written as a block of keys\. Paste:\n {2}layers:/),
    });
    expect(readFileSync(file, 'utf8')).toBe(TEMPLATE);
    expect(await attach('--function', 'a', '--layer', LAYER, '--mode', 'block')).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(file, 'utf8')).toContain('BULKHEAD_MODE: "block"');
    expect(await attach('--undo')).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(file, 'utf8')).toBe(TEMPLATE);
    expect((await attach('--undo')).out).toBe('nothing to change\n');
  });

  it('says that a file holds no function, and what of files that are not edited is to be taken out', async () => {
    writeFileSync(join(home, 'notes.txt'), 'hello\n');
    const { io, kept } = fakeIo({ cwd: home });
    expect(await run(['attach', 'notes.txt', '--all', '--layer', LAYER], io)).toBe(2);
    expect(kept.err).toContain('notes.txt holds no function');
    mkdirSync(join(home, 'cdk'), { recursive: true });
    writeFileSync(join(home, 'cdk/cdk.json'), '{"app":"node app.js"}\n');
    const undo = fakeIo({ cwd: home });
    expect(await run(['attach', 'cdk', '--undo'], undo.io)).toBe(1);
    expect(undo.kept.err).toBe('cdk.json:1:1: this file was not edited; take out what was pasted into it.\n');
  });

  it('finds the only template below the folder, and names it from there', async () => {
    mkdirSync(join(home, 'shop/infra'), { recursive: true });
    writeFileSync(
      join(home, 'shop/infra/main.tf'),
      `resource "aws_lambda_function" "a" {
  function_name = "a"
  runtime       = "nodejs24.x"
  handler       = "a.b"
  filename      = "a.zip"
}
`,
    );
    expect(await attach('shop', '--all', '--layer', LAYER)).toMatchObject({
      code: 0,
      out: 'infra/main.tf written\n1 function with the layer, in alert mode\nterraform fmt aligns what was edited\n',
    });
    expect(readFileSync(join(home, 'shop/infra/main.tf'), 'utf8')).toContain('BULKHEAD_MODE = "alert"');
    mkdirSync(join(home, 'shop/other'));
    writeFileSync(join(home, 'shop/other/serverless.yml'), `service: a\nprovider: { name: aws }\n${TEMPLATE}`);
    const { code, err } = await attach('shop', '--all', '--layer', LAYER);
    expect(code).toBe(2);
    expect(err).toMatch(/2 applications here[\s\S]*other\/serverless\.yml/);
  });

  it.each([
    [['--layer', LAYER], 'which functions?'],
    [['--all'], '--layer must be the ARN'],
    [['--all', '--layer', 'bulkhead'], '--layer must be the ARN'],
    [['--all', '--function', 'a', '--layer', LAYER], 'exclude each other'],
    [['--function', 'aa', '--layer', LAYER], 'there is no function aa'],
    [['--all', '--layer', LAYER, '--mode', 'loud'], 'off, alert, block'],
    [['nowhere', '--all', '--layer', LAYER], 'does not exist'],
  ])('%j is wrong usage: %s', async (args, message) => {
    writeFileSync(file, TEMPLATE);
    const { code, err } = await attach(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
