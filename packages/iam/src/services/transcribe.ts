import type { StaticValue } from '@bulkhead/core';
import { pick, unknownValue } from '../actions/input.ts';
import { bucket } from '../resources/kinds.ts';
import { isThere, literal, named, presence } from './rules.ts';
import type { Need, ServiceModel, Target } from './types.ts';

/** `s3://BUCKET/KEY`, `https://s3.amazonaws.com/BUCKET/KEY` and the like; the bucket may be a value of its own. */
const BEFORE_BUCKET = /^(?:s3:\/\/|https:\/\/s3[.\w-]*\.amazonaws\.com\/)/;

function media(uri: StaticValue): Target {
  const parts = uri.kind === 'concat' ? uri.parts : [uri];
  const [first, ...rest] = parts;
  const start = first?.kind === 'literal' ? String(first.value) : '';
  const head = BEFORE_BUCKET.exec(start)?.[0];
  if (head === undefined)
    return {
      kind: bucket,
      named: [unknownValue('the address of the recording is not known')],
      behind: [literal('/*')],
    };
  const pieces: StaticValue[] = [...(start.length > head.length ? [literal(start.slice(head.length))] : []), ...rest];
  const cut = pieces.findIndex((piece) => piece.kind === 'literal' && String(piece.value).includes('/'));
  if (cut < 0) return { kind: bucket, named: [concat(pieces)], behind: [literal('/*')] };
  const text = String((pieces[cut] as { readonly value: unknown }).value);
  const at = text.indexOf('/');
  const name = [...pieces.slice(0, cut), ...(at > 0 ? [literal(text.slice(0, at))] : [])];
  return { kind: bucket, named: [concat(name)], behind: [concat([literal(text.slice(at)), ...pieces.slice(cut + 1)])] };
}

const concat = (parts: readonly StaticValue[]): StaticValue =>
  parts.length === 1 ? (parts[0] as StaticValue) : { kind: 'concat', parts };

/** A job reads its recording and writes its text in the caller's name unless it is given a role. */
function job(action: string, input: StaticValue): readonly Need[] {
  const needs: Need[] = [{ action, on: '*' }];
  const uris = pick(input, 'Media.MediaFileUri').values.filter(isThere);
  for (const uri of uris) needs.push({ action: 's3:GetObject', on: media(uri), dependent: true, key: 'read' });
  if (presence(input, 'OutputBucketName') !== 'never') {
    const keys = pick(input, 'OutputKey').values.filter(isThere);
    const behind = (keys.length > 0 ? keys : [literal('*')]).map((key) => concat([literal('/'), key]));
    needs.push({
      action: 's3:PutObject',
      on: { ...named(bucket, input, 'OutputBucketName'), behind },
      dependent: true,
      key: 'write',
    });
  }
  return needs;
}

export const transcribe: ServiceModel = {
  clients: ['transcribe'],
  prefix: 'transcribe',
  page: 'https://docs.aws.amazon.com/transcribe/latest/dg/security_iam_id-based-policy-examples.html',
  parameters: {},
  operations: { StartTranscriptionJob: (input) => job('transcribe:StartTranscriptionJob', input) },
};
