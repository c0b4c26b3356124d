import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf, placeIn } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

/** Seconds: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html. A REST API's can be raised by a quota request. */
const LIMITS: Readonly<Record<string, number>> = { 'apigateway-v1': 29, 'apigateway-v2': 30 };

export const rule: Rule = {
  id: 'api-timeout-too-long',
  title: 'The function goes on after its HTTP caller was sent away',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'API Gateway answers 504 after 29 or 30 seconds whatever the function does, and the function runs and bills on until its own timeout. Callers try again, so that a slow dependency, or somebody who knows a slow path, multiplies running copies.',
  fix: 'Lower the timeout of the function below the limit of its API, and move longer work behind a queue.',
  references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html', 'CWE-400'],
  peers: ['sls-mentor lambdaTimeoutInferiorToApiGatewayTimeout'],
  *check(model) {
    for (const view of functionsOf(model)) {
      const entry = view.entries.find(({ name }) => Object.hasOwn(LIMITS, name));
      const limit = LIMITS[entry?.name ?? ''];
      // Also used from elsewhere, the longer time may be meant for there.
      if (!entry || limit === undefined || view.entries.some(({ kind }) => kind !== 'http')) continue;
      if (view.fn.timeoutSeconds <= limit) continue;
      yield {
        message: `${nameOf(view)} may run ${view.fn.timeoutSeconds} s, but its API gives up after ${limit} s`,
        place: placeIn(view, 'Timeout'),
        subject: view.fn.id,
      };
    }
  },
  fixtures: {
    fails: [
      serverless(
        'a minute behind an HTTP API',
        `
      functions:
        report: { handler: src/report.handler, timeout: 60, events: [{ httpApi: 'GET /report' }] }
    `,
      ),
    ],
    passes: [
      serverless(
        'within the limit',
        `
        functions:
          report: { handler: src/report.handler, timeout: 20, events: [{ httpApi: 'GET /report' }] }
      `,
      ),
      serverless(
        'a schedule needs the time',
        `
        functions:
          report: { handler: src/report.handler, timeout: 60, events: [{ httpApi: 'GET /report' }, { schedule: rate(1 day) }] }
      `,
      ),
    ],
  },
};
