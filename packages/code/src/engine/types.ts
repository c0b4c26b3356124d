import type {
  AwsCall,
  CodeProblem,
  FactKind,
  FlowStep,
  Guard,
  LambdaFunction,
  SinkClass,
  SourcePlace,
  StaticValue,
  Use,
} from '@bulkhead/core';
import type { ClassIr, FunctionIr, ModuleIr } from '../ir/types.ts';

/*
 * The abstract interpreter's contracts: values, models of what lies outside of the project, and the front ends that give it
 * modules. One engine reads JavaScript and Python alike.
 */

/** What an expression may be: one of several shapes, and the data of strangers (or secrets, or errors) that is in it. Immutable. */
export interface AbstractValue {
  /** At least one, at most 12; what does not fit becomes one `unknown`. */
  readonly shapes: readonly Shape[];
  readonly taint: readonly Taint[];
  /** Of a truth value: which checks hold where it is true, and where it is false. */
  readonly implies?: Implications;
  /** Of `a && b` where nobody knows `a`: a condition on it may fail, whatever its shapes are. */
  readonly mayBeFalse?: true;
}

export type Shape =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null | undefined }
  /** Joined text. Constant neighbours are merged; at most 32 parts. */
  | { readonly kind: 'text'; readonly parts: readonly (string | AbstractValue)[] }
  | { readonly kind: 'regex'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'environment'; readonly name: string; readonly fallback?: AbstractValue }
  /**
   * Part of the event: `Records[].s3.object.key`; JSON inside of a text goes on with its own names: `body.user.name`.
   * `structured`: the sender may put an object or a list here, not only text.
   */
  | { readonly kind: 'event'; readonly path: string; readonly structured: boolean }
  | { readonly kind: 'context'; readonly path: string }
  | { readonly kind: 'object'; readonly object: HeapObject }
  | { readonly kind: 'list'; readonly object: HeapObject }
  | { readonly kind: 'closure'; readonly closure: Closure }
  | { readonly kind: 'class'; readonly class: ClassValue }
  /** Something of a package, a builtin module or a global; see {@link ExternalShape}. */
  | ExternalShape
  /** A function that a model made: `resolve` of a promise, a decorator. */
  | { readonly kind: 'native'; readonly name: string; readonly call: Model }
  /** What an AWS call answered: `{call: 'sqs:GetQueueUrl', path: 'QueueUrl'}`. */
  | { readonly kind: 'answer'; readonly call: string; readonly path: string }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly place?: SourcePlace;
      /** The value of which this is the text in JSON: what is sent on a bus is compared with patterns by its fields. */
      readonly json?: AbstractValue;
    };

/**
 * A thing that is not part of the project, named by how it was come by.
 * - `module`: the specifier without `node:` (`child_process`, `@aws-sdk/client-s3`, `lodash/merge`); in Python the first name
 *   (`os` of `os.path`). Undeclared names are of the module `global` (JavaScript) or `builtins` (Python).
 * - `path`: members, calls and instances in order: `exec`, `promises.readFile`, `create()`, `Client#` (an instance), and
 *   `Client#.query` (its method). The default export and the module itself are both `''`. In Python: `path.join`,
 *   `client('s3')` is `client()` unless a model returns something better. Class methods of a subclass of an external class
 *   look like its own, with the subclass as {@link CallSite.receiver}.
 * - `state`: plain data that a model has put there; models of its methods find it in {@link CallSite.callee}.
 * Paths longer than 120 characters are cut, so that a fluent interface cannot grow without end.
 */
export interface ExternalShape {
  readonly kind: 'external';
  readonly module: string;
  readonly path: string;
  readonly state?: unknown;
  /** Arguments of the call or `new` that made it, where no model did. */
  readonly made?: {
    readonly arguments: readonly AbstractValue[];
    readonly place: SourcePlace;
    /** Functions that its methods have decorated: what calls it may call these. */
    readonly decorated: AbstractValue[];
  };
}

/** A place that holds a value; written only by `Engine`, which can take writes back when it tries the other branch. */
export interface Cell {
  value: AbstractValue;
  /** Id of the object whose field it is. */
  of?: number;
  /** One branch writes it and another does not: the field is not always there. */
  mayBeAbsent?: true;
}

