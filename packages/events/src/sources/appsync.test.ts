import { describe, expect, it } from 'vitest';
import { sourceOf } from '../registry.ts';
import { at, ENCODED, type Json, PAYLOAD, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { jwtOf } from '../testing/token.ts';
import { appsync, samples } from './appsync.ts';

testMatrix(
  appsync,
  samples.resolver,
  [
    ['an argument', plant(at('arguments', 'vote', 'choice'), PAYLOAD), 'arguments.vote.choice'],
    ['JSON in an argument', plant(at('arguments', 'vote'), JSON.stringify({ a: PAYLOAD })), 'arguments.vote|json.a'],
    ['an encoded argument', plant(at('arguments', 'vote'), ENCODED), 'arguments.vote|url'],
    ['what the parent resolved to', plant(at('source'), { title: PAYLOAD }), 'source.title'],
    ['what an earlier function resolved to', plant(at('prev'), { result: PAYLOAD }), 'prev.result'],
    ['the stash', plant(at('stash', 'a'), PAYLOAD), 'stash.a'],
    ['a claim', plant(at('identity', 'claims', 'name'), PAYLOAD), 'identity.claims.name'],
    ['the user name', plant(at('identity', 'username'), PAYLOAD), 'identity.username'],
    [
      "an authorizer's context",
      plant(at('identity', 'resolverContext', 'nick'), PAYLOAD),
      'identity.resolverContext.nick',
    ],
    ['a header', plant(at('request', 'headers', 'user-agent'), PAYLOAD), 'request.headers.user-agent'],
    [
      'a claim in a header',
      plant(at('request', 'headers', 'authorization'), jwtOf({ name: PAYLOAD })),
      'request.headers.authorization|jwt.claims.name',
    ],
    ['a variable', plant(at('info', 'variables', 'poll'), PAYLOAD), 'info.variables.poll'],
    [
      'a literal in the selection set',
      plant(at('info', 'selectionSetGraphQL'), `{ votes(filter: ${JSON.stringify(PAYLOAD)}) { id } }`),
      'info.selectionSetGraphQL|graphql[0]',
    ],
  ],
  [
    ['the field', plant(at('info', 'parentTypeName'), PAYLOAD)],
    ['the host', plant(at('request', 'domainName'), PAYLOAD)],
  ],
);

describe('a batch of contexts', () => {
  const batch = [samples.resolver, samples.resolver].map((context) => structuredClone(context)) as unknown as Json;

  it('is recognised', () => {
    expect(sourceOf(batch)?.id).toBe('appsync');
  });

  it('is read context by context', () => {
    at(1, 'arguments', 'vote', 'choice')(batch, PAYLOAD);
    at(1, 'request', 'headers', 'user-agent')(batch, `${PAYLOAD}2`);
    const visits = visitsOf(appsync, batch);
    expect(visits.get('[1].arguments.vote.choice')).toBe(PAYLOAD);
    expect(visits.get('[1].request.headers.user-agent')).toBe(`${PAYLOAD}2`);
  });
});

it('ends a hostile request with an error', () => {
  expect(appsync.block(samples.resolver, { requestId: 'r', paths: ['arguments.poll'] })).toEqual({ is: 'throw' });
});
