import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { UNVERIFIED_READ, VERIFIED_BY_KEY } from '../../engine/unverified-tokens.ts';
import { argument, each, isFalse, madeOf, models } from './helpers.ts';

const PASSWORD = /passw(or)?d|passwd|passphrase|(^|\.)pwd$/i;

/** A plain digest of a password: fast to guess. Services for identities do this better. */
const digest =
  (name: string): Model =>
  (call, engine) => {
    const value = argument(call, 0, 'data') ?? argument(call, 0, 'string');
    if (value?.taint.some(({ source }) => PASSWORD.test(source)))
      engine.fact('own-authentication', call.place, `hashlib.${name}`);
    return engine.external('hashlib', 'hash#', value);
  };

const hexDigest: Model = (call, engine) => engine.unknown('a digest', call.place);

const updated: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value?.taint.some(({ source }) => PASSWORD.test(source)))
    engine.fact('own-authentication', call.place, 'hashlib');
  return engine.constant(null);
};

/** `jwt.decode(token, options={'verify_signature': False})`: anybody can have written it. */
const decodeToken: Model = (call, engine) => {
  const options = call.named.get('options');
  const off = options && engine.ownField(options, 'verify_signature');
  const verify = call.named.get('verify');
  const token = argument(call, 0, 'jwt');
  const isOff = isFalse(engine, off) || isFalse(engine, verify) || call.callee.path.includes('unverified');
  const name = call.callee.path.endsWith('get_unverified_claims') ? UNVERIFIED_READ : 'jwt.decode';
  if (isOff) engine.fact('own-authentication', call.place, name, 'the signature is not checked');
  const claims = engine.unknown('claims of a token', call.place);
  return isOff && token ? engine.carrying(claims, token) : claims;
};

/** A token holds what was signed, and nothing of the key. */
function signedText(call: CallSite, engine: Engine, claims: AbstractValue | undefined): AbstractValue {
  return madeOf(engine, call, 'is signed', claims);
}

const signed: Model = (call, engine) =>
  signedText(call, engine, argument(call, 0, 'payload') ?? call.named.get('claims'));

/** `Model.model_validate(data)`: an instance whose fields are the data's own. */
const modelOf: Model = (call, engine) => {
  const data = call.arguments[0] ?? call.named.get('obj');
  const made = data && instanceFrom(call, engine, call.receiver, data);
  if (made) engine.fact('validates-event', call.place, 'pydantic');
  return made;
};

/** Makes an instance of a project's class from data by the names of its constructor. */
export function instanceFrom(
  call: CallSite,
  engine: Engine,
  type: AbstractValue | undefined,
  data: AbstractValue,
): AbstractValue | undefined {
  const shape = type?.shapes.find(({ kind }) => kind === 'class');
  if (!type || shape?.kind !== 'class') return undefined;
  const made = shape.class.class.members.find((member) => member.name === 'constructor')?.value;
  const names =
    made?.kind === 'function' ? made.function.parameters.flatMap((each) => (each.name ? [each.name] : [])) : [];
  const named = new Map(names.map((name) => [name, engine.field(data, name, call.place)]));
  return engine.call(type, [], call.place, { named });
}

/** What a token says of itself before anybody has checked it: `jku` and `kid` are its sender's. */
const unverifiedHeader: Model = (call, engine) => {
  const [token] = call.arguments;
  if (token === undefined) return undefined;
  const header = engine.unknown('a header of a token', call.place);
  return engine.derived([token], header, { place: call.place, text: 'is read without a check of its signature' });
};

const dumped: Model = (call) => call.receiver;

