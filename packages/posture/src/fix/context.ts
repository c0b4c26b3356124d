import type { DeployedResource, PostureFinding, SourcePlace, TemplateEdit } from '@bulkhead/core';
import type { TemplateView } from '@bulkhead/iac';
import type { PostureModel } from '@bulkhead/rules';

export type KeyPath = readonly (string | number)[];

/** What an edit is worked out from. */
export interface FixContext {
  readonly finding: PostureFinding;
  readonly model: PostureModel;
  /** The finding's subject, where it is a resource. */
  readonly resource: DeployedResource | undefined;
  /** Of a template of the project; `undefined` for files that are none, or that a tool makes anew. */
  readonly view: (file: string) => TemplateView | undefined;
}

/** One property to set, or why a person has to decide. */
export type FixPlan = TemplateEdit | { readonly refuse: string };

export interface Setting {
  /** Below `Properties` of the resource in CloudFormation. */
  readonly path: KeyPath;
  readonly value: TemplateEdit['value'];
  /** Below `Properties`, by the type that SAM's transform makes the resource of; another value where SAM spells it so. */
  readonly sam?: Readonly<Record<string, KeyPath>>;
  /** Below a function of serverless.yml. */
  readonly serverless?: KeyPath;
  /** Arguments by the type of the Terraform resource. */
  readonly terraform?: Readonly<Record<string, KeyPath>>;
}

/** The edit that gives a resource a setting, in the language that its template is written in. */
export function setProperty(context: FixContext, setting: Setting): FixPlan {
  const { finding, resource } = context;
  if (!resource) return { refuse: 'is about no resource of the template' };
  const { value } = setting;
  const at = setting.terraform && blockOf(context);
  if (at) {
    const path = setting.terraform?.[String(at.path[1])];
    return path ? { file: at.file, path: [...at.path, ...path], value } : { refuse: `is set by ${at.path[1]}` };
  }
  if (finding.place.file.endsWith('.tf')) return { refuse: 'is no resource that is written out here' };
  const written = writtenPath(context, resource, setting);
  if (written) return { file: finding.place.file, path: written, value };
  const base = context.view(resource.place.file)?.pathAt(resource.place);
  const own = base && context.view(resource.place.file)?.valueAt(base);
  if (!base || own === undefined) return { refuse: 'is made by a tool; change what it is made of' };
  if (typeof own === 'string') return { refuse: `comes from elsewhere: ${own.slice(0, 80)}` };
  if (base.some((key) => String(key).startsWith('Fn::'))) return { refuse: 'is made by a loop of the template' };
  const below = belowResource(own, resource.type, setting);
  if (!below) return { refuse: 'is made by the framework from other settings' };
  return { file: resource.place.file, path: [...base, ...below], value };
}

/** The block of Terraform that a finding stands in; a value that comes from a variable is the resource's own matter. */
function blockOf({ finding, resource, view }: FixContext) {
  for (const place of [finding.place, resource?.place]) {
    if (!place?.file.endsWith('.tf')) continue;
    const path = view(place.file)?.pathAt(place);
    if (path?.[0] === 'resource' && path.length === 3) return { file: place.file, path };
  }
  return undefined;
}

/** Where the value stands already: the finding points at it. */
function writtenPath(context: FixContext, resource: DeployedResource, { path, value }: Setting): KeyPath | undefined {
  const view = context.view(context.finding.place.file);
  const here = view?.pathAt(context.finding.place);
  const base = context.view(resource.place.file)?.pathAt(resource.place);
  if (!view || !here || !base || here.at(-1) !== path.at(-1) || typeof value === 'object') return undefined;
  const isInside = here.length > base.length + 1 && base.every((key, i) => key === here[i]);
  return isInside ? here : undefined;
}

function belowResource(own: unknown, type: string, setting: Setting): KeyPath | undefined {
  const map = typeof own === 'object' && own !== null ? (own as Readonly<Record<string, unknown>>) : {};
  if (map['Type'] === type) return ['Properties', ...setting.path];
  const sam = setting.sam?.[String(map['Type'])];
  if (sam) return ['Properties', ...sam];
  if (map['Type'] === undefined && (map['handler'] !== undefined || map['image'] !== undefined))
    return setting.serverless;
  return undefined;
}

export function isSamePlace(a: SourcePlace, b: SourcePlace): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}
