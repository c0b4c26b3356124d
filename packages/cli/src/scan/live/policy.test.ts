import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CODE_CALLS, LIVE_CALLS } from './calls.ts';
import { actionsOf, livePolicy } from './policy.ts';

/** Commands of the SDK that the files of a folder import, by service. */
function imported(folder: URL): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    for (const [, names, service] of text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g)) {
      const commands = [...names!.matchAll(/\b(\w+)Command\b(?! as type)(?:\s+as \w+)?/g)].map(([, name]) => name!);
      found[service!] = [...(found[service!] ?? []), ...commands];
    }
  }
  return Object.fromEntries(Object.entries(found).map(([service, names]) => [service, [...new Set(names)].sort()]));
}

const sorted = (calls: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(calls).map(([service, names]) => [service, [...names].sort()]));

describe('the policy of scan --live', () => {
  it('is made of the calls that the readers have, and of no others', () => {
    expect(sorted(LIVE_CALLS)).toEqual(imported(new URL('./readers/', import.meta.url)));
    expect(sorted(CODE_CALLS)).toEqual(imported(new URL('./code/', import.meta.url)));
  });

  it('has an action for every call', () => {
    for (const [service, operations] of Object.entries({ ...LIVE_CALLS, ...CODE_CALLS })) {
      for (const operation of operations)
        expect(actionsOf(service, operation), `${service}:${operation}`).toHaveLength(1);
    }
  });

  it('lets nothing be changed and no content be read', () => {
    const actions = livePolicy({ withCode: true }).Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/^[a-z0-9-]+:(?:Get|List|Describe|GET)/.test(action))).toEqual([]);
    for (const never of [
      'secretsmanager:GetSecretValue',
      'ssm:GetParameter',
      's3:GetObject',
      'sqs:ReceiveMessage',
      'kms:Decrypt',
    ])
      expect(actions).not.toContain(never);
    expect(livePolicy({ withCode: false }).Statement.flatMap(({ Action }) => Action)).not.toContain(
      'lambda:GetFunction',
    );
  });

  it('fits a managed policy', () => {
    // 6,144 characters without white space: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(JSON.stringify(livePolicy({ withCode: true })).length).toBeLessThan(6_144);
  });

  it('stands in the documentation as it is made', () => {
    const written = readFileSync(new URL('../../../../../docs/live-policy.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(livePolicy({ withCode: false }));
  });
});
