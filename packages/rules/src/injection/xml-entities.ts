import { PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'xml-entities',
  title: 'XML of the event may name files to read in',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "An entity in the document can stand for a file or a URL, and this parser puts its content in: /proc/self/environ with the role's credentials, for example. Nested entities also grow to gigabytes from a few lines.",
  fix: 'Use a parser with entities off: defusedxml in Python, libxmljs without noent, fast-xml-parser with processEntities: false.',
  references: ['CWE-611', 'CWE-776', 'OWASP A05:2021'],
  peers: ['CodeQL js/xxe'],
  check: flowCheck(['xxe'], 'high', (flow, view) => reaches(flow, view, 'is parsed with entities by')),
  fixtures: {
    fails: [
      pythonFunction(
        'lxml with entities',
        `
      from lxml import etree
      def handler(event, context):
          parser = etree.XMLParser(resolve_entities=True)
          tree = etree.fromstring(event['body'], parser)
          return {'statusCode': 200, 'body': tree.tag}
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      pythonFunction(
        'defusedxml',
        `
      from defusedxml import ElementTree
      def handler(event, context):
          tree = ElementTree.fromstring(event['body'])
          return {'statusCode': 200, 'body': tree.tag}
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
