import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function project(template: string, settings?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scan-'));
  made.push(folder);
  writeFileSync(join(folder, 'template.yaml'), template);
  if (settings !== undefined) writeFileSync(join(folder, 'bulkhead.scan.yml'), settings);
  return folder;
}

const MILD = 'Resources:\n  Queue: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false } }\n';
const GRAVE =
  "Resources:\n  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 'sts:AssumeRole' }] } } }\n";

async function scanned(cwd: string, ...args: string[]) {
  const { io, kept } = fakeIo({ cwd });
  const code = await run(['scan', ...args], io);
  return { code, ...kept };
}

describe('bulkhead scan', () => {
  it.each<[string, string, string[], number]>([
    ['medium is below the default', MILD, [], 0],
    ['from medium on', MILD, ['--fail-on', 'medium'], 1],
    ['critical', GRAVE, [], 1],
    ['never', GRAVE, ['--fail-on', 'never'], 0],
    ['the rule is skipped', GRAVE, ['--skip', 'iam-trust-any'], 0],
    ['another rule only', GRAVE, ['--only', 'sqs-encryption-off,iam-admin'], 0],
    ['a rule that does not exist', MILD, ['--only', 'nothing'], 2],
    ['a template that cannot be read', 'Resources: [', [], 2],
    ['a format that does not exist', MILD, ['--format', 'pdf'], 2],
  ])('exit code: %s', async (_, template, args, expected) => {
    expect((await scanned(project(template), ...args)).code).toBe(expected);
  });

  it.each<[string, string[], RegExp]>([
    ['--profile alone', ['--profile', 'x'], /need --live/],
    ['--policy alone', ['--policy'], /need --live/],
    ['--live with --fix', ['--live', '--fix'], /--live goes with none of --fix/],
    ['--live with --deps', ['--live', '--deps'], /--live goes with none of/],
  ])('exit code 2: %s', async (_, args, message) => {
    const { code, err } = await scanned(project(MILD), ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('prints the policy of --live without asking anybody', async () => {
    const { code, out } = await scanned(project(MILD), '--live', '--policy', '--code');
    expect(code).toBe(0);
    expect(JSON.parse(out).Statement[0].Action).toContain('lambda:GetFunction');
  });

  it('takes what bulkhead.scan.yml says', async () => {
    expect((await scanned(project(GRAVE, 'rules: {iam-trust-any: off}\n'))).code).toBe(0);
    expect((await scanned(project(MILD, 'failOn: medium\n'))).code).toBe(1);
    const bad = await scanned(project(MILD, 'rulez: {}\n'));
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('bulkhead.scan.yml:1:1');
  });

  it('refuses a bulkhead.yml that a deploy would refuse, with its place, and scans all the same', async () => {
    const folder = project(MILD);
    writeFileSync(join(folder, 'bulkhead.yml'), 'version: 1\ndetectors:\n  sqlli: block\n');
    const { code, err, out } = await scanned(folder, '--no-cache');
    expect(err).toContain('bulkhead.yml:3:3: detectors.sqlli is not a key here; did you mean sqli?');
    expect(out).toContain('sqs-encryption-off');
    expect(code).toBe(2);
    // The folder of a template below.
    const below = mkdtempSync(join(tmpdir(), 'scan-'));
    made.push(below);
    mkdirSync(join(below, 'shop'));
    writeFileSync(join(below, 'shop/template.yaml'), MILD);
    writeFileSync(join(below, 'shop/bulkhead.yml'), 'functions:\n  Wrok: { mode: alert }\nmoed: block\n');
    const { err: told } = await scanned(below);
    expect(told).toContain('shop/bulkhead.yml:3:1: moed is not a key here; did you mean mode?');
  });

  it('says what a slip of the pen was meant to be', async () => {
    expect((await scanned(project(MILD), '--only', 'iam-admni')).err).toContain('Did you mean iam-admin?');
    const folder = project(MILD);
    execFileSync('git', ['init', '--quiet', folder]);
    const { code, err } = await scanned(folder, '--diff', 'origin/main');
    expect(code).toBe(2);
    expect(err).toContain('fetch-depth: 0');
    const typo = `# bulkhead-ignore sqs-encription-off reason=a test\n${MILD}`;
    expect((await scanned(project(typo))).out).toContain('did you mean sqs-encryption-off?');
    // What `--secrets` finds is accepted by the same comments.
    const canary = `# bulkhead-ignore aws-access-key reason=canary\n${MILD}`;
    expect((await scanned(project(canary))).out).not.toContain('suppression-invalid');
  });

  it('reads serverless.ts, without running it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    made.push(folder);
    writeFileSync(
      join(folder, 'serverless.ts'),
      `process.exit(9);
const http = (path: string) => ({ http: { method: 'post', path } });
export default {
  service: 'shop',
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  functions: { run: { handler: 'run.main', events: [http('run')] } },
};`,
    );
    writeFileSync(
      join(folder, 'run.ts'),
      "import { exec } from 'node:child_process';\nexport const main = async (event) => exec('ls ' + event.body);\n",
    );
    const { code, out } = await scanned(folder, '--only', 'command-injection');
    expect(out).toContain('event.body becomes part of a command: child_process.exec in run');
    expect(code).toBe(1);
  });

  it('reads handlers that no template names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    made.push(folder);
    const files = {
      'lambda_function.py':
        'import helper\ndef lambda_handler(event, context):\n    return helper.run(event["body"])\n',
      'helper.py': 'import os\ndef run(name):\n    return os.system("ls " + name)\n',
      'app.py':
        'from chalice import Chalice\nimport os\napp = Chalice(app_name="x")\n@app.on_sns_message(topic="t")\ndef told(event):\n    os.popen(event.message)\n',
      'tool.py': 'import sys\nprint(sys.argv)\n',
      'client.py': 'import os\ndef main(argv):\n    os.system("ls " + argv[1])\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { code, out, err } = await scanned(folder, '--only', 'command-injection,function-no-log-group');
    expect(out).toContain('helper.py');
    expect(out).toContain('event.body becomes part of a command: os.system in lambda_function.py');
    expect(out).toContain('event.Records[].Sns.Message becomes part of a command: os.popen in app.py');
    expect(out).toContain('2 findings');
    expect(err).toContain('without a template');
    expect(code).toBe(1);
  });

  it('says so where a folder without a template holds more programs than are read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    made.push(folder);
    const program = 'import os\ndef handler(event, context):\n    os.popen(event["name"])\n';
    for (let i = 0; i < 501; i++) writeFileSync(join(folder, `p${i}.py`), i === 0 ? program : 'x = 1\n');
    const { out, err } = await scanned(folder, '--only', 'command-injection');
    expect(out).toContain('p0.py');
    expect(out + err).toContain('only the first 500 source files are read');
    rmSync(join(folder, 'p500.py'));
    const fewer = await scanned(folder, '--only', 'command-injection');
    expect(fewer.out + fewer.err).not.toContain('only the first');
  });

  it('reads an application that is made in a package, where nothing but its name says that it is one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    made.push(folder);
    mkdirSync(join(folder, 'chalicelib'));
    const files = {
      'chalicelib/__init__.py': 'from chalice import Chalice\napp = Chalice(app_name="x")\n',
      'app.py':
        'import os\nfrom chalicelib import app\n@app.route("/x", methods=["POST"])\ndef told():\n    os.popen(app.current_request.json_body["name"])\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { code, out } = await scanned(folder, '--only', 'command-injection');
    expect(out).toContain('event.body.name becomes part of a command: os.popen in app.py');
    expect(code).toBe(1);
  });

  it.each<[string, string, number]>([
    ['what the code does wrong', 'require("child_process").execSync(event.body)', 1],
    ['that clean code says nothing of it', 'new (require("aws-sdk").S3)().listBuckets()', 2],
  ])('reads the code where the only template cannot be parsed, and tells of both: %s', async (_, body, expected) => {
    const cwd = project('Resources:\n  F: {Type: AWS::Serverless::Function\n');
    writeFileSync(join(cwd, 'index.js'), `exports.handler = async (event) => ${body};\n`);
    const { code, out, err } = await scanned(cwd, '--only', 'command-injection,function-no-log-group');
    expect(err).toMatch(/^template\.yaml:\d+:\d+: .*: not read$/m);
    expect(err).toContain('without a template');
    expect(out.includes('command-injection')).toBe(expected === 1);
    expect(code).toBe(expected);
  });

  it.each<[string, string, number]>([
    ['what it does wrong', 'require("child_process").execSync(event.body)', 1],
    ['that nothing is known of what is deployed', 'new (require("aws-sdk").S3)().listBuckets()', 2],
  ])('reads the code of a template that cannot be parsed beside others, and tells: %s', async (_, body, expected) => {
    const cwd = project(MILD);
    const files = {
      'broken/template.yaml': 'Resources:\n  F: {Type: AWS::Serverless::Function\n',
      'broken/src/index.js': `exports.handler = async (event) => ${body};\n`,
      // Of no template: not read.
      'tools/index.js': 'exports.handler = async (event) => eval(event.body);\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), text);
    }
    const { code, out, err } = await scanned(cwd, '--skip', 'iam-admin');
    expect(err).toMatch(/^broken\/template\.yaml:\d+:\d+: .*: not read$/m);
    expect(err).toMatch(/^broken: without a template/m);
    expect(out.includes('command-injection')).toBe(expected === 1);
    expect(out).not.toContain('code-injection');
    expect(code).toBe(expected);
    expect((await scanned(cwd, '--without-code')).code).toBe(2);
  });

  it('reads templates alone', async () => {
    const cwd = project(
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  F: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: index.run } }\n',
    );
    writeFileSync(join(cwd, 'index.js'), 'exports.run = (event) => eval(event.body);\n');
    const rules = ['--only', 'code-injection,function-no-log-group'];
    expect((await scanned(cwd, ...rules)).out).toContain('code-injection');
    const { out, code } = await scanned(cwd, '--without-code', ...rules);
    expect(out).not.toContain('code-injection');
    expect(out).toContain('function-no-log-group');
    expect(code).toBe(0);
    rmSync(join(cwd, 'template.yaml'));
    expect((await scanned(cwd, '--without-code')).code).toBe(2);
  });

  it('writes a baseline and is silent about it afterwards', async () => {
    const cwd = project(GRAVE);
    expect((await scanned(cwd, '--write-baseline', 'known.json')).code).toBe(0);
    expect(readFileSync(join(cwd, 'known.json'), 'utf8')).toContain('iam-trust-any');
    expect((await scanned(cwd, '--baseline', 'known.json')).code).toBe(0);
    expect((await scanned(cwd, '--baseline', 'missing.json')).code).toBe(2);
  });

  it('machine output is all of standard output', async () => {
    const { out } = await scanned(project(GRAVE), '--format', 'sarif');
    expect(JSON.parse(out)).toMatchObject({ version: '2.1.0' });
  });

  it('writes to a file', async () => {
    const cwd = project(GRAVE);
    const { out } = await scanned(cwd, '--format', 'html', '-o', 'report.html');
    expect(out).toBe('');
    expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toContain('iam-trust-any');
  });
});

