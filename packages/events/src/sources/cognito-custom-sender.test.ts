import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { cognitoCustomSender, samples } from './cognito-custom-sender.ts';

for (const sample of Object.values(samples)) {
  testMatrix(
    cognitoCustomSender,
    sample,
    [
      ['the user name', plant(at('userName'), PAYLOAD), 'userName'],
      ['an attribute', plant(at('request', 'userAttributes', 'name'), PAYLOAD), 'request.userAttributes.name'],
      ['client metadata', plant(at('request', 'clientMetadata', 'note'), PAYLOAD), 'request.clientMetadata.note'],
    ],
    [['the encrypted code', plant(at('request', 'code'), PAYLOAD)]],
  );
}
