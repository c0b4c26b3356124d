/** Names of addresses that a document tells of itself and nobody is asked to fetch. `@` is before an attribute of XML. */
const OWN =
  /^(?:@(?:location|destination|recipient|assertionconsumerserviceurl|entityid)|(?:web|html|user|group|project|deployable|commit|server|base|issuer)_?url|\$(?:id|ref|schema)|origin|referr?er|href|self|iss(?:uer)?|aud(?:ience)?|redirect_uri|(?:http|ssh)_url_to_repo)$/i;

/**
 * Whether a field holds where a thing is to be seen, which is a local address while its site is being developed: `web_url` of
 * GitLab's webhooks, `$id` of a JSON Schema, `origin` of the page that asks, `href` of a link, `iss` of a token, `baseUrl` of
 * settings, `@location` of a service (WSDL 1.1, section 3.8), `@Destination` and `@Recipient` (SAML 2.0 core, sections 3.2 and
 * 2.4.1.2). `url`, `callback_url` or `avatar_url` do not count: somebody fetches them.
 * @param field last name of the path
 */
export function isOwnAddress(field: string): boolean {
  return OWN.test(field);
}
