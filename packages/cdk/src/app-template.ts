import {
  CfnElement,
  type CfnResource,
  DefaultTokenResolver,
  Fn,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  type Stack,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** All stacks of an application as one template, in which every logical id is its own. */
export interface AppTemplate {
  readonly template: {
    readonly Resources: Readonly<Record<string, TemplateEntry>>;
    readonly [section: string]: object;
  };
  /** The id of an element in it. */
  idOf(element: CfnElement): string;
  /** A text of a generated statement, as what CDK would write at the place where it is used. */
  token(text: string | { readonly [name: string]: unknown }): string;
}

export interface TemplateEntry {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** Sections of a template that statements and code may lean on. */
const SECTIONS = ['Resources', 'Parameters', 'Conditions', 'Mappings'] as const;

/**
 * Reads every stack below a construct as it is now, before CDK has decided what crosses stacks by export.
 * @param root an `App` or a `Stage`
 */
export function readAppTemplate(root: IConstruct): AppTemplate {
  const ids = new Map<CfnElement, string>();
  const elements = new Map<string, CfnElement>();
  const stacks: Stack[] = [];
  const local = new Map<Stack, Map<string, string>>();
  for (const node of root.node.findAll()) {
    if (!CfnElement.isCfnElement(node)) continue;
    const stack = node.stack;
    if (!stacks.includes(stack)) stacks.push(stack);
    const logicalId = stack.resolve(node.logicalId) as string;
    const id = `s${stacks.indexOf(stack)}${logicalId}`.replace(/[^A-Za-z0-9]/g, '');
    ids.set(node, id);
    elements.set(id, node);
    const known = local.get(stack) ?? new Map<string, string>();
    known.set(logicalId, id);
    local.set(stack, known);
  }
  const resolver = new AppResolver(ids);
  const template: Record<(typeof SECTIONS)[number], Record<string, unknown>> = {
    Resources: {},
    Parameters: {},
    Conditions: {},
    Mappings: {},
  };
  for (const element of ids.keys()) {
    const raw = (element as unknown as { _toCloudFormation(): object })._toCloudFormation();
    const resolved = Tokenization.resolve(raw, { scope: element, resolver, preparing: false }) as Record<
      string,
      object
    >;
    const names = local.get(element.stack)!;
    for (const section of SECTIONS) {
      for (const [logicalId, entry] of Object.entries(resolved[section] ?? {}))
        template[section][names.get(logicalId) ?? logicalId] = renamed(entry, names);
    }
  }
  return {
    template: template as unknown as AppTemplate['template'],
    idOf: (element) => ids.get(element) ?? '',
    token: (text) => tokenOf(text, elements),
  };
}

/** Writes a reference to a construct by its id in the whole application, whichever stack it is in. */
class AppResolver extends DefaultTokenResolver {
  private readonly ids: ReadonlyMap<CfnElement, string>;

  constructor(ids: ReadonlyMap<CfnElement, string>) {
    super({ join });
    this.ids = ids;
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token) && CfnElement.isCfnElement(token.target)) {
      const id = this.ids.get(token.target);
      if (id !== undefined)
        return token.displayName === 'Ref' ? { Ref: id } : { 'Fn::GetAtt': [id, token.displayName] };
    }
    return super.resolveToken(token, context, postProcessor);
  }
}

/** Pieces of a text, as `Fn::Join` writes them. */
function join(left: unknown, right: unknown): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  return { 'Fn::Join': ['', [...piecesOf(left), ...piecesOf(right)]] };
}

function piecesOf(value: unknown): readonly unknown[] {
  const call =
    typeof value === 'object' && value !== null
      ? (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']
      : undefined;
  return call?.[0] === '' ? call[1] : [value];
}

/** References that stand as plain data (`Fn.ref`, escape hatches, included templates) mean their own stack. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (typeof inner === 'string') {
        if (key === 'Ref' || key === 'Condition') return [key, names.get(inner) ?? inner];
        if (key === 'Fn::GetAtt') return [key, inner.replace(/^[^.]+/, (id) => names.get(id) ?? id)];
        if (key === 'Fn::Sub') return [key, renamedText(inner, names)];
      }
      if (Array.isArray(inner) && typeof inner[0] === 'string') {
        if (key === 'Fn::GetAtt') return [key, [names.get(inner[0]) ?? inner[0], ...inner.slice(1)]];
        if (key === 'Fn::Sub') return [key, [renamedText(inner[0], names), renamed(inner[1], names)]];
      }
      if (key === 'DependsOn' && Array.isArray(inner)) return [key, inner.map((id) => names.get(String(id)) ?? id)];
      return [key, renamed(inner, names)];
    }),
  );
}

const renamedText = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/\$\{([A-Za-z0-9]+)(?=[.}])/g, (whole, id: string) => (names.has(id) ? `\${${names.get(id)}` : whole));

function tokenOf(
  text: string | { readonly [name: string]: unknown },
  elements: ReadonlyMap<string, CfnElement>,
): string {
  if (typeof text === 'string') return text;
  if (typeof text['Ref'] === 'string') return reference(text['Ref'], undefined, elements);
  const pair = text['Fn::GetAtt'];
  if (Array.isArray(pair)) return reference(String(pair[0]), String(pair[1]), elements);
  return String(text['Fn::Sub'])
    .replace(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g, (_, id: string, attribute?: string) =>
      reference(id, attribute, elements),
    )
    .replaceAll('${!', '${');
}

function reference(id: string, attribute: string | undefined, elements: ReadonlyMap<string, CfnElement>): string {
  const element = elements.get(id);
  if (!element) return Fn.ref(id);
  const resource = element as CfnResource & { readonly valueAsString?: string };
  if (attribute !== undefined) return resource.getAtt(attribute).toString();
  return resource.valueAsString ?? resource.ref;
}
