/** Hosts whose DTDs and schemas honest documents name: standards bodies, and programs that older formats come from. */
const PUBLISHERS =
  /^(?:[\w-]+\.)*(?:w3\.org|apple\.com|oasis-open\.org|docbook\.org|sun\.com|oracle\.com|netscape\.com|jcp\.org|apache\.org|mybatis\.org|ibatis\.com|hibernate\.org|sourceforge\.net|springframework\.org|jboss\.org|jboss\.com|gnome\.org|freedesktop\.org|wapforum\.org|openmobilealliance\.org|ieee\.org|nih\.gov|xml\.org|dublincore\.org|purl\.org|adobe\.com|microsoft\.com|xmlsoap\.org|openxmlformats\.org|opengis\.net|maven\.org|checkstyle\.org|puppycrawl\.com|jasperforge\.org|musicxml\.org|recordare\.com|niso\.org|daisy\.org|idpf\.org|loc\.gov|tei-c\.org|xhtml\.org|idealliance\.org|userland\.com|scripting\.com|rssboard\.org|google\.com|liferay\.com|eclipse\.org|inria\.fr|topografix\.com|garmin\.com)$/i;

export type AddressKind = 'none' | 'publisher' | 'relative' | 'remote' | 'dangerous';

/** Where an external identifier leads. */
export function classifyAddress(address: string): AddressKind {
  const text = address.trim();
  if (text === '') return 'none';
  if (
    /^(?:file|php|expect|jar|netdoc|gopher|ftp|data|phar|zip|compress\.\w+|glob|dict|ldap|tftp|smb|cid|res|\\\\)/i.test(
      text,
    ) &&
    /^[\w.]{2,20}:|^\\\\/.test(text)
  )
    return 'dangerous';
  const host = /^(?:https?:)?\/\/(?:[^/?#@]{0,64}@)?([^/?#:]{0,255})/i.exec(text)?.[1];
  if (host !== undefined) return PUBLISHERS.test(host) ? 'publisher' : 'remote';
  if (/^(?:[\\/]|[a-z]:[\\/]|(?:\.\.[\\/]){2}|[%$&])/i.test(text)) return 'dangerous';
  return /^[a-z][\w+.-]{1,20}:\/\//i.test(text) ? 'remote' : 'relative';
}
