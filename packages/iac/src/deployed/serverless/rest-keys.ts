import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, ref } from '../build.ts';
import { upperFirst } from './ids.ts';
import { entriesOf, itemsOf, make, named, type Service } from './service.ts';

/** `provider.apiGateway.apiKeys` and `usagePlan`: keys, plans, and which key has which plan. */
export function expandKeys(api: Buildable, service: Service): void {
  const settings = get(service.provider, 'apiGateway');
  const keys = get(settings, 'apiKeys') ?? get(service.provider, 'apiKeys');
  const plan = get(settings, 'usagePlan') ?? get(service.provider, 'usagePlan');
  if (!keys && !plan) return;
  const planNames = plan?.kind === 'list' ? plan.items.flatMap((item) => entriesOf(item)) : [];
  if (planNames.length === 0) expandPlan('', plan, api, (plan ?? keys)!.place, service);
  for (const [name, { key, value }] of planNames) expandPlan(name, value, api, key, service);
  const names = new Set(planNames.map(([name]) => name));
  let number = 0;
  for (const item of itemsOf(keys)) {
    const [first] = entriesOf(item);
    if (first && names.has(first[0])) {
      itemsOf(first[1].value).forEach((inner, index) => {
        expandKey(inner, first[0], index + 1, api, service);
      });
    } else expandKey(item, '', ++number, api, service);
  }
}

function expandPlan(
  name: string,
  plan: Tree | undefined,
  api: Buildable,
  place: Tree['place'],
  service: Service,
): void {
  const quota = get(plan, 'quota');
  const throttle = get(plan, 'throttle');
  make(service, {
    id: `ApiGatewayUsagePlan${upperFirst(name)}`,
    type: 'AWS::ApiGateway::UsagePlan',
    place,
    properties: {
      UsagePlanName:
        name === '' ? named('-', service.name, service.stage) : named('-', service.name, name, service.stage),
      ApiStages: [{ ApiId: api, Stage: service.stage }],
      Quota: quota && { Limit: get(quota, 'limit'), Offset: get(quota, 'offset'), Period: get(quota, 'period') },
      Throttle: throttle && { BurstLimit: get(throttle, 'burstLimit'), RateLimit: get(throttle, 'rateLimit') },
    },
  });
}

function expandKey(item: Tree, plan: string, number: number, api: Buildable, service: Service): void {
  const id = `ApiGatewayApiKey${upperFirst(plan)}${number}`;
  const { place } = item;
  make(service, {
    id,
    type: 'AWS::ApiGateway::ApiKey',
    place,
    properties: {
      Enabled: get(item, 'enabled') ?? true,
      Name: get(item, 'name') ?? (item.kind === 'scalar' ? item : undefined),
      Value: get(item, 'value'),
      Description: get(item, 'description'),
      CustomerId: get(item, 'customerId'),
      StageKeys: [{ RestApiId: api, StageName: service.stage }],
    },
  });
  make(service, {
    id: `ApiGatewayUsagePlanKey${upperFirst(plan)}${number}`,
    type: 'AWS::ApiGateway::UsagePlanKey',
    place,
    properties: { KeyId: ref(id), KeyType: 'API_KEY', UsagePlanId: ref(`ApiGatewayUsagePlan${upperFirst(plan)}`) },
  });
}
