import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { cloudformationCustomResource, samples } from './cloudformation-custom-resource.ts';

testMatrix(
  cloudformationCustomResource,
  samples.update,
  [['a field that CloudFormation does not send', plant(at('command'), PAYLOAD), 'command']],
  [
    ['a property of the template', plant(at('ResourceProperties', 'Statement'), PAYLOAD)],
    ['a property of the former template', plant(at('OldResourceProperties', 'Statement'), PAYLOAD)],
    ['the address of the answer', plant(at('ResponseURL'), PAYLOAD)],
  ],
);

describe('cloudformation-custom-resource', () => {
  it('succeeds without the handler, and keeps nothing of an event with a presigned address', () => {
    const outcome = cloudformationCustomResource.block(samples.update, { requestId: 'r', paths: ['command'] });
    expect(outcome).toEqual({ is: 'respond', response: null });
  });
});
