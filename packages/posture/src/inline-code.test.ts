import { analyseApp } from '@bulkhead/code';
import { loadApp } from '@bulkhead/iac';
import { describe, expect, it } from 'vitest';
import { makeProject } from './testing/project.ts';

/** What one function's inline code tells, with places in `template.yaml`. */
async function read(
  code: string,
  { runtime = 'nodejs22.x', handler = 'index.handler', form = 'Code: { ZipFile:' } = {},
) {
  const sam = form === 'InlineCode';
  const at = sam ? 'InlineCode:' : 'Code:\n        ZipFile:';
  const root = makeProject({
    'template.yaml': `Parameters: { Table: { Type: String }, Known: { Type: String, Default: orders } }
Resources:
  Fn:
    Type: AWS::${sam ? 'Serverless' : 'Lambda'}::Function
    Properties:
      Runtime: ${runtime}
      Handler: ${handler}
      ${at} ${code.trim().replaceAll('\n', '\n          ')}
`,
    'index.mjs': 'export const handler = async () => {};',
  });
  const { functions, problems } = await analyseApp(await loadApp(root));
  return { code: functions.get('Fn'), problems };
}

const EXEC = "const { exec } = require('child_process');";
const place = (line: number, column: number) => ({ file: 'template.yaml', line, column });

describe('code that a template holds', () => {
  it('is read, with the places where it stands', async () => {
    const { code, problems } = await read(`|\n\n${EXEC}\nexports.handler = async (event) =>\n  exec(event.cmd);\n`);
    expect(problems).toEqual([]);
    expect(code?.flows[0]?.steps.at(-1)?.place).toEqual(place(13, 13));
    expect(code?.handler).toEqual(place(12, 29));
    expect(code?.files).toEqual(['template.yaml']);
  });

  it('of SAM, in Python', async () => {
    const { code } = await read('|\nimport os\ndef main(event, context):\n    os.system(event["cmd"])\n', {
      runtime: 'python3.13',
      handler: 'index.main',
      form: 'InlineCode',
    });
    expect(code?.flows[0]?.steps.at(-1)?.place).toEqual(place(11, 15));
  });

  it('in lines that are joined', async () => {
    const { code } = await read(
      `{ 'Fn::Join': ["\\n", [\n"${EXEC}",\n"exports.handler = async (event) => {", "console.log(1);",\n"exec(event.cmd); };"]] }`,
    );
    expect(code?.flows[0]?.steps.at(-1)?.place).toEqual(place(12, 11));
  });

  it('in one line', async () => {
    const { code } = await read(`"${EXEC} exports.handler = async (event) => exec(event.cmd);"`);
    expect(code?.flows[0]?.steps.at(-1)?.place).toEqual(place(9, 18));
  });

  it('with what the deploy fills in', async () => {
    const { code } = await read(
      `!Sub |
import boto3
db = boto3.client('dynamodb')
def handler(event, context):
    db.get_item(TableName='\${Known}', Key={})
    db.put_item(TableName='\${Table}-\${AWS::Region}', Item={})
`,
      { runtime: 'python3.13' },
    );
    const tables = code?.calls.map(({ input }) => (input.kind === 'object' ? input.fields['TableName'] : undefined));
    const unknown = (name: string) => ({ kind: 'unknown', reason: `the deploy sets ${name}` });
    expect(tables).toEqual([
      unknown('Known'),
      { kind: 'concat', parts: [unknown('Table'), { kind: 'literal', value: '-' }, unknown('AWS_Region')] },
    ]);
  });

  it('between backticks, its own and the deploy’s', async () => {
    const { code } = await read(
      `!Sub |\n${EXEC}\nexports.handler = async (event) => exec(\`echo \${AWS::Region} \${!event.cmd}\`);\n`,
    );
    expect(code?.flows.map(({ source }) => source)).toEqual(['cmd']);
    expect(code?.problems).toEqual([]);
  });

  it.each([
    ['another handler finds no such file', { handler: 'app.handler' }, 'missing-source'],
    ['another language', { runtime: 'ruby3.3' }, 'unsupported-language'],
  ])('%s', async (_title, options, kind) => {
    const { code, problems } = await read(`|\n${EXEC}\nexports.handler = async (event) => exec(event.cmd);\n`, options);
    expect(code).toBeUndefined();
    expect(problems).toMatchObject([{ functionId: 'Fn', kind }]);
  });

  it('that cannot be parsed, with the place', async () => {
    const { code } = await read('|\nthis is no program (\n');
    expect(code?.problems[0]).toMatchObject({ kind: 'syntax-error', place: { file: 'template.yaml', line: 10 } });
  });
});
