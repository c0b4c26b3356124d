import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-plug-ins-'));
const project = join(home, 'project');
afterAll(() => rmSync(home, { recursive: true, force: true }));

const PACKAGES = ['serverless-plugin', 'cdk'];

const sh = (command: string, args: readonly string[], cwd = project): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, NO_COLOR: '1', CI: '1', SLS_TELEMETRY_DISABLED: '1' },
  });

/** The first block of a language in a page, as a reader pastes it. */
function block(page: string, language: string): string {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)![1]!;
}

const SAVE = `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
exports.handler = async ({ body }) => {
  console.log('save');
  return db.send(new PutItemCommand({ TableName: process.env.ORDERS, Item: { id: { S: JSON.parse(body).id } } }));
};
`;

beforeAll(() => {
  mkdirSync(join(project, 'src'), { recursive: true });
  for (const name of PACKAGES) {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', home], {
      cwd: join(ROOT, 'packages', name),
      stdio: 'ignore',
    });
  }
  const tarballs = readdirSync(home).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(project, 'package.json'), '{ "name": "foreign", "private": true }');
  // CDK and osls are this repository's: together they are larger than everything else.
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', ...tarballs.map((name) => join(home, name))],
    {
      cwd: project,
      stdio: 'ignore',
    },
  );
  for (const name of ['aws-cdk-lib', 'constructs', 'osls', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  writeFileSync(join(project, 'src/save.js'), SAVE);
}, 180_000);

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: Record<string, unknown> }>>;
}

const readTemplate = (file: string): Template => JSON.parse(readFileSync(join(project, file), 'utf8')) as Template;

describe('the packed plug-ins in a foreign project', () => {
  it('package the service of docs/serverless-plugin.md', { timeout: 90_000 }, () => {
    const yml = block('serverless-plugin.md', 'yaml').replace(
      / {4}protect:\n {6}mode: alert\n/,
      "    protect: { layer: 'arn:aws:lambda:us-east-1:123456789012:layer:bulkhead:1' }\n",
    );
    // CDK is no part of the service, and would be zipped.
    writeFileSync(join(project, 'serverless.yml'), `${yml}package: { patterns: ['!**', 'src/**'] }\n`);
    sh(process.execPath, [join(ROOT, 'node_modules/osls/bin/serverless.js'), 'package']);
    const { Resources } = readTemplate('.serverless/cloudformation-template-update-stack.json');
    expect(JSON.stringify(Resources['SaveIamRoleLambdaExecution'])).toContain(
      '"Action":["dynamodb:PutItem"],"Resource":[{"Fn::GetAtt":["Orders","Arn"]}]',
    );
    expect(Resources['SaveLambdaFunction']!.Properties).toMatchObject({
      Environment: { Variables: { BULKHEAD_MODE: 'alert' } },
    });
  });

  const program = block('cdk.md', 'ts').replace(
    'new App()',
    "new App({ outdir: 'cdk.out', builtinCloudFormationValidation: false })",
  );
  it.each([
    ['an ES module', 'app.mjs', program],
    [
      'CommonJS',
      'app.cjs',
      program.replace(
        /import \{([^}]*)\} from ('[^']*');/g,
        (_, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = require(${from});`,
      ),
    ],
  ])('synthesise the application of docs/cdk.md as %s', { timeout: 90_000 }, (_, file, text) => {
    rmSync(join(project, 'cdk.out'), { recursive: true, force: true });
    writeFileSync(join(project, file), `${text}\napp.synth();\n`);
    sh(process.execPath, [file]);
    const { Resources } = readTemplate('cdk.out/Shop.template.json');
    const policies = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(JSON.stringify(policies)).toMatch(/"Action":"dynamodb:PutItem"|"Action":\["dynamodb:PutItem"\]/);
    expect(JSON.stringify(Resources)).not.toContain('AWSLambdaBasicExecutionRole');
    const fn = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function')!;
    expect(fn.Properties).toMatchObject({
      Environment: { Variables: { BULKHEAD_MODE: 'alert' } },
      Layers: [{ Ref: expect.stringMatching(/^BulkheadLayer/) }],
    });
    // What the validation says stands in CDK's own report.
    expect(readFileSync(join(project, 'cdk.out/validation-report.json'), 'utf8')).toContain('dynamodb-no-recovery');
  });

  it('give TypeScript their types, by import and by require', { timeout: 120_000 }, () => {
    writeFileSync(join(project, 'app.mts'), program);
    writeFileSync(
      join(project, 'app.cts'),
      `import cdk = require('@bulkhead/cdk');
import { type IPolicyValidationPlugin, type IPolicyValidationPluginBeta1 } from 'aws-cdk-lib';
export const plugin: IPolicyValidationPlugin = new cdk.BulkheadValidation({ failOn: 'never' });
export const before: IPolicyValidationPluginBeta1 = new cdk.BulkheadValidation();
// @ts-expect-error no such mode
new cdk.Protect({ mode: 'watch' });
`,
    );
    writeFileSync(
      join(project, 'options.mts'),
      `import type { BulkheadOptions } from '@bulkhead/serverless-plugin';
export const options: BulkheadOptions = { failOn: 'high', roles: { functions: ['a'] }, protect: { mode: 'block' } };
// @ts-expect-error no such key
export const wrong: BulkheadOptions = { failon: 'high' };
`,
    );
    const config = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2022',
        types: ['node'],
        skipLibCheck: true,
      },
      files: ['app.mts', 'app.cts', 'options.mts'],
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
    let said = '';
    try {
      sh(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json']);
    } catch (error) {
      said = String((error as { stdout?: string }).stdout);
    }
    expect(said).toBe('');
  });

  it.each(PACKAGES)('carry no tests, no sources of ours and no other package: %s', (name) => {
    const [listing] = JSON.parse(sh('npm', ['pack', '--dry-run', '--json'], join(ROOT, 'packages', name))) as [
      { files: { path: string }[]; unpackedSize: number },
    ];
    for (const { path } of listing.files) expect(path).toMatch(/^dist\/|^(package\.json|README\.md|LICENSE)$/);
    expect(listing.unpackedSize).toBeLessThan(8_000_000);
  });
});
