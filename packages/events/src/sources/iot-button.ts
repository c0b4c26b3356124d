import { dropEvent } from '../reading/dropped.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * AWS IoT button, and a device of AWS IoT 1-Click.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-iot.html
 * https://docs.aws.amazon.com/iot-1-click/latest/developerguide/1click-programming.html
 *
 * Walked: what the device says: serial number, kind of click, voltage, times, id.
 * Not walked: `placementInfo` and the attributes in `deviceInfo` are what the owner typed for a placement.
 */
export const iotButton: EventSource = {
  id: 'iot-button',
  title: 'AWS IoT button',
  invocation: 'asynchronous',
  match(event) {
    if (typeof event['serialNumber'] === 'string') return typeof event['clickType'] === 'string';
    return isMap(event['deviceEvent']) && isMap(event['deviceInfo']) && isMap(event['placementInfo']);
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', OWNERS);
    visitExcept(walk, event['deviceInfo'], '', 'deviceInfo', ATTRIBUTES);
  },
  block(event) {
    return dropEvent(event);
  },
};

const OWNERS = ['placementInfo', 'deviceInfo'];
const ATTRIBUTES = ['attributes'];

/** Events after the AWS pages above, by variant. */
export const samples = {
  button: { serialNumber: 'G030EXAMPLE00017', clickType: 'SINGLE', batteryVoltage: '2000 mV' },
  'one-click': {
    deviceEvent: { buttonClicked: { clickType: 'SINGLE', reportedTime: '2026-11-20T10:15:00.000Z' } },
    deviceInfo: { attributes: { hall: 'north' }, type: 'button', deviceId: 'G030EXAMPLE00017', remainingLife: 5 },
    placementInfo: { projectName: 'polls', placementName: 'north', attributes: { hall: 'north' }, devices: {} },
  },
} satisfies EventSamples;
