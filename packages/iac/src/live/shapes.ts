export { iamHolder, iamManagedPolicy } from './shapes/iam.ts';
export { lambdaFunction, lambdaPermissions, notRead, unqualified } from './shapes/lambda.ts';
export {
  type ApiAnswer,
  jsonOf,
  listOf,
  mapOf,
  type Properties,
  pascalKeys,
  pick,
  properties,
  scalarOf,
  textOf,
  toValue,
} from './shapes/shape.ts';
export { dynamoTable, kinesisStream, kmsKey, logGroup, secret, snsTopic, sqsQueue } from './shapes/stores.ts';
