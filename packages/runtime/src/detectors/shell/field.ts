/** Values past this are judged by their text alone. */
const LONGEST = 48;

/**
 * A value that is harmless by itself, in a field whose name says that it is run: `?cmd=id`, `{"command": "whoami"}`, and the
 * same in base64, as some appliances take it.
 * @param field last name of the path: a parameter, a header, a property
 */
export function isCommandInField(field: string, value: string): boolean {
  if (value.length > LONGEST || value.length < 2 || !mayRun(field)) return false;
  if (!RUNS.test(field)) return false;
  if (ASKS.test(value) || (/cmd$/i.test(field) && SHOWS.test(value))) return true;
  return value.length % 4 === 0 && BASE64.test(value) && ASKS.test(Buffer.from(value, 'base64').toString('latin1'));
}

/** Ends as one of the names does: nearly all names end here. */
function mayRun(field: string): boolean {
  if (field.length < 3 || field.length > 32) return false;
  const last = field.charCodeAt(field.length - 1) | 32;
  const before = field.charCodeAt(field.length - 2) | 32;
  const third = field.charCodeAt(field.length - 3) | 32;
  switch (last) {
    case 100: // cmd, command
      return before === 109 ? third === 99 : before === 110 && third === 97;
    case 99: // exec
      return before === 101 && third === 120;
    case 101: // execute
      return before === 116 && third === 117;
    case 108: // shell
      return before === 108 && third === 101;
    case 109: // system
      return before === 101 && third === 116;
    default:
      return false;
  }
}

const RUNS = /(?:^|[^a-z]|[a-z](?=[A-Z]))(?:shell_?)?(?:cmd|command|exec|execute|shell|system)$/i;

/** What shells on web servers are asked for; in a field called `command` manifests have these as well. */
const SHOWS =
  /^(?:ls\s{1,2}(?:-[a-z]{1,6}|[/.~]\S{0,40})|cat\s{1,2}[\w./~*-]{1,40}|ps\s{1,2}(?:aux\w{0,2}|-\w{1,4})|pwd|env|hostname|net\s{1,2}users?|(?:type|dir)\s{1,2}[\w:.\\/]{1,40})\s{0,2};?$/i;

const BASE64 = /^[A-Za-z0-9+/]{3,46}={0,2}$/;

/** What only an attacker asks first. The names of commands that devices and consoles know as well, `ls` or `set`, tell nothing. */
const ASKS =
  /^\s{0,2}(?:(?:\/usr)?\/bin\/)?(?:id|whoami|uname|ifconfig|ipconfig|netstat|systeminfo|tasklist|printenv|dir|phpinfo\(\)|(?:ping|nslookup|sleep)\s{1,2}[\w.:-]{1,40})(?:\s{1,2}[-/][a-z]{1,8})?\s{0,2};?$/i;
