import { describe, expect, it } from 'vitest';
import { readPython } from '../python/testing/read.ts';
import { readProgram } from '../testing/read-program.ts';

const JS = (call: string) => `
const { withDurableExecution } = require('@aws/durable-execution-sdk-js');
const { exec } = require('node:child_process');
exports.handler = withDurableExecution(async (event, context) => ${call});
`;

const PYTHON = (call: string) => `
import os
from aws_durable_execution_sdk_python import durable_execution, durable_step

@durable_step
def listed(step_context, folder):
    os.system("ls " + folder)

@durable_execution
def handler(event, context):
    def work(*_):
        os.system("ls " + event["body"])
        return 1
    return ${call}
`;

const WORK = "async () => exec('ls ' + event.body)";

describe('durable functions', () => {
  it.each([
    `context.step('list', ${WORK})`,
    `context.step(${WORK}, { retryStrategy: 1 })`,
    `context.runInChildContext('child', async (child) => child.step('list', ${WORK}))`,
    "context.map('all', event.body.split(','), async (child, item) => child.step('x', async () => exec('ls ' + item)))",
    `context.parallel('both', [async (child) => child.step('list', ${WORK}), async () => 1])`,
    `context.waitForCallback('ask', async (id) => exec('ask ' + id + event.body))`,
    `context.waitForCondition(async (state) => { exec('ls ' + event.body); return state; }, { initialState: 0 })`,
  ])('JavaScript runs what %s is given', (call) => {
    const { flows, problems } = readProgram(JS(call));
    expect([problems, flows.map((flow) => flow.class)]).toEqual([[], ['cmdi']]);
  });

  it.each([
    'context.step(work)',
    'context.step(func=work, name="list")',
    'context.step(listed(event["body"]))',
    'context.run_in_child_context(lambda child: child.step(work))',
    'context.map(event["body"].split(","), lambda child, item, *rest: os.system("ls " + item))',
    'context.parallel([work, lambda child: 1])',
  ])('Python runs what %s is given', async (call) => {
    const { flows, problems } = await readPython(PYTHON(call));
    expect([problems, flows.map((flow) => flow.class)]).toEqual([[], ['cmdi']]);
  });

  it.each([["context.invoke('next', 'orders', { id: event.body })"], ["context.invoke('orders', { id: event.body })"]])(
    '%s calls another function',
    (call) => {
      const [invoked, ...others] = readProgram(JS(call)).calls;
      expect([invoked?.service, invoked?.operation, others]).toEqual(['lambda', 'Invoke', []]);
      expect(JSON.stringify(invoked?.input)).toContain('orders');
    },
  );

  it('hands on what a step answers', () => {
    const { flows } = readProgram(JS("exec(await context.step('read', async () => 'ls ' + event.body))"));
    expect(flows.map((flow) => flow.class)).toEqual(['cmdi']);
  });
});
