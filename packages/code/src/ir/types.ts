import type { SourcePlace } from '@bulkhead/core';

/*
 * One small language into which JavaScript, TypeScript and Python are lowered, so that one engine reads all three. It keeps
 * what data flow needs and drops the rest: types, visibility, number formats. Whoever lowers resolves names to bindings;
 * what cannot be expressed becomes `opaque`, with its operands, so that no flow is lost.
 *
 * Python in it: `with a as b` is `b = a.__enter__()`, and `__enter__` of what has no such method gives the object itself;
 * `a[1:2]` is `a.slice(1, 2)`; `super().f()` is a member of `super`, `super().__init__()` a call of it; the attributes of a
 * class are static fields, which an instance sees too; `and`, `or`, `not`, `==`, `is` are `&&`, `||`, `!`, `===`.
 */

/** One source file. */
export interface ModuleIr {
  /** Relative to the project root, with forward slashes. */
  readonly file: string;
  readonly language: 'javascript' | 'python';
  /** The module's top level as a function without parameters; its bindings are the module's globals. */
  readonly body: FunctionIr;
  /** Names that an `export` statement makes visible (ES modules), or every top-level name (Python). */
  readonly exports: readonly ExportIr[];
  /** True where the file uses `import`/`export`; CommonJS goes through the globals `module`, `exports` and `require`. */
  readonly isEsModule: boolean;
}

/** `export {a as b}`, `export * from`, `export default`; in Python each top-level binding. */
export type ExportIr =
  | { readonly kind: 'binding'; readonly name: string; readonly binding: Binding }
  /** `name: '*'` with `as` left out: everything; with `as`: one object. */
  | {
      readonly kind: 'from';
      readonly from: string;
      readonly name: string;
      readonly as?: string;
      readonly place: SourcePlace;
    };

/** A variable, parameter, import or function name after scope analysis: one object per declaration, compared by identity. */
export interface Binding {
  readonly name: string;
  readonly place: SourcePlace;
  /** Declared at module level: lives as long as the execution environment. */
  readonly isModuleLevel: boolean;
}

export interface FunctionIr {
  /** For messages: `handler`, `Repository.save`, `<module>`. */
  readonly name: string;
  readonly place: SourcePlace;
  /** Last line of the function, for "is this place inside". */
  readonly endLine: number;
  readonly parameters: readonly ParameterIr[];
  readonly body: readonly StatementIr[];
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** Arrow functions and Python functions take no own `this`. Python methods have `self` as an ordinary parameter. */
  readonly hasThis: boolean;
}

export interface ParameterIr {
  readonly target: TargetIr;
  readonly default?: ExpressionIr;
  /** `...rest` / `*args`, or `**kwargs`. */
  readonly rest?: 'list' | 'fields';
  /** Its name where it can be given by name (Python, and plain JavaScript parameters for messages). */
  readonly name?: string;
  /**
   * The type that is written beside it, for frameworks that go by it: of decorated functions of Python, and of parameters of
   * TypeScript's classes where it names a class or something that is imported.
   */
  readonly type?: ExpressionIr;
  /** TypeScript: `@Query('id') id`, from the outermost on. */
  readonly decorators?: readonly ExpressionIr[];
}

/** What is assigned to. */
export type TargetIr =
  | { readonly kind: 'binding'; readonly binding: Binding }
  | {
      readonly kind: 'member';
      readonly object: ExpressionIr;
      readonly property: PropertyIr;
      readonly place: SourcePlace;
    }
  | {
      readonly kind: 'fields';
      readonly fields: readonly {
        readonly key: PropertyIr;
        readonly target: TargetIr;
        readonly default?: ExpressionIr;
      }[];
      readonly rest?: TargetIr;
    }
  | {
      readonly kind: 'items';
      readonly items: readonly ({ readonly target: TargetIr; readonly default?: ExpressionIr } | null)[];
      readonly rest?: TargetIr;
    };

/** A fixed name or index, or one that the code computes. */
export type PropertyIr = string | number | ExpressionIr;

export type StatementIr =
  | { readonly kind: 'expression'; readonly expression: ExpressionIr }
  /** `let a = b`, and in Python every assignment to a new or old name. */
  | { readonly kind: 'assign'; readonly target: TargetIr; readonly value: ExpressionIr; readonly place: SourcePlace }
  | { readonly kind: 'return'; readonly value?: ExpressionIr; readonly place: SourcePlace }
  | { readonly kind: 'throw'; readonly value?: ExpressionIr; readonly place: SourcePlace }
  | {
      readonly kind: 'if';
      readonly test: ExpressionIr;
      readonly then: readonly StatementIr[];
      readonly otherwise: readonly StatementIr[];
      readonly place: SourcePlace;
    }
  | {
      readonly kind: 'each';
      /** `values`: for…of, Python's for. `keys`: for…in. */
      readonly over: 'values' | 'keys';
      readonly target: TargetIr;
      readonly iterable: ExpressionIr;
      readonly body: readonly StatementIr[];
      readonly place: SourcePlace;
    }
  /** `while`, `do…while`, `for(;;)`: the parts of `for` stand before the loop and at the end of its body. */
  | {
      readonly kind: 'loop';
      readonly test?: ExpressionIr;
      readonly body: readonly StatementIr[];
      readonly place: SourcePlace;
    }
  | {
      readonly kind: 'try';
      readonly body: readonly StatementIr[];
      /** Several in Python. `types`: the exception classes' names, empty: any. */
      readonly handlers: readonly {
        readonly target?: TargetIr;
        readonly types: readonly string[];
        readonly body: readonly StatementIr[];
        readonly place: SourcePlace;
      }[];
      readonly finalizer: readonly StatementIr[];
      readonly place: SourcePlace;
    }
  /** Leaves a loop, or goes on with its next round: what follows in the block is not reached. */
  | { readonly kind: 'break' | 'continue'; readonly place: SourcePlace }
  | { readonly kind: 'block'; readonly body: readonly StatementIr[] };