/** An object, list, map or instance of a project's class, by identity. Read and written through {@link Engine}. */
export interface HeapObject {
  readonly id: number;
  /** Fields by name, items by index as text. */
  readonly fields: Map<string, Cell>;
  /** Value of every field or item that is not named; absent: there are no others. */
  rest: Cell | undefined;
  /** Fields of a literal whose names are not known: `{[process.env.TABLE]: …}`; their values are in `rest`, too. */
  computed?: { readonly key: AbstractValue; readonly value: AbstractValue }[];
  /** A list that was added to in a loop: how long it gets is not known. */
  grown?: true;
  /** A list of what has met these conditions: `filter`, `[x for x in … if …]`. They hold where its items are gone through. */
  kept?: readonly Guard[];
  /** The class that it is an instance of. */
  readonly instanceOf?: ClassValue;
  /** Made before the invocation: lives as long as the execution environment. */
  readonly isModuleLevel: boolean;
  readonly place: SourcePlace;
}

export interface Closure {
  readonly function: FunctionIr;
  readonly module: ModuleIr;
  /** Only the engine looks inside. */
  readonly scope: unknown;
  readonly boundThis?: AbstractValue;
  readonly boundArguments?: readonly AbstractValue[];
  readonly ownerClass?: ClassValue;
  /** Fields set on the function itself: `handler.schema = …`. */
  readonly properties: HeapObject;
}

export interface ClassValue {
  readonly class: ClassIr;
  readonly module: ModuleIr;
  readonly scope: unknown;
  readonly superclass: AbstractValue | undefined;
  /** Further bases, left to right. */
  readonly mixins?: readonly AbstractValue[];
  /** Static members. */
  readonly statics: HeapObject;
}

/** A parameter, for frameworks that go by its name, type and default. */
export interface Parameter {
  readonly name: string;
  /** Of decorated functions of Python. */
  readonly type?: AbstractValue;
  readonly otherwise?: AbstractValue;
}

/** A parameter of a class that a framework goes by. */
export interface DescribedParameter {
  readonly name?: string;
  /** The class, or what is imported, that its type names. */
  readonly type?: AbstractValue;
  readonly decorators: readonly AbstractValue[];
}

/** What decorators and types say of a class. */
export interface DescribedClass {
  readonly decorators: readonly AbstractValue[];
  /** Of its constructor. */
  readonly parameters: readonly DescribedParameter[];
  /** Those that are decorated. */
  readonly methods: readonly {
    readonly name: string;
    readonly decorators: readonly AbstractValue[];
    readonly parameters: readonly DescribedParameter[];
  }[];
  readonly fields: readonly { readonly name: string; readonly decorators: readonly AbstractValue[] }[];
}

/** Data of a stranger in a value, from where, and which way it came. Identity matters: a check holds for one taint and what comes of it. */
export interface Taint {
  readonly carries: 'event' | 'secret' | 'error';
  /** Event path, or name of the secret, or `error.stack`. */
  readonly source: string;
  /** What it was made of, where it is only a part or a product of that. */
  readonly parent?: Taint;
  /** Classes it can do no harm in any more. */
  readonly cleanFor: ReadonlySet<SinkClass> | 'all';
  readonly confidence: 'high' | 'medium';
  /** The way so far, newest last, at most 16. */
  readonly steps: readonly FlowStep[];
  /** Names it for comparison: equal keys are the same data. */
  readonly key: string;
}

/** A condition's consequences. */
export interface Implications {
  readonly whenTrue: readonly Check[];
  readonly whenFalse: readonly Check[];
}

/** After it, this data can do no harm in these classes. `unsure`: a check of unknown strength; flows keep `medium`. */
export interface Check {
  readonly taint: Taint;
  readonly cleanFor: ReadonlySet<SinkClass> | 'all' | 'unsure';
}

