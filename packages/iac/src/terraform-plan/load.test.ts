import path from 'node:path';
import { expect, test } from 'vitest';
import { find, plain } from '../../test/deployed.ts';
import { makeProject } from '../../test/project.ts';
import { deployedResources } from '../deployed/deployed-resources.ts';
import { loadApp } from '../load-app.ts';

const managed = (address: string, values: object) => ({
  address,
  mode: 'managed',
  type: address.split('.').at(-2),
  name: address.split('.').at(-1),
  values,
});
const config = (address: string, expressions: object, mode = 'managed') => ({
  address,
  mode,
  type: address.split('.').at(-2),
  expressions,
});
const references = (...names: string[]) => ({ references: names });

const PLAN = {
  format_version: '1.2',
  planned_values: {
    root_module: {
      resources: [
        managed('aws_lambda_function.f', {
          function_name: 'orders',
          handler: 'a.h',
          runtime: 'nodejs22.x',
          filename: 'f.zip',
          environment: [{ variables: { A: 'b' } }],
        }),
        managed('aws_iam_role.r', {
          name: 'r',
          assume_role_policy: '{"Statement":[{"Principal":{"Service":"lambda.amazonaws.com"}}]}',
        }),
        managed('aws_iam_role_policy.p', { name: 'p' }),
        managed('aws_lambda_event_source_mapping.m', { batch_size: 5, enabled: true }),
        managed('aws_lambda_permission.api', { action: 'lambda:InvokeFunction', principal: 'sns.amazonaws.com' }),
      ],
      child_modules: [
        { address: 'module.queue', resources: [managed('module.queue.aws_sqs_queue.q', { name: 'jobs' })] },
      ],
    },
  },
  prior_state: {
    values: {
      root_module: {
        resources: [
          {
            address: 'data.archive_file.z',
            mode: 'data',
            type: 'archive_file',
            values: { source_dir: 'src', output_path: 'f.zip' },
          },
        ],
      },
    },
  },
  configuration: {
    root_module: {
      resources: [
        config('aws_lambda_function.f', { role: references('aws_iam_role.r.arn', 'aws_iam_role.r') }),
        config('aws_iam_role_policy.p', {
          role: references('aws_iam_role.r.id', 'aws_iam_role.r'),
          policy: references('data.aws_iam_policy_document.d.json', 'data.aws_iam_policy_document.d'),
        }),
        config('aws_lambda_event_source_mapping.m', {
          event_source_arn: references('module.queue.arn', 'module.queue'),
          function_name: references('aws_lambda_function.f.arn', 'aws_lambda_function.f'),
        }),
        config('aws_lambda_permission.api', { function_name: references('var.nothing') }),
        config(
          'data.aws_iam_policy_document.d',
          {
            statement: [
              {
                actions: { constant_value: ['sqs:SendMessage'] },
                resources: references('module.queue.arn', 'module.queue'),
              },
            ],
          },
          'data',
        ),
      ],
      module_calls: {
        queue: {
          source: './queue',
          module: {
            outputs: { arn: { expression: references('aws_sqs_queue.q.arn', 'aws_sqs_queue.q') } },
            resources: [config('aws_sqs_queue.q', { name: references('var.name') })],
          },
        },
      },
    },
  },
};

test('a plan is read with the references that it leaves to its configuration', async () => {
  const root = makeProject({ 'plan.json': JSON.stringify(PLAN), 'src/a.js': 'exports.h = () => 1;' });
  const app = await loadApp(path.join(root, 'plan.json'), { env: {} });
  expect(app).toMatchObject({ framework: 'terraform', file: 'plan.json' });
  expect(app.functions).toMatchObject([
    {
      id: 'aws_lambda_function.f',
      name: 'orders',
      role: 'aws_iam_role.r',
      codeRoot: path.join(root, 'src'),
      triggers: [{ type: 'sqs', queue: 'module.queue.aws_sqs_queue.q', batchSize: 5 }],
    },
  ]);
  const resources = deployedResources(app);
  expect(plain(find(resources, 'aws_iam_role_policy.p').properties)).toMatchObject({
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: ['<module.queue.aws_sqs_queue.q.Arn><?module.queue.arn>'],
        },
      ],
    },
  });
  expect(plain(find(resources, 'aws_lambda_permission.api').properties['FunctionName'])).toBe('<?var.nothing>');
});

test('a plan that is damaged is read as far as it goes', async () => {
  for (const planned of ['{}', '{"root_module": []}', '{"root_module": {"resources": [1, {"address": "a.b"}]}}']) {
    const root = makeProject({ 'plan.json': `{"format_version": "1.2", "planned_values": ${planned}}` });
    expect((await loadApp(path.join(root, 'plan.json'), { env: {} })).functions).toEqual([]);
  }
});
