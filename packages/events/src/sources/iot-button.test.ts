import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { iotButton, samples } from './iot-button.ts';

testMatrix(iotButton, samples.button, [
  ['the serial number', plant(at('serialNumber'), PAYLOAD), 'serialNumber'],
  ['the kind of click', plant(at('clickType'), PAYLOAD), 'clickType'],
  ['a field that a button does not send', plant(at('command'), PAYLOAD), 'command'],
]);

testMatrix(
  iotButton,
  samples['one-click'],
  [
    [
      'the kind of click',
      plant(at('deviceEvent', 'buttonClicked', 'clickType'), PAYLOAD),
      'deviceEvent.buttonClicked.clickType',
    ],
    ['the id of the device', plant(at('deviceInfo', 'deviceId'), PAYLOAD), 'deviceInfo.deviceId'],
  ],
  [
    ['what the owner typed for a placement', plant(at('placementInfo', 'attributes', 'hall'), PAYLOAD)],
    ['what the owner typed for a device', plant(at('deviceInfo', 'attributes', 'hall'), PAYLOAD)],
  ],
);
