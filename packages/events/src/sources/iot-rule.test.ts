import { describe, expect, it } from 'vitest';
import { sourceOf } from '../registry.ts';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { iotRule, samples } from './iot-rule.ts';

testMatrix(iotRule, samples.connected, [
  ['the client id', plant(at('clientId'), PAYLOAD), 'clientId'],
  ['a field that only AWS should write', plant(at('sessionIdentifier'), PAYLOAD), 'sessionIdentifier'],
  ['a field of a message that looks like it', plant(at('command'), PAYLOAD), 'command'],
]);
testMatrix(iotRule, samples.subscribed, [['a topic', plant(at('topics', 0), PAYLOAD), 'topics[0]']]);
testMatrix(iotRule, samples.registry, [
  ['the name of a thing', plant(at('thingName'), PAYLOAD), 'thingName'],
  ['an attribute of a thing', plant(at('attributes', 'hall'), PAYLOAD), 'attributes.hall'],
]);
testMatrix(iotRule, samples.shadow, [
  ['a reported state', plant(at('state', 'reported', 'note'), PAYLOAD), 'state.reported.note'],
  ['a name in the state', plant(at('state', 'reported', PAYLOAD), 1), `state.reported.{keys}.${PAYLOAD}`],
  ['the client token', plant(at('clientToken'), PAYLOAD), 'clientToken'],
]);
testMatrix(iotRule, samples.documents, [
  ['a current state', plant(at('current', 'state', 'reported', 'lamp'), PAYLOAD), 'current.state.reported.lamp'],
  ['a previous state', plant(at('previous', 'state', 'reported', 'lamp'), PAYLOAD), 'previous.state.reported.lamp'],
]);

describe('iot-rule', () => {
  it.each([
    { temperature: 21, topic: 'booths/17' },
    { clientId: 'booth-17', eventType: 'vote' },
    { state: {}, timestamp: 1 },
  ])('leaves a device message unknown: %j', (event) => {
    expect(sourceOf(event)).toBeUndefined();
  });
});