export type ExpressionIr = ExpressionForm & {
  readonly place: SourcePlace;
  /** Of what decides which way the code goes (tests, left sides of `&&`): its source on one line, at most 200 characters. */
  readonly text?: string;
};

type ExpressionForm =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'read'; readonly binding: Binding }
  /** A name that nothing in the file declares: `process`, `fetch`, `open`, `print`. */
  | { readonly kind: 'global'; readonly name: string }
  /** A module, or one export of it: `import x from 'a'` reads `default`, `import * as a` and Python's `import a` read `*`. */
  | { readonly kind: 'import'; readonly from: string; readonly name: string; readonly dynamic?: boolean }
  /** `import(expression)`, `require(expression)`, `importlib.import_module(expression)` with a computed name. */
  | { readonly kind: 'import-computed'; readonly from: ExpressionIr }
  | { readonly kind: 'this' }
  | { readonly kind: 'super' }
  /** Text of several parts: template literals, f-strings, Python's `%` and `str.format` where the pattern is a constant. */
  | { readonly kind: 'text'; readonly parts: readonly ExpressionIr[] }
  | {
      readonly kind: 'member';
      readonly object: ExpressionIr;
      readonly property: PropertyIr;
      readonly optional?: boolean;
      /** Python's `x['name']`: an item, never a method of a dictionary or list. Negative numbers count from the end. */
      readonly bracket?: boolean;
    }
  | {
      readonly kind: 'call';
      readonly callee: ExpressionIr;
      readonly arguments: readonly ArgumentIr[];
      readonly isNew: boolean;
      readonly optional?: boolean;
      /** Python's `@callee` above a function or class, its only argument: where nobody models the callee, the value is that argument. */
      readonly decorates?: boolean;
    }
  | { readonly kind: 'function'; readonly function: FunctionIr }
  | { readonly kind: 'class'; readonly class: ClassIr }
  | { readonly kind: 'object'; readonly fields: readonly FieldIr[] }
  /** Lists, tuples and sets. */
  | { readonly kind: 'list'; readonly items: readonly ArgumentIr[] }
  /** `+ - * / % == === in instanceof is and so on`, in JavaScript's spelling where both have it. */
  | { readonly kind: 'binary'; readonly operator: string; readonly left: ExpressionIr; readonly right: ExpressionIr }
  /** `!`, `-`, `typeof`, `void`, `delete`. */
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: ExpressionIr }
  | {
      readonly kind: 'logical';
      readonly operator: '&&' | '||' | '??';
      readonly left: ExpressionIr;
      readonly right: ExpressionIr;
    }
  | {
      readonly kind: 'conditional';
      readonly test: ExpressionIr;
      readonly then: ExpressionIr;
      readonly otherwise: ExpressionIr;
    }
  /** Assignment as an expression; its value is the new value. */
  | { readonly kind: 'assign'; readonly target: TargetIr; readonly value: ExpressionIr }
  | { readonly kind: 'await'; readonly operand: ExpressionIr }
  /** `each`: every item of the operand, as in `yield from`. */
  | { readonly kind: 'yield'; readonly operand?: ExpressionIr; readonly each?: true }
  /** Python's comprehensions and generator expressions; the clauses as statements around `element`. */
  | {
      readonly kind: 'comprehension';
      readonly result: 'list' | 'object';
      readonly clauses: readonly ComprehensionClause[];
      readonly element: ExpressionIr;
      /** For `result: 'object'`. */
      readonly key?: ExpressionIr;
    }
  /** `` tag`a${b}c` ``: strings and values apart, since tags such as `sql` treat them apart. */
  | {
      readonly kind: 'tagged';
      readonly tag: ExpressionIr;
      readonly strings: readonly string[];
      readonly values: readonly ExpressionIr[];
    }
  | { readonly kind: 'sequence'; readonly expressions: readonly ExpressionIr[] }
  /** Whatever has no form of its own: its operands' data flows into its value. */
  | { readonly kind: 'opaque'; readonly what: string; readonly operands: readonly ExpressionIr[] };

export type ComprehensionClause =
  | { readonly kind: 'each'; readonly target: TargetIr; readonly iterable: ExpressionIr }
  | { readonly kind: 'if'; readonly test: ExpressionIr };

export interface ArgumentIr {
  readonly value: ExpressionIr;
  /** `...list` / `*args`, or `**fields`. */
  readonly spread?: 'list' | 'fields';
  /** Python's keyword. */
  readonly name?: string;
}

export type FieldIr =
  | { readonly kind: 'field'; readonly key: PropertyIr; readonly value: ExpressionIr }
  | { readonly kind: 'spread'; readonly value: ExpressionIr };

export interface ClassIr {
  readonly name: string;
  readonly place: SourcePlace;
  readonly superclass?: ExpressionIr;
  /** Python: what stands behind the first base, left to right. */
  readonly mixins?: readonly ExpressionIr[];
  readonly members: readonly ClassMemberIr[];
  /** JavaScript: `@Controller('x')`, from the outermost on. */
  readonly decorators?: readonly ExpressionIr[];
}

export interface ClassMemberIr {
  readonly name: PropertyIr;
  readonly isStatic: boolean;
  /** `constructor` is `__init__` in Python and named `constructor` here. */
  readonly kind: 'method' | 'getter' | 'setter' | 'field';
  readonly value?: ExpressionIr;
  /** Decorators from the outermost on: `@app.get('/x')`, `@tracer.capture_lambda_handler`. */
  readonly decorators: readonly ExpressionIr[];
  readonly place: SourcePlace;
}
