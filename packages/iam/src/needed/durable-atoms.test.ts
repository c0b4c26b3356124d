import { expect, test } from 'vitest';
import { readRoles } from '../roles/read-roles.ts';
import { makeProject } from '../testing/project.ts';
import { ROLE_WRITERS } from '../write/index.ts';

const TEMPLATE = (more: string) => `Resources:
  Main:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: i.h, Code: src, Role: 'arn:aws:iam::123456789012:role/r'${more} }
`;

test.each<[string, string, boolean]>([
  ['a durable function', ', DurableConfig: { ExecutionTimeout: 60 }', true],
  ['any other', '', false],
])('%s', async (_, more, isDurable) => {
  const root = makeProject({ 'template.yaml': TEMPLATE(more), 'src/i.js': 'exports.h = async () => {};' });
  const { input } = await readRoles(root, { params: {}, env: {} });
  const text = ROLE_WRITERS.cloudformation(input);
  expect(text.includes('lambda:CheckpointDurableExecution')).toBe(isDurable);
  expect(text.includes(':function:${Main}:*/durable-execution/*/*')).toBe(isDurable);
});
