import { get } from '../../yaml/tree.ts';
import { ref } from '../build.ts';
import { rename, withProperties } from '../properties.ts';
import { DEPLOYMENT_BUCKET, normalName } from './ids.ts';
import { entriesOf, isOn, itemsOf, known, make, type Service } from './service.ts';

/** `layers` of the service, and who else may use them. */
export function expandLayers(service: Service): void {
  for (const [name, { key, value }] of entriesOf(get(service.document, 'layers'))) {
    const id = `${normalName(name)}LambdaLayer`;
    const retained = isOn(get(value, 'retain')) ? { deletionPolicy: 'Retain' } : {};
    const names = {
      description: 'Description',
      licenseInfo: 'LicenseInfo',
      compatibleRuntimes: 'CompatibleRuntimes',
      compatibleArchitectures: 'CompatibleArchitectures',
    };
    make(service, {
      id,
      type: 'AWS::Lambda::LayerVersion',
      place: key,
      ...retained,
      properties: withProperties(
        rename(value, names),
        { LayerName: get(value, 'name') ?? name, Content: { S3Bucket: ref(DEPLOYMENT_BUCKET) } },
        key,
      ),
    });
    for (const account of itemsOf(get(value, 'allowedAccounts'))) {
      const text = known(account, service) ?? '';
      make(service, {
        id: `${normalName(name)}${text.replace('*', 'Wild')}LambdaLayerPermission`,
        type: 'AWS::Lambda::LayerVersionPermission',
        place: account.place,
        ...retained,
        properties: { Action: 'lambda:GetLayerVersion', LayerVersionArn: ref(id), Principal: account },
      });
    }
  }
}
