import { isReference, type TemplateValue } from '@bulkhead/core';
import { canonicalArn } from '../evaluate/canonical.ts';
import type { OwnResources } from '../resources/scope.ts';
import { joinParts, type Part, partsOf } from '../resources/template-text.ts';

/**
 * A value that a CloudFormation template can hold. Resources of nested stacks have no name that their parent could refer
 * to: their ARN is written out, `*` standing for a name that the deploy makes.
 */
export function portable(value: TemplateValue, own: OwnResources): TemplateValue {
  const parts = partsOf(value);
  if (parts === undefined) return value;
  return joinParts(parts.flatMap((part) => (isReference(part) && isNested(part.ref) ? spelledOut(part, own) : [part])));
}

const isNested = (id: string): boolean => !/^(?:AWS::)?[A-Za-z0-9]+$/.test(id);

/** A reference by the name that the template sets; `*` where the deploy makes it. */
export function spelledOut(part: Part, own: OwnResources): readonly Part[] {
  // The canonical spelling has one sign for every partition.
  const arn = canonicalArn(part as TemplateValue, own, undefined).replace(/^arn:aws:/, 'arn:${Partition}:');
  return arn
    .split(/(\$\{[^}]*\}|\u0003|\u0004[^\u0004]*\u0004)/)
    .filter((piece) => piece !== '')
    .map((piece): Part => {
      if (/^\$\{(?:Partition|Region|AccountId|StackName|StackId|URLSuffix)\}$/.test(piece))
        return { ref: `AWS::${piece.slice(2, -1)}` };
      if (piece.startsWith('\u0004')) return { ref: piece.slice(1, -1) };
      return /^[$\u0003]/.test(piece) ? '*' : piece;
    });
}
