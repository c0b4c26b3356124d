import type { PostureModel, Rule } from '@bulkhead/rules';
import { expect, it } from 'vitest';
import { evaluateRules } from './evaluate.ts';

const rule = (subjects: readonly string[]) =>
  ({
    id: 'a-rule',
    severity: 'high',
    risk: 'SAS-4',
    fix: 'Mend it.',
    *check() {
      for (const subject of subjects)
        yield {
          message: `${subject} is wide`,
          subject,
          place: { file: 'serverless.yml', line: subject.length, column: 1 },
        };
    },
  }) as unknown as Rule;
const model = { app: { file: 'serverless.yml' } } as PostureModel;

it('holds for little what a framework writes for itself', () => {
  const found = evaluateRules([rule(['Mine', 'IamRoleCustomResourcesLambdaExecution'])], model);
  expect(found.map(({ subject, severity }) => `${subject} ${severity}`)).toEqual([
    'Mine high',
    'IamRoleCustomResourcesLambdaExecution informational',
  ]);
  expect(found[1]!.fix).toContain('framework');
});
