import { writeCdk } from './cdk.ts';
import { writeCloudformation } from './cloudformation.ts';
import { writeJson } from './json.ts';
import { writeSam } from './sam.ts';
import { writeServerless, writeServerlessRoles } from './serverless.ts';
import { writeTerraform } from './terraform.ts';
import type { RoleWriter } from './types.ts';

/** Ways to write roles, by the name of the format. */
export const ROLE_WRITERS = {
  cloudformation: writeCloudformation,
  serverless: writeServerless,
  'serverless-roles': writeServerlessRoles,
  sam: writeSam,
  terraform: writeTerraform,
  cdk: writeCdk,
  json: writeJson,
} as const satisfies Readonly<Record<string, RoleWriter>>;

export type RoleFormat = keyof typeof ROLE_WRITERS;
