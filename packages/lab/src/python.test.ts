import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import { INSTALLED, startTestLab, type TestLab } from './testing/app.ts';

const [version, install] = [...INSTALLED.pythons()][0] ?? [];
const present = requireComponent('Python 3', version !== undefined, 'apt-get install python3');

const files = {
  'app.py': `import json, logging, os, sys
logger = logging.getLogger()
count = 0

def echo(event, context):
    global count
    count += 1
    return {"event": event, "count": count, "name": context.function_name, "id": context.aws_request_id,
            "arn": context.invoked_function_arn, "left": context.get_remaining_time_in_millis(),
            "memory": context.memory_limit_in_mb, "client": context.client_context and context.client_context.custom,
            "trace": os.environ["_X_AMZN_TRACE_ID"]}

def log(event, context):
    print("printed")
    logger.warning("warned %s", "é")
    print("to stderr", file=sys.stderr)

def fail(event, context):
    raise ValueError("bad value")

def leave(event, context):
    sys.exit(3)

def circular(event, context):
    return {1, 2}
`,
  'pkg/mod.py': 'import os\ndef handler(event, context):\n    return os.getcwd() == os.environ["LAMBDA_TASK_ROOT"]\n',
  'broken.py': 'def handler(event, context):\n  return (\n',
  'raises.py': 'raise RuntimeError("at import")\n',
  'needs.py': 'import not_installed_here\n',
  // The client's own file must not hide this one.
  'bootstrap.py': 'def handler(event, context):\n    return "own bootstrap"\n',
};

describe.skipIf(!present)('Python functions', () => {
  let lab: TestLab;
  const runtime = `python${version}`;
  beforeAll(async () => {
    const handlers = [
      'app.echo',
      'app.log',
      'app.fail',
      'app.leave',
      'app.circular',
      'app.missing',
      'pkg/mod.handler',
      'broken.handler',
      'raises.handler',
      'needs.handler',
      'nowhere.handler',
      'nodot',
      'bootstrap.handler',
    ];
    const functions = Object.fromEntries(handlers.map((handler) => [handler, { runtime, handler }]));
    lab = await startTestLab(files, {
      ...functions,
      json: { runtime, handler: 'app.log', logging: { format: 'JSON', applicationLevel: 'WARN', systemLevel: 'WARN' } },
    });
  });
  afterAll(() => lab.close());

  it('run, are reused, and are shown as not protected', async () => {
    const context = Buffer.from('{"custom":{"a":"b"}}').toString('base64');
    await lab.call('app.echo');
    const result = await lab.lab.invoke('app.echo', { payload: '{"a":"é"}', clientContext: context });
    expect(JSON.parse(result.payload.toString())).toMatchObject({
      event: { a: 'é' },
      count: 2,
      name: 'test-dev-app.echo',
      id: result.requestId,
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:test-dev-app.echo',
      memory: '256',
      client: { a: 'b' },
      trace: expect.stringContaining('Lineage=1:'),
    });
    expect(lab.lab.functions[0]).toMatchObject({
      ric: 'python',
      runsOn: `Bulkhead Python client on Python ${install!.version}`,
      protected: false,
      reason: 'started without protection',
    });
  });

  it.each<[string, string, RegExp]>([
    ['app.fail', 'ValueError', /^bad value$/],
    ['app.circular', 'Runtime.MarshalError', /^Unable to marshal response: .*set is not JSON serializable/],
    ['app.leave', 'Runtime.ExitError', /exit status 3$/],
    ['app.missing', 'Runtime.HandlerNotFound', /^Handler 'missing' missing on module 'app'$/],
    ['broken.handler', 'Runtime.UserCodeSyntaxError', /^Syntax error in module 'broken'/],
    ['raises.handler', 'RuntimeError', /^at import$/],
    [
      'needs.handler',
      'Runtime.ImportModuleError',
      /^Unable to import module 'needs': No module named 'not_installed_here'$/,
    ],
    ['nowhere.handler', 'Runtime.ImportModuleError', /^Unable to import module 'nowhere'/],
    ['nodot', 'Runtime.MalformedHandlerName', /^Bad handler 'nodot'/],
  ])('%s fails with %s', async (id, errorType, message) => {
    const { error, value } = await lab.call(id);
    expect([error, (value as { errorType: string }).errorType]).toEqual([true, errorType]);
    expect((value as { errorMessage: string }).errorMessage).toMatch(message);
  });

  it('show the traceback of the function only', async () => {
    const { value } = await lab.call('app.fail');
    const { stackTrace } = value as { stackTrace: string[] };
    expect(stackTrace).toEqual([expect.stringMatching(/File ".*app\.py", line \d+, in fail\n {4}raise ValueError/)]);
    const logged = lab.texts('app.fail').find((line) => line.startsWith('[ERROR] ValueError: bad value\n'));
    expect(logged).toMatch(/Traceback \(most recent call last\):\n\u00a0\u00a0File ".*app\.py"/);
  });

  it.each([
    ['pkg/mod.handler', true],
    ['bootstrap.handler', 'own bootstrap'],
  ])('finds %s', async (id, value) => {
    expect((await lab.call(id)).value).toBe(value);
  });

  it('print text lines', async () => {
    await lab.call('app.log');
    const id = /RequestId: (\S+)/.exec(lab.texts('app.log').find((line) => line.startsWith('START'))!)![1];
    expect(lab.texts('app.log')).toContainEqual('printed');
    expect(lab.texts('app.log')).toContainEqual('to stderr');
    expect(lab.texts('app.log')).toContainEqual(
      expect.stringMatching(new RegExp(`^\\[WARNING\\]\\t\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z\\t${id}\\twarned é$`)),
    );
  });

  it('print JSON lines and lose what counts as INFO below WARN', async () => {
    await lab.call('json');
    const lines = lab.texts('json');
    expect(lines).toEqual([expect.stringMatching(/"level": "WARNING", "message": "warned é"/)]);
  });
});
