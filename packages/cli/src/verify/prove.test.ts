import type { AccessRequest } from '@bulkhead/lab';
import { describe, expect, it } from 'vitest';
import { otherName, proveMinimal } from './prove.ts';
import type { Judge, LocalStatement } from './types.ts';

const statement = (
  actions: string[],
  resources: string[],
  conditions?: LocalStatement['conditions'],
): LocalStatement => ({
  actions,
  resources,
  ...(conditions ? { conditions } : {}),
  places: [],
  forRuntime: false,
});
const ask = (action: string, resource: string, context: AccessRequest['context'] = {}): AccessRequest => ({
  action,
  resource,
  context,
});
/** Exact names and a `*` at the end; enough here. */
const judge: Judge = (statements, { action, resource, context }) =>
  statements.some(
    (one) =>
      one.actions.includes(action) &&
      one.resources.some((arn) => arn === resource || (arn.endsWith('*') && resource!.startsWith(arn.slice(0, -1)))) &&
      Object.values(one.conditions ?? {}).every((keys) =>
        Object.entries(keys).every(([key, value]) => [value].flat().includes(String(context[key]))),
      ),
  )
    ? 'allowed'
    : 'denied';

const ORDERS = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders';
const get = statement(['dynamodb:GetItem'], [ORDERS]);
const files = statement(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::docs/in/*', 'arn:aws:s3:::docs/out/*']);

describe('proveMinimal', () => {
  it('shows that each statement, action and resource is needed, and that wrong ones are denied', () => {
    const asks = [
      ask('dynamodb:GetItem', ORDERS),
      ask('s3:GetObject', 'arn:aws:s3:::docs/in/a'),
      ask('s3:PutObject', 'arn:aws:s3:::docs/out/a'),
    ];
    const proofs = proveMinimal([get, files], asks, judge);
    expect(proofs.map(({ neededBy, spare }) => [neededBy, spare])).toEqual([
      [1, []],
      [2, []],
    ]);
    expect(proofs.flatMap(({ mutations }) => mutations).map(({ to, denies }) => [to, denies])).toEqual([
      [`${ORDERS}-wrong`, true],
      ['arn:aws:s3:::docs/in-wrong/*', true],
      ['arn:aws:s3:::docs/out-wrong/*', true],
    ]);
  });

  it('names what nothing asked for', () => {
    const [first, second] = proveMinimal([get, files], [ask('s3:GetObject', 'arn:aws:s3:::docs/in/a')], judge);
    expect(first).toMatchObject({ neededBy: 0, spare: [], mutations: [] });
    expect(second!.spare).toEqual([
      { part: 'action', value: 's3:PutObject' },
      { part: 'resource', value: 'arn:aws:s3:::docs/out/*' },
    ]);
  });

  it('takes no statement for proven that another one makes superfluous', () => {
    const wide = statement(['dynamodb:GetItem'], ['*']);
    const proofs = proveMinimal([get, wide], [ask('dynamodb:GetItem', ORDERS)], judge);
    expect(proofs.map(({ neededBy }) => neededBy)).toEqual([0, 0]);
  });

  it('changes conditions', () => {
    const list = statement(['s3:ListBucket'], ['arn:aws:s3:::docs'], { StringEquals: { 's3:prefix': 'in/' } });
    const [proof] = proveMinimal([list], [ask('s3:ListBucket', 'arn:aws:s3:::docs', { 's3:prefix': 'in/' })], judge);
    expect(proof!.mutations).toContainEqual({
      kind: 'wrong condition',
      from: 'StringEquals s3:prefix=in/',
      to: 'StringEquals s3:prefix=in/-wrong',
      denies: true,
    });
  });
});

it.each([
  [ORDERS, `${ORDERS}-wrong`],
  [`${ORDERS}/index/*`, `${ORDERS}-wrong/index/*`],
  [`${ORDERS}/index/by-day`, `${ORDERS}-wrong/index/by-day`],
  ['arn:aws:s3:::docs/*', 'arn:aws:s3:::docs-wrong/*'],
  ['arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/a:*', 'arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/a-wrong:*'],
])('otherName(%s)', (arn, wrong) => expect(otherName(arn)).toBe(wrong));
