import type { Confidence } from '@bulkhead/core';

/** An attribute's name with options or a matching rule, and a comparison: `cn=`, `userPassword:2.5.13.18:=`, `sn~=`. */
const ASSERTION = /^\s{0,4}([a-z][\w-]{0,40})(?:;[\w-]{1,20}|(?::[\w.]{1,40}){1,2})?\s{0,2}(?:=|~=|>=|<=|:=)(?!=)/i;
/** RFC 4519, RFC 2307 and Active Directory. */
const ATTRIBUTES = new Set(
  (
    'objectclass uid cn sn mail userpassword samaccountname givenname ou dc o c member memberof uidnumber gidnumber ' +
    'userprincipalname description telephonenumber displayname objectcategory homedirectory loginshell password ' +
    'username user department title l st street postalcode manager employeenumber distinguishedname dn objectguid ' +
    'objectsid serialnumber pwdlastset useraccountcontrol admincount serviceprincipalname'
  ).split(' '),
);

/**
 * A value that closes the filter it was put into and goes on with another (RFC 4515): `*)(uid=*))(|(uid=*`,
 * `admin)(&)`, `x))%00`.
 */
export function judgeFilter(text: string): Confidence | undefined {
  const close = firstLoneClose(text);
  if (close === -1) return judgeWhole(text);
  const before = text.slice(0, close);
  // Data and nothing else stands before: a name, a pattern, at most a few words.
  if (close > FAR || /\w[\s,]{1,3}\w{1,24}[\s,]{1,3}\w{1,24}[\s,]{1,3}\w/.test(before) || /["'{};]/.test(before))
    return undefined;
  let i = close;
  while (i < close + 64 && (text.charCodeAt(i) === 41 || text.charCodeAt(i) <= 32) && text.charCodeAt(i) !== 0) i++;
  const rest = text.slice(i, i + 200);
  // The end of one filter and the beginning of another, and nothing else: `*)(`, `admin*))(|(`.
  if (/^[\w.@-]{0,20}\*$/.test(before) && /^\(\s{0,2}[&|!]?\s{0,2}\(?$/.test(rest)) return 'medium';
  // A NUL byte ends the filter for libraries in C.
  if (/^(?:\0|%00|\\x?00)/i.test(rest)) return 'medium';
  // `)(a=b))x`: what stands behind both is cut off with the developer's rest.
  if (close === 0 && /^\([a-z][\w-]{1,40}=[\w*]{0,40}\)\)\w{0,24}$/i.test(rest)) return 'medium';
  const operator = /^([&|!]?)\s{0,4}\(\s{0,16}([&|!]?)/.exec(rest);
  if (operator === null) return judgeWhole(text);
  const inner = rest.slice(operator[0].length);
  if (operator[2] !== '') return /^\s{0,4}(?:\(|\)|$)/.test(inner) ? judgeInner(inner, true) : judgeInner(inner, false);
  return judgeInner(inner, false);
}

function judgeInner(inner: string, grouped: boolean): Confidence | undefined {
  if (grouped && /^\s{0,4}\)?\s{0,4}$/.test(inner)) return 'medium';
  let i = 0;
  while (i < 12 && (inner[i] === '(' || inner[i] === ' ' || inner[i] === '&' || inner[i] === '|' || inner[i] === '!'))
    i++;
  // `*)(1=1`
  if (/^\d{1,4}\s?=\s?\d{1,4}[\s()]{0,8}$/.test(inner.slice(i))) return 'medium';
  const assertion = ASSERTION.exec(inner.slice(i));
  if (assertion === null) return grouped && /^\s{0,4}[()]/.test(inner) ? 'medium' : undefined;
  const value = inner.slice(i + assertion[0].length);
  if (/^\s*["'`$]/.test(value)) return undefined;
  if (ATTRIBUTES.has(assertion[1]!.toLowerCase())) return 'high';
  return grouped || value.startsWith('*') || /^[\w.*@-]{0,64}\)?[()]*\s*$/.test(value) ? 'medium' : undefined;
}

/** Behind so many characters a closing bracket, and beyond so many of the whole a filter, is no value's. */
const FAR = 120;
const LONGEST = 400;

/** A closing bracket that nothing opened; -1 when there is none where it matters. */
function firstLoneClose(text: string): number {
  let depth = 0;
  const end = text.length > LONGEST ? FAR + 1 : text.length;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 40) depth++;
    else if (code === 41 && depth-- === 0) return i;
  }
  return -1;
}

/** Two filters side by side and no operator before them, which no query begins with: `(uid=admin)(userPassword=b*)`. */
const LISTED =
  /^\s{0,4}\(\s{0,2}([a-z][\w-]{0,40})\s{0,2}[~<>:]?=[^()]{0,64}\)\s{0,2}\([&|!]?\(?[a-z][\w-]{0,40}\s{0,2}[~<>:]?=/i;

/** True whoever is asked for (RFC 4526), or a group of one that is to be had by anybody beside another filter. */
const ALWAYS = /\([&|]\)|\([a-z][\w-]{0,40}=[^()]{0,64}\)\s{0,2}\([&|]\((?:objectclass|uid|cn|description)=\*\)\)/i;

/** A filter that asks for everything or for secrets, as a whole value or behind a `*`. */
function judgeWhole(text: string): Confidence | undefined {
  if (text.length > LONGEST) return undefined;
  const rule = /^[a-z][\w-]{1,40}:(?:dn:)?(?:\d{1,9}\.){2,12}\d{1,9}:=/i.exec(text);
  // What testers send to see a filter break.
  if (rule !== null || /(?:^|=)\*\(\)[|&]/.test(text)) return 'medium';
  // Operators within operators, begun and left open: `!(&(|(x=`.
  if (/^[&|!]?\(\s?[&|!]\s?\(\s?[&|!]\s?\(\s?\w{1,40}\s?=\*?$/.test(text)) return 'medium';
  const listed = LISTED.exec(text);
  if (listed !== null && ATTRIBUTES.has(listed[1]!.toLowerCase())) return 'medium';
  if (/^\s{0,4}\(/.test(text) && ALWAYS.test(text)) return 'medium';
  // Of a prefix or of nothing, each of them: `(|(cn=a*)(mail=*))`.
  if (/^\s?\([|&!]\s?(?:\([a-z][\w-]{0,40}=[\w@-]{0,40}\*\)\s?){1,4}\)\s?$/i.test(text)) return 'medium';
  // `(cn=*)`, `(cn=a*)`, and `!(uid=*)`, `*|(uid=*)`: whoever has the attribute.
  const present =
    /^\s{0,8}(?:[\w%.[\]-]{1,32}\s{0,2}[=:]\s{0,2}["']?)?\*?[!&|]?\(\s{0,4}([a-z][\w-]{0,40})\s{0,2}=[\w@-]{0,40}\*\)["']?\s{0,8}$/i.exec(
      text,
    );
  if (present !== null) return ATTRIBUTES.has(present[1]!.toLowerCase()) ? 'medium' : undefined;
  // A label may stand before it: `filter = (&(…`.
  const group = /^\s{0,8}(?:[\w%.[\]-]{1,32}\s{0,2}[=:]\s{0,2})?(\*?)\s{0,4}\(\s{0,4}([&|!])\s{0,4}\(/.exec(text);
  if (group === null) return undefined;
  const inner = text.slice(group[0].length);
  if (!ASSERTION.test(inner.replace(/^[\s(&|!]{1,12}/, ''))) return undefined;
  if (group[1] === '*') return 'high';
  return /\((?:userpassword|password|unicodepwd)\s{0,4}[=~<>:]|\((\d{1,4})=\d{1,4}\)|^\s*\(\|\s{0,4}\(\w{1,40}=\*\)\s{0,4}\)|^[\s(&|]{1,12}\(?(?:objectclass|uid|cn)=\*\)(?:\s{0,4}\((?:objectclass|uid|cn|sn|mail)=\*\)){0,4}[\s)]{0,8}$/i.test(
    text,
  )
    ? 'medium'
    : undefined;
}
