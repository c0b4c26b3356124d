import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const inCode = factCheck(
  'tls-off',
  ({ subject }) => `${subject || 'An option'} switches the check of certificates off`,
  undefined,
  true,
);

export const rule: Rule = {
  id: 'tls-check-off',
  title: 'Certificates are not checked',
  severity: 'high',
  risk: 'SAS-3',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'Without the check, anybody on the way can answer in the place of the host, read what is sent and change what comes back. The connection is encrypted all the same, to whoever that is.',
  fix: 'Leave the check on; for a certificate of your own, give its authority (ca, NODE_EXTRA_CA_CERTS, verify=path).',
  references: ['CWE-295', 'OWASP A02:2021'],
  peers: ['semgrep disabled-cert-validation', 'CodeQL js/disabling-certificate-validation'],
  *check(model) {
    yield* inCode(model);
    for (const fn of ofType(model, 'AWS::Lambda::Function')) {
      for (const [name, off] of [
        ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
        ['PYTHONHTTPSVERIFY', '0'],
      ] as const) {
        if (literal(field(fn.properties, 'Environment', 'Variables', name)) === off)
          yield found(
            fn,
            ['Environment', 'Variables', name],
            `${fn.id}: ${name} switches the check of certificates off for the whole process`,
          );
      }
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'an option',
        `
        import https from 'node:https';
        const agent = new https.Agent({ rejectUnauthorized: false });
        export const handler = async () => {
          console.log('calling');
          https.get('https://api.example.com/state', { agent });
        };
      `,
      ),
      nodeFunction(
        'a variable of the template',
        'export const handler = async () => console.log(1);',
        "Environment: { Variables: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }",
      ),
    ],
    passes: [
      nodeFunction(
        "an authority of one's own",
        `
      import { readFileSync } from 'node:fs';
      import https from 'node:https';
      const agent = new https.Agent({ ca: readFileSync('ca.pem') });
      export const handler = async () => {
        console.log('calling');
        https.get('https://api.example.com/state', { agent });
      };
    `,
      ),
    ],
  },
};
