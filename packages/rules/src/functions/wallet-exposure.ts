import { hasApiThrottle } from '../helpers/apis.ts';
import { serverless } from '../helpers/fixture.ts';
import { functionsOf, isPublic, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

/** US dollars a gigabyte-second on x86 in us-east-1: https://aws.amazon.com/lambda/pricing/, November 2026. */
const PRICE = 0.0000166667;
/** Concurrent executions of an account that asked for nothing: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ACCOUNT_CONCURRENCY = 1000;
/** Seconds of a day. */
const DAY = 86_400;
/** From this on, in US dollars a day, it is worth a word, and a loud one. */
const NOTABLE = 1000;
const LARGE = 2500;

export const rule: Rule = {
  id: 'wallet-exposure',
  title: 'A stranger can spend a lot of money in a day',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "The function is open to anybody, nothing limits how often or how many at once, and its timeout times its memory says what each slow request may cost. Whoever keeps it busy spends the owner's money and takes the whole account's concurrency from every other function.",
  fix: 'Throttle the API stage, set a reserved concurrency that fits honest load, and lower timeout and memory to what the function needs.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html',
    'CWE-770',
    'OWASP API4:2023',
  ],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      if (!isPublic(view) || view.fn.reservedConcurrency !== undefined) continue;
      const entry = view.entries.find(({ access }) => access === 'anybody')!;
      if (entry.name !== 'function-url' && entry.name !== 'alb' && hasApiThrottle(model)) continue;
      const { memoryMb, timeoutSeconds } = view.fn;
      const perDay = (memoryMb / 1024) * DAY * ACCOUNT_CONCURRENCY * PRICE;
      // A stranger holds a copy for as long as the timeout lets a slow request run; quick ones need more requests than one person sends.
      const held = Math.min(1, timeoutSeconds / 30);
      const dollars = Math.round((perDay * held) / 100) * 100;
      if (dollars < NOTABLE) continue;
      yield {
        message: `${nameOf(view)} is open to anybody without a limit: ${memoryMb} MB for up to ${timeoutSeconds} s, about $${grouped(dollars)} a day at the account's concurrency of ${ACCOUNT_CONCURRENCY}`,
        place: view.fn.place,
        subject: view.fn.id,
        severity: dollars >= LARGE ? 'high' : 'medium',
        steps: [{ place: entry.place, text: 'anybody may call it here' }],
      };
    }
  },
  fixtures: {
    fails: [
      serverless(
        '3 GB for half a minute',
        `
      functions:
        render: { handler: src/render.handler, memorySize: 3008, timeout: 30, events: [{ http: 'POST /render' }] }
    `,
      ),
    ],
    passes: [
      serverless(
        'a reserved concurrency',
        `
        functions:
          render: { handler: src/render.handler, memorySize: 3008, timeout: 30, reservedConcurrency: 20, events: [{ http: 'POST /render' }] }
      `,
      ),
      serverless(
        'who calls is known',
        `
        functions:
          render: { handler: src/render.handler, memorySize: 3008, timeout: 30, events: [{ http: { method: post, path: /render, authorizer: aws_iam } }] }
      `,
      ),
      serverless(
        'short and small',
        `
        functions:
          render: { handler: src/render.handler, memorySize: 128, timeout: 6, events: [{ http: 'POST /render' }] }
      `,
      ),
    ],
  },
};

/** `12,300`. Intl would load its data for it: 10 ms of CPU. */
function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