/** A call of something external, as a model sees it. */
export interface CallSite {
  readonly callee: ExternalShape;
  /** `this`: the object before the dot, or the class or instance whose external base class has the method. */
  readonly receiver: AbstractValue | undefined;
  /** By position; a spread list of known items is laid out. */
  readonly arguments: readonly AbstractValue[];
  /** Python's keyword arguments; `**fields` of known keys are laid out. */
  readonly named: ReadonlyMap<string, AbstractValue>;
  /** What may come besides: a spread list or `**fields` that are not known. */
  readonly others: AbstractValue | undefined;
  readonly place: SourcePlace;
  readonly isNew: boolean;
  readonly language: 'javascript' | 'python';
}

/** What a call does and gives; `undefined`: as if there were no model (the arguments' taint is in the result, confidence `medium`). */
export type Model = (call: CallSite, engine: Engine) => AbstractValue | undefined;

/** What reading a member gives; `undefined`: the member as an external of its own. */
export type ReadModel = (
  read: { readonly object: ExternalShape; readonly name: string; readonly place: SourcePlace },
  engine: Engine,
) => AbstractValue | undefined;

/**
 * Models of one or several modules. Several sets may speak of the same module; for one path the first in the list wins.
 * @example {language: 'javascript', modules: ['child_process'], calls: {exec: (call, engine) => …}}
 */
export interface ModelSet {
  readonly language: 'javascript' | 'python';
  /** Exact names; with a `*` at the end every module that begins so (`@aws-sdk/client-*`). */
  readonly modules: readonly string[];
  /** By {@link ExternalShape.path}: `exec`, `Client#.query`, `createPool().query`. A class path is also what `new` calls. */
  readonly calls?: Readonly<Record<string, Model>>;
  /** Any other call of these modules, however deep its path. */
  readonly otherCalls?: Model;
  readonly reads?: Readonly<Record<string, ReadModel>>;
  readonly otherReads?: ReadModel;
}

/** A dangerous place, told to {@link Engine.sink}. */
export interface SinkUse {
  readonly class: SinkClass;
  /** `child_process.exec` */
  readonly name: string;
  readonly value: AbstractValue;
  readonly place: SourcePlace;
  /**
   * Which part of a text counts. `any` (default): wherever the data stands. `start`: only where it decides how the text
   * begins (a URL's scheme and host); `address`: the same for a browser, to which `//` and a host behind it suffice. `whole`: only
   * where the text is nothing but the data (a module's name).
   */
  readonly position?: 'any' | 'start' | 'address' | 'whole';
  /** Only data in whose place the sender may put an object (NoSQL filters, merges). */
  readonly onlyStructured?: boolean;
  /** Default: event data only. */
  readonly carries?: readonly ('event' | 'secret' | 'error')[];
  readonly confidence?: 'high' | 'medium';
  /** Words for the last step; default: `reaches <name>`. */
  readonly text?: string;
}

/** An AWS call as a model records it; place, trail, guards, `during` and `times` come from the engine. */
export interface RecordedCall {
  readonly service: string;
  readonly operation: string;
  /** In the API's own shape and spelling. */
  readonly input: AbstractValue;
  readonly by: AwsCall['by'];
  readonly place: SourcePlace;
  readonly region?: AbstractValue;
  readonly endpoint?: AbstractValue;
  readonly foreign?: true;
}

/** What models may ask and tell. */
export interface Engine {
  readonly language: 'javascript' | 'python';
  /** Where the interpreter stands: `load` while modules load. */
  readonly during: 'load' | 'invocation';

  // Values
  constant(value: string | number | boolean | null | undefined): AbstractValue;
  unknown(reason: string, place?: SourcePlace, ...carrying: readonly AbstractValue[]): AbstractValue;
  text(parts: readonly (string | AbstractValue)[]): AbstractValue;
  object(fields: Readonly<Record<string, AbstractValue>>, place: SourcePlace, rest?: AbstractValue): AbstractValue;
  list(items: readonly AbstractValue[], place: SourcePlace, rest?: AbstractValue): AbstractValue;
  external(module: string, path: string, state?: unknown): AbstractValue;
  native(name: string, call: Model): AbstractValue;
  environment(name: string, fallback?: AbstractValue): AbstractValue;
  answer(call: string, path: string): AbstractValue;
  /** One of these. */
  join(values: readonly AbstractValue[]): AbstractValue;
  /** The same shapes with the taint of others added. */
  carrying(value: AbstractValue, ...others: readonly AbstractValue[]): AbstractValue;

