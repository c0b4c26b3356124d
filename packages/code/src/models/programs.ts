/*
 * Programs that fetch what one of their arguments names: an address, or a file of the function.
 */

const FETCHES =
  /^(curl|wget|aria2c|yt-dlp|youtube-dl|wkhtmltopdf|wkhtmltoimage|chromium|chromium-browser|google-chrome|headless_shell|phantomjs(?:[._-][\w.-]*)?|ffmpeg|ffprobe|git)$/;
/** Options of these programs behind which something else than an address stands. */
const TAKES_ANOTHER =
  /^(?:-[HXdouAebFTwm]|--[\w-]*(?:header|data|request|output|user|agent|branch|depth|method|size|width|height|time|title|margin|timeout|format|quality|cookie))$/;
/** Of git's commands those that ask another host. */
const GOES_OUT = /^(?:clone|fetch|pull|push|ls-remote|remote|submodule|archive|)$/;
const OF_MEDIA = /^ff(?:mpeg|probe)$/;

/** The last name of a program's path: `ffmpeg` of `/opt/bin/ffmpeg`. */
export const programName = (text: string): string => text.replace(/^.*\//, '');

/**
 * Positions of the arguments that such a program fetches, or takes as a file.
 * @param words the program first; `''` for what is not known
 */
export function fetchedArguments(words: readonly string[]): readonly number[] {
  const [program = '', ...rest] = words;
  const name = programName(program);
  if (!FETCHES.test(name) || (name === 'git' && !GOES_OUT.test(rest.find((word) => !word.startsWith('-')) ?? '')))
    return [];
  return rest.flatMap((_, at) => {
    const before = at === 0 ? '' : (rest[at - 1] ?? '');
    const isLast = at === rest.length - 1;
    const isInput = OF_MEDIA.test(name) ? before === '-i' || isLast : !TAKES_ANOTHER.test(before);
    return isInput ? [at + 1] : [];
  });
}
