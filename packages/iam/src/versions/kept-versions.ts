import {
  type App,
  type DeployedResource,
  isReference,
  listed,
  type SourcePlace,
  type TemplateValue,
} from '@bulkhead/core';
import type { OwnResources } from '../resources/scope.ts';
import { deployedFunction } from '../resources/scope.ts';

/** A published version as an account has it (`ListVersionsByFunction`, `ListAliases`). */
export interface LiveVersion {
  /** `7`; `$LATEST` is none. */
  readonly version: string;
  /** ARN of the role that it was published with. */
  readonly role?: string;
  /** Milliseconds since the epoch. */
  readonly published?: number;
  readonly aliases?: readonly string[];
}

/** Versions of one function that stay when a new one is deployed, and run with the role of today. */
export interface KeptVersions {
  readonly functionId: string;
  /** What keeps them. */
  readonly place: SourcePlace;
  /** Names of its aliases, as far as the template has them. */
  readonly aliases: readonly string[];
  /** From the account, where it was asked. */
  readonly live: readonly LiveVersion[];
}

/**
 * Functions whose published versions outlive a deploy: SAM's `AutoPublishAlias`, the Serverless Framework's
 * `versionFunctions`, versions with `DeletionPolicy: Retain`, Terraform's `publish`. A version keeps the code of its day and
 * the ARN of its role; what the role allows changes for all of them at once.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
 * @param live by function id; versions that an account has count whatever the template says
 */
export function keptVersions(
  app: App,
  resources: readonly DeployedResource[],
  own: OwnResources,
  live: ReadonlyMap<string, readonly LiveVersion[]> = new Map(),
): readonly KeptVersions[] {
  return app.functions.flatMap((fn): readonly KeptVersions[] => {
    const id = deployedFunction(app, fn, own)?.id;
    const ofFunction = (type: string) =>
      resources.filter((resource) => resource.type === type && names(resource.properties.FunctionName, id));
    const kept = ofFunction('AWS::Lambda::Version').find(({ deletionPolicy }) => /^Retain/.test(deletionPolicy ?? ''));
    const inAccount = (live.get(fn.id) ?? []).filter(({ version }) => version !== '$LATEST');
    if (kept === undefined && inAccount.length === 0) return [];
    const aliases = ofFunction('AWS::Lambda::Alias');
    return [
      {
        functionId: fn.id,
        // Where somebody wrote it: the alias has the place of the setting that makes both.
        place: aliases[0]?.place ?? kept?.place ?? fn.place,
        aliases: aliases.flatMap(({ properties: { Name } }) => (typeof Name === 'string' ? [Name] : [])),
        live: inAccount,
      },
    ];
  });
}

/** Whether a value refers to a resource. */
export function names(value: TemplateValue | undefined, id: string | undefined): boolean {
  return id !== undefined && isReference(value) && value.ref === id;
}

/** Versions in words: which there are, where that is known. */
export function versionsText({ aliases, live }: KeptVersions): string {
  const known = live.map(({ version, aliases: of = [] }) =>
    of.length === 0 ? version : `${version} (${of.join(', ')})`,
  );
  const shown = listed(known, 6);
  if (known.length > 0) return `its published version${known.length === 1 ? '' : 's'} ${shown}`;
  return aliases.length === 0 ? 'its published versions' : `its published versions (alias ${aliases.join(', ')})`;
}
