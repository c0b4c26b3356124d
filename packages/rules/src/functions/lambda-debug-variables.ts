import { own } from '@bulkhead/core';
import { serverless } from '../helpers/fixture.ts';
import { isProduction } from '../helpers/functions.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, isPlainMap, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** Variables that make frameworks say more than they should, with the values that do. */
const SWITCHES: Readonly<Record<string, RegExp>> = {
  DEBUG: /^(?:1|true|on|yes|\*|.*:\*)$/i,
  NODE_ENV: /^dev(?:elopment)?$/i,
  FLASK_DEBUG: /^(?:1|true|on)$/i,
  FLASK_ENV: /^development$/i,
  DJANGO_DEBUG: /^(?:1|true|on)$/i,
  LOG_LEVEL: /^(?:debug|trace|silly)$/i,
  POWERTOOLS_LOG_LEVEL: /^(?:debug|trace)$/i,
  POWERTOOLS_LOGGER_LOG_EVENT: /^(?:1|true)$/i,
  POWERTOOLS_DEV: /^(?:1|true)$/i,
  NODE_DEBUG: /./,
  PYTHONDEBUG: /./,
};

/** These write events, with what people sent, into the log. */
const WRITES_DATA = new Set(['POWERTOOLS_LOGGER_LOG_EVENT', 'NODE_DEBUG']);

export const rule: Rule = {
  id: 'lambda-debug-variables',
  title: 'A debug switch is on in production',
  severity: 'low',
  risk: 'SAS-10',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "Debug switches write requests, headers and stack traces into logs and sometimes into answers, and they do so for every request. In production that is other people's data, kept for as long as the logs are.",
  fix: 'Set the variable by stage, so that production has none; for one request, let a debug decision ride along with it (docs/correlation.md).',
  references: ['CWE-489', 'CWE-215', 'OWASP A05:2021'],
  peers: [],
  *check(model) {
    const production = isProduction(model);
    for (const fn of ofType(model, 'AWS::Lambda::Function')) {
      const variables = field(fn.properties, 'Environment', 'Variables');
      if (!isPlainMap(variables)) continue;
      for (const [name, value] of Object.entries(variables)) {
        if (!own(SWITCHES, name)?.test(literal(value) ?? '') || (!production && !WRITES_DATA.has(name))) continue;
        yield found(
          fn,
          ['Environment', 'Variables', name],
          `${fn.id}: ${name} is on${production ? ` in stage ${model.app.stage}` : ' and writes whole events to the log'}`,
          WRITES_DATA.has(name) ? { severity: 'medium' } : {},
        );
      }
    }
  },
  fixtures: {
    fails: [
      serverless(
        'in production',
        `
          stage: prod
        functions:
          a: { handler: a.handler, environment: { NODE_ENV: development } }
      `,
      ),
      serverless(
        'whole events, in any stage',
        `
        functions:
          a: { handler: a.handler, environment: { POWERTOOLS_LOGGER_LOG_EVENT: 'true' } }
      `,
      ),
    ],
    passes: [
      serverless(
        'a development stage',
        `
        functions:
          a: { handler: a.handler, environment: { LOG_LEVEL: DEBUG } }
      `,
      ),
      serverless(
        'production says production',
        `
          stage: prod
        functions:
          a: { handler: a.handler, environment: { NODE_ENV: production, LOG_LEVEL: INFO } }
      `,
      ),
    ],
  },
};
