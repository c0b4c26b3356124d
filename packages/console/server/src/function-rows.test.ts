import { describe, expect, it } from 'vitest';
import { joinFunctions } from './function-rows.ts';
import { coverage, deployed, POLL, T0, VOTE } from './testing/samples.ts';

const stats = (changes: object = {}) => ({
  account: VOTE.account,
  region: VOTE.region,
  name: 'vote',
  executions: 2,
  errors: 1,
  attacks: 3,
  lastSeen: T0,
  ...changes,
});
const unknownAccount = { ...VOTE, account: '' };

describe('protection of a function', () => {
  it.each([
    ['its latest coverage says', deployed(), coverage({ mode: 'block' }), 'block', ''],
    ['alert', deployed(), coverage({ mode: 'alert' }), 'alert', ''],
    ['switched off', deployed(), coverage({ mode: 'off' }), 'off', ''],
    ['never reported', deployed(), undefined, 'pending', 'Not invoked yet.'],
    [
      'known not to be',
      deployed({ unprotectedReason: 'python3.12 is not protected yet' }),
      undefined,
      'none',
      'python3.12 is not protected yet',
    ],
    [
      'reported, then deployed without',
      deployed({ deployedAt: T0 + 1, unprotectedReason: 'off in bulkhead.yml' }),
      coverage(),
      'none',
      'off in bulkhead.yml',
    ],
    [
      'reported, then deployed again',
      deployed({ deployedAt: T0 + 1 }),
      coverage(),
      'block',
      'reported before the last deploy',
    ],
    [
      'hooks that are not on, and notes',
      deployed(),
      coverage({
        hooks: [
          { id: 'files', state: 'off' },
          { id: 'outbound', state: 'failed', note: 'locked' },
          { id: 'recursion', state: 'on' },
        ],
        notes: ['unknown key'],
      }),
      'block',
      'files off; outbound failed (locked); unknown key',
    ],
  ])('%s', (_name, inventory, reported, protection, note) => {
    expect(joinFunctions([inventory], reported ? [reported] : [], [])).toMatchObject([{ protection, note }]);
  });
});

describe('a function without a coverage line', () => {
  it('is not protected when it ran, whatever the range', () => {
    expect(joinFunctions([deployed()], [], [], [stats()])).toMatchObject([
      { protection: 'none', note: 'It ran without a coverage line.', executions: 0 },
    ]);
  });
});

describe('one row for one function', () => {
  it.each([
    ['everybody knows the account', VOTE, VOTE, VOTE.account],
    ['the coverage line does not', VOTE, unknownAccount, VOTE.account],
    ['the inventory does not', unknownAccount, VOTE, VOTE.account],
    ['only the executions do', unknownAccount, unknownAccount, VOTE.account],
  ])('%s', (_name, inventory, reported, account) => {
    const rows = joinFunctions(
      [deployed({ function: inventory })],
      [coverage({ function: reported })],
      [stats({ account })],
    );
    expect(rows).toMatchObject([
      { function: VOTE, protection: 'block', executions: 2, errors: 1, attacks: 3, lastSeen: T0 },
    ]);
  });

  it('sums what came with and without the account', () => {
    const rows = joinFunctions([], [], [stats(), stats({ account: '', executions: 5, lastSeen: T0 + 1 })]);
    expect(rows).toMatchObject([{ executions: 7, attacks: 6, lastSeen: T0 + 1 }]);
  });

  it('keeps accounts and regions apart', () => {
    const functions = [
      deployed(),
      deployed({ function: { ...VOTE, account: '222222222222' } }),
      deployed({ function: { ...VOTE, region: 'us-east-1' } }),
      deployed({ function: POLL }),
    ];
    expect(joinFunctions(functions, [], [])).toHaveLength(4);
  });

  it('shows a function that only an execution or a coverage line names', () => {
    const rows = joinFunctions([], [coverage()], [stats({ name: 'poll' })]);
    expect(rows).toMatchObject([
      { function: { name: 'poll', runtime: '' }, app: '', protection: 'none', executions: 2 },
      { function: VOTE, app: '', protection: 'block', executions: 0, lastSeen: null },
    ]);
  });
});
