// Measures the roles that `bulkhead roles` finds against policies that AWS itself verified, on the integration programs of
// awslabs/iam-policy-autopilot. Each program is a script: its `main` is taken for the handler. Nothing of it is run.
//   node tools/measure-roles.mjs PATH/integration-tests/projects [run_001 …] [--verbose] [--stack] [--external-keys]
// `--stack`: the encrypted resources of the program's CDK stack are in the template (its source is looked at, not run), as
// they are where a function is deployed with its stack: which key encrypts a topic no program tells.
// Recall: of the actions of minimal_policy.json those that were found; precision: of those found those that are in it.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [projects, ...only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (projects === undefined || !existsSync(projects)) {
  console.error('Give the folder of the programs: …/integration-tests/projects');
  process.exit(2);
}

const LANGUAGES = [
  { name: 'python', file: 'script.py', runtime: 'python3.13', handler: 'script.main' },
  { name: 'typescript', file: 'script.ts', runtime: 'nodejs22.x', handler: 'script.main' },
];

/** Constructs that take a customer's key, and where CloudFormation has it. */
const ENCRYPTED = {
  'sns.Topic': ['AWS::SNS::Topic', 'KmsMasterKeyId: !Ref Key'],
  'sqs.Queue': ['AWS::SQS::Queue', 'KmsMasterKeyId: !Ref Key'],
  'secretsmanager.Secret': ['AWS::SecretsManager::Secret', 'KmsKeyId: !Ref Key'],
  'kinesis.Stream': ['AWS::Kinesis::Stream', 'StreamEncryption: { EncryptionType: KMS, KeyId: !Ref Key }'],
  'dynamodb.Table': ['AWS::DynamoDB::Table', 'SSESpecification: { SSEEnabled: true, KMSMasterKeyId: !Ref Key }'],
  's3.Bucket': [
    'AWS::S3::Bucket',
    'BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: !Ref Key } }] }',
  ],
};

const work = mkdtempSync(join(tmpdir(), 'roles-'));
try {
  const { loadApp, analyseApp, deployedResources, findNeeds } = await library();
  const names = readdirSync(projects).filter(
    (name) => /^run_\d+$/.test(name) && (only.length === 0 || only.includes(name)),
  );
  for (const { name: language, file, runtime, handler } of LANGUAGES) {
    const sum = { wanted: 0, found: 0, both: 0 };
    for (const name of names.sort()) {
      const source = join(projects, name, language);
      if (!existsSync(join(source, file))) continue;
      const folder = join(work, language, name);
      cpSync(source, join(folder, 'src'), { recursive: true });
      exportMain(join(folder, 'src', file));
      writeFileSync(
        join(folder, 'template.yaml'),
        template(
          runtime,
          handler,
          flags.includes('--stack') ? encrypted(join(projects, name, 'cdk/lib/stack.ts')) : '',
        ),
      );
      const app = await loadApp(folder, { params: {}, env: {} });
      const code = await analyseApp(app);
      const options = { externalKeys: flags.includes('--external-keys') };
      const { statements, problems } = findNeeds(app, code, deployedResources(app), options);
      const found = actionsOf(statements.get('Main') ?? []);
      const wanted = new Set(policyActions(join(projects, name, 'minimal_policy.json')));
      const both = [...found].filter((action) => wanted.has(action));
      sum.wanted += wanted.size;
      sum.found += found.size;
      sum.both += both.length;
      const missing = [...wanted].filter((action) => !found.has(action));
      const extra = [...found].filter((action) => !wanted.has(action));
      console.log(`${language} ${name}: ${both.length} of ${wanted.size}, missing [${missing}], extra [${extra}]`);
      if (flags.includes('--verbose')) {
        for (const problem of [...code.problems, ...(code.functions.get('Main')?.problems ?? []), ...problems]) {
          console.log(`  ${problem.place.file}:${problem.place.line} ${problem.kind}: ${problem.message}`);
        }
      }
    }
    const ratio = (part, whole) => (whole === 0 ? '-' : (part / whole).toFixed(2));
    console.log(
      `${language}: recall ${ratio(sum.both, sum.wanted)}, precision ${ratio(sum.both, sum.found)} (${sum.wanted} actions)`,
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** What the code alone asks for: Lambda's own logs are no call of a script. */
function actionsOf(statements) {
  return new Set(
    statements
      .filter(({ because }) => because.some(({ kind }) => kind !== 'runtime'))
      .flatMap(({ actions }) => actions),
  );
}

function policyActions(file) {
  const list = (value) => (Array.isArray(value) ? value : [value]);
  return list(JSON.parse(readFileSync(file, 'utf8')).Statement).flatMap((statement) => list(statement.Action));
}

/** A script calls its `main` itself and exports nothing. */
function exportMain(file) {
  if (file.endsWith('.ts')) writeFileSync(file, `${readFileSync(file, 'utf8')}\nexport { main };\n`);
}

function encrypted(file) {
  const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const constructs = source.matchAll(/new ([\w.]+)\(this, '(\w+)', \{([\s\S]*?)\n {4}\}\)/g);
  const resources = [...constructs].flatMap(([, construct, id, properties]) => {
    const [type, property] = ENCRYPTED[construct] ?? [];
    const hasKey = /\b(?:masterKey|encryptionKey|encryptionMasterKey):/.test(properties);
    return type && hasKey ? [`  ${id}:\n    Type: ${type}\n    Properties:\n      ${property}\n`] : [];
  });
  return resources.length === 0 ? '' : `  Key:\n    Type: AWS::KMS::Key\n${resources.join('')}`;
}

function template(runtime, handler, more) {
  return `Resources:
${more}  Main:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: ${runtime}
      Handler: ${handler}
      Code: src
      Role: arn:aws:iam::123456789012:role/main
`;
}

async function library() {
  const outfile = join(root, 'packages/iam/dist/measure.mjs');
  await build({
    stdin: {
      contents: `export { loadApp, deployedResources } from '@bulkhead/iac';
export { analyseApp } from '@bulkhead/code';
export { findNeeds } from '@bulkhead/iam';`,
      resolveDir: join(root, 'packages/cli/src'),
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['bulkhead-source'],
    external: ['oxc-parser', 'web-tree-sitter', 'yaml', 'tree-sitter-python', 'esbuild'],
    logLevel: 'warning',
  });
  cpSync(join(root, 'packages/iam/data'), join(root, 'packages/iam/dist/iam'), { recursive: true });
  return import(outfile);
}