describe('bulkhead scan --secrets', () => {
  it('finds a credential, shows how to take it out of service, and fails', async () => {
    const cwd = project(MILD);
    writeFileSync(join(cwd, 'index.mjs'), `export const key = '${'AKIA'}Q7JZ4MXW2KTR6VNB';\n`);
    const { code, out } = await scanned(cwd, '--secrets');
    expect(code).toBe(1);
    expect(out).toMatch(/^index\.mjs:1:\d+/);
    expect(out).toContain('aws iam update-access-key');
    expect((await scanned(project(MILD), '--secrets')).code).toBe(0);
  });

  it('looks at what is staged only', async () => {
    const cwd = project(MILD);
    execFileSync('git', ['init', '-q'], { cwd });
    writeFileSync(join(cwd, 'index.mjs'), `export const key = '${'AKIA'}Q7JZ4MXW2KTR6VNB';\n`);
    expect((await scanned(cwd, '--secrets', '--staged')).code).toBe(0);
    execFileSync('git', ['add', 'index.mjs'], { cwd });
    expect((await scanned(cwd, '--secrets', '--staged')).code).toBe(1);
  });

  it('says what does not fit together', async () => {
    expect((await scanned(project(MILD), '--staged')).code).toBe(2);
    expect((await scanned(project(MILD), '--secrets', '--format', 'html')).code).toBe(2);
  });
});

