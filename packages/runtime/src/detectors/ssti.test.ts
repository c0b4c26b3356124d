import { describe, expect, it } from 'vitest';
import { ssti } from './ssti.ts';
import { detectIn } from './testing/detect-in.ts';

describe('template injection', () => {
  it.each([
    // Probes
    '{{8*8}}',
    "{{9*'9'}}",
    '${6*6}',
    '#{6*6}',
    '*{6*6}',
    '<%= 6*6 %>',
    '${{6*6}}',
    '{6*6}',
    '@(6*6)',
    '[[${6*6}]]',
    '{{{6*6}}}',
    'x{{12|add:30}}y',
    '{{"a"~"b"}}',
    '${{<%[%\'"}}%\\.',
    '{% if True %}yes{% endif %}',
    '%{6*6}',
    // Python
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    '{{config}}',
    '{{ self }}',
    '{{config.items()}}',
    "{{request|attr('application')|attr('\\x5f\\x5fglobals\\x5f\\x5f')}}",
    "{{cycler.__init__.__globals__.os.popen('id').read()}}",
    '{{settings.SECRET_KEY}}',
    '{% for x in ().__class__.__base__.__subclasses__() %}',
    '{% import os %}{{ os.system("id") }}',
    '${self.module.cache.util.os.system("id")}',
    '{% debug %}',
    // PHP
    "{{['id']|map('system')}}",
    '{{_self.env.registerUndefinedFilterCallback("exec")}}',
    "{{'/etc/passwd'|file_excerpt(1,30)}}",
    '{$smarty.version}',
    '{php}echo 1;{/php}',
    "{system('id')}",
    '{if phpinfo()}{/if}',
    // Java
    '<#assign ex="freemarker.template.utility.Execute"?new()>${ex("id")}',
    '${"freemarker.template.utility.Execute"?new()("id")}',
    '#set($x="")$x.getClass()',
    '${T(java.lang.Runtime).getRuntime().exec("id")}',
    '__${T(java.lang.Runtime).getRuntime().exec("id")}__::.x',
    '*{T(java.lang.System).getenv()}',
    '%{(#a=@java.lang.Runtime@getRuntime())}',
    // JavaScript
    "{{constructor.constructor('alert(1)')()}}",
    "{{$on.constructor('alert(1)')()}}",
    '{{#with "s" as |string|}}',
    "#{root.process.mainModule.require('child_process').execSync('id')}",
    '{{= _.VERSION}}',
    // Ruby and others
    "<%= File.read('/etc/hosts') %>",
    '<%= `id` %>',
    '<%= system("id") %>',
    '#{ %x|id| }',
    '@System.IO.File.ReadAllText("/etc/passwd")',
    '{{printf "%s" "probe"}}',
    // Servers, edges, LaTeX
    '<!--#exec cmd="ls" -->',
    '<!--#include virtual="/etc/passwd" -->',
    '<!--#echo var="DATE_LOCAL"-->',
    '<esi:include src="http://evil.example/x"/>',
    '\\input{/etc/passwd}',
    '\\immediate\\write18{id}',
  ])('finds %s', (value) => {
    expect(detectIn(ssti, value)).toMatch(/medium|high/);
  });

  it.each([
    'Hello {{name}}',
    'Hi {{ user.first_name | capitalize }}, thanks for your order {{order.number}}!',
    "{{ 'cart.title' | t }}",
    "{{ 'HOME.TITLE' | translate }}",
    '{{ product.price | money }}',
    '{{#if user}}Welcome back{{/if}}',
    '{{#each items}}{{this.name}}{{/each}}',
    '{{> header}}',
    '{{1}}',
    'Your code is {{1}}, valid for {{2}} minutes',
    '{{ $labels.instance }} is down for {{ $value }}',
    '{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    '{{ url_for("index") }}',
    '{{ $t("message.hello") }}',
    '${name}',
    '${user.name} <${user.email}>',
    '${process.env.HOME}/bin',
    '${PATH}:${HOME:-/root}',
    '${AWS::Region}-${AWS::AccountId}',
    '${{ github.ref }}',
    '${{ secrets.TOKEN }}',
    "${{ matrix.os == 'linux' }}",
    '`${a + b} items`',
    '${items.map(i => i.name).join(", ")}',
    '${new Date().toISOString()}',
    '#{name}',
    '#{user.email}',
    '<%= name %>',
    '<%= user.name %> <%= link_to "x", root_path %>',
    '<% if user %>Hello<% end %>',
    '{% if user %}Hello{% endif %}',
    '{% for item in items %}{{ item }}{% endfor %}',
    '{% block content %}{% endblock %}',
    '{count, plural, one {# item} other {# items}}',
    '{id}',
    '/users/{id}/orders/{orderId}',
    '{"a":{"b":1}}',
    '{{"a":1}}',
    'body{margin:0;padding:1px 2px}',
    '[0-9]{1,3}',
    '[[1,2],[3,4]]',
    '[[Main Page]]',
    '[[ $x -eq 1 ]]',
    '@{Name="x"; Value=1}',
    '%{COMBINEDAPACHELOG}',
    '%{User-Agent}i',
    '\\frac{1}{2} + \\sqrt{x^2}',
    '\\begin{document}\\section{Intro}\\end{document}',
    '\\input{chapter1}',
    '<!-- a comment -->',
    '<!--[if IE]><p>old</p><![endif]-->',
    '#include <stdio.h>',
    '# Title\n\n## Set up\n\ntext',
    'a % b } c { d',
    'user@(example)',
    '^(a|b)@(c|d)$',
    'Use {{ x }} to print and {% if %} to branch, as the manual of the template language says.',
  ])('lets %s pass', (value) => {
    expect(detectIn(ssti, value) ?? 'low').toBe('low');
  });

  it('finds a probe behind padding, and lets a long template pass', () => {
    expect(detectIn(ssti, `${'a'.repeat(3000)}{{8*8}}`)).toBe('medium');
    const mail =
      'Dear {{ customer.name }},\nyour order {{ order.id }} has left our house.\n{% if order.gift %}Enjoy!{% endif %}\n';
    expect(detectIn(ssti, mail.repeat(30)) ?? 'low').toBe('low');
  });
});
