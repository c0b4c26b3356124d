import { visitLiterals } from './graphql.lazy.ts';
import type { Walk } from './walk.ts';

/**
 * Visits each string literal of a GraphQL document by itself at `|graphql[i]`, with its escapes undone: a resolver gets
 * the literal, while a detector that reads the document sees braces and other fields around it.
 * https://spec.graphql.org/October2021/#sec-String-Value
 */
export function visitGraphql(walk: Walk, text: string, parent: string, key: string | number, decodings: number): void {
  if (text.includes('"') && START.test(text)) visitLiterals(walk, text, parent, key, decodings);
}

/** An operation, a fragment, or a query that leaves the word out; comments may come first. */
const START = /^(?:\s|#[^\n]{0,200}\n){0,50}(?:\{|query\b|mutation\b|subscription\b|fragment\b)/;
