import { visitBody } from '../reading/body.ts';
import { decodeForm } from '../reading/decode.ts';
import { forbidden } from '../reading/forbidden.ts';
import { headerOf, isMap, visitHeaders, visitQuery } from '../reading/http.ts';
import { visitPath } from '../reading/path.ts';
import { visitPairs } from '../reading/query.ts';
import { visitText, visitValue, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * VPC Lattice service with a Lambda target; the target group chooses event structure V1 (`raw_path`, `is_base64_encoded`)
 * or V2 (lists of header and query values, `requestContext`).
 * https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
 *
 * Walked: path, query parameters, headers, body, and of the caller's identity what the caller chose: the session name and
 * the names in its certificate. The page does not say whether query values are decoded, so both readings are.
 * Not walked: ARNs, account and times in `requestContext` are AWS's.
 */
export const vpcLattice: EventSource = {
  id: 'vpc-lattice',
  title: 'VPC Lattice',
  invocation: 'synchronous',
  match(event) {
    if (typeof event['method'] !== 'string' || !isMap(event['headers'])) return false;
    if (typeof event['raw_path'] === 'string') return 'is_base64_encoded' in event;
    const context = event['requestContext'];
    return typeof event['path'] === 'string' && isMap(context) && typeof context['serviceNetworkArn'] === 'string';
  },
  fields: [
    'version',
    'raw_path',
    'path',
    'method',
    'headers',
    'query_string_parameters',
    'queryStringParameters',
    'body',
    'is_base64_encoded',
    'isBase64Encoded',
    'requestContext',
  ],
  read(walk, event) {
    const pathKey = 'raw_path' in event ? 'raw_path' : 'path';
    visitTarget(walk, event[pathKey], pathKey);
    const headers = event['headers'];
    const contentType = visitHeaders(walk, headers);
    for (const name of ['query_string_parameters', 'queryStringParameters']) {
      visitQuery(walk, event[name], false, name);
      visitBlanks(walk, event[name], name);
    }
    const isBase64Encoded = event['is_base64_encoded'] === true || event['isBase64Encoded'] === true;
    const contentEncoding = isBase64Encoded ? headerOf(headers, 'content-encoding') : '';
    visitBody(walk, event['body'], { contentType, contentEncoding, isBase64Encoded });
    const context = event['requestContext'];
    const identity = isMap(context) ? context['identity'] : undefined;
    if (!isMap(identity)) return;
    for (const name in identity) {
      if (name !== 'sessionName' && !name.toLowerCase().startsWith('x509')) continue;
      visitValue(walk, identity[name], 'requestContext.identity', name, 0);
    }
  },
  block(_event, request) {
    return {
      is: 'respond',
      response: { ...forbidden(request), statusDescription: '403 Forbidden', isBase64Encoded: false },
    };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  v2: {
    version: '2.0',
    path: '/polls/spring-2026/votes',
    method: 'POST',
    headers: {
      accept: ['application/json'],
      'content-type': ['application/json'],
      host: ['polls-0a1b2c3d.7d67968.vpc-lattice-svcs.eu-west-1.on.aws'],
      'user-agent': ['curl/8.14.1'],
      'x-forwarded-for': ['10.0.4.17'],
    },
    queryStringParameters: { round: ['1', '2'] },
    body: '{"choice":"blue","voter":{"name":"Ada Example"}}',
    isBase64Encoded: false,
    requestContext: {
      serviceNetworkArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:servicenetwork/sn-0a1b2c3d4e5f60718',
      serviceArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:service/svc-0a1b2c3d4e5f60718',
      targetGroupArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0a1b2c3d4e5f60718',
      identity: {
        sourceVpcArn: 'arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0a1b2c3d4e5f60718',
        type: 'AWS_IAM',
        principal: 'arn:aws:sts::123456789012:assumed-role/voter/session-17',
        principalOrgID: 'o-a1b2c3d4e5',
        sessionName: 'session-17',
        x509SubjectCn: 'voter.example',
      },
      region: 'eu-west-1',
      timeEpoch: '1795169700000000',
    },
  },
  v1: {
    raw_path: '/polls/spring-2026/votes',
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      host: 'polls-0a1b2c3d.7d67968.vpc-lattice-svcs.eu-west-1.on.aws',
      'user-agent': 'curl/8.14.1',
      'x-forwarded-for': '10.0.4.17',
    },
    query_string_parameters: { round: '2' },
    body: '{"choice":"blue","voter":{"name":"Ada Example"}}',
    is_base64_encoded: false,
  },
} satisfies EventSamples;

/** A path that may have its query at the end. */
function visitTarget(walk: Walk, target: unknown, key: string): void {
  if (typeof target !== 'string') {
    visitValue(walk, target, '', key, 0);
    return;
  }
  const mark = target.indexOf('?');
  visitPath(walk, mark === -1 ? target : target.slice(0, mark), key);
  if (mark !== -1) visitPairs(walk, target.slice(mark + 1), `${key}|query`);
}

/** Values with `+`, which is a blank where the query was not decoded. */
function visitBlanks(walk: Walk, parameters: unknown, parent: string): void {
  if (!isMap(parameters)) return;
  for (const name in parameters) {
    const value = parameters[name];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'string' && item.includes('+')) visitText(walk, decodeForm(item), parent, `${name}|form`, 1);
    }
  }
}
