import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'prototype-pollution',
  title: 'Event data may change the prototype of all objects',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'A key __proto__ or constructor in the body, merged without a check, sets a property on every object of the process. The environment stays for the next callers, so a flag like isAdmin then holds for them too.',
  fix: 'Copy the fields that are known by name, use a Map, or merge with a library version that refuses these keys after checking the body by a schema.',
  references: ['CWE-1321', 'OWASP A08:2021'],
  peers: ['CodeQL js/prototype-pollution-utility', 'CodeQL js/prototype-polluting-assignment'],
  check: flowCheck(['proto'], 'high', (flow, view) => reaches(flow, view, 'is merged by')),
  fixtures: {
    fails: [
      nodeFunction(
        'keys of the body',
        `
      const settings = {};
      export const handler = async (event) => {
        const { group, name, value } = JSON.parse(event.body);
        settings[group][name] = value;
        return { statusCode: 204 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'known fields',
        `
      export const handler = async (event) => {
        const { colour, size } = JSON.parse(event.body);
        const settings = { colour: String(colour), size: Number(size) };
        return { statusCode: 200, body: JSON.stringify(settings) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