export const identityModels: readonly ModelSet[] = [
  models('hashlib', {
    ...Object.fromEntries(
      ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b', 'new'].map((name) => [name, digest(name)]),
    ),
    'hash#.update': updated,
    ...each(['hash#.hexdigest', 'hash#.digest'], hexDigest),
    ...each(['pbkdf2_hmac', 'scrypt'], (call, engine) => {
      engine.fact('own-authentication', call.place, call.callee.path);
      return engine.unknown('a digest', call.place);
    }),
  }),
  models('hmac', {
    ...each(['new', 'digest'], (_, engine) => engine.external('hashlib', 'hash#')),
    compare_digest: (call, engine) => call.arguments[0] && engine.checked(call.arguments[0], 'unsure'),
  }),
  models('jwt', {
    decode: decodeToken,
    encode: signed,
    get_unverified_header: unverifiedHeader,
  }),
  models('jose', {
    ...each(['jwt.decode', 'jwt.get_unverified_claims'], decodeToken),
    ...each(['jwt.encode', 'jws.sign'], signed),
    'jwk.construct': (_, engine) => engine.external('jose', 'key#'),
    'key#.verify': (call, engine) => {
      engine.fact('own-authentication', call.place, VERIFIED_BY_KEY);
      return engine.unknown('whether a signature fits', call.place);
    },
  }),
  models('authlib', { 'jose.jwt.encode': (call, engine) => signedText(call, engine, call.arguments[1]) }),
  models(
    'itsdangerous',
    {},
    { otherCalls: (call, engine) => (/#\.(dumps|sign)$/.test(call.callee.path) ? signed(call, engine) : undefined) },
  ),
  models(
    'cryptography',
    {},
    {
      otherCalls: (call, engine) =>
        /#\.encrypt$/.test(call.callee.path) ? engine.unknown('a ciphertext', call.place) : undefined,
    },
  ),
  models('bcrypt', {
    ...each(['hashpw', 'checkpw'], (call, engine) => {
      engine.fact('own-authentication', call.place, call.callee.path);
      return engine.unknown('a digest', call.place);
    }),
  }),
  models('pydantic', {
    ...each(
      [
        'BaseModel.model_validate',
        'BaseModel.parse_obj',
        'BaseModel.model_validate_json',
        'BaseModel.parse_raw',
        'BaseModel.construct',
      ],
      modelOf,
    ),
    ...each(
      ['BaseModel#.model_dump', 'BaseModel#.dict', 'BaseModel#.json', 'BaseModel#.model_dump_json', 'BaseModel#.copy'],
      dumped,
    ),
    parse_obj_as: (call, engine) =>
      call.arguments[1] && instanceFrom(call, engine, call.arguments[0], call.arguments[1]),
  }),
  models('traceback', {
    ...each(['format_exc', 'format_exception', 'format_tb', 'format_stack', 'format_exception_only'], (call, engine) =>
      engine.tainted(engine.unknown('a stack trace', call.place), 'error', 'error.stack', {
        place: call.place,
        text: 'the stack trace of an error is read',
      }),
    ),
    ...each(['print_exc', 'print_exception', 'print_stack', 'print_tb'], (call, engine) => {
      engine.logged([], call.place, 'traceback');
      return engine.constant(null);
    }),
  }),
  models('sys', {
    exc_info: (call, engine) => {
      const error = engine.tainted(engine.unknown('an error', call.place), 'error', 'error.message', {
        place: call.place,
        text: 'an error is read',
      });
      return engine.list([engine.unknown('a type'), error, error], call.place);
    },
    exit: (_, engine) => engine.constant(null),
    ...each(['stdout.write', 'stderr.write'], (call, engine) => {
      engine.logged(call.arguments, call.place, 'sys.stdout');
      return engine.constant(null);
    }),
  }),
  // An error that was caught: its fields are less than its stack.
  models(
    '<error>',
    {},
    {
      otherReads: ({ name, place }, engine) =>
        /^(args|message|msg|reason|strerror)$/.test(name)
          ? engine.tainted(engine.unknown('the message of an error', place), 'error', 'error.message', {
              place,
              text: 'the message of an error is read',
            })
          : engine.unknown('a field of an error', place),
    },
  ),
  models('secrets', {
    ...each(['token_hex', 'token_urlsafe', 'token_bytes', 'choice', 'randbelow'], (call, engine) =>
      engine.unknown('a random text', call.place),
    ),
  }),
];
