import type { FunctionCode } from '@bulkhead/core';
import { type ProgramOptions, readProgram } from './read-program.ts';

/** Flows as `class source`, sorted; `?` behind those of medium confidence. */
export function flowsOf(code: FunctionCode): readonly string[] {
  return code.flows.map((flow) => `${flow.class} ${flow.source}${flow.confidence === 'medium' ? '?' : ''}`).sort();
}

/** What a handler's body lets through; `before` stands at the top of the file. */
export function flowsIn(body: string, before = '', options?: ProgramOptions): readonly string[] {
  return flowsOf(
    readProgram(`${before}\nexports.handler = async (event, context, callback) => {\n${body}\n};`, options),
  );
}

/** Facts as `kind subject`, sorted. */
export function factsOf(code: FunctionCode): readonly string[] {
  return [...new Set(code.facts.map((fact) => `${fact.kind} ${fact.subject}`))].sort();
}
