import { dropEvent } from '../reading/dropped.ts';
import { isMap } from '../reading/http.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * AWS IoT rule, as far as it can be told: a rule hands over what its SELECT makes of a device's message, which has no shape
 * of its own, and `topic()` or `clientid()` stand under names that the owner chose. Recognised are the messages that AWS
 * IoT itself publishes: lifecycle events, registry and job events, changes of a device shadow. Every other message is read
 * as an event of no known trigger.
 * https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html
 * https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 * https://docs.aws.amazon.com/iot/latest/developerguide/registry-events.html
 * https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-mqtt.html
 *
 * Walked: everything. A device chooses its client id, the topics that it subscribes to and what its shadow reports; and a
 * rule over the device's own topics would pass on a message that only looks like one of these, so that no field can be
 * trusted to be AWS's.
 */
export const iotRule: EventSource = {
  id: 'iot-rule',
  title: 'AWS IoT rule',
  invocation: 'asynchronous',
  match(event) {
    const type = event['eventType'];
    if (typeof type === 'string') {
      if (typeof event['clientId'] === 'string') return CONNECTION_EVENTS.includes(type);
      return typeof event['eventId'] === 'string' && REGISTRY_EVENTS.includes(type);
    }
    return typeof event['timestamp'] === 'number' && (isShadow(event) || isShadow(event['current']));
  },
  read(walk, event) {
    visitValue(walk, event, '', '', 0);
  },
  block(event) {
    return dropEvent(event);
  },
};

const CONNECTION_EVENTS = ['connected', 'disconnected', 'connect_failed', 'subscribed', 'unsubscribed'];

const REGISTRY_EVENTS = [
  'THING_EVENT',
  'THING_TYPE_EVENT',
  'THING_TYPE_ASSOCIATION_EVENT',
  'THING_GROUP_EVENT',
  'THING_GROUP_MEMBERSHIP_EVENT',
  'THING_GROUP_HIERARCHY_EVENT',
  'JOB',
  'JOB_EXECUTION',
];

/** A shadow's state with its metadata and version. */
function isShadow(value: unknown): boolean {
  return isMap(value) && isMap(value['state']) && isMap(value['metadata']) && typeof value['version'] === 'number';
}

/** Events after the AWS pages above, by variant. */
export const samples = {
  connected: {
    clientId: 'booth-17',
    timestamp: 1795169700000,
    eventType: 'connected',
    sessionIdentifier: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    principalIdentifier: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809',
    ipAddress: '198.51.100.7',
    versionNumber: 0,
  },
  subscribed: {
    clientId: 'booth-17',
    timestamp: 1795169700000,
    eventType: 'subscribed',
    sessionIdentifier: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    principalIdentifier: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809',
    topics: ['polls/spring-2026/results'],
  },
  registry: {
    eventType: 'THING_EVENT',
    eventId: 'f5ae9b94-8b8e-4d8e-8c8f-b3266dd89853',
    timestamp: 1795169700000,
    operation: 'CREATED',
    accountId: '123456789012',
    thingId: 'b604f69c-aa9a-4d4a-829e-c480e958a0b5',
    thingName: 'booth-17',
    versionNumber: 1,
    thingTypeName: null,
    attributes: { hall: 'north' },
  },
  shadow: {
    state: { reported: { lamp: 'on', note: 'door open' } },
    metadata: { reported: { lamp: { timestamp: 1795169700 }, note: { timestamp: 1795169700 } } },
    version: 10,
    timestamp: 1795169700,
    clientToken: 'booth-17-0a1b',
  },
  documents: {
    previous: {
      state: { reported: { lamp: 'off' } },
      metadata: { reported: { lamp: { timestamp: 1795169600 } } },
      version: 9,
    },
    current: {
      state: { reported: { lamp: 'on' } },
      metadata: { reported: { lamp: { timestamp: 1795169700 } } },
      version: 10,
    },
    timestamp: 1795169700,
  },
} satisfies EventSamples;
