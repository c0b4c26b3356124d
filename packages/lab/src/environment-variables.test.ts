import { describe, expect, it } from 'vitest';
import {
  addNodeOption,
  type EnvironmentVariableInput,
  environmentVariables,
  quoteNodeOption,
} from './environment-variables.ts';
import { fakeCredentials } from './fake-credentials.ts';

const credentials = fakeCredentials((bytes) => bytes.fill(7));
const input: EnvironmentVariableInput = {
  functionName: 'vote',
  memoryMb: 256,
  region: 'eu-west-1',
  handler: 'src/vote.handler',
  runtime: 'nodejs22.x',
  logGroup: '/aws/lambda/vote',
  logStream: '2026/11/20/[$LATEST]00',
  logging: { format: 'Text', applicationLevel: 'INFO' },
  taskRoot: '/srv/app',
  runtimeDir: '/srv/runtime',
  binDir: '/opt/node/bin',
  runtimeApi: '127.0.0.1:9001',
  credentials,
  extra: {},
  own: {},
};

describe('environment variables', () => {
  it.each([
    ['AWS_REGION', 'eu-west-1'],
    ['AWS_DEFAULT_REGION', 'eu-west-1'],
    ['AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x'],
    ['AWS_LAMBDA_FUNCTION_NAME', 'vote'],
    ['AWS_LAMBDA_FUNCTION_VERSION', '$LATEST'],
    ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '256'],
    ['AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand'],
    ['AWS_LAMBDA_LOG_GROUP_NAME', '/aws/lambda/vote'],
    ['AWS_LAMBDA_LOG_STREAM_NAME', '2026/11/20/[$LATEST]00'],
    ['AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9001'],
    ['AWS_LAMBDA_LOG_FORMAT', 'Text'],
    ['AWS_LAMBDA_LOG_LEVEL', undefined],
    ['LAMBDA_TASK_ROOT', '/srv/app'],
    ['LAMBDA_RUNTIME_DIR', '/srv/runtime'],
    ['_HANDLER', 'src/vote.handler'],
    ['TZ', ':UTC'],
    ['LANG', 'en_US.UTF-8'],
    ['PATH', '/opt/node/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin'],
  ])('%s=%s', (name, value) => expect(environmentVariables(input)[name]).toBe(value));

  it('names the level in JSON mode', () => {
    const variables = environmentVariables({ ...input, logging: { format: 'JSON', applicationLevel: 'WARN' } });
    expect(variables).toMatchObject({ AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'WARN' });
  });

  it('holds nothing of the host', () => {
    process.env['BULKHEAD_HOST_SECRET'] = 'x';
    const names = Object.keys(environmentVariables(input));
    delete process.env['BULKHEAD_HOST_SECRET'];
    expect(names).not.toContain('BULKHEAD_HOST_SECRET');
  });

  it('lets the template win over the lab, and reserved names over both', () => {
    const variables = environmentVariables({
      ...input,
      extra: { A: 'lab', B: 'lab', AWS_ACCESS_KEY_ID: 'lab' },
      own: { A: 'own', AWS_REGION: 'mars-1', TZ: 'Europe/Berlin' },
    });
    expect(variables).toMatchObject({ A: 'own', B: 'lab', AWS_REGION: 'eu-west-1', TZ: 'Europe/Berlin' });
    expect(variables['AWS_ACCESS_KEY_ID']).toBe(credentials.accessKeyId);
  });

  it('keeps the NODE_OPTIONS of the template', () => {
    const variables: Record<string, string> = { NODE_OPTIONS: '--enable-source-maps' };
    addNodeOption(variables, `--require ${quoteNodeOption('/a b/"c".cjs')}`);
    expect(variables['NODE_OPTIONS']).toBe('--enable-source-maps --require "/a b/\\"c\\".cjs"');
  });
});

describe('fake credentials', () => {
  it('look like those of an execution role and say that they are none', () => {
    expect(credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(credentials.secretAccessKey).toMatch(/^[A-Za-z0-9/+]{40}$/);
    expect(credentials.sessionToken).toMatch(/^IQoJb3JpZ2luX2Vj[A-Za-z0-9/+]{300,}=$/);
    for (const value of Object.values(credentials)) expect(value.toLowerCase()).toMatch(/bulkhead\w*fake/);
  });
});
