import type { SourcePlace } from '@bulkhead/core';

/** A file or the inside of a block in HCL 2's native syntax: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md */
export interface HclBody {
  readonly attributes: ReadonlyMap<string, HclAttribute>;
  readonly blocks: readonly HclBlock[];
  readonly place: SourcePlace;
}

export interface HclAttribute {
  readonly name: string;
  readonly value: HclExpression;
  /** Of the name. */
  readonly place: SourcePlace;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  /** Of the type. */
  readonly place: SourcePlace;
}

export type HclExpression = HclForm & { readonly place: SourcePlace };

export type HclForm =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Text with `${…}` and `%{…}`; a template of one interpolation alone is that expression. */
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: HclExpression; readonly name: string }
  | { readonly kind: 'index'; readonly of: HclExpression; readonly index: HclExpression }
  /** `list[*].name`: what follows is read from each item, on `item`. */
  | { readonly kind: 'splat'; readonly of: HclExpression; readonly each: (item: HclExpression) => HclExpression }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | {
      readonly kind: 'object';
      readonly entries: readonly { readonly key: HclExpression; readonly value: HclExpression }[];
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly HclExpression[];
      readonly expands: boolean;
    }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly operand: HclExpression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: HclExpression; readonly right: HclExpression }
  | {
      readonly kind: 'conditional';
      readonly test: HclExpression;
      readonly then: HclExpression;
      readonly otherwise: HclExpression;
    }
  | {
      readonly kind: 'for';
      readonly names: readonly string[];
      readonly over: HclExpression;
      /** Left out: a list. */
      readonly key?: HclExpression;
      readonly value: HclExpression;
      readonly condition?: HclExpression;
      /** `...`: values of one key are put into a list. */
      readonly groups: boolean;
    };

export type TemplatePart =
  | string
  | HclExpression
  | {
      readonly kind: 'if';
      readonly test: HclExpression;
      readonly then: readonly TemplatePart[];
      readonly otherwise: readonly TemplatePart[];
    }
  | {
      readonly kind: 'each';
      readonly names: readonly string[];
      readonly over: HclExpression;
      readonly body: readonly TemplatePart[];
    };
