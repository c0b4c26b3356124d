import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Pre-provisioning hook of AWS IoT: a device with a claim certificate, which a whole fleet may share, asks to be registered.
 * https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html
 *
 * Walked: `parameters` and the client id, which the device chooses.
 * Not walked: certificate ids and the template are AWS's and the owner's; the certificate is base64.
 */
export const iotProvisioning: EventSource = {
  id: 'iot-provisioning',
  title: 'AWS IoT pre-provisioning hook',
  invocation: 'synchronous',
  match(event) {
    return (
      typeof event['templateArn'] === 'string' &&
      typeof event['certificateId'] === 'string' &&
      isMap(event['parameters'])
    );
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  block() {
    return { is: 'respond', response: { allowProvisioning: false } };
  },
};

const NOT_A_STRANGERS = ['claimCertificateId', 'certificateId', 'certificatePem', 'templateArn'];

/** Events after the AWS page above, by variant. */
export const samples = {
  register: {
    claimCertificateId: '1a2b3c4d5e6f7081',
    certificateId: '9a8b7c6d5e4f3021',
    certificatePem: '-----BEGIN CERTIFICATE-----\nMIIBexample\n-----END CERTIFICATE-----\n',
    templateArn: 'arn:aws:iot:eu-west-1:123456789012:provisioningtemplate/booths',
    clientId: '221a6d10-9c7f-42f1-9153-e52e6fc869c1',
    parameters: { SerialNumber: 'G030EXAMPLE00017', Hall: 'north' },
  },
} satisfies EventSamples;
