import type { AbstractValue, Engine, RecordedCall } from './types.ts';

const SECRET =
  /SECRET|PASSWORD|PASSWD|(?:^|_)PASS$|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL|ENCRYPTION_KEY|SIGNING_KEY/i;
/** Names, ids and addresses of secrets are none. */
const NO_SECRET =
  /(?:ARN|NAME|_ID|KEY_?ID|URL|URI|TABLE|PATH|PARAM(?:ETER)?|BUCKET|QUEUE|TOPIC|FILE|EXPIRY|EXPIRES(?:_IN)?|TTL|ENABLED|TYPE|HEADER|PREFIX|LENGTH|ENDPOINT|REGION|PUBLIC_KEY|ITERATIONS|ROUNDS|POLICY|VERSION|ALGORITHM|ISSUER|AUDIENCE|DOMAIN|LIMIT|SIZE|COUNT|COLUMN|FIELD|SCOPES?)$/i;

/** An environment variable that, by its name, holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !NO_SECRET.test(name);
}

/** The name of the secret that a call answers with. */
export function secretOfCall(call: RecordedCall, engine: Engine): string | undefined {
  const what = `${call.service}:${call.operation}`;
  if (what === 'secrets-manager:GetSecretValue' || what === 'secrets-manager:BatchGetSecretValue') {
    return describe(engine, engine.ownField(call.input, 'SecretId'), 'a secret of Secrets Manager');
  }
  if (call.service !== 'ssm' || !/^GetParameters?(ByPath)?$/.test(call.operation)) return undefined;
  const decrypts = engine.ownField(call.input, 'WithDecryption');
  if (decrypts === undefined || engine.constantOf(decrypts) === false) return undefined;
  const name = ['Name', 'Names', 'Path'].map((field) => engine.ownField(call.input, field)).find(Boolean);
  return describe(engine, name, 'a parameter of Parameter Store');
}

function describe(engine: Engine, name: AbstractValue | undefined, otherwise: string): string {
  const text = name === undefined ? undefined : engine.constantOf(name);
  if (typeof text === 'string') return text;
  const shape = name?.shapes[0];
  return shape?.kind === 'environment' ? `the secret that ${shape.name} names` : otherwise;
}