  // Looking inside
  /** A field, item or member by name, as reading `value.name` would give it; getters run. */
  field(value: AbstractValue, name: string, place?: SourcePlace): AbstractValue;
  /** A field of an object with known fields; `undefined` where there is none. */
  ownField(value: AbstractValue, name: string): AbstractValue | undefined;
  /** Known fields of all its object shapes. */
  fieldNames(value: AbstractValue): readonly string[];
  setField(value: AbstractValue, name: string, field: AbstractValue): void;
  /** Adds to a list, or a field whose name is not known to an object. */
  addItem(value: AbstractValue, item: AbstractValue): void;
  /** Any one item of a list, or of a list in the event (`Records[]`). */
  item(value: AbstractValue, place?: SourcePlace): AbstractValue;
  /** The items, where their number is known. */
  knownItems(value: AbstractValue): readonly AbstractValue[] | undefined;
  /** The one constant that it is; `undefined` where it is something else or one of several. */
  constantOf(value: AbstractValue): string | number | boolean | null | undefined;
  /** Every constant text that it may be; empty where it may be something else. */
  textsOf(value: AbstractValue): readonly string[];
  /** Its external shapes, for identity and state. */
  externalsOf(value: AbstractValue): readonly ExternalShape[];
  isFunction(value: AbstractValue): boolean;
  /** The named parameters of a function of the project. */
  signatureOf(value: AbstractValue): readonly Parameter[];
  /** What a class of the project says of itself by decorators and types; `undefined`: it is no class. */
  classOf(value: AbstractValue): DescribedClass | undefined;
  static(value: AbstractValue): StaticValue;

  // Running
  /**
   * Calls a function value of the project or a model's. `times`: how often per call of this model. Where `null` comes first
   * and something follows, it is taken for a callback that gets an error or a result, and both are tried.
   */
  call(
    callee: AbstractValue,
    arguments_: readonly AbstractValue[],
    place: SourcePlace,
    options?: {
      readonly receiver?: AbstractValue;
      readonly isNew?: boolean;
      readonly times?: 'once' | 'items' | 'repeated';
      readonly named?: ReadonlyMap<string, AbstractValue>;
      /** The list that it is called for each item of. */
      readonly itemsOf?: AbstractValue;
      /** One of several routes: what it has checked says nothing to the next. */
      readonly isApart?: true;
    },
  ): AbstractValue;
  /** Asks a function of the project about one item of a list: its answer, and the condition that this is. */
  ask(
    predicate: AbstractValue,
    arguments_: readonly AbstractValue[],
    place: SourcePlace,
  ): { readonly answer: AbstractValue; readonly guard: Guard | undefined };
  /** Names of the methods of instances and classes of the project, and of the functions of its modules. */
  methodNames(value: AbstractValue): readonly string[];
  /** The module that is being run, as an object of what it holds. */
  currentModule(): AbstractValue;
  /** Another module of the project, by the name that code imports it by, as an object of what it holds; `undefined`: none. */
  module(name: string, place: SourcePlace): AbstractValue | undefined;
  /** What has been written in this invocation, by the name of the file or what stands for it. */
  readonly written: Map<string, AbstractValue[]>;
  /** A new list of what is in another one, or made of it: what the items of that have met these have met, and this besides. */
  keeping(list: AbstractValue, from: AbstractValue, guard?: Guard): AbstractValue;

  // Taint
  /** Event data, a secret or an error's text as a source of its own. */
  tainted(value: AbstractValue, carries: Taint['carries'], source: string, step: FlowStep): AbstractValue;
  /** Harmless in these classes from here on (`parseInt`: all). Escaping, casting. */
  cleaned(value: AbstractValue, cleanFor: readonly SinkClass[] | 'all'): AbstractValue;
  /**
   * A product of it (a part, a digest): checks of the product do not hold for the whole. Keeps confidence.
   * @param as names the product, where whoever makes it again gets the same; left out: one of this place alone
   */
  derived(values: readonly AbstractValue[], shape: AbstractValue, step: FlowStep, as?: string): AbstractValue;
  /** A truth value that, when true (or `holds: false`: when false), makes `checked` harmless. */
  checked(
    checked: AbstractValue,
    cleanFor: readonly SinkClass[] | 'all' | 'unsure',
    options?: { readonly holds?: boolean },
  ): AbstractValue;
  /** What {@link Engine.checked} says holds from here on: for functions that throw otherwise. */
  assume(checked: AbstractValue, cleanFor: readonly SinkClass[] | 'all' | 'unsure'): void;
  /** Reports what reaches a dangerous place. */
  sink(use: SinkUse): void;