describe('bulkhead explain', () => {
  it('explains, lists, and knows what was meant', async () => {
    const { io, kept } = fakeIo();
    expect(await run(['explain', 'command-injection'], io)).toBe(0);
    expect(kept.out).toContain('Fix: Call the program without a shell');
    expect(await run(['explain'], io)).toBe(0);
    expect(kept.out).toContain('recursion-direct');
    expect(await run(['explain', 'comand-injection'], io)).toBe(2);
    expect(kept.err).toContain('Did you mean command-injection?');
  });
});

describe('--fix', () => {
  const TEMPLATE = `# keep me
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: # the queue
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: false
  Anybody:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: sqs:SendMessage, Resource: '*' }] }
`;

  it('shows what it would change, changes it, and finds nothing to change any more', async () => {
    const root = mkdtempSync(join(tmpdir(), 'bulkhead-fix-'));
    const file = join(root, 'template.yaml');
    writeFileSync(file, TEMPLATE);
    const fix = async (...args: string[]) => {
      const { io, kept } = fakeIo();
      return { code: await run(['scan', root, '--fix', ...args], io), ...kept };
    };
    const tried = await fix('--dry-run');
    expect(tried.out).toContain('-      SqsManagedSseEnabled: false');
    expect(readFileSync(file, 'utf8')).toBe(TEMPLATE);
    expect((await fix()).err).toMatch(/fixed {2}template\.yaml:7 {2}sqs-encryption-off/);
    expect(readFileSync(file, 'utf8')).toBe(
      TEMPLATE.replace('SqsManagedSseEnabled: false', 'SqsManagedSseEnabled: true'),
    );
    expect((await fix()).err).toMatch(/^0 of ([1-9]\d*) .*; 0 left to you, and \1 more that no edit mends/m);
    rmSync(root, { recursive: true });
  });
});
