import { profileFromCode, profileText } from '@bulkhead/posture';
import type { OpenService } from './service.ts';

/** `bulkhead.profile.yml` from the service's code, and what the code decides only at run time. */
export async function printProfile({ file, load }: OpenService): Promise<{ text: string; open: readonly string[] }> {
  const { profile, open } = await profileFromCode(file, load);
  return {
    text: profileText(profile),
    open: open.map(
      ({ function: name, what, place }) =>
        `${place.file}:${place.line}:${place.column}: ${name}: ${what} is decided at run time; complete the profile`,
    ),
  };
}