  // Telling
  /** One of the handler's answers, where they are too many to be one value: a router's. Each is looked at by itself. */
  answered(value: AbstractValue, place: SourcePlace): void;
  /** Records the call and gives its answer. */
  recordCall(call: RecordedCall): AbstractValue;
  /** Something is written to the log: looks for secrets and for the whole event in it. */
  logged(values: readonly AbstractValue[], place: SourcePlace, name: string): void;
  /**
   * What leaves with a request to another host: secrets among it are told.
   * @param query what stands in the address behind its path
   */
  sent(values: readonly AbstractValue[], query: readonly AbstractValue[], place: SourcePlace, name: string): void;
  use(kind: Use['kind'], what: AbstractValue, place: SourcePlace): void;
  fact(kind: FactKind, place: SourcePlace, subject: string, detail?: string): void;
  problem(kind: CodeProblem['kind'], message: string, place: SourcePlace): void;
}

/** Bounded access to the files of a project; paths relative to its root with forward slashes. Made by `project/`. */
export interface ProjectFiles {
  /** Text of a file; refuses what is too large, leads out of the root or is not there. */
  read(path: string): { readonly text: string } | { readonly problem: CodeProblem };
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** Names in a folder, sorted; empty where there is none. */
  list(path: string): readonly string[];
}

/** Where one function's imports begin to be looked for. */
export interface ResolveContext {
  /** Folder that becomes `/var/task`, relative to the project root; `''` for the root. */
  readonly codeRoot: string;
  /** Folders of layers of the same template, relative to the project root. */
  readonly layers: readonly string[];
}

export type Resolution =
  | { readonly kind: 'file'; readonly file: string }
  /** `name` as in {@link ExternalShape.module}: without `node:`, with its subpath; `package`: for the list of modules. */
  | { readonly kind: 'package'; readonly name: string; readonly package: string; readonly builtin: boolean }
  /** A JSON file, as plain data. */
  | { readonly kind: 'data'; readonly data: unknown };

/** Gives the engine modules of one language. `javascript/index.ts` and `python/index.ts` export one each. */
export interface FrontEnd {
  readonly language: 'javascript' | 'python';
  /** Lowered once and kept by file. `module` is there also where only a part could be read. */
  load(file: string): { readonly module?: ModuleIr; readonly problems: readonly CodeProblem[] };
  /**
   * What a specifier in a file means. `undefined`: it looks like a file of the project and is not there.
   * Python: `pkg.mod`, `.mod`, `..`; a package's submodule that is read as a member is asked for as `pkg.mod` too
   * (`.mod` from the package's `__init__.py`).
   */
  resolve(specifier: string, fromFile: string, context: ResolveContext): Resolution | undefined;
}

/** Where a function's code begins. Made by `locateHandler(files, app, function)` of `project/`. */
export type HandlerLocation =
  | {
      readonly language: 'javascript' | 'python';
      readonly file: string;
      /** `['handler']`; nested exports have more names. Of a script empty where no function of it is named. */
      readonly exportPath: readonly string[];
      /** The template names what is built, and this is where its source stands by custom. */
      readonly isGuess?: true;
      /** The file is run as it is: its top level counts, and where no function is named, those that are entries by custom. */
      readonly isScript?: true;
      readonly context: ResolveContext;
    }
  | { readonly problem: CodeProblem };

/** What `analyse.ts` composes: `openFiles`, `locateHandler` of `project/`; a front end and models of each language. */
export interface EngineParts {
  readonly frontEnds: readonly FrontEnd[];
  readonly models: readonly ModelSet[];
  locate(lambda: LambdaFunction): HandlerLocation;
  /** A global of Node.js whose value is known where code is read for what it describes: `__dirname`. */
  readonly globalOf?: (name: string, file: string) => AbstractValue | undefined;
}
