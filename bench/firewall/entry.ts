export { DEFAULT_POLICY as policy } from '@bulkhead/core';
export { judgeValue } from '../../packages/runtime/src/detectors/judge.ts';
export { inspectEvent } from '../../packages/runtime/src/firewall.ts';
