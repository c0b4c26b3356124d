import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { clientOf, commandsOf, inputOf, record } from './sdk-calls.ts';

/** `@aws-sdk/s3-request-presigner`: the command is signed here and sent by whoever has the URL. */
const getSignedUrl: Model = (site, engine) => {
  const [client, command] = site.arguments;
  const commands = commandsOf(engine, command);
  for (const { service, operation, input } of commands) {
    record(engine, site.place, clientOf(engine, client), { service, operation, input, by: 'presign' });
  }
  if (commands.length === 0) {
    engine.problem('dynamic-operation', 'what is signed is decided at run time', site.place);
    const service = clientOf(engine, client)?.service ?? 's3';
    const input = engine.unknown('a command that is not known', site.place);
    record(engine, site.place, clientOf(engine, client), { service, operation: '*', input, by: 'presign' });
  }
  return engine.unknown('a presigned URL', site.place);
};

/** A form by which a browser uploads one object. */
const createPresignedPost: Model = (site, engine) => {
  const [client, options] = site.arguments;
  const input = inputOf(engine, options, site.place);
  const request = { service: 's3', operation: 'PutObject', input, by: 'presign' as const };
  record(engine, site.place, clientOf(engine, client), request);
  return engine.object(
    { url: engine.unknown('a presigned URL', site.place), fields: engine.unknown('form fields', site.place) },
    site.place,
  );
};

/**
 * What an upload in parts may call. Small bodies go by PutObject alone, and a failed upload is aborted
 * (docs.aws.amazon.com, "Multipart upload API and permissions").
 */
export const UPLOAD_OPERATIONS = [
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
];

export function recordUpload(
  site: CallSite,
  engine: Engine,
  client: AbstractValue | undefined,
  input: AbstractValue,
): AbstractValue {
  const answers = UPLOAD_OPERATIONS.map((operation) =>
    record(engine, site.place, clientOf(engine, client), { service: 's3', operation, input, by: 'library' }),
  );
  return answers[0] as AbstractValue;
}

interface UploadState {
  readonly kind: 'upload';
  readonly client: AbstractValue | undefined;
  readonly input: AbstractValue;
}

/** `new Upload({ client, params }).done()` */
const upload: ModelSet = {
  language: 'javascript',
  modules: ['@aws-sdk/lib-storage'],
  calls: {
    Upload: (site, engine) => {
      const [options] = site.arguments;
      const option = (name: string) => (options === undefined ? undefined : engine.ownField(options, name));
      const input = inputOf(engine, option('params'), site.place);
      return engine.external('@aws-sdk/lib-storage', 'Upload#', { kind: 'upload', client: option('client'), input });
    },
    'Upload#.done': (site, engine) => {
      const { client, input } = site.callee.state as UploadState;
      return recordUpload(site, engine, client, input);
    },
    'Upload#.on': (site) => site.receiver,
    'Upload#.abort': (_, engine) => engine.constant(undefined),
  },
};

/** Credentials of another role are one call of STS, made when they are first needed. */
const assumeRole: Model = (site, engine) => {
  const [options] = site.arguments;
  const params = options === undefined ? undefined : engine.ownField(options, 'params');
  const input = inputOf(engine, params, site.place);
  record(engine, site.place, undefined, { service: 'sts', operation: 'AssumeRole', input, by: 'library' });
  return engine.unknown('credentials', site.place);
};

const assumeWithToken: Model = (site, engine) => {
  const [options] = site.arguments;
  const role = options === undefined ? undefined : engine.ownField(options, 'roleArn');
  const input = engine.object(role === undefined ? {} : { RoleArn: role }, site.place);
  record(engine, site.place, undefined, {
    service: 'sts',
    operation: 'AssumeRoleWithWebIdentity',
    input,
    by: 'library',
  });
  return engine.unknown('credentials', site.place);
};

/** Tokens for databases are signed requests of a service that has no other operation: `rds-db:connect`. */
function tokenSigner(
  module: string,
  signer: string,
  methods: Readonly<Record<string, readonly [string, string]>>,
): ModelSet {
  const calls: Record<string, Model> = {
    [signer]: (site, engine) => {
      return engine.external(module, `${signer}#`, { options: inputOf(engine, site.arguments[0], site.place) });
    },
  };
  for (const [method, [service, operation]] of Object.entries(methods)) {
    calls[`${signer}#.${method}`] = (site, engine) => {
      const { options } = site.callee.state as { readonly options: AbstractValue };
      record(engine, site.place, undefined, { service, operation, input: options, by: 'presign' });
      return engine.unknown('a token', site.place);
    };
  }
  return { language: 'javascript', modules: [module], calls };
}

/** Packages of SDK v3 beside its clients. */
export const sdkV3Libraries: readonly ModelSet[] = [
  {
    language: 'javascript',
    modules: ['@aws-sdk/s3-request-presigner', '@aws-sdk/polly-request-presigner'],
    calls: { getSignedUrl },
  },
  { language: 'javascript', modules: ['@aws-sdk/s3-presigned-post'], calls: { createPresignedPost } },
  upload,
  {
    language: 'javascript',
    modules: ['@aws-sdk/credential-providers', '@aws-sdk/credential-provider-web-identity'],
    calls: { fromTemporaryCredentials: assumeRole, fromWebToken: assumeWithToken },
  },
  tokenSigner('@aws-sdk/rds-signer', 'Signer', { getAuthToken: ['rds-db', 'Connect'] }),
  tokenSigner('@aws-sdk/dsql-signer', 'DsqlSigner', {
    getDbConnectAuthToken: ['dsql', 'DbConnect'],
    getDbConnectAdminAuthToken: ['dsql', 'DbConnectAdmin'],
  }),
];
