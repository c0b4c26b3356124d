import { factCheck } from '../helpers/facts.ts';
import { PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'debug-on',
  title: 'A debug switch is on in the code',
  severity: 'low',
  risk: 'SAS-10',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'At debug level, SDKs and HTTP libraries log requests with their headers and bodies, tokens among them. Written into the code, the switch is on in every stage.',
  fix: 'Take the level from the environment, INFO where nothing is set.',
  references: ['CWE-489', 'CWE-532', 'OWASP A05:2021'],
  peers: ['semgrep flask debug-enabled'],
  check: factCheck(
    'debug-on',
    ({ subject }, view) => `${nameOf(view)} switches debugging on: ${subject}`,
    undefined,
    true,
  ),
  fixtures: {
    fails: [
      pythonFunction(
        'a level in the code',
        `
        import logging
        logger = logging.getLogger()
        logger.setLevel(logging.DEBUG)
        def handler(event, context):
            logger.info('called')
            return {'statusCode': 200}
      `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      pythonFunction(
        'by the environment',
        `
        import logging, os
        logger = logging.getLogger()
        logger.setLevel(os.environ.get('LOG_LEVEL', 'INFO'))
        def handler(event, context):
            logger.info('called')
            return {'statusCode': 200}
      `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
