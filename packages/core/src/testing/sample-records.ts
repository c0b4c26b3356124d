import type {
  AttackRecord,
  BehaviourRecord,
  CoverageRecord,
  FaultRecord,
  FunctionRef,
  RemovedRecord,
} from '../record.ts';

export const sampleFunction: FunctionRef = {
  name: 'convert',
  version: '$LATEST',
  region: 'eu-west-1',
  account: '123456789012',
  runtime: 'nodejs22.x',
};

export const sampleAttack: AttackRecord = {
  kind: 'attack',
  id: '0193a1b2-c3d4-7abc-8def-0123456789ab',
  time: 1_790_000_000_000,
  lastTime: 1_790_000_000_250,
  count: 3,
  rule: 'hook/child-process',
  ruleVersion: '1',
  class: 'cmdi',
  severity: 'critical',
  confidence: 'high',
  action: 'blocked',
  message: 'Event data changes the structure of a shell command.',
  source: 'apigateway-v1',
  path: 'queryStringParameters.prefix',
  excerpt: '; env',
  sink: { operation: 'child_process.execSync', target: 'ls bucket/; env' },
  function: sampleFunction,
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  traceId: '1-5759e988-bd862e3fe1be46a994272793',
  coldStart: true,
};

export const sampleCoverage: CoverageRecord = {
  kind: 'coverage',
  id: '0193a1b2-c3d4-7abc-8def-0123456789ac',
  time: 1_790_000_000_000,
  function: sampleFunction,
  requestId: sampleAttack.requestId,
  agent: '0.1.0',
  node: '22.23.3',
  installed: 'layer',
  mode: 'block',
  policy: 'default',
  handler: 'index.handler',
  detectors: ['sqli', 'cmdi', 'traversal', 'ssrf', 'xss'],
  hooks: [{ id: 'child-process', state: 'on' }],
  notes: [],
};

export const sampleFault: FaultRecord = {
  kind: 'fault',
  id: '0193a1b2-c3d4-7abc-8def-0123456789ad',
  time: 1_790_000_000_000,
  function: sampleFunction,
  requestId: sampleAttack.requestId,
  where: 'event',
  message: 'a getter threw',
  count: 1,
};

export const sampleRemoved: RemovedRecord = {
  kind: 'removed',
  id: '0193a1b2-c3d4-7abc-8def-0123456789ae',
  of: '0193a1b2-c3d4-7abc-8def-0123456789af',
  time: 1_790_000_000_000,
  function: sampleFunction,
  requestId: sampleAttack.requestId,
  source: 'kinesis',
  queue: 'arn:aws:sqs:eu-west-1:123456789012:removed',
  part: 0,
  parts: 1,
  data: '{"kinesis":{"data":"e30="}}',
};

export const sampleBehaviour: BehaviourRecord = {
  kind: 'behaviour',
  id: '0193a1b2-c3d4-7abc-8def-0123456789b0',
  time: 1_790_000_000_000,
  function: sampleFunction,
  requestId: sampleAttack.requestId,
  seen: [
    { kind: 'trigger', what: 'apigateway-v1', count: 1 },
    { kind: 'program', what: 'catdoc', count: 1 },
    { kind: 'connect', what: 'api.example.com:443', count: 3 },
  ],
};
