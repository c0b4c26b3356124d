import type { FieldChecks, SourcePlace } from '@bulkhead/core';
import { isNarrowType, readSdl, type Sdl, type SdlType } from './graphql-sdl.ts';
import { NO_OBJECT } from './json-rules.ts';
import type { BodyProof } from './request-bodies.ts';

/**
 * What AppSync's schema proves of the arguments that a function gets for a field.
 * @returns by path of the event (`arguments.input.id`); `undefined`: nothing
 */
export function argumentProof(checks: readonly FieldChecks[]): ((path: string) => BodyProof | undefined) | undefined {
  const fields = checks.flatMap((check) => {
    const sdl = readSdl(check.schema);
    return check.fields.map((name) => ({ sdl, given: sdl.fields.get(name) }));
  });
  if (fields.length === 0 || fields.some(({ given }) => given === undefined)) return undefined;
  return (path) => {
    const match = /^arguments\.([\w.[\]*]+)$/.exec(path);
    if (match === null) return undefined;
    const [name = '', ...rest] = (match[1] ?? '').split(/\.|(?=\[\])/);
    const proofs = fields.map(({ sdl, given }) => {
      const type = given?.get(name);
      // A field without such an argument gives none.
      return type === undefined ? ('all' as const) : proven(sdl, type, rest);
    });
    if (proofs.some((proof) => proof === undefined)) return undefined;
    return { cleanFor: proofs.includes('text') ? NO_OBJECT : 'all', place: NOWHERE };
  };
}

const NOWHERE: SourcePlace = { file: '', line: 1, column: 1 };

function proven(sdl: Sdl, type: SdlType, path: readonly string[]): 'all' | 'text' | undefined {
  const [name, ...rest] = path;
  if (name === '[]') return type.isList ? proven(sdl, { ...type, isList: false }, rest) : undefined;
  if (isNarrowType(sdl, type)) return 'all';
  if (name === undefined) return /^(?:String|ID)$/.test(type.name) && !type.isList ? 'text' : undefined;
  const inner = sdl.inputs.get(type.name)?.get(name);
  return inner === undefined || type.isList ? undefined : proven(sdl, inner, rest);
}
