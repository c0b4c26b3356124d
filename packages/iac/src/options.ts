import type { SourceDescription } from '@bulkhead/core';
import type { FrameworkValues } from './serverless/framework-values.ts';

export interface LoadOptions {
  readonly stage?: string;
  readonly region?: string;
  /** Values of `--param name=value` and of CloudFormation parameters. */
  readonly params?: Readonly<Record<string, string>>;
  /** What `${env:…}` reads; left out: the process's own environment. Values never stand in messages. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Functions of nested stacks are the app's functions as well, as `Stack/Function`. */
  readonly nested?: boolean;
  /**
   * Reads a file of code that describes an application (`serverless.ts`) without running it; left out: such files are not
   * read. Given by whoever may use the interpreter of code, which this package may not.
   * @param root absolute folder; @param file relative to it
   */
  readonly readSource?: (root: string, file: string) => SourceDescription;
  /** Outer folder within which files may be read and code may lie; left out: the template's own folder. */
  readonly root?: string;
  /**
   * Variables of the Serverless Framework that name nothing for this stage stay unknown, and a note says so: for whoever reads a
   * project and does not deploy it. Left out: they are an error, as they are for the framework.
   */
  readonly keepsOpen?: boolean;
  /** For a plug-in inside of the Serverless Framework: what that made of the service. Trusted, unlike the project. */
  readonly framework?: FrameworkValues;
}

/** What both frameworks take when nothing names a region (Serverless Framework's default; SAM takes the profile's). */
export const DEFAULT_REGION = 'us-east-1';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
